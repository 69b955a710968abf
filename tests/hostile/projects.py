"""Project folders as they come by mail: settings that name files elsewhere, links, texts that are orders."""

import json
from collections.abc import Callable
from pathlib import Path

from tests.hostile.canary import Canary
from tests.hostile.corpus import Build, Case
from tests.hostile.gdal import read_canary, virtual_canary
from tests.hostile.reading import HONEST
from tests.hostile.yamls import aliases

Files = Callable[[Canary], dict[str, str | bytes]]

SETTINGS = "boundaries: areas.geojson\nboundary_profile: key=key,name=name\n"


def project(files: Files, links: Callable[[Canary], dict[str, str]] = lambda _: {}) -> Build:
    """Return a builder of an honest project with some files replaced and some that are links."""

    def build(folder: Path, canary: Canary) -> Path:
        root = folder / "project"
        honest = {
            "settings.yaml": SETTINGS,
            "boundaries/areas.geojson": HONEST["areas.geojson"],
            "cooperations/cooperations.csv": HONEST["cooperations.csv"],
            "cooperations/members.csv": HONEST["members.csv"],
        }
        targets = links(canary)
        given = honest | files(canary)
        for name, content in given.items():
            path = root / name
            if name not in targets and not any(other.startswith(f"{name}/") for other in given):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
        for name, target in targets.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).symlink_to(target)
        return root

    return build


def settings(text: Callable[[Canary], str]) -> Build:
    return project(lambda c: {"settings.yaml": text(c)})


def naming(entry: str, value: Callable[[Canary], str]) -> Build:
    """Return a builder of a project whose settings name ``value`` for ``entry``."""
    remaining = "".join(line + "\n" for line in SETTINGS.splitlines() if not line.startswith(f"{entry}:"))
    return settings(lambda c: f"{remaining}{entry}: {json.dumps(value(c))}\n")


ELSEWHERE = {
    "boundaries by an absolute name": naming("boundaries", lambda c: c.file("secret.geojson")),
    "boundaries above": naming("boundaries", lambda c: f"../../../../../../..{c.file('secret.geojson')}"),
    "boundaries on a port": naming("boundaries", lambda c: f"/vsicurl/{c.url('x.geojson')}"),
    "boundaries at an address": naming("boundaries", lambda c: c.url("x.geojson")),
    "boundaries of a database": naming("boundaries", lambda c: f"PG:host=127.0.0.1 port={c.port} dbname=x"),
    "boundaries of a service": naming("boundaries", lambda c: f"WFS:{c.url('wfs')}"),
    "boundaries of the environment": naming("boundaries", lambda _: "CSV:/proc/self/environ"),
    "boundaries of a text": naming("boundaries", lambda c: f"GEOJSON:{c.file('secret.geojson')}"),
    "boundaries in an archive elsewhere": naming("boundaries", lambda c: f"/vsizip/{c.file('x.zip')}/a.geojson"),
    "boundaries that are an order": naming("boundaries", read_canary),
    "boundaries that are a virtual dataset": naming("boundaries", virtual_canary),
    "boundaries in a home folder": naming("boundaries", lambda _: "~/areas.geojson"),
    "boundaries that are a list": settings(lambda c: f"boundaries: [{c.file('secret.geojson')}]\n"),
    "attributes elsewhere": naming("attributes", lambda c: c.file("secret.csv")),
    "zones elsewhere": naming("zones", lambda c: c.file("secret.csv")),
    "links elsewhere": naming("links", lambda c: c.file("secret.csv")),
    "changes elsewhere": naming("changes", lambda c: c.file("secret.csv")),
    "a profile elsewhere": naming("boundary_profile", lambda c: c.file("secret.yaml")),
    "columns of attributes elsewhere": naming("attribute_profile", lambda c: c.file("secret.yaml")),
    "columns of records elsewhere": naming("record_profile", lambda c: c.file("secret.yaml")),
    "columns above": naming("record_profile", lambda c: f"../../../../../../..{c.file('secret.yaml')}"),
    "thresholds elsewhere": settings(lambda c: f"{SETTINGS}thresholds: {{base: {c.file('secret.yaml')}}}\n"),
    "attributes from a device": naming("attributes", lambda _: "/dev/zero"),
    "attributes from the input": naming("attributes", lambda _: "/dev/stdin"),
}

LINKS = {
    "boundaries": project(lambda _: {}, lambda c: {"boundaries/areas.geojson": c.file("secret.geojson")}),
    "the folder of boundaries": project(lambda _: {"boundaries/areas.geojson": ""}, lambda _: {"boundaries/more": "/"}),
    "cooperations": project(lambda _: {}, lambda c: {"cooperations/cooperations.csv": c.file("secret.csv")}),
    "members": project(lambda _: {}, lambda c: {"cooperations/members.csv": c.file("secret.csv")}),
    "settings": project(lambda _: {}, lambda c: {"settings.yaml": c.file("secret.yaml")}),
    "decisions": project(lambda _: {}, lambda c: {"decisions.csv": c.file("secret.csv")}),
    "attributes": project(lambda _: {}, lambda c: {"attributes.csv": c.file("secret.csv")}),
    "a side file": project(lambda _: {}, lambda c: {"boundaries/areas.yaml": c.file("secret.yaml")}),
    "itself": project(lambda _: {}, lambda _: {"settings.yaml": "settings.yaml"}),
    "a device": project(lambda _: {}, lambda _: {"cooperations/members.csv": "/dev/zero"}),
    "random": project(lambda _: {}, lambda _: {"attributes.csv": "/dev/urandom"}),
}

CONTENTS = {
    "an order as boundaries": project(lambda c: {"boundaries/areas.geojson": read_canary(c)}),
    "a virtual dataset beside": project(
        lambda c: {"settings.yaml": "boundary_profile: key=key,name=name\n", "boundaries/b.vrt": virtual_canary(c)}
    ),
    "an order beside": project(
        lambda c: {"settings.yaml": "boundary_profile: key=key,name=name\n", "boundaries/b.gdalg.json": read_canary(c)}
    ),
    "a thousand boundaries": project(
        lambda _: {
            "settings.yaml": "boundary_profile: key=key,name=name\n",
            **{f"boundaries/{i}.geojson": HONEST["areas.geojson"] for i in range(1_000)},
        }
    ),
    "aliases in its settings": project(lambda _: {"settings.yaml": aliases(12)}),
    "a call in its settings": settings(
        lambda c: f"boundaries: !!python/object/apply:os.system ['touch {c.file('new')}']\n"
    ),
    "settings that are a list": settings(lambda _: "- 1\n"),
    "settings of wrong types": settings(
        lambda _: "boundaries: {a: 1}\nlayer: [1]\nboundary_profile: 7\nthresholds: x\nrecords_as_of: {}\n"
    ),
    "a time that is none": settings(lambda _: f"{SETTINGS}records_as_of: !!timestamp 2020-99-99\n"),
    "a layer that is SQL": settings(lambda _: f"{SETTINGS}layer: \"a'; ATTACH 'x' AS y; --\"\n"),
    "a layer that is an order": settings(lambda c: f"{SETTINGS}layer: \"select ogr_geocode('x')\"\n"),
    "folders instead of files": project(
        lambda _: {"settings.yaml/x": "", "cooperations/cooperations.csv/x": ""}, lambda _: {}
    ),
    "a configuration of Streamlit": project(
        lambda c: {".streamlit/config.toml": f"[server]\nport = {c.port}\n", "sitecustomize.py": f"open({c.file()!r})"}
    ),
    "modules of its own": project(
        lambda c: {f"{name}.py": f"open({c.file()!r})" for name in ("pandas", "geo_koop", "yaml", "json")}
    ),
    "a configuration of GDAL": project(
        lambda c: {
            "gdalrc": f"[configoptions]\nGDAL_HTTP_PROXY=127.0.0.1:{c.port}\n",
            "proj.ini": f"[general]\nnetwork = on\ncdn_endpoint = {c.url()}\n",
        }
    ),
}

TEXT_ORDERS = {
    "reads": '#read("/etc/hostname")',
    "imports": '#import "@preview/cetz:0.3.4": *',
    "ends a text": '"] #read("/etc/hostname") ["',
    "mathematics": "$ x^2 $ *b* _i_ `c` <label> @ref // comment",
    "a backslash": "a\\",
    "markup of pages": "<script>alert(1)</script>&lt;b&gt;",
    "control signs": "a\x00b\x1b[2Jc\u202ed",
    "a long word": "x" * 200_000,
    "signs on each other": "a" + "\u0301" * 50_000,
}


def printed(text: str) -> Build:
    """Return a builder of a project in which names of places, cooperations and notes are ``text``."""
    row = f'cooperation_id,name,topics,note_de,note_en\nzv,"{text.replace(chr(34), chr(34) * 2)}",water,"{text.replace(chr(34), chr(34) * 2)}",x\n'
    side = f"title: {{de: {json.dumps(text)}, en: {json.dumps(text)}}}\nattribution: {{de: {json.dumps(text)}, en: {json.dumps(text)}}}\n"
    areas = HONEST["areas.geojson"].replace('"Altdorf"', json.dumps(text))
    return project(
        lambda _: {
            "cooperations/cooperations.csv": row,
            "boundaries/areas.yaml": side,
            "boundaries/areas.geojson": areas,
        }
    )


CASES = [
    *[
        Case(f"project: names {name}", "project", build, "either" if "home" in name else "message")
        for name, build in ELSEWHERE.items()
    ],
    *[Case(f"project: link: {name}", "project", build) for name, build in LINKS.items()],
    *[Case(f"project: {name}", "project", build) for name, build in CONTENTS.items()],
    *[Case(f"project in print: {name}", "project in print", printed(text)) for name, text in TEXT_ORDERS.items()],
    Case(
        "project in print: boundaries elsewhere",
        "project in print",
        ELSEWHERE["boundaries by an absolute name"],
        "message",
    ),
]

"""YAML: side files, thresholds, profiles and name rules with tags, aliases, depth and wrong types."""

from collections.abc import Callable
from pathlib import Path

from tests.hostile.canary import Canary
from tests.hostile.corpus import Build, Case, written
from tests.hostile.reading import HONEST


def aliases(depth: int, width: int = 10) -> str:
    lines = ["a0: &a0 [x, x]"] + [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * width)}]" for i in range(1, depth)]
    return (
        "\n".join(lines)
        + f"\ntitle: *a{depth - 1}\nkey: *a{depth - 1}\ncolumns: *a{depth - 1}\nthresholds: *a{depth - 1}\n"
    )


YAMLS: dict[str, Callable[[Canary], bytes | str]] = {
    "a call": lambda c: f"title: !!python/object/apply:os.system ['touch {c.file('new')}']\n",
    "a new object": lambda c: f"title: !!python/object/new:os.system ['touch {c.file('new')}']\n",
    "a module": lambda _: "title: !!python/module:antigravity\n",
    "a name": lambda _: "key: !!python/name:os.system\n",
    "a tag of its own": lambda _: "title: !evil {a: 1}\nkey: !!binary '====' \n",
    "a file to include": lambda c: f"title: !include {c.file('secret.yaml')}\n",
    "a tag elsewhere": lambda c: f"%TAG ! {c.url()}/\n---\ntitle: !x 1\n",
    "a time that is none": lambda _: "gebietsstand: !!timestamp 2020-99-99\ntitle: !!timestamp x\n",
    "a time out of time": lambda _: "gebietsstand: 0000-00-00\ntitle: 9999-99-99T99:99:99Z\n",
    "an integer of a million digits": lambda _: f"title: {'9' * 1_000_000}\n",
    "an integer in sixties": lambda _: f"title: {'1:' * 200_000}1\n",
    "a bomb of aliases": lambda _: aliases(12),
    "a long bomb of aliases": lambda _: aliases(30, 2),
    "an alias of itself": lambda _: "title: &a [*a]\nkey: &b {b: *b}\n",
    "an alias that is missing": lambda _: "title: *nothing\n",
    "merges of merges": lambda _: (
        "a0: &a0 {x: 1}\n" + "".join(f"a{i}: &a{i} {{<<: [{', '.join([f'*a{i - 1}'] * 9)}]}}\n" for i in range(1, 9))
    ),
    "a merge of a text": lambda _: "<<: text\ntitle: x\n",
    "lists 50,000 deep": lambda _: "title: " + "[" * 50_000 + "]" * 50_000,
    "maps 5,000 deep": lambda _: "title: " + "{a: " * 5_000 + "1" + "}" * 5_000,
    "blocks 2,000 deep": lambda _: "\n".join(" " * i + "a:" for i in range(2_000)),
    "a text of 20 MB": lambda _: f"title: {'x' * 20_000_000}\n",
    "200,000 keys": lambda _: "".join(f"k{i}: {i}\n" for i in range(200_000)),
    "a key twice": lambda _: "title: a\ntitle: b\nkey: AGS\nkey: X\n",
    "keys that are maps": lambda _: "? {a: 1}\n: 2\n? [1, 2]\n: 3\n",
    "keys of all types": lambda _: "1: a\n1.5: b\ntrue: c\nnull: d\n2020-01-01: e\n.nan: f\n",
    "NUL": lambda _: b"title: a\0b\n",
    "bytes of no encoding": lambda _: b"title: \xff\xfe\xc0\n",
    "UTF-16": lambda _: "title: x\n".encode("utf-16"),
    "several documents": lambda _: "---\ntitle: a\n---\ntitle: b\n",
    "a list": lambda _: "- 1\n- 2\n",
    "a text": lambda _: "title",
    "a number": lambda _: "7",
    "nothing": lambda _: "",
    "tabs": lambda _: "\ttitle: x\n",
    "wrong types": lambda _: (
        "title: {a: [1]}\nkey: [1, 2]\nname: 7\nattribution: 5\nregions: x\ncolumns: 9\nshape: [long]\nthresholds: {gap_tolerance: {a: 1}, radius: [1]}\nbase: 3\n"
    ),
    "numbers that are none": lambda _: (
        "thresholds: {radius: .nan, gap_tolerance: .inf, hinterland_steps: 1e308}\nradius: .nan\ngap_tolerance: -.inf\nheader_row: 1e308\n"
    ),
    "anchors by the thousand": lambda _: "".join(f"k{i}: &a{i} x\n" for i in range(100_000)),
    "a comment of 30 MB": lambda _: "#" * 30_000_000 + "\ntitle: x\n",
    "a file's name as a base": lambda c: (
        f"base: {c.file('secret.yaml')}\nrules: {c.file('secret.yaml')}\nthresholds: {{base: {c.file('secret.yaml')}}}\n"
    ),
}

SIDES = [*YAMLS]
SOME = [
    "a call",
    "a file to include",
    "a time that is none",
    "a bomb of aliases",
    "an alias of itself",
    "lists 50,000 deep",
    "keys that are maps",
    "keys of all types",
    "NUL",
    "bytes of no encoding",
    "a list",
    "nothing",
    "wrong types",
    "numbers that are none",
    "a file's name as a base",
]

PROFILES: dict[str, str] = {
    "rows without end": "shape: long\nheader_row: 99999999999999999999\ncolumns: {member: Mitglieder, cooperation: Zweckverband}\n",
    "a row below nothing": "shape: long\nheader_row: -5\ncolumns: {member: Mitglieder, cooperation: Zweckverband}\n",
    "a column that is missing": "shape: long\ncolumns: {member: X, cooperation: Y}\n",
    "separators that are patterns": "shape: cell\nseparators: ['(a+)+$', '[', '(?R)', '']\ncolumns: {member: Mitglieder, cooperation: Zweckverband}\n",
    "separators without end": "shape: cell\nseparators: ["
    + "'a', " * 100_000
    + "]\ncolumns: {member: Mitglieder, cooperation: Zweckverband}\n",
    "marks that are patterns": "shape: wide\nmarks: {'(x+x+)+y': yes, '[': no}\ncolumns: {member: Mitglieder}\n",
    "a sheet that is a path": "shape: long\nsheet: ../../canary/secret.csv\ncolumns: {member: Mitglieder, cooperation: Zweckverband}\n",
    "orders about all": "shape: long\ncolumns: {member: Mitglieder, cooperation: Zweckverband}\nabout: {'*': {format: '=cmd', stage: '../..', url: 'javascript:x'}}\n",
    "a shape that is unknown": "shape: ../evil\ncolumns: {}\n",
}

RULES: dict[str, str] = {
    "patterns that are slow": "designations: ['(a+)+$']\nabbreviations: {'(x+x+)+y': z}\nreplace: [['(.*)*', 'x']]\n",
    "patterns that are none": "designations: ['[', '(?P<', '*']\nabbreviations: {'(': ')'}\n",
    "a name of a file": "base: ../../../etc/passwd\nextends: /etc/passwd\n",
    "letters by the thousand": "letters: {" + ", ".join(f"k{i}: v{i}" for i in range(20_000)) + "}\n",
    "a letter that becomes itself twice": "letters: {a: aa, aa: aaaa}\nabbreviations: {a: a a}\n",
}


def side_file(content: Callable[[Canary], bytes | str]) -> Build:
    """Return a builder of honest boundaries with a side file."""

    def build(folder: Path, canary: Canary) -> Path:
        written("areas.yaml", content)(folder, canary)
        return written("areas.geojson", HONEST["areas.geojson"])(folder, canary)

    return build


KINDS = ["settings", "columns", "record columns", "profile", "name rules"]
DECISIONS = "name;context;key;decided;note\n"

CASES = [
    *[Case(f"YAML beside boundaries: {name}", "boundaries", side_file(YAMLS[name])) for name in SIDES],
    *[Case(f"YAML as {kind}: {name}", kind, written("given.yaml", YAMLS[name])) for kind in KINDS for name in SOME],
    *[Case(f"profile: {name}", "profile", written("profile.yaml", text)) for name, text in PROFILES.items()],
    *[Case(f"name rules: {name}", "name rules", written("rules.yaml", text)) for name, text in RULES.items()],
    Case(
        "decisions: 100,000 rows",
        "decisions",
        written("d.csv", DECISIONS + "".join(f"Altdorf{i};;09184110;;\n" for i in range(100_000))),
    ),
    Case(
        "decisions: names that are patterns",
        "decisions",
        written("d.csv", DECISIONS + "(a+)+$;[;../..;99999-99-99;=cmd\n*;*;actor:../x;;\n"),
    ),
    Case("decisions: NUL and noise", "decisions", written("d.csv", b"name;context;key\n\0;\xff;\xfe\n")),
]

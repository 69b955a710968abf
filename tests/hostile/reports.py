"""Logos and templates of a report: pictures that ask, bombs of pixels, templates that read."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

from tests.hostile.canary import Canary
from tests.hostile.corpus import Build, Case, written
from tests.hostile.markup import BILLION, external


def svg(content: str = "", *, doctype: str = "", attributes: str = 'width="90" height="30"', before: str = "") -> str:
    return (
        f'<?xml version="1.0"?>{before}{doctype}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'xmlns:xi="http://www.w3.org/2001/XInclude" {attributes}>{content}<rect width="9" height="9"/></svg>'
    )


def image(address: str) -> str:
    return f'<image xlink:href="{address}" href="{address}" width="9" height="9"/>'


SVG: dict[str, Callable[[Canary], str]] = {
    "a picture in a file": lambda c: svg(image(c.file("secret.svg"))),
    "a picture in a file's address": lambda c: svg(image(f"file://{c.file('secret.svg')}")),
    "a picture above": lambda _: svg(image("../canary/secret.svg")),
    "a picture on a port": lambda c: svg(image(c.url("x.png"))),
    "a shape on a port": lambda c: svg(f'<use xlink:href="{c.url("x.svg#a")}"/>'),
    "a style on a port": lambda c: svg(
        f"<style>@import url({c.url()}); @font-face {{font-family: x; src: url({c.url('f')})}}</style>"
    ),
    "a style sheet on a port": lambda c: svg(before=f'<?xml-stylesheet href="{c.url()}"?>'),
    "a filter on a port": lambda c: svg(
        f'<filter id="f"><feImage href="{c.url()}"/></filter><g filter="url(#f)" fill="url({c.url()}#a)"/>'
    ),
    "a script": lambda c: svg(
        f"<script>fetch('{c.url()}')</script>", attributes='onload="alert(1)" width="9" height="9"'
    ),
    "a foreign page": lambda c: svg(
        f'<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="{c.url()}"/></foreignObject>'
    ),
    "a link to a script": lambda _: svg('<a xlink:href="javascript:alert(1)"><text>x</text></a>'),
    "an entity of a file": lambda c: svg("<text>&e;</text>", doctype=external(f"file://{c.file()}")),
    "an entity of a port": lambda c: svg("<text>&e;</text>", doctype=external(c.url())),
    "an inclusion": lambda c: svg(f'<xi:include href="{c.file()}" parse="text"/>'),
    "a billion laughs": lambda _: svg("<text>&l9;</text>", doctype=BILLION),
    "uses of uses": lambda _: svg(
        '<g id="u0"><rect width="1" height="1"/></g>'
        + "".join(f'<g id="u{i}">{f"<use xlink:href={chr(34)}#u{i - 1}{chr(34)}/>" * 10}</g>' for i in range(1, 10))
    ),
    "a use of itself": lambda _: svg('<g id="a"><use xlink:href="#a"/></g><use xlink:href="#a"/>'),
    "patterns in patterns": lambda _: svg(
        "".join(
            f'<pattern id="p{i}" width="1e-6" height="1e-6"><rect width="1" height="1" fill="url(#p{i + 1})"/></pattern>'
            for i in range(30)
        )
        + '<rect width="90" height="90" fill="url(#p0)"/>'
    ),
    "groups 50,000 deep": lambda _: svg("<g>" * 50_000 + "</g>" * 50_000),
    "a size of 1e9": lambda _: svg(attributes='width="1000000000" height="1000000000"'),
    "a size that is none": lambda _: svg(attributes='width="NaN" height="-5" viewBox="0 0 0 0"'),
    "a blur of 1e9": lambda _: svg(
        '<filter id="f" width="1e9" height="1e9"><feGaussianBlur stdDeviation="1e9"/><feTurbulence numOctaves="1000000000"/></filter><rect width="90" height="30" filter="url(#f)"/>'
    ),
    "a path of 20 MB": lambda _: svg(f'<path d="M0 0 {"L1e9 1 " * 2_500_000}"/>'),
    "dashes without end": lambda _: svg('<path d="M0 0 L1e9 1e9" stroke="red" stroke-dasharray="1e-9"/>'),
    "a picture within that is a bomb": lambda _: svg(
        image(f"data:image/png;base64,{_in_letters(png(30_000, 30_000))}")
    ),
    "a picture within a picture": lambda c: svg(
        image(f"data:image/svg+xml;base64,{_in_letters(svg(image(c.file('secret.svg'))).encode())}")
    ),
}


def _in_letters(content: bytes) -> str:
    import base64

    return base64.b64encode(content).decode()


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int, height: int, *, rows: int | None = None, more: bytes = b"") -> bytes:
    """Return a PNG of one bit for each pixel, all the same."""
    packer, line = zlib.compressobj(9), bytes(1 + -(-width // 8))
    data = b"".join(packer.compress(line) for _ in range(height if rows is None else rows)) + packer.flush()
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + more + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def text_bomb() -> bytes:
    return chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(200_000_000), 9))


JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000")
SIZE = bytes.fromhex("ffc0001108ffffffff03012200021101031101")
GIF = b"GIF89a" + struct.pack("<HH", 65_535, 65_535) + b"\xf0\0\0" + bytes(6)

PICTURES: dict[str, tuple[str, Callable[[Canary], bytes]]] = {
    "PNG of 900 million pixels": ("logo.png", lambda _: png(30_000, 30_000)),
    "PNG of 2^31 pixels each way": ("logo.png", lambda _: png(2**31 - 1, 2**31 - 1, rows=0)),
    "PNG of no pixels": ("logo.png", lambda _: png(0, 0)),
    "PNG with a bomb of text": ("logo.png", lambda _: png(9, 9, more=text_bomb())),
    "PNG with a bomb of a profile": (
        "logo.png",
        lambda _: png(9, 9, more=chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(100_000_000), 9))),
    ),
    "PNG that is cut": ("logo.png", lambda _: png(90, 90)[:60]),
    "PNG with lying chunks": ("logo.png", lambda _: png(9, 9, more=struct.pack(">I", 2**31 - 1) + b"zTXt")),
    "JPEG of 65,535 × 65,535": ("logo.jpg", lambda _: JPEG + SIZE + b"\xff\xda" + bytes(500)),
    "JPEG of noise": ("logo.jpg", lambda _: JPEG + b"\xff\xdb\xff\xff" + b"\xff" * 500),
    "GIF of 65,535 × 65,535": (
        "logo.gif",
        lambda _: GIF + b"\x2c" + struct.pack("<HHHHB", 0, 0, 65_535, 65_535, 0) + b"\x02\x02\x4c\x01\0\x3b",
    ),
    "GIF of 20,000 pictures": (
        "logo.gif",
        lambda _: GIF + (b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x4c\x01\0") * 20_000 + b"\x3b",
    ),
    "PNG that is a page": ("logo.png", lambda c: f'<html><img src="{c.url()}"></html>'.encode()),
    "PNG that is an SVG": ("logo.png", lambda c: svg(image(c.url())).encode()),
    "SVG that is a PNG": ("logo.svg", lambda _: png(9, 9)),
    "SVG in GZIP": ("logo.svg", lambda _: _gzip(svg() + " " * 100_000_000)),
    "PDF as a logo": ("logo.pdf", lambda c: f"%PDF-1.7\n1 0 obj<</S/URI/URI({c.url()})>>endobj".encode()),
    "WebP of noise": ("logo.webp", lambda _: b"RIFF\xff\xff\xff\xffWEBPVP8L" + b"\xff" * 100),
    "TIFF of noise": ("logo.tif", lambda _: b"II*\0\x08\0\0\0\xff\xff" + b"\xff" * 500),
    "PostScript": ("logo.eps", lambda c: f"%!PS\n({c.file()}) (r) file".encode()),
    "a font": ("logo.ttf", lambda _: b"\0\1\0\0\xff\xff" + b"\xff" * 500),
    "nothing": ("logo.png", lambda _: b""),
}


def _gzip(text: str) -> bytes:
    import gzip

    return gzip.compress(text.encode(), 1)


def linked(name: str, target: Callable[[Canary], str]) -> Build:
    """Return a builder of a symbolic link."""

    def build(folder: Path, canary: Canary) -> Path:
        (folder / name).symlink_to(target(canary))
        return folder / name

    return build


ANY = '#set document(title: "x")\n'
TEMPLATES: dict[str, Callable[[Canary], str]] = {
    "reads a file": lambda c: f'{ANY}#read("{c.file()}")',
    "reads above": lambda _: f'{ANY}#read("../../../../../../../../etc/hostname")',
    "reads the environment": lambda _: f'{ANY}#read("/proc/self/environ")',
    "reads itself": lambda _: f'{ANY}#read("report.typ") #read("main.typ")',
    "includes a file": lambda c: f'{ANY}#include "{c.file("secret.typ")}"',
    "imports a file": lambda c: f'#import "{c.file("secret.typ")}": word\n{ANY}#word',
    "imports a package": lambda _: f'#import "@preview/cetz:0.3.4"\n{ANY}',
    "imports a package of this machine": lambda _: f'#import "@local/evil:0.1.0"\n{ANY}',
    "reads a table": lambda c: f'{ANY}#csv("{c.file("secret.csv")}")',
    "sets a picture": lambda c: f'{ANY}#image("{c.file("secret.svg")}")',
    "loads a library": lambda c: f'{ANY}#plugin("{c.file()}")',
    "calls itself": lambda _: f"{ANY}#let f(x) = f(x) + f(x)\n#f(1)",
    "never ends": lambda _: f"{ANY}#while true {{ [x] }}",
    "never ends quietly": lambda _: f"{ANY}#let a = 0\n#while a >= 0 {{ a = calc.rem(a + 1, 7) }}",
    "eats memory": lambda _: (
        f'{ANY}#let a = "x" * 1000000\n#let b = ()\n#for i in range(100000) {{ b.push(a + str(i)) }}\n#b.len()'
    ),
    "a million pages": lambda _: f"{ANY}#for i in range(1000000) {{ pagebreak() }}",
    "a page of a kilometre": lambda _: f"#set page(width: 1e9mm, height: 1e9mm)\n{ANY}x",
    "a text that grows": lambda _: f'{ANY}#("x" * 1000000000)',
    "brackets 100,000 deep": lambda _: ANY + "#{" * 100_000,
    "links to scripts": lambda c: f'{ANY}#link("javascript:app.alert(1)")[x] #link("file://{c.file()}")[y]',
    "evaluates": lambda c: f'{ANY}#eval("read(\\"{c.file()}\\")")',
    "a font of its own": lambda c: f'#set text(font: "{c.file()}")\n{ANY}x',
    "is no template": lambda _: "\0\1\2\xff",
}
READS = [
    "reads a file",
    "reads above",
    "reads the environment",
    "includes a file",
    "imports a file",
    "reads a table",
    "evaluates",
    "never ends quietly",
]

CASES = [
    *[Case(f"logo: SVG: {name}", "logo", written("logo.svg", content)) for name, content in SVG.items()],
    *[
        Case(f"logo of a page: SVG: {name}", "logo of a page", written("logo.svg", SVG[name]))
        for name in list(SVG)[:16]
    ],
    *[Case(f"logo: {name}", "logo", written(file, content)) for name, (file, content) in PICTURES.items()],
    *[
        Case(f"template: {name}", "template", written("own.typ", text), "message" if name in READS else "either")
        for name, text in TEMPLATES.items()
    ],
    Case("template: a folder with a bad neighbour", "template", linked("own.typ", lambda c: c.file("secret.typ"))),
]

"""Mutates bytes, the same for the same seed."""

import io
import random
import zipfile

TOKENS = [
    *(b"", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"'", b";", b",", b"\t", b"\n", b"\r", b"{", b"}", b"[", b"]"),
    *(b"null", b"NaN", b"Infinity", b"-1", b"0", b"1e308", b"-1e999", b"99999999999999999999", b"1,5", b"1.2.3"),
    *(b"<", b">", b"&#x0;", b"&amp;", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"<![CDATA[", b"]]>"),
    *(b"!!python/none", b"!!timestamp", b"&a [*a]", b"*a", b"<<: *a", b"- ", b": ", b"? ", b"|\n", b"2024-02-30", b"%"),
    *(
        b"(",
        b")",
        b"((",
        b"/",
        b" - ",
        "ß".encode(),
        "É".encode(),
        "\u202e".encode(),
        b"\xc3",
        "１２".encode(),
        b" " * 50,
    ),
    *(b'"type"', b'"coordinates"', b'"geometry"', b"Polygon", b"GeometryCollection", b"31.12.9999", b"0000-00-00"),
]


def mutated(seeds: list[bytes], chance: random.Random) -> bytes:
    """Return a seed with some changes; inside an archive, mostly of one of its members."""
    content = chance.choice(seeds)
    if content.startswith(b"PK\x03\x04") and chance.random() < 0.85:
        return _inside(content, chance)
    others = [seed for seed in seeds if not seed.startswith(b"PK")] or seeds
    for _number in range(chance.choice([1, 1, 2, 3, 8])):
        content = _once(content, chance.choice(others), chance)
    return content[:300_000]


def _once(content: bytes, other: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content) + 1)
    end = min(len(content), start + chance.choice([0, 1, 2, 5, 20, 200]))
    piece = content[start:end]
    match chance.randrange(7):
        case 0:
            piece = chance.choice(TOKENS)
        case 1:
            piece = piece + chance.choice(TOKENS)
        case 2:
            piece = b""
        case 3:
            piece = piece * chance.choice([2, 3, 50])
        case 4:
            piece = bytes(byte ^ (1 << chance.randrange(8)) for byte in piece)
        case 5:
            begin = chance.randrange(len(other) + 1)
            piece = other[begin : begin + chance.choice([1, 10, 100])]
        case _:
            return content[:start]
    return content[:start] + piece + content[end:]


def _inside(content: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    chosen = chance.randrange(len(members))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, inside) in enumerate(members):
            archive.writestr(name, mutated([inside], chance) if number == chosen else inside)
    return made.getvalue()

"""CSV and other texts: lines without end, quotes without end, columns without end, words that mean something elsewhere."""

import gzip
from collections.abc import Callable

from tests.hostile.canary import Canary
from tests.hostile.corpus import Case, written
from tests.hostile.reading import HONEST

HEAD = "Zweckverband;Mitglieder\n"
HONEST_ROWS = "Wasser;Altdorf, Neudorf\nSchule;Neudorf und Altdorf\n"
Content = Callable[[Canary], bytes | str]


def rows(text: str, *, before: str = HEAD + HONEST_ROWS) -> Content:
    return lambda _: before + text


LISTS: dict[str, Content] = {
    "honest": rows(""),
    "one line of 55 MB": lambda _: "x" * 55_000_000,
    "one field of 55 MB": rows(f'Wasser;"{"x" * 55_000_000}"\n'),
    "one field of 20 MB of names": rows(f'Wasser;"{"Altdorf, Neudorf und " * 900_000}"\n'),
    "one field of 2 MB of lines": rows('Wasser;"' + "Altdorf\n" * 250_000 + '"\n'),
    "100,000 columns": lambda _: ";".join(f"c{i}" for i in range(100_000)) + "\n" + ";".join(["Altdorf"] * 100_000),
    "250 columns": lambda _: ";".join(f"c{i}" for i in range(250)) + ("\n" + ";".join(["Altdorf"] * 250)) * 3,
    "2,000 columns": lambda _: (
        ";".join(f"c{i}" for i in range(2_000)) + ("\n" + ";".join(["x", "Neudorf"] * 1_000)) * 5
    ),
    "50 million separators": lambda _: ";" * 50_000_000,
    "50 million line feeds": lambda _: "\n" * 50_000_000,
    "rows of separators": rows((";" * 5_000 + "\n") * 5_000),
    "a quote that opens in each line": rows('Wasser;"Altdorf\n' * 200_000),
    "quotes only": lambda _: '"' * 20_000_000,
    "quotes of all kinds": rows('„Wasser“;"Alt""dorf";\'x\'\n"a"b";"\n' * 20_000),
    "NUL between letters": rows("W\0a\0s;Alt\0dorf\n"),
    "NUL only": lambda _: b"\0" * 30_000_000,
    "UTF-16 without mark": lambda _: (HEAD + HONEST_ROWS).encode("utf-16-be"),
    "UTF-16 of odd length": lambda _: (HEAD + HONEST_ROWS).encode("utf-16")[:-1],
    "UTF-32": lambda _: (HEAD + HONEST_ROWS).encode("utf-32"),
    "UTF-7": lambda _: (HEAD + "W+-a;+AEE-ltdorf\n").encode(),
    "EBCDIC": lambda _: (HEAD + HONEST_ROWS).encode("cp037"),
    "lone surrogates": lambda _: HEAD + "W\ud800;Alt\udfffdorf\n",
    "three marks": lambda _: b"\xef\xbb\xbf" * 3 + (HEAD + HONEST_ROWS).encode(),
    "bytes of no encoding": lambda _: bytes(range(256)) * 20_000,
    "a separator named a letter": lambda _: "sep=e\n" + HEAD + HONEST_ROWS,
    "a separator named a line feed": lambda _: "sep=\n" + HEAD + HONEST_ROWS,
    "a separator named a quote": lambda _: 'sep="\n' + HEAD + HONEST_ROWS,
    "a separator named a million times": lambda _: "sep=;\n" * 1_000_000 + HEAD,
    "a separator of 10 MB": lambda _: "sep=" + ";" * 10_000_000 + "\n" + HEAD,
    "orders to a spreadsheet": rows("=cmd|'/c calc'!A0;Altdorf\n@SUM(1);+1\n-2+3;\t=1\n"),
    "questions to a port": lambda c: (
        HEAD + f'=WEBSERVICE("{c.url()}");Altdorf\n=IMPORTXML("{c.url()}","//a");Altdorf\n'
    ),
    "markup": rows("<script>alert(1)</script>;Altdorf\n![x](http://x);Altdorf\n[red]x[/red];Altdorf\n"),
    "escape sequences": rows("\x1b[2J\x1b]8;;file:///etc/passwd\x1b\\x;Altdorf\n"),
    "letters that stand on each other": rows(f"W{'́' * 200_000};Altdorf\n"),
    "right to left": rows("\u202eressaW\u202c;Alt\u200bdorf\u2066\n"),
    "a heading a thousand times": lambda _: ";".join(["Gemeinde"] * 1_000) + "\n" + ";".join(["Altdorf"] * 1_000),
    "headings of 1 MB": lambda _: ("x" * 1_000_000 + ";") * 10 + "\n" + "1;" * 10,
    "brackets 100,000 deep": rows(f"{'(' * 100_000};Altdorf {'(' * 100_000}{')' * 100_000}\n"),
    "brackets side by side": rows(f"Wasser;{'(a) ' * 100_000}\n"),
    "blanks that are slow": rows(f"Wasser;{' ' * 200_000}Altdorf{' ' * 200_000}x\n"),
    "slashes and dashes": rows(f"Wasser;{'Alt-/' * 100_000}\n"),
    "numbers that are slow": rows(f"Wasser;{'1.' * 200_000}x\n"),
    "a number of a million digits": rows(f"Wasser;{'9' * 1_000_000}\n"),
    "dates that are slow": rows(f"{'01.01.' * 100_000};Altdorf\n"),
    "keys that are words": rows("Wasser;inf\nWasser;nan\nWasser;1e308\nWasser;0x7fffffff\nWasser;１２３\n"),
    "200,000 rows": rows("Wasser;Altdorf\n" * 200_000),
    "50,000 names that nearly fit": rows("".join(f"Verband {i};Altdrof{i}\n" for i in range(50_000))),
    "50,000 cooperations": rows("".join(f"V{i};Altdorf\n" for i in range(50_000))),
    "rows of growing length": rows("".join(";".join(["x"] * i) + "\n" for i in range(2_000))),
    "carriage returns only": lambda _: (HEAD + HONEST_ROWS).replace("\n", "\r") * 1000,
    "a GZIP": lambda _: gzip.compress(HEAD.encode() * 1_000_000),
    "nothing": lambda _: b"",
    "one letter": lambda _: b"x",
    "a mark alone": lambda _: b"\xef\xbb\xbf",
    "a web page": lambda c: (
        f'<html><meta http-equiv="refresh" content="0;url={c.url()}"><table><tr><td>Altdorf</td></tr></table></html>'
    ),
    "a program": lambda _: b"\x7fELF\x02\x01\x01" + bytes(5000),
}

KEYS = "key,population,central_place\n"

TABLES: dict[str, Content] = {
    "a line of 55 MB": lambda _: KEYS + "0" * 55_000_000,
    "50,000 columns": lambda _: "key," + ",".join(f"c{i}" for i in range(50_000)) + "\n09184110" + ",1" * 50_000 + "\n",
    "numbers without end": lambda _: (
        KEYS + "09184110,1e308,\n09184111,-inf,\n09184112,nan,\n09184113,1" + "0" * 400 + ",\n"
    ),
    "numbers of a million digits": lambda _: KEYS + f"09184110,{'1' * 1_000_000},\n",
    "a key a million times": lambda _: KEYS + "09184110,5,\n" * 1_000_000,
    "a million keys": lambda _: KEYS + "".join(f"{i:08},5,\n" for i in range(1_000_000)),
    "keys of a megabyte": lambda _: KEYS + ("0" * 1_000_000 + ",5,\n") * 20,
    "orders to a spreadsheet": lambda _: KEYS + "=cmd|'/c calc'!A0,5,=1+1\n",
    "a quote that never ends": lambda _: KEYS + '09184110,"5\n' * 100_000,
    "NUL": lambda _: KEYS + "09184110,5,\0\n" * 1000,
}

ROW = "cooperation_id,name,topics,format,stage,start,end,note_de\n"

RECORDS: dict[str, Content] = {
    "dates out of time": lambda _: (
        ROW + "a,a,water,,,99999-99-99,-1,\nb,b,water,,,1e308,nan,\nc,c,water,,,9999999999,0,\n"
    ),
    "dates that are slow": lambda _: ROW + f"a,a,water,,,{'1.' * 100_000},,\n",
    "topics without end": lambda _: ROW + f"a,a,{'water;' * 500_000},,,,,\n",
    "200,000 cooperations": lambda _: ROW + "".join(f"c{i},c{i},water,,,,,\n" for i in range(200_000)),
    "one id 200,000 times": lambda _: ROW + "a,a,water,,,,,\n" * 200_000,
    "ids that are paths": lambda _: ROW + "../../canary/new,a,water,,,,,\n/etc/passwd,b,water,,,,,\nzv,c,water,,,,,\n",
    "ids of a megabyte": lambda _: ROW + f"{'x' * 1_000_000},a,water,,,,,\n" * 5,
    "markup and orders": lambda _: (
        ROW + "zv,<script>alert(1)</script>,water,,,,,=cmd|'/c calc'!A0\nb,#read(\"/etc/passwd\"),water,,,,,$x$\n"
    ),
    "100,000 columns": lambda _: ROW.strip() + "," + ",".join(f"c{i}" for i in range(100_000)) + "\na,a,water\n",
}

FIELDS = 'key,name,geometry\n09184110,Altdorf,"{}"\n'
OGR_TEXTS: dict[str, Content] = {
    "geometries in words": lambda _: FIELDS.format("POLYGON((11 48,12 48,12 49,11 48))"),
    "geometries 100,000 deep": lambda _: FIELDS.format("GEOMETRYCOLLECTION(" * 100_000),
    "geometries of words": lambda _: FIELDS.format("POLYGON((nan inf,1e999 1,x y))"),
    "types beside": lambda _: HONEST["list.csv"],
}

PASSWORDS = {
    "MapInfo that names a table elsewhere": (
        "areas.tab",
        lambda c: (
            f'!table\n!version 300\n\nDefinition Table\n  File "{c.file("secret.csv")}"\n  Type NATIVE Charset "Neutral"\n  Fields 1\n    name Char (9) ;\n'
        ),
    ),
    "MapInfo of a database": (
        "areas.tab",
        lambda c: (
            f'!table\n!version 300\nOpen Table "{c.file("secret.csv")}" Hide\nCreate View areas As\nSelect name\nFrom secret\n'
        ),
    ),
    "MIF with a lying count": (
        "areas.mif",
        lambda _: (
            'Version 300\nDelimiter ","\nColumns 2000000000\n  name Char(9)\nData\n\nRegion 2000000000\n  4000000000\n'
        ),
    ),
    "MIF of letters": (
        "areas.mif",
        lambda _: "Version 300\nColumns 1\n  name Char(999999999999)\nData\nRegion -1\nPline -5\n",
    ),
}

CASES = [
    *[Case(f"CSV list: {name}", "list", written("list.csv", content)) for name, content in LISTS.items()],
    *[Case(f"CSV attributes: {name}", "table", written("table.csv", content)) for name, content in TABLES.items()],
    *[
        Case(f"CSV records: {name}", "records", written("cooperations.csv", content))
        for name, content in RECORDS.items()
    ],
    *[
        Case(f"CSV boundaries: {name}", "boundaries", written("areas.csv", content))
        for name, content in OGR_TEXTS.items()
    ],
    *[Case(name, "boundaries", written(file, content)) for name, (file, content) in PASSWORDS.items()],
]

"""ODS: repetitions that fill all cells, tables that live elsewhere, entities."""

from tests.hostile.corpus import Case, written
from tests.hostile.disguises import zipped
from tests.hostile.markup import BILLION, external

ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
)
TEXT = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'
ODS_ROWS = "".join(
    "<table:table-row>" + "".join(TEXT.format("", t) for t in row) + "</table:table-row>"
    for row in [("Zweckverband", "Mitglieder"), ("Wasser", "Altdorf, Neudorf"), ("Schule", "Neudorf und Altdorf")]
)


def ods(
    rows: str = "", *, doctype: str = "", table: str = 'table:name="Liste"', before: str = "", **more: str
) -> bytes:
    """Return an ODS with an honest list and ``rows``."""
    content = (
        f'<?xml version="1.0"?>{doctype}<office:document-content {ODF}><office:body><office:spreadsheet>'
        f"<table:table {table}>{before}{ODS_ROWS}{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    made = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content}
    made["META-INF/manifest.xml"] = more.get(
        "manifest", '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    return zipped(made)


def repeated(rows: object = 1, columns: object = 1, text: str = "Altdorf") -> str:
    return f'<table:table-row table:number-rows-repeated="{rows}">{TEXT.format(f" table:number-columns-repeated={chr(34)}{columns}{chr(34)}", text)}</table:table-row>'


ODS = {
    "honest": lambda _: ods(),
    "all cells filled by repetition": lambda _: ods(repeated(1_048_576, 16_384)),
    "a million repeated rows": lambda _: ods(repeated(1_048_574, 2)),
    "16,384 repeated columns": lambda _: ods(repeated(50, 16_384)),
    "repetitions of 4294967295": lambda _: ods(repeated(4_294_967_295, 4_294_967_295)),
    "repetitions below nothing": lambda _: ods(repeated(-1, -5)),
    "repetitions that are words": lambda _: ods(repeated("many", "NaN")),
    "an empty repetition, then a cell": lambda _: ods(
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16383"/></table:table-row>'
        + repeated()
    ),
    "a long text repeated": lambda _: ods(repeated(10_000, 100, "x" * 100_000)),
    "spans over all": lambda _: ods(
        f"<table:table-row>{TEXT.format(' table:number-columns-spanned=' + chr(34) + '16384' + chr(34) + ' table:number-rows-spanned=' + chr(34) + '1048576' + chr(34), 'x')}</table:table-row>"
    ),
    "spaces repeated in a text": lambda _: ods(repeated(1, 1, '<text:s text:c="2000000000"/>')),
    "a billion laughs": lambda _: ods(repeated(1, 1, "&l9;"), doctype=BILLION),
    "an entity of a file": lambda c: ods(repeated(1, 1, "&e;"), doctype=external(f"file://{c.file()}")),
    "a table that lives in a file": lambda c: ods(
        before=f'<table:table-source xlink:href="file://{c.file("secret.csv")}" table:table-name="x"/>'
    ),
    "a table that lives on a port": lambda c: ods(
        before=f'<table:table-source xlink:href="{c.url("x.ods")}" table:mode="copy-all"/>'
    ),
    "a formula that asks a port": lambda c: ods(
        f'<table:table-row><table:table-cell table:formula="of:=WEBSERVICE(&quot;{c.url()}&quot;)" office:value-type="string"/></table:table-row>'
    ),
    "tables 5,000 deep": lambda _: ods("<table:table-row><table:table-cell><table:table>" * 5_000),
    "groups of rows 5,000 deep": lambda _: ods(
        "<table:table-row-group>" * 5_000 + repeated() + "</table:table-row-group>" * 5_000
    ),
    "a name that is a path": lambda _: ods(table='table:name="../../canary/new"'),
    "no name": lambda _: ods(table=""),
    "an encrypted content": lambda _: ods(
        manifest='<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
        'manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>'
    ),
    "values that are no numbers": lambda _: ods(
        '<table:table-row><table:table-cell office:value-type="float" office:value="1e999"/><table:table-cell office:value-type="date" '
        'office:date-value="-99999-99-99"/><table:table-cell office:value-type="time" office:time-value="PT999999999999H"/></table:table-row>'
    ),
}

CASES = [
    *[Case(f"ODS: {name}", "list", written("list.ods", content)) for name, content in ODS.items()],
    Case(
        "ODS as boundaries: all cells filled", "boundaries", written("areas.ods", ODS["all cells filled by repetition"])
    ),
]

"""Failure conditions of PDF/UA-1 that software can decide: rules of the Matterhorn Protocol 1.1, read with pikepdf.

Each rule yields what breaks it. Rules on kinds of fonts and annotations that no file here has say so where one appears.
docs/pdf-ua.md lists them. ``consistency`` yields what is wrong between pages and structure tree.
"""

import io
import itertools
import re
from collections import Counter
from functools import cached_property

import pikepdf
from fontTools.cffLib import CFFFontSet
from fontTools.pens.basePen import NullPen

_GROUPING = {
    "Document",
    "Part",
    "Art",
    "Sect",
    "Div",
    "BlockQuote",
    "Caption",
    "TOC",
    "TOCI",
    "Index",
    "NonStruct",
    "Private",
}
_BLOCK = {
    "P",
    "H",
    "H1",
    "H2",
    "H3",
    "H4",
    "H5",
    "H6",
    "L",
    "LI",
    "Lbl",
    "LBody",
    "Table",
    "TR",
    "TH",
    "TD",
    "THead",
    "TBody",
    "TFoot",
}
_INLINE = {
    "Span",
    "Quote",
    "Note",
    "Reference",
    "BibEntry",
    "Code",
    "Link",
    "Annot",
    "Ruby",
    "RB",
    "RT",
    "RP",
    "Warichu",
    "WT",
    "WP",
}
STANDARD = _GROUPING | _BLOCK | _INLINE | {"Figure", "Formula", "Form"}
_PAINTS = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "Tj", "TJ", "'", '"', "sh", "Do", "BI", "INLINE", "EI"}
_READ = " ".join(sorted({*_PAINTS, "BDC", "BMC", "EMC", "Tf"} - {"INLINE"}))
"""Paths themselves tell nothing and are most of a map."""
_BELOW = {
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TR": {"TH", "TD"},
    "L": {"L", "LI", "Caption"},
    "LI": {"Lbl", "LBody"},
    "TOC": {"TOC", "TOCI", "Caption"},
    "TOCI": {"Lbl", "Reference", "NonStruct", "P", "TOC"},
    "Ruby": {"RB", "RT", "RP"},
    "Warichu": {"WT", "WP"},
}
_ABOVE = {
    "TR": {"Table", "THead", "TBody", "TFoot"},
    **{key: {"TR"} for key in ("TH", "TD")},
    **{key: {"Table"} for key in ("THead", "TBody", "TFoot")},
    "LI": {"L"},
    "LBody": {"LI"},
    "TOCI": {"TOC"},
    **{key: {"Ruby"} for key in ("RB", "RT", "RP")},
    **{key: {"Warichu"} for key in ("WT", "WP")},
}
_FAMILIES = {
    "09-004": {"Table", "THead", "TBody", "TFoot", "TR", "TH", "TD"},
    "09-005": {"L", "LI", "LBody"},
    "09-006": {"TOC", "TOCI"},
    "09-007": {"Ruby", "RB", "RT", "RP"},
    "09-008": {"Warichu", "WT", "WP"},
}
_KNOWN_ANNOTATIONS = {
    "Text",
    "Link",
    "FreeText",
    "Line",
    "Square",
    "Circle",
    "Polygon",
    "PolyLine",
    "Highlight",
    "Underline",
    "Squiggly",
    "StrikeOut",
    "Stamp",
    "Caret",
    "Ink",
    "Popup",
    "FileAttachment",
    "Sound",
    "Movie",
    "Widget",
    "Screen",
    "PrinterMark",
    "TrapNet",
    "Watermark",
    "3D",
    "Redact",
}


def listed(value):
    return [] if value is None else list(value) if isinstance(value, pikepdf.Array) else [value]


class Facts:
    """What the rules ask of a file."""

    def __init__(self, pdf):
        self.pdf, self.root = pdf, pdf.Root
        self.tree = pdf.Root.get("/StructTreeRoot", pikepdf.Dictionary())
        self.roles = {str(k)[1:]: str(v)[1:] for k, v in self.tree.get("/RoleMap", {}).items()}

    def role(self, element):
        name, seen = str(element.S)[1:], set()
        while name not in STANDARD and name in self.roles and name not in seen:
            seen.add(name)
            name = self.roles[name]
        return name

    @cached_property
    def elements(self):
        """Every element with its parent, in the order of reading."""
        found, waiting = [], [(kid, None) for kid in reversed(listed(self.tree.get("/K")))]
        while waiting:
            one, parent = waiting.pop()
            if isinstance(one, pikepdf.Dictionary) and "/S" in one:
                found.append((one, parent))
                waiting += [(kid, one) for kid in reversed(listed(one.get("/K")))]
        return found

    @cached_property
    def named(self):
        return [(self.role(one), one, parent) for one, parent in self.elements]

    @cached_property
    def parents(self):
        return {int(key): value for key, value in pikepdf.NumberTree(self.tree.ParentTree).items()}

    @cached_property
    def annotations(self):
        return [(page.obj, one) for page in self.pdf.pages for one in page.obj.get("/Annots", [])]

    @cached_property
    def streams(self):
        return [one for one in self.pdf.objects if isinstance(one, pikepdf.Stream)]

    @cached_property
    def forms(self):
        return [one for one in self.streams if one.get("/Subtype") == "/Form"]

    @cached_property
    def fonts(self):
        return [o for o in self.pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"]

    @cached_property
    def composite(self):
        return [font for font in self.fonts if font.Subtype == "/Type0"]

    @cached_property
    def contents(self):
        """Page or form, its marks and what it paints outside of all: see :func:`_read`."""
        pages = [(page.obj, _read(page, page.resources)) for page in self.pdf.pages]
        return pages + [(form, _read(form, form.get("/Resources"))) for form in self.forms]

    @cached_property
    def shown(self):
        """Codes that texts show, by the number of the font."""
        found = {}
        for _owner, read in self.contents:
            for font, codes in read["codes"].items():
                found.setdefault(font, set()).update(codes)
        return found

    @cached_property
    def metadata(self):
        return self.root.Metadata.read_bytes().decode("utf-8") if "/Metadata" in self.root else ""

    def owner(self, annotation):
        """Return the element of the structure in which an annotation stands."""
        return self.parents.get(int(annotation.StructParent)) if "/StructParent" in annotation else None


def _read(owner, resources):
    """Return marks by MCID, nesting of artifacts and tagged content, and the codes that texts show."""
    fonts = {str(k): v for k, v in (resources or {}).get("/Font", {}).items()}
    read = {"mcids": [], "artifact_inside": 0, "tagged_inside": 0, "bare": 0, "codes": {}}
    stack, font = [], None
    for operands, operator in pikepdf.parse_content_stream(owner, _READ):
        name = str(operator)
        if name in ("BDC", "BMC"):
            properties = operands[1] if name == "BDC" else {}
            number = properties.get("/MCID") if isinstance(properties, pikepdf.Dictionary) else None
            kind = "artifact" if operands[0] == "/Artifact" else "tagged" if number is not None else "other"
            read["artifact_inside"] += kind == "artifact" and "tagged" in stack
            read["tagged_inside"] += kind == "tagged" and "artifact" in stack
            read["mcids"] += [int(number)] if kind == "tagged" else []
            stack.append(kind)
        elif name == "EMC":
            stack.pop()
        elif name == "Tf":
            font = fonts[str(operands[0])]
        elif name in _PAINTS:
            read["bare"] += not {"artifact", "tagged"} & set(stack)
        if name in ("Tj", "TJ", "'", '"'):
            parts = operands[0] if name == "TJ" else [operands[-1]]
            text = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
            codes = read["codes"].setdefault(font.objgen[0], set())
            codes.update(int.from_bytes(text[i : i + 2]) for i in range(0, len(text), 2))
    return read


def unicode_of(font):
    """Return code to text of the map of a font (sections bfchar and bfrange)."""
    text, found = font.ToUnicode.read_bytes().decode("latin-1"), {}

    def letters(given):
        return bytes.fromhex(given).decode("utf-16-be", "surrogatepass")

    for body in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        found |= {int(a, 16): letters(b) for a, b in re.findall(r"<(\w+)>\s*<(\w+)>", body)}
    for body in re.findall(r"beginbfrange(.*?)endbfrange", text, re.DOTALL):
        for low, high, start in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", body):
            first = letters(start)
            for code in range(int(low, 16), int(high, 16) + 1):
                found[code] = first[:-1] + chr(ord(first[-1]) + code - int(low, 16))
    return found


def widths_of(inner):
    """Return the widths that a font dictionary tells, by glyph."""
    found, entries = {}, list(inner.get("/W", []))
    while entries:
        first, second = entries.pop(0), entries.pop(0)
        if isinstance(second, pikepdf.Array):
            found |= {int(first) + i: float(width) for i, width in enumerate(second)}
        else:
            width = float(entries.pop(0))
            found |= dict.fromkeys(range(int(first), int(second) + 1), width)
    return found


def program_of(inner):
    """Return number and widths of the glyphs in a CFF font program, by glyph."""
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(inner.FontDescriptor.FontFile3.read_bytes()), None)
    top = fonts[0]
    found = {}
    for number, name in enumerate(top.charset):
        drawn = top.CharStrings[name]
        drawn.draw(NullPen())
        found[number] = float(drawn.width)
    return found


def _marks(f, key):
    return [f"{owner.objgen[0]}: {read[key]}" for owner, read in f.contents if read[key]]


def _syntax(code):
    def check(f):
        family = _FAMILIES[code]
        for role, one, parent in f.named:
            above = f.role(parent) if parent is not None else ""
            if role in family and role in _ABOVE and above not in _ABOVE[role]:
                yield f"{role} in {above}"
            if above in family and above in _BELOW and role not in _BELOW[above]:
                yield f"{role} in {above}"
            kids = [f.role(kid) for kid in listed(one.get("/K")) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
            if role in family and role == "Table" and (kids.count("THead") > 1 or kids.count("TFoot") > 1):
                yield "several heads or feet"

    return check


def _headings(f):
    return [int(role[1]) for role, _one, _parent in f.named if re.fullmatch(r"H[1-6]", role)]


def _skipped(f):
    levels = _headings(f)
    return [f"H{b} after H{a}" for a, b in itertools.pairwise(levels) if b > a + 1]


def _several_h(f):
    for _role, one, _parent in f.named:
        kids = [kid for kid in listed(one.get("/K")) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
        if sum(f.role(kid) == "H" for kid in kids) > 1:
            yield one.objgen[0]


def _scopes(f):
    for role, one, _parent in f.named:
        attributes = [a for a in listed(one.get("/A")) if isinstance(a, pikepdf.Dictionary)]
        if role == "TH" and not any("/Scope" in a for a in attributes):
            yield one.objgen[0]


def _notes(f):
    return [one.get("/ID") for role, one, _parent in f.named if role == "Note"]


def _layers(f):
    config = f.root.get("/OCProperties", {})
    return [*listed(config.get("/Configs")), *listed(config.get("/D"))]


def _circular(f):
    for start in f.roles:
        seen, name = set(), start
        while name in f.roles and name not in seen:
            seen.add(name)
            name = f.roles[name]
        if name in seen:
            yield start


def _of(f, *kinds):
    return [(page, one) for page, one in f.annotations if str(one.Subtype)[1:] in kinds]


def _not_of(f, *kinds):
    return [(page, one) for page, one in f.annotations if str(one.Subtype)[1:] not in kinds]


def _outside(f, found, role):
    for _page, one in found:
        owner = f.owner(one)
        if owner is None or f.role(owner) != role:
            yield one.objgen[0]


def _described(f, annotation):
    owner = f.owner(annotation)
    return str(annotation.get("/Contents", "")).strip() or (owner is not None and "/Alt" in owner)


def _lang(f):
    """Without a language of the whole, each text would need one."""
    return [] if re.fullmatch(r"[a-z]{2,3}(-\w+)*", str(f.root.get("/Lang", ""))) else ["no language of the document"]


def _needs(f, value):
    return _lang(f) if value else []


def _kinds(*kinds):
    """No font of these kinds is there; if one comes, its rules must be written."""

    def check(f):
        return [str(font.BaseFont) for font in f.fonts if str(font.Subtype)[1:] in kinds]

    return check


def _inner(f, kind=None):
    found = [font.DescendantFonts[0] for font in f.composite]
    return [one for one in found if kind is None or one.Subtype == kind]


def _foreign_encoding(f):
    return [str(font.BaseFont) for font in f.composite if font.Encoding not in ("/Identity-H", "/Identity-V")]


def _glyph_sets(f, *, lacking):
    """Compare the set of glyphs that a descriptor lists with those of the font program."""
    for inner in _inner(f):
        if "/CIDSet" in inner.FontDescriptor:
            bits = inner.FontDescriptor.CIDSet.read_bytes()
            facts = {8 * i + bit for i, byte in enumerate(bits) for bit in range(8) if byte & (128 >> bit)}
            real = set(program_of(inner))
            if beyond := real - facts if lacking else facts - real:
                yield f"{inner.BaseFont}: {sorted(beyond)[:5]}"


def _embedded(f):
    for font in _inner(f):
        if not {"/FontFile2", "/FontFile3"} & set(font.get("/FontDescriptor", {}).keys()):
            yield str(font.BaseFont)
    yield from (str(font.BaseFont) for font in f.fonts if str(font.Subtype) in ("/Type1", "/TrueType"))


def _missing_glyphs(f):
    for font in f.composite:
        inner = font.DescendantFonts[0]
        codes = f.shown.get(font.objgen[0], set())
        if inner.Subtype == "/CIDFontType0" and (beyond := codes - set(program_of(inner))):
            yield f"{font.BaseFont}: {sorted(beyond)}"


def _wrong_widths(f):
    for font in f.composite:
        inner = font.DescendantFonts[0]
        if inner.Subtype == "/CIDFontType0":
            facts, real = widths_of(inner), program_of(inner)
            default = float(inner.get("/DW", 1000))
            for code in f.shown.get(font.objgen[0], ()):
                if abs(facts.get(code, default) - real[code]) > 1:
                    yield f"{font.BaseFont}: {code}"


def _unmapped(f):
    for font in f.composite:
        if "/ToUnicode" in font and (lacking := f.shown.get(font.objgen[0], set()) - set(unicode_of(font))):
            yield f"{font.BaseFont}: {sorted(lacking)}"


def _maps_to(f, *letters):
    for font in f.composite:
        if "/ToUnicode" in font and any(letter in text for text in unicode_of(font).values() for letter in letters):
            yield str(font.BaseFont)


def _repeated_forms(f):
    marked = {owner.objgen[0] for owner, read in f.contents if owner.get("/Subtype") == "/Form" and read["mcids"]}
    used = Counter(
        one.objgen[0]
        for page in f.pdf.pages
        for one in page.resources.get("/XObject", {}).values()
        if "/Subtype" in one
    )
    return [number for number in marked if used[number] > 1]


def _files(f):
    found = [o for o in f.pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Filespec"]
    return [one.objgen[0] for one in found if not {"/F", "/UF"} <= set(one.keys())]


def _media(f, key):
    found = [o for o in f.pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/MCD"]
    return [one.objgen[0] for one in found if key not in one]


def _viewer(f):
    return f.root.get("/ViewerPreferences", {})


def _alt(f, role):
    kinds = [one for name, one, _parent in f.named if name == role]
    return [one.objgen[0] for one in kinds if not any(str(one.get(key, "")).strip() for key in ("/Alt", "/ActualText"))]


RULES = {
    "01-003": lambda f: _marks(f, "artifact_inside"),
    "01-004": lambda f: _marks(f, "tagged_inside"),
    # Forms and patterns are content of the place where they are painted.
    "01-005": lambda f: [
        f"{o.objgen[0]}: {r['bare']}" for o, r in f.contents if o.get("/Type") == "/Page" and r["bare"]
    ],
    "01-007": lambda f: ["Suspects"] if f.root.MarkInfo.get("/Suspects", False) else [],
    "02-001": lambda f: sorted({role for role, _one, _parent in f.named} - STANDARD),
    "02-003": lambda f: list(_circular(f)),
    "02-004": lambda f: sorted(set(f.roles) & STANDARD),
    "06-001": lambda f: [] if f.metadata else ["no metadata"],
    "06-002": lambda f: [] if re.search(r"<pdfuaid:part>1</pdfuaid:part>", f.metadata) else ["no claim"],
    "06-003": lambda f: [] if re.search(r"<dc:title>.*<rdf:li[^>]*>[^<]+<", f.metadata, re.DOTALL) else ["no title"],
    "07-001": lambda f: [] if "/DisplayDocTitle" in _viewer(f) else ["no entry"],
    "07-002": lambda f: [] if _viewer(f).get("/DisplayDocTitle", True) else ["false"],
    **{code: _syntax(code) for code in _FAMILIES},
    "10-001": _unmapped,
    "11-001": _lang,
    "11-002": lambda f: _needs(f, any({"/Alt", "/ActualText", "/E"} & set(one.keys()) for one, _p in f.elements)),
    "11-003": lambda f: _needs(f, "/Outlines" in f.root),
    "11-004": lambda f: _needs(f, any("/Contents" in one for _page, one in f.annotations)),
    "11-005": lambda f: _needs(f, _of(f, "Widget")),
    "11-006": lambda f: [] if "xml:lang=" in f.metadata or "<dc:language>" in f.metadata else ["no language"],
    "13-004": lambda f: _alt(f, "Figure"),
    "14-002": lambda f: _headings(f)[:1] if _headings(f)[:1] not in ([], [1]) else [],
    "14-003": _skipped,
    "14-006": _several_h,
    "14-007": lambda f: ["H and H1"] if _headings(f) and any(role == "H" for role, _o, _p in f.named) else [],
    "15-003": _scopes,
    "17-002": lambda f: _alt(f, "Formula"),
    "17-003": _unmapped,
    "19-003": lambda f: ["no ID" for one in _notes(f) if one is None],
    "19-004": lambda f: [one for one, count in Counter(map(str, _notes(f))).items() if count > 1],
    "20-001": lambda f: [1 for one in _layers(f) if not str(one.get("/Name", ""))],
    "20-002": lambda f: [1 for one in _layers(f) if not str(one.get("/Name", ""))],
    "20-003": lambda f: [1 for one in _layers(f) if "/AS" in one],
    "21-001": _files,
    "25-001": lambda f: ["XFA"] if "/XFA" in f.root.get("/AcroForm", {}) else [],
    "26-001": lambda f: ["no P"] if "/P" not in f.pdf.trailer.get("/Encrypt", {"/P": 0}) else [],
    "26-002": lambda f: [] if f.pdf.allow.accessibility else ["locked"],
    "28-002": lambda f: list(_outside(f, _not_of(f, "Widget", "Link", "PrinterMark"), "Annot")),
    "28-004": lambda f: [one.objgen[0] for _page, one in _not_of(f, "Widget") if not _described(f, one)],
    "28-005": lambda f: [one.objgen[0] for _page, one in _of(f, "Widget") if "/TU" not in one],
    "28-006": lambda f: [str(one.Subtype) for _page, one in _not_of(f, *_KNOWN_ANNOTATIONS)],
    "28-007": lambda f: [1 for _found in _of(f, "TrapNet")],
    "28-008": lambda f: [page.objgen[0] for page, _one in f.annotations if "/Tabs" not in page],
    "28-009": lambda f: [page.objgen[0] for page, _one in f.annotations if page.get("/Tabs", "/S") != "/S"],
    "28-010": lambda f: list(_outside(f, _of(f, "Widget"), "Form")),
    "28-011": lambda f: list(_outside(f, _of(f, "Link"), "Link")),
    "28-012": lambda f: [one.objgen[0] for _page, one in _of(f, "Link") if not str(one.get("/Contents", "")).strip()],
    "28-014": lambda f: _media(f, "/CT"),
    "28-015": lambda f: _media(f, "/Alt"),
    "28-016": lambda f: [1 for _page, one in _of(f, "FileAttachment") if not {"/F", "/UF"} <= set(one.FS.keys())],
    "28-017": lambda f: [1 for _page, one in _of(f, "PrinterMark") if f.owner(one) is not None],
    "28-018": lambda f: [1 for _found in _of(f, "PrinterMark")],
    "30-001": lambda f: [one.objgen[0] for one in f.forms if "/Ref" in one],
    "30-002": _repeated_forms,
    **dict.fromkeys(("31-001", "31-002", "31-003", "31-006", "31-007", "31-008"), _foreign_encoding),
    "31-004": lambda f: [1 for one in _inner(f, "/CIDFontType2") if one.get("/CIDToGIDMap") is None],
    "31-005": lambda f: [1 for one in _inner(f, "/CIDFontType2") if "/CIDToGIDMap" not in one],
    "31-009": _embedded,
    "31-011": _missing_glyphs,
    **dict.fromkeys(("31-012", "31-013"), _kinds("Type1", "MMType1")),
    "31-014": lambda f: _glyph_sets(f, lacking=True),
    "31-015": lambda f: _glyph_sets(f, lacking=False),
    "31-016": _wrong_widths,
    **dict.fromkeys((f"31-{number:03}" for number in range(17, 27)), _kinds("TrueType")),
    "31-027": lambda f: (
        [str(font.get("/BaseFont")) for font in f.fonts if font.Subtype == "/Type0" and "/ToUnicode" not in font]
        + _kinds("Type1", "Type3", "TrueType")(f)
    ),
    "31-028": lambda f: list(_maps_to(f, "\0")),
    "31-029": lambda f: list(_maps_to(f, "\ufeff", "\ufffe")),
    "31-030": lambda f: [number for number, codes in f.shown.items() if 0 in codes],
}
"""Code of a failure condition to what yields its cases."""


def wrong(pdf):
    """Return the rules that a file breaks with their first cases, and what does not fit together."""
    facts = Facts(pdf)
    misfits = list(consistency(facts))
    return failures(facts) | ({"consistency": misfits} if misfits else {})


def failures(facts):
    """Return the rules that a file breaks, with their first cases."""
    found = {code: list(rule(facts))[:5] for code, rule in RULES.items()}
    return {code: cases for code, cases in found.items() if cases}


def consistency(facts):
    """Yield what does not fit between pages, structure tree, ids, links and bookmarks."""
    pdf = facts.pdf
    marks = {owner.objgen: read["mcids"] for owner, read in facts.contents}
    pages = {page.objgen for page in pdf.pages}
    by_page = {}
    for one, parent in facts.elements:
        above = parent if parent is not None else facts.tree
        if one.P.objgen != above.objgen:
            yield f"element {one.objgen[0]} has another parent than {above.objgen[0]}"
        for kid in listed(one.get("/K")):
            if isinstance(kid, int):
                by_page[one.Pg.objgen, int(kid)] = one.objgen
            elif "/MCID" in kid:
                by_page[kid.get("/Pg", one.get("/Pg")).objgen, int(kid.MCID)] = one.objgen
    keys = []
    for page in pdf.pages:
        marked = marks[page.objgen]
        if len(marked) != len(set(marked)):
            yield f"page {page.index}: a mark stands twice"
        keys += [int(page.obj.StructParents)]
        owners = facts.parents[int(page.obj.StructParents)]
        for number in marked:
            owner = owners[number].objgen if number < len(owners) else None
            if owner != by_page.pop((page.objgen, number), None):
                yield f"page {page.index}, mark {number}: not the element of the tree"
    if by_page:
        yield f"elements without content: {len(by_page)}"
    for page, one in facts.annotations:
        keys += [int(one.StructParent)]
        objects = [
            kid.Obj.objgen
            for kid in listed(facts.owner(one).K)
            if isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid
        ]
        if one.objgen not in objects:
            yield f"annotation {one.objgen[0]}: not in its element"
        if "/Dest" in one and one.Dest[0].objgen not in pages:
            yield f"annotation {one.objgen[0]} on page {page.objgen[0]} leads nowhere"
    if len(keys) != len(set(keys)) or set(keys) != set(facts.parents) or max(keys) >= int(facts.tree.ParentTreeNextKey):
        yield "keys of the structure tree"
    ids = {str(one.ID): one.objgen for one, _parent in facts.elements if "/ID" in one}
    entry = (
        {str(key): value.objgen for key, value in pikepdf.NameTree(facts.tree.IDTree).items()}
        if "/IDTree" in facts.tree
        else {}
    )
    if ids != entry or len(ids) != sum("/ID" in one for one, _parent in facts.elements):
        yield "ids"
    heads = {str(h) for one, _p in facts.elements for a in listed(one.get("/A")) for h in a.get("/Headers", [])}
    if heads - set(ids):
        yield f"header cells that are not there: {sorted(heads - set(ids))[:5]}"
    with pdf.open_outline() as outline:
        waiting = list(outline.root)
    while waiting:
        item = waiting.pop()
        waiting += item.children
        if item.destination[0].objgen not in pages:
            yield f"bookmark {item.title} leads nowhere"

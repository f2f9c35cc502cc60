"""PDFs nobody wrote: real ones with faults in their objects, their content streams, their shape and their bytes."""

from __future__ import annotations

import io
import random
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any

import pikepdf
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String

from prepress.build import build_edition
from prepress.project import HOME, Project
from tests.fuzz.binaries import damaged
from tests.press_sample import press_sample

Chance = random.Random
Change = Callable[[pikepdf.Pdf, Chance], None]

OPERATORS = (
    *(
        "q",
        "Q",
        "cm",
        "w",
        "J",
        "j",
        "M",
        "d",
        "ri",
        "i",
        "gs",
        "m",
        "l",
        "c",
        "v",
        "y",
        "h",
        "re",
        "S",
        "s",
        "f",
    ),
    *(
        "f*",
        "B",
        "B*",
        "b",
        "b*",
        "n",
        "W",
        "W*",
        "BT",
        "ET",
        "Tc",
        "Tw",
        "Tz",
        "TL",
        "Tf",
        "Tr",
        "Ts",
        "Td",
        "TD",
    ),
    *(
        "Tm",
        "T*",
        "Tj",
        "TJ",
        "'",
        '"',
        "d0",
        "d1",
        "CS",
        "cs",
        "SC",
        "SCN",
        "sc",
        "scn",
        "G",
        "g",
        "RG",
        "rg",
        "K",
    ),
    *("k", "sh", "BI", "ID", "EI", "Do", "MP", "DP", "BMC", "BDC", "EMC", "BX", "EX", "xx"),
)


@cache
def bases() -> tuple[bytes, ...]:
    """Real files: a press file with every kind of object, and what the press makes of a small edition."""
    made = press_sample(1)
    file = io.BytesIO()
    made.pdf.save(file, static_id=True, compress_streams=True)
    built = build_edition(Project(HOME / "tests/editions/minimal"), "minimal").artworks
    return (file.getvalue(), *(each.content for each in built if each.content.startswith(b"%PDF")))


def _objects(pdf: pikepdf.Pdf) -> list[Any]:
    return [each for each in pdf.objects if isinstance(each, Dictionary | Array | pikepdf.Stream)]


def _odd(pdf: pikepdf.Pdf, chance: Chance) -> Any:
    """A value of any kind: of the wrong type, out of its range, or another object of the file."""
    deep: Any = Array()
    for _ in range(chance.choice([1, 40, 400])):
        deep = Array([deep])
    made = (
        *(0, 1, -1, 2**31 - 1, -(2**31), 2**53, 0.5, -1e30, 1e30, True, None, deep),
        *(
            Name("/X"),
            Name("/" + "N" * 300),
            String(""),
            String("x" * 5000),
            Array(),
            Dictionary(),
            Array([0] * 2000),
        ),
        *(
            Array([1, 0, 0, 1, 0, 0]),
            Array([0, 0, 0, 0]),
            Array([1e9, -1e9, 1e9, 1e9]),
            String(b"\xfe\xff\xd8\x00"),
        ),
    )
    if chance.randrange(3) == 0:
        return chance.choice(_objects(pdf) or [Array()])
    return chance.choice(made)


def _entry(pdf: pikepdf.Pdf, chance: Chance) -> tuple[Any, Any] | None:
    """A place in an object where a value stands: its holder and key."""
    held = chance.choice(_objects(pdf) or [Array()])
    for _ in range(chance.choice([0, 1, 2])):
        inner = [each for each in _inner(held) if isinstance(each, Dictionary | Array | pikepdf.Stream)]
        held = chance.choice(inner) if inner else held
    keys = list(range(len(held))) if isinstance(held, Array) else list(held.keys())
    return (held, chance.choice(keys)) if keys else None


def _inner(held: Any) -> list[Any]:
    return list(held) if isinstance(held, Array) else [held[key] for key in held.keys()]  # noqa: SIM118 - no mapping


def another_value(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """An entry has another value."""
    if place := _entry(pdf, chance):
        place[0][place[1]] = _odd(pdf, chance)


def no_value(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """An entry is missing."""
    if place := _entry(pdf, chance):
        del place[0][place[1]]


def another_key(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """A dictionary has a value under the key of another."""
    held = [each for each in _objects(pdf) if not isinstance(each, Array)]
    one, other = chance.choice(held), chance.choice(held)
    keys = list(other.keys())
    if keys:
        one[chance.choice(keys)] = _odd(pdf, chance)


def another_stream(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """A stream holds other bytes: damaged, none, or a bomb."""
    streams = [each for each in pdf.objects if isinstance(each, pikepdf.Stream)]
    stream = chance.choice(streams)
    match chance.randrange(4):
        case 0:
            stream.write(damaged(_bytes(stream), chance))
        case 1:
            stream.write(b"")
        case 2:
            raw = stream.read_raw_bytes()
            packed = stream.get("/Filter")
            stream.write(damaged(raw, chance), filter=packed if isinstance(packed, Name | Array) else None)
        case _:
            bomb = zlib.compress(
                chance.choice([b" ", b"q ", b"\0", b"0 0 m "]) * chance.choice([10**5, 10**7])
            )
            stream.write(bomb, filter=Name.FlateDecode)


def _bytes(stream: Any) -> bytes:
    try:
        return bytes(stream.read_bytes())
    except pikepdf.PdfError:
        return b"q Q"


def another_content(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """A content stream has other operators, or other operands."""
    forms = [
        each for each in pdf.objects if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == Name.Form
    ]
    target = chance.choice([*(page.Contents for page in pdf.pages), *forms])
    try:
        written = [(list(each.operands), str(each.operator)) for each in pikepdf.parse_content_stream(target)]
    except (pikepdf.PdfError, TypeError, ValueError, AttributeError):
        return
    for _ in range(chance.choice([1, 3, 10])):
        at = chance.randrange(len(written) + 1)
        match chance.randrange(5):
            case 0:
                written[at:at] = [([], chance.choice(OPERATORS))] * chance.choice([1, 1, 30, 3000])
            case 1:
                del written[at : at + 1]
            case 2:
                written[at:at] = written[at : at + chance.choice([1, 20])]
            case 3 if at < len(written):
                operands, operator = written[at]
                changed = [_operand(chance) if chance.randrange(2) else each for each in operands]
                written[at] = (changed, operator)
            case _ if at < len(written):
                written[at] = (written[at][0], chance.choice(OPERATORS))
    body = b"\n".join(b" ".join([*(_plain(each) for each in ops), name.encode()]) for ops, name in written)
    target.write(body) if isinstance(target, pikepdf.Stream) else None


def _operand(chance: Chance) -> Any:
    return chance.choice(
        [0, -1, 1e9, 2**31, 0.0001, Name("/X"), String("a"), Array([1, 2]), Dictionary(A=1), Array()]
    )


def _plain(value: Any) -> bytes:
    if isinstance(value, pikepdf.Object):
        return bytes(value.unparse())
    return str(value).encode()


def itself(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """An object leads back to itself, or to what holds it."""
    held = [each for each in _objects(pdf) if not isinstance(each, Array) and each.is_indirect]
    one, other = chance.choice(held), chance.choice(held)
    keys = [key for key in one if isinstance(one[key], Dictionary | Array | pikepdf.Stream)]
    if keys:
        key = chance.choice(keys)
        one[key] = Array([other]) if isinstance(one[key], Array) else other


SHAPES: dict[str, Change] = {}


def shape(change: Change) -> Change:
    """A shape known to break readers, by its name."""
    SHAPES[change.__name__] = change
    return change


@shape
def page_tree_in_a_ring(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """The page tree holds itself."""
    pages = pdf.Root.Pages
    pages.Kids = Array([*pages.Kids, pages])


@shape
def pages_without_end(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """The page tree says it has more pages than there are."""
    pdf.Root.Pages.Count = chance.choice([-1, 0, 2**31 - 1, 5001])


@shape
def form_in_itself(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """A form paints itself twice: two to the power of its depth."""
    made = [pdf.make_stream(b"/A Do /B Do") for _ in range(chance.choice([1, 20, 40]))]
    for form, inner in zip(
        made, [*made[1:], made[0] if chance.randrange(2) else pdf.make_stream(b"")], strict=True
    ):
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 99, 99])
        form.Resources = Dictionary(XObject=Dictionary(A=inner, B=inner))
    _paint(pdf, b"/Bomb Do", "/XObject", made[0])


@shape
def pattern_in_itself(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """A tiling pattern is painted with itself, in steps too small to count."""
    tile = pdf.make_stream(b"/Pattern cs /Bomb scn 0 0 9 9 re f")
    tile.Type, tile.PatternType, tile.PaintType, tile.TilingType = Name.Pattern, 1, 1, 1
    tile.BBox, tile.XStep, tile.YStep = Array([0, 0, 1, 1]), chance.choice([0, 1e-9, 1]), 1
    tile.Resources = Dictionary(Pattern=Dictionary(Bomb=pdf.make_indirect(tile)))
    _paint(pdf, b"/Pattern cs /Bomb scn 0 0 300 300 re f", "/Pattern", tile)


@shape
def image_without_bounds(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """An image says it has billions of pixels."""
    image = pdf.make_stream(zlib.compress(b"\0" * 100), Filter=Name.FlateDecode)
    image.Type, image.Subtype = Name.XObject, Name.Image
    image.Width, image.Height = chance.choice([(2**31 - 1, 1), (10**5, 10**5), (-1, 5), (0, 0)])
    image.BitsPerComponent, image.ColorSpace = chance.choice([1, 8, 16, 77]), Name.DeviceCMYK
    _paint(pdf, b"q 9 0 0 9 9 9 cm /Bomb Do Q", "/XObject", image)


@shape
def saved_without_end(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """The graphics state is saved and never restored, or restored and never saved."""
    page = pdf.pages[0]
    page.contents_add(chance.choice([b"q ", b"Q ", b"BT ", b"/A BMC ", b"[" * 9, b"<<" * 9]) * 20_000)


@shape
def structure_in_a_ring(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """The structure tree holds itself, at its root or below."""
    root = pdf.Root.get("/StructTreeRoot")
    if root is None:
        root = pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    element = pdf.make_indirect(Dictionary(S=Name.P, P=root))
    element.K = Array([element, root])
    root.K = element
    root.RoleMap = Dictionary(P=Name.Q, Q=Name.P)
    root.ParentTree = pdf.make_indirect(Dictionary())
    root.ParentTree.Kids = Array([root.ParentTree])


@shape
def structure_without_end(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """The structure tree is thousands of levels deep."""
    element = pdf.make_indirect(Dictionary(S=Name.Div))
    inner = element
    for _ in range(chance.choice([300, 5000])):
        outer = pdf.make_indirect(Dictionary(S=Name.Div, K=inner))
        inner.P = outer
        inner = outer
    pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=inner))


@shape
def outline_in_a_ring(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """The outline follows itself."""
    item = pdf.make_indirect(Dictionary(Title=String("a")))
    item.Next = item.First = item.Parent = item
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(Type=Name.Outlines, First=item, Last=item, Count=1))


@shape
def names_in_a_ring(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """Name trees hold themselves."""
    tree = pdf.make_indirect(Dictionary())
    tree.Kids = Array([tree, tree])
    pdf.Root.Names = Dictionary(EmbeddedFiles=tree, JavaScript=tree, Dests=tree)
    pdf.Root.PageLabels = tree


@shape
def colour_in_itself(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """A colour space is its own alternate, or an index into itself."""
    space = pdf.make_indirect(Array([Name.Indexed]))
    space.extend(Array([space, 255, String("x" * 768)]))
    tint = pdf.make_stream(b"{ dup dup dup }", FunctionType=4, Domain=Array([0, 1]), Range=Array([0, 1] * 4))
    ring = pdf.make_indirect(Array([Name.Separation, Name("/Ink")]))
    ring.extend(Array([ring, tint]))
    _paint(pdf, b"/Bomb cs 1 scn 0 0 99 99 re f", "/ColorSpace", chance.choice([space, ring]))


@shape
def function_without_end(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """A function is stitched of itself, or calculates without end."""
    ring = pdf.make_indirect(
        Dictionary(FunctionType=3, Domain=Array([0, 1]), Bounds=Array(), Encode=Array([0, 1]))
    )
    ring.Functions = Array([ring])
    long = pdf.make_stream(
        b"{" * 3000 + b"}" * 3000, FunctionType=4, Domain=Array([0, 1]), Range=Array([0, 1] * 4)
    )
    space = Array([Name.Separation, Name("/Ink"), Name.DeviceCMYK, chance.choice([ring, long])])
    _paint(pdf, b"/Bomb cs 1 scn 0 0 99 99 re f", "/ColorSpace", pdf.make_indirect(space))


@shape
def mask_of_itself(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """A soft mask is drawn with itself."""
    form = pdf.make_stream(b"/Bomb gs 0 0 9 9 re f")
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
    form.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
    state = pdf.make_indirect(Dictionary(SMask=Dictionary(S=Name.Luminosity, G=pdf.make_indirect(form))))
    form.Resources = Dictionary(ExtGState=Dictionary(Bomb=state))
    _paint(pdf, b"/Bomb gs 0 0 99 99 re f", "/ExtGState", state)


@shape
def font_of_nothing(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """A composite font with a CMap of all characters, widths without end, and itself as descendant."""
    cmap = b"begincmap 1 begincodespacerange <00> <FFFFFFFF> endcodespacerange " + (
        b"1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange " * 50
    )
    font = pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/A"), W=Array([0] * 999))
    )
    font.Encoding, font.ToUnicode = pdf.make_stream(cmap), pdf.make_stream(cmap)
    font.DescendantFonts = Array([font])
    font.FirstChar, font.LastChar = 0, 2**31 - 1
    _paint(pdf, b"BT /Bomb 9 Tf (" + b"A" * 9000 + b") Tj ET", "/Font", font)


@shape
def glyphs_of_themselves(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """A Type 3 font whose glyph shows itself."""
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 9, 9])))
    font.CharProcs = Dictionary(A=pdf.make_stream(b"9 0 d0 BT /Bomb 1 Tf (AAAA) Tj ET"))
    font.FontMatrix, font.FirstChar, font.LastChar = Array([1, 0, 0, 1, 0, 0]), 65, 65
    font.Widths, font.Encoding = Array([9]), Dictionary(Differences=Array([65, Name.A]))
    font.Resources = Dictionary(Font=Dictionary(Bomb=font))
    _paint(pdf, b"BT /Bomb 9 Tf (AAAA) Tj ET", "/Font", font)


@shape
def page_beyond_measure(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """A page is kilometres wide, or nothing wide."""
    side = chance.choice([1e9, 0, -5, 2**31, 14_401, 200_000])
    pdf.pages[0].obj.MediaBox = Array([0, 0, side, side])
    pdf.pages[0].obj.UserUnit = chance.choice([1, 1e6, 0, -1])


@shape
def annotations_without_end(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """Annotations by the thousand, each the parent of itself."""
    note = pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9])))
    note.Parent = note.Popup = note.A = note
    pdf.pages[0].obj.Annots = Array([note] * chance.choice([1, 20_000]))


@shape
def metadata_bomb(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """XMP that declares entities of entities."""
    lines = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
    bomb = f'<!DOCTYPE x [<!ENTITY e0 "lol">{lines}]><x>&e11;</x>'.encode()
    pdf.Root.Metadata = pdf.make_stream(chance.choice([bomb, b"<a>" * 50_000, b"\xff\xfe" * 50]))


def _paint(pdf: pikepdf.Pdf, code: bytes, kind: str, value: Any) -> None:
    page = pdf.pages[0].obj
    resources = page.get("/Resources", Dictionary())
    page.Resources = resources
    if kind not in resources:
        resources[kind] = Dictionary()
    resources[kind]["/Bomb"] = value if value.is_indirect else pdf.make_indirect(value)
    pdf.pages[0].contents_add(b"\n" + code)


def any_shape(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """One of SHAPES."""
    chance.choice(list(SHAPES.values()))(pdf, chance)


CHANGES: dict[str, Change] = {
    change.__name__: change
    for change in (
        *(
            another_value,
            another_value,
            no_value,
            another_key,
            another_stream,
            another_content,
            itself,
            any_shape,
        ),
    )
}


def changed(base: bytes, names: list[str], seed: int, bytes_too: bool) -> bytes:
    """A real file with such changes in it."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    pdf = pikepdf.open(io.BytesIO(base))
    for name in names:
        try:
            CHANGES[name](pdf, chance)
        except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RuntimeError):
            continue  # an earlier change made this one impossible
    written = io.BytesIO()
    encryption = (
        pikepdf.Encryption(owner="o", user=chance.choice(["", "u"])) if chance.randrange(40) == 0 else False
    )
    modes = list(pikepdf.ObjectStreamMode.__members__.values())
    try:
        pdf.save(
            written,
            object_stream_mode=chance.choice(modes),
            encryption=encryption,
            deterministic_id=not encryption,
        )
        data = written.getvalue()
    except (pikepdf.PdfError, ValueError, RuntimeError):
        data = base
    return damaged(data, chance) if bytes_too else data


def pdfs() -> st.SearchStrategy[bytes]:
    """Real files, changed."""
    return st.builds(
        changed,
        st.sampled_from(bases()),
        st.lists(st.sampled_from(sorted(CHANGES)), max_size=4),
        st.integers(0, 2**32 - 1),
        st.booleans(),
    )

"""Shapes of PDF that are known to break readers: rings, bombs, and numbers beyond measure."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

Chance = random.Random
Change = Callable[[pikepdf.Pdf, Chance], None]
"""What is done to a PDF, by chance."""

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
    for form, inner in zip(made, [*made[1:], made[0] if chance.randrange(2) else pdf.make_stream(b"")], strict=True):
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
    ring = pdf.make_indirect(Dictionary(FunctionType=3, Domain=Array([0, 1]), Bounds=Array(), Encode=Array([0, 1])))
    ring.Functions = Array([ring])
    long = pdf.make_stream(b"{" * 3000 + b"}" * 3000, FunctionType=4, Domain=Array([0, 1]), Range=Array([0, 1] * 4))
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
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/A"), W=Array([0] * 999)))
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

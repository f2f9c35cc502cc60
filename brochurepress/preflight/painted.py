"""Rules on what any PDF paints, whatever it is for: no text is hidden by what lies over it, and none is cut."""

from collections.abc import Iterator
from dataclasses import dataclass

from brochurepress.design import PT_PER_MM, Box
from brochurepress.findings import Finding, Place, Severity
from brochurepress.pdf.inspect import Inspection
from brochurepress.preflight.rules import RuleFault, asked_of, rule
from brochurepress.typeset import Area, Layout, SourceMap, text_runs

SPARED = 0.12
"""Share of its height by which a text may reach over a clipping path: what is cut there holds no ink of a letter."""

_SPACE = 0.3
"""Width of a space, as a share of a text's height."""

_HURT = "pdf/covered-text"


@dataclass(frozen=True)
class PaintedContext:
    """What a rule may ask: the inspected PDF, and the layout whose pages it holds, if they are its pages."""

    inspection: Inspection
    layout: Layout | None = None

    def source(self, page: int, box: Box) -> Place:
        """File and line of the text that stands in a box of a page, where that is known."""
        if self.layout is None:
            return Place()
        trim = self.inspection.sheets[page - 1].trim
        edges = box.left - trim.left, trim.top - box.top, box.right - trim.left, trim.top - box.bottom
        area = Area(*(edge / PT_PER_MM for edge in edges))
        runs = [run for run in text_runs(self.layout.pages) if run.page == page]
        nearest = max(runs, key=lambda run: run.area.overlap(area), default=None)
        return SourceMap(self.layout.pages).place(nearest.element, page) if nearest else Place()


def check_painted(inspection: Inspection, layout: Layout | None = None, every: bool = True) -> tuple[Finding, ...]:
    """Findings of the rules on any PDF; not of `every` one, but of the one on what the text of a copy can change."""
    context = PaintedContext(inspection, layout)
    return asked_of("pdf", context, inspection.artwork, "" if every else _HURT)


@rule(_HURT, Severity.ERROR, "house rule")
def covered_text(context: PaintedContext) -> Iterator[RuleFault]:
    """No letter loses more than three tenths of its ink to what is painted over it later."""
    for page, texts in enumerate(context.inspection.covered, 1):
        for text in texts:
            source, words = context.source(page, text.box), text.text.strip()
            if "".join(words.split()) == text.letters:
                yield RuleFault("", page, text.box, source=source, words=words)
            else:
                yield RuleFault("part", page, text.box, source=source, words=words, letters=text.letters)


@rule("pdf/cut-text", Severity.ERROR, "house rule")
def cut_text(context: PaintedContext) -> Iterator[RuleFault]:
    """No clipping path runs through a letter."""
    for page in context.inspection.pages():
        for painted in page.told.odd:
            # Whether the clipping path takes away more of a text than the space around its letters.
            across, up = painted.extent
            spared = SPARED * min(across, up) + _SPACE * up * painted.text.endswith(" ")
            if max(across - painted.box.width, up - painted.box.height - _SPACE * up) > spared:
                source = context.source(painted.page, painted.box)
                yield RuleFault("", painted.page, painted.box, painted.text, source=source)


@rule("pdf/text-shape", Severity.WARNING, "house rule")
def text_shape(context: PaintedContext) -> Iterator[RuleFault]:
    """No text is mirrored, or set far narrower or wider than its font has it."""
    for page in context.inspection.pages():
        for painted in page.told.odd:
            if painted.misshapen and painted.text.strip():
                source = context.source(painted.page, painted.box)
                yield RuleFault("", painted.page, painted.box, painted.text, source=source, share=painted.stretch)


@rule("pdf/upside-down", Severity.WARNING, "house rule")
def upside_down(context: PaintedContext) -> Iterator[RuleFault]:
    """No page is turned on its head by its Rotate entry, unless all are."""
    sheets = context.inspection.sheets
    turned = [sheet for sheet in sheets if sheet.rotate == 180]
    for sheet in turned if len(turned) < len(sheets) else ():
        yield RuleFault("", sheet.number)

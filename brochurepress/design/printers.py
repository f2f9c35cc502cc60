"""Printer profiles: what one printer demands of a press file, from bleed to image resolution."""

from __future__ import annotations

import datetime
from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass as record

from brochurepress.findings import Place, error, nearest, refuse, reject
from brochurepress.workspace import STRICT, RequiredText, Snapshot, bind

Length = Annotated[float, Field(ge=0, le=100)]
PositiveNumber = Annotated[float, Field(gt=0, le=5000)]
InkLimit = Annotated[float, Field(ge=100, le=400)]
Address = Annotated[str, Field(pattern=r"^https?://\S+$")]
ProfileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]+\.icc$")]


@record(frozen=True, config=STRICT)
class PageDemands:
    """Bleed and safety margin in mm, crop marks or none, and the number that the pages must be a multiple of.

    `slug_mm` is the room outside the trim that crop marks get; it is used only when `marks` is true.
    """

    bleed_mm: Length
    safety_mm: Length
    marks: bool
    slug_mm: Length = 10.0
    page_multiple: Annotated[int, Field(ge=1, le=64)] = 4


@record(frozen=True, config=STRICT)
class Condition:
    """The printing condition as the output intent names it (ISO 15930-7, 6.3), and its ICC profile.

    `profile` is a file name in the folder of ICC profiles; `ink_limit_percent` is the sum of the four inks
    that no place of a page may pass.
    """

    identifier: RequiredText
    registry: Address
    info: RequiredText
    profile: ProfileName
    ink_limit_percent: InkLimit


@record(frozen=True, config=STRICT)
class OverprintDemands:
    """Whether 100 % K overprints: in text and in lines below a size in pt (GWG R0009, R0010)."""

    black: bool
    text_below_pt: PositiveNumber = 12.0
    line_below_pt: PositiveNumber = 2.0


@record(frozen=True, config=STRICT)
class TextDemands:
    """Smallest type in pt: of any text, of white text, of text in two inks or more (GWG R0016, R0017)."""

    smallest_pt: PositiveNumber
    smallest_white_pt: PositiveNumber
    smallest_inks_pt: PositiveNumber


@record(frozen=True, config=STRICT)
class LineDemands:
    """Thinnest line in pt: of any line, of one that is white or in two inks or more (GWG R0018, R0019)."""

    smallest_pt: PositiveNumber
    smallest_inks_pt: PositiveNumber


@record(frozen=True, config=STRICT)
class ImageDemands:
    """Effective resolution in ppi below which an image is an error or a warning (GWG R0031; 1-bit: R0032).

    Above `superfluous_ppi` more pixels only make the file heavier.
    """

    error_below_ppi: PositiveNumber
    warning_below_ppi: PositiveNumber
    bitmap_error_below_ppi: PositiveNumber
    bitmap_warning_below_ppi: PositiveNumber
    superfluous_ppi: PositiveNumber = 450.0


@record(frozen=True, config=STRICT)
class Printer:
    """All demands of one printer, where they are published (`source`), and the day they were read there.

    `differs` says in words where the profile departs from what is published, or cannot hold it.
    """

    title: RequiredText
    source: Address
    checked: datetime.date
    pdfx: Literal["PDF/X-4"]
    page: PageDemands
    condition: Condition
    overprint: OverprintDemands
    text: TextDemands
    line: LineDemands
    image: ImageDemands
    differs: tuple[RequiredText, ...] = ()


ORDERED = (
    ("text", "smallest_pt", "smallest_white_pt"),
    ("text", "smallest_pt", "smallest_inks_pt"),
    ("line", "smallest_pt", "smallest_inks_pt"),
    ("image", "error_below_ppi", "warning_below_ppi"),
    ("image", "bitmap_error_below_ppi", "bitmap_warning_below_ppi"),
    ("image", "warning_below_ppi", "superfluous_ppi"),
)
"""Limits of one table of a profile of which the first may not be above the second."""


FOLDER = "assets/printers"
"""Where the printer profiles of a project are."""


def printer_names(snapshot: Snapshot) -> tuple[str, ...]:
    """Names of the printer profiles, in alphabetical order."""
    return tuple(PurePosixPath(file).stem for file in snapshot.listing(f"{FOLDER}/*.toml"))


def read_printer(snapshot: Snapshot, name: str) -> Printer:
    """The printer profile of that name.

    Raises Rejected: no profile of that name, broken syntax, a key that is missing, unknown or out of range,
    limits in the wrong order, crop marks without room outside the bleed.
    """
    names = printer_names(snapshot)
    if name not in names:
        raise reject("printer/unknown", Place(FOLDER), name=name, nearest=nearest(name, names))
    fields = snapshot.fields(f"{FOLDER}/{name}.toml")
    printer = bind(fields, Printer, "printer")
    faults = [
        error("printer/order", fields.place((table, low)), table=table, low=low, high=high)
        for table, low, high in ORDERED
        if getattr(getattr(printer, table), low) > getattr(getattr(printer, table), high)
    ]
    page = printer.page
    if page.marks and page.slug_mm <= page.bleed_mm:
        place = fields.place(("page", "marks"))
        faults.append(error("printer/slug", place, slug_mm=page.slug_mm, bleed_mm=page.bleed_mm))
    refuse(faults)
    return printer

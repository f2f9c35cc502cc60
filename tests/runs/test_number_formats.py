"""What a workbook shows of a value: forty formats in Dutch and in English, and those that are not known."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from brochurepress.runs.rows import Reading
from brochurepress.runs.workbook import UnknownFormat, as_shown
from brochurepress.source.languages import read_language
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot

DUTCH = Reading("nl-NL", booleans=read_language(Snapshot(Project(HOME)), "nl-NL").booleans)
DAY = dt.datetime(2026, 12, 5, 14, 30, 5)  # noqa: DTZ001 - workbooks have no zones
TIME, LONG = dt.time(14, 30, 5), dt.timedelta(hours=27, minutes=5)

SHOWN: list[tuple[Any, str, str, str]] = [
    (4.5, "General", "4,5", "4.5"),
    (0.1 + 0.2, "General", "0,3", "0.3"),
    (31612345678, "General", "31612345678", "31612345678"),
    (7.0, "General", "7", "7"),
    (7, "0", "7", "7"),
    (7, "0.00", "7,00", "7.00"),
    (2.345, "0.00", "2,35", "2.35"),
    (1234567, "#,##0", "1.234.567", "1,234,567"),
    (1234567.891, "#,##0.00", "1.234.567,89", "1,234,567.89"),
    (0.5, "#.00", "0,50", "0.50"),
    (42, "00000", "00042", "00042"),
    (612345678, "0000000000", "0612345678", "0612345678"),
    (4.5, '"€" #,##0.00', "€ 4,50", "€ 4.50"),
    (4.5, "[$€-413] #,##0.00", "€ 4,50", "€ 4.50"),
    (4.5, '_-"€"\\ * #,##0.00_-;-"€"\\ * #,##0.00_-;_-@_-', "€ 4,50", "€ 4.50"),
    (1234.5, "#,##0.00 [$EUR]", "1.234,50 EUR", "1,234.50 EUR"),
    (-4.5, '"€" #,##0.00', "-€ 4,50", "-€ 4.50"),
    (-4.5, '"€" #,##0.00;[Red]"€" -#,##0.00', "€ -4,50", "€ -4.50"),
    (-3, "#,##0_);(#,##0)", "(3)", "(3)"),
    (0, '0;-0;"none"', "none", "none"),
    (0.21, "0%", "21%", "21%"),
    (0.2155, "0.0%", "21,6%", "21.6%"),
    (1234567, '0.0,,"M"', "1,2M", "1.2M"),
    (1000, '#,##0" km"', "1.000 km", "1,000 km"),
    (12345, "0.00E+00", "1,23E+04", "1.23E+04"),
    (True, "General", "WAAR", "TRUE"),
    (False, "General", "ONWAAR", "FALSE"),
    (" Ada ", "@", "Ada", "Ada"),
    ("Ada", '0;-0;0;"Dear "@', "Dear Ada", "Dear Ada"),
    (DAY, "mm-dd-yy", "05-12-2026", "05/12/2026"),
    (DAY, "dd/mm/yyyy", "05-12-2026", "05/12/2026"),
    (DAY, "d-m-yy", "5-12-26", "5-12-26"),
    (DAY, "yyyy-mm-dd", "2026-12-05", "2026-12-05"),
    (DAY, "d-m hh:mm", "5-12 14:30", "5-12 14:30"),
    (-12345, "0.00E+00", "-1,23E+04", "-1.23E+04"),
    (DAY, "d mmmm yyyy", "5 december 2026", "5 December 2026"),
    (DAY, "[$-413]dddd d mmm", "zaterdag 5 dec", "zaterdag 5 dec"),
    (DAY, "[$-409]d mmmm yyyy;@", "5 December 2026", "5 December 2026"),
    (DAY, "[$-fr-FR]d mmmm", "5 décembre", "5 décembre"),
    (DAY, "d mmm 'yy", "5 dec '26", "5 Dec '26"),
    (DAY, 'h" uur "mm', "14 uur 30", "14 uur 30"),
    (DAY, "[$-x-sysdate]dddd, mmmm dd, yyyy", "zaterdag 5 december 2026", "Saturday, 5 December 2026"),
    (DAY, "m/d/yy h:mm", "05-12-2026 14:30", "05/12/2026 14:30"),
    (DAY, 'd mmmm" om "h:mm" uur"', "5 december om 14:30 uur", "5 December om 14:30 uur"),
    (DAY, "[$-F800]dddd, mmmm dd, yyyy", "zaterdag 5 december 2026", "Saturday, 5 December 2026"),
    (TIME, "h:mm", "14:30", "14:30"),
    (TIME, "hh:mm:ss", "14:30:05", "14:30:05"),
    (TIME, "h:mm AM/PM", "2:30 PM", "2:30 PM"),
    (LONG, "[h]:mm", "27:05", "27:05"),
    (LONG, "[mm]:ss", "1625:00", "1625:00"),
    (0, '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-", "-"),
    (0, "#,###", "", ""),
    (None, "General", "", ""),
]


@pytest.mark.parametrize(("value", "code", "dutch", "english"), SHOWN, ids=[f"{row[0]} {row[1]}" for row in SHOWN])
def test_a_value_is_what_the_workbook_shows(value: Any, code: str, dutch: str, english: str) -> None:
    assert (as_shown(value, code, DUTCH), as_shown(value, code, Reading("en-GB"))) == (dutch, english)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (0.75, "# ?/?"),
        (5, "[<10]0;0.0"),
        (1e20 / 3, "General"),
        (612345678, '00"-"00000000'),
        (DAY, "ggge"),
        (12345, "##0.0E+0"),
        (TIME, "mm:ss.0"),
        (3, 'General" st"'),
    ],
    ids=str,
)
def test_a_format_that_is_not_known_is_no_guess(value: Any, code: str) -> None:
    with pytest.raises(UnknownFormat):
        as_shown(value, code, DUTCH)


def test_a_language_without_customs_is_shown_as_english() -> None:
    assert as_shown(4.5, "0.00", Reading("tlh")) == "4.50"

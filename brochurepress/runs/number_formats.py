"""Number formats: the value of a cell as its workbook shows it (ISO/IEC 29500-1, 18.8.31), in a language."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any, Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime, get_date_format, get_time_format
from babel.numbers import format_decimal, format_scientific

BOOLEANS = {"nl": ("ONWAAR", "WAAR"), "de": ("FALSCH", "WAHR"), "fr": ("FAUX", "VRAI")}
"""What spreadsheets show of no and yes; in other languages FALSE and TRUE."""

_PARTS = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)(?:-[^\]]*)?\]|\[(?!h+\]|m+\]|s+\])[^\]]*\]')
"""Texts, room, fills, currencies, colours, conditions and languages; not times that are counted, such as [h]."""
_NUMBER = re.compile(r"[#0?][#0?,]*(?:\.[#0?]+)?,*")
_DATE = re.compile(r"am/pm|a/p|\[h+\]|y+|m+|d+|h+|s+|.", re.IGNORECASE | re.DOTALL)
_DATES = {"d": "d", "dd": "dd", "ddd": "EEE", "dddd": "EEEE", "m": "M", "mm": "MM", "mmm": "LLL", "mmmm": "MMMM"}
_DATES |= {"mmmmm": "LLLLL", "yy": "yy", "yyyy": "yyyy", "h": "H", "hh": "HH", "s": "s", "ss": "ss"}
_SYSTEM: dict[str, tuple[Literal["short", "full", ""], Literal["short", "medium", ""]]] = {
    "mm-dd-yy": ("short", ""),
    "m/d/yy h:mm": ("short", "short"),
    "[$-F800]": ("full", ""),
    "[$-F400]": ("", "medium"),
}
"""Formats that look as the system of whoever opens the workbook has it."""
_LETTER = "\ue000"
"""Stands for texts while a format is read, so that their letters are none of it."""


class UnknownFormat(ValueError):
    """A format of which it is not known what a workbook would show."""


def as_shown(value: Any, code: str, language: str) -> str:
    """A value as a workbook shows it that is set to a language such as nl-NL, else to English. Raises UnknownFormat."""
    try:
        locale = Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        locale = Locale("en")
    if isinstance(value, bool):
        return BOOLEANS.get(locale.language, ("FALSE", "TRUE"))[value]
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return _moment(value, code, locale)
    if not isinstance(value, int | float):
        text, section = "" if value is None else str(value), code.rpartition(";")[2]
        pattern, texts = _parted(section if "@" in section else "@")
        return _with(texts, pattern).replace("@", text).strip()
    if code == "@" or not code or code.lower() == "general":
        return _general(value, locale)
    pattern, texts = _parted(_section(value, code))
    if re.search(r"[/eE<>=]|\[", pattern.replace("E+", "")):
        raise UnknownFormat(code)
    return _with(texts, _number(value, pattern, locale)).strip()


def _parted(code: str) -> tuple[str, list[str]]:
    """A format with a letter of its own for each text in it, and these texts."""
    texts: list[str] = []

    def kept(match: re.Match[str]) -> str:
        texts.append(next((group for group in match.groups() if group is not None), " " * match[0].startswith("_")))
        return _LETTER

    return _PARTS.sub(kept, code), texts


def _with(texts: list[str], shown: str) -> str:
    for text in texts:
        shown = shown.replace(_LETTER, text, 1)
    return shown


def _general(value: float, locale: Locale) -> str:
    if float(value).is_integer() and abs(value) < 1e15:
        return str(int(value))
    if not 1e-9 < abs(value) < 1e11:
        raise UnknownFormat("General")
    return str(format_decimal(Decimal(f"{value:.10g}"), "0.##########", locale))


def _section(value: float, code: str) -> str:
    """The part of a format for a value: that of positive numbers, of negative ones or of nought."""
    sections = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code)
    if "[<" in code or "[>" in code or "[=" in code:
        raise UnknownFormat(code)
    at = 1 if value < 0 else 2 if value == 0 else 0
    return sections[at] if 0 < at < len(sections) else "-" * (value < 0) + sections[0]


def _number(value: float, pattern: str, locale: Locale) -> str:
    if "E+" in pattern:
        return str(format_scientific(abs(value), pattern, locale))
    found = _NUMBER.search(pattern)
    if not found:
        return pattern
    if _NUMBER.search(pattern, found.end()):
        raise UnknownFormat(pattern)
    digits = found[0].replace("?", "#").rstrip(",")
    number = Decimal(repr(abs(value))) * 100 ** pattern.count("%") / 1000 ** (len(found[0]) - len(digits))
    whole, point, places = digits.partition(".")
    integer = "#" * 4 + "0" * whole.count("0")
    whole = f"{integer[:-3]},{integer[-3:]}" if "," in whole else integer
    number = number.quantize(Decimal(1).scaleb(-len(places)), "ROUND_HALF_UP")
    shown = format_decimal(number, whole + point + places, locale)
    return pattern[: found.start()] + str(shown) + pattern[found.end() :]


def _moment(value: dt.date | dt.time | dt.timedelta, code: str, locale: Locale) -> str:
    """A day, a time or a duration."""
    code = code.split(";")[0]
    for known, (day, time) in _SYSTEM.items():
        if known in code:
            parts = [str(get_date_format(day, locale))] if day else []
            parts += [str(get_time_format(time, locale))] if time else []
            return _filled(value, re.sub(r"\by+\b", "yyyy", " ".join(parts)), locale)
    parted, texts = _parted(code)
    signs = _DATE.findall(parted)
    separator = re.sub(r"[\w\s]", "", str(get_date_format("short", locale)))[0]
    hours, pattern = any(sign.lower() in ("am/pm", "a/p") for sign in signs), ""
    for at, sign in enumerate(signs):
        low = sign.lower()
        hour = re.search(r"[hH]", "".join(signs[max(at - 2, 0) : at]))
        if low in ("m", "mm") and (hour or re.search("[sS]", "".join(signs[at + 1 : at + 3]))):
            pattern += low
        elif low.startswith("[h"):
            pattern += f"'{int(_seconds(value) // 3600)}'"
        elif low in ("am/pm", "a/p"):
            pattern += "'PM'" if _seconds(value) >= 12 * 3600 else "'AM'"
        elif low in _DATES:
            pattern += _DATES[low].lower() if hours and low[0] == "h" else _DATES[low]
        elif low.isalpha():
            raise UnknownFormat(code)
        else:
            pattern += f"'{texts.pop(0)}'" if sign == _LETTER else separator if sign == "/" else sign
    return _filled(value, pattern.replace("''", ""), locale)


def _seconds(value: Any) -> float:
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    return (value.hour * 60 + value.minute) * 60 + value.second if isinstance(value, dt.time | dt.datetime) else 0.0


def _filled(value: Any, pattern: str, locale: Locale) -> str:
    if isinstance(value, dt.time | dt.timedelta):
        value = dt.datetime(1900, 1, 1, tzinfo=None) + dt.timedelta(seconds=_seconds(value))  # noqa: DTZ001
    elif not isinstance(value, dt.datetime):
        value = dt.datetime.combine(value, dt.time())
    return str(format_datetime(value, pattern, tzinfo=None, locale=locale)).strip()

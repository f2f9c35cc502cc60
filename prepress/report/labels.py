"""The words of the report in the languages it is written in: one row for each label."""

from __future__ import annotations

from typing import Literal

Language = Literal["nl", "en"]

DECIMAL_SIGN: dict[Language, str] = {"nl": ",", "en": "."}

LABELS: dict[str, tuple[str, str]] = {
    "report": ("Proefrapport", "Proof report"),
    "accepted": ("Niets op aan te merken", "No remarks"),
    "accepted_remarks": ("Drukklaar, met opmerkingen", "Ready to print, with remarks"),
    "withheld": ("Niet drukklaar", "Not ready to print"),
    "errors": ("fouten", "errors"),
    "warnings": ("waarschuwingen", "warnings"),
    "infos": ("mededelingen", "notes"),
    "error": ("fout", "error"),
    "warning": ("waarschuwing", "warning"),
    "info": ("mededeling", "note"),
    "skip": ("Direct naar de bevindingen", "Skip to the findings"),
    "contents": ("Inhoud", "Contents"),
    "file": ("Bestand", "File"),
    "printer": ("Drukker", "Printer"),
    "pages": ("Pagina’s", "Pages"),
    "page": ("Pagina", "Page"),
    "trim": ("Netto formaat", "Trimmed size"),
    "bleed": ("Afloop", "Bleed"),
    "safety": ("Veilige marge", "Safety margin"),
    "condition": ("Drukconditie", "Printing condition"),
    "highest": ("Hoogste inkt over 15 mm", "Highest ink over 15 mm"),
    "limit": ("grens", "limit"),
    "findings": ("Bevindingen", "Findings"),
    "none": ("Geen enkele regel heeft iets aan te merken.", "No rule has a remark."),
    "severity": ("Ernst", "Weight"),
    "what": ("Wat", "What"),
    "where": ("Waar", "Where"),
    "cure": ("Oplossing", "Cure"),
    "rule": ("Regel", "Rule"),
    "whole_file": ("hele bestand", "whole file"),
    "picture": ("zoals gedrukt, met afloop", "as printed, with bleed"),
    "lines": ("Snijlijn, afloop en veilige marge", "Trim, bleed and safety lines"),
    "line_trim": ("snijlijn", "trim"),
    "line_bleed": ("afloop", "bleed"),
    "line_safety": ("veilige marge", "safety"),
    "plates": ("Drukplaten", "Plates"),
    "plate": ("plaat", "plate"),
    "cyan": ("Cyaan", "Cyan"),
    "magenta": ("Magenta", "Magenta"),
    "yellow": ("Geel", "Yellow"),
    "black": ("Zwart", "Black"),
    "mean": ("gemiddeld", "mean"),
    "heat": ("Totale inkt", "Total ink"),
    "heat_text": ("hoogste waarde", "highest value"),
    "over_limit": ("boven de grens", "over the limit"),
    "inks": ("Kleuren", "Colours"),
    "inks_text": (
        "Elk recept zoals het in het bestand staat, in procenten inkt.",
        "Each recipe as it stands in the file, in % ink.",
    ),
    "recipe": ("Recept C M Y K", "Recipe C M Y K"),
    "total": ("Totaal", "Total"),
    "used_for": ("Gebruikt voor", "Used for"),
    "text": ("tekst", "text"),
    "path": ("vlakken en lijnen", "shapes and lines"),
    "image": ("beeld", "image"),
    "shading": ("verloop", "shading"),
    "fonts": ("Lettertypen", "Fonts"),
    "font": ("Lettertype", "Font"),
    "kind": ("Soort", "Kind"),
    "embedded": ("Ingesloten", "Embedded"),
    "subset": ("gebruikte tekens", "characters in use"),
    "entire": ("geheel", "entire"),
    "no": ("nee", "no"),
    "sizes": ("Corps", "Sizes"),
    "images": ("Beelden", "Images"),
    "pixels": ("Beeldpunten", "Pixels"),
    "placed": ("Geplaatst", "Placed"),
    "ppi": ("Effectief ppi", "Effective ppi"),
    "space": ("Kleurruimte", "Colour space"),
    "no_images": ("Het bestand bevat geen beelden.", "The file holds no images."),
    "transcript": ("Wat een schermlezer voorleest", "What a screen reader says"),
    "back": ("Naar boven", "Back to top"),
}
"""Label by name, in Dutch and in English."""


def labels(language: Language) -> dict[str, str]:
    """Every label in one language."""
    column = {"nl": 0, "en": 1}[language]
    return {name: row[column] for name, row in LABELS.items()}


def number(value: float, places: int = 0, language: Language = "en") -> str:
    """A number with at most so many decimals, no trailing zeros, the decimal sign of the language."""
    text = f"{value:.{places}f}"
    short = text.rstrip("0").rstrip(".") if "." in text else text
    return short.replace(".", DECIMAL_SIGN[language])


def signed(value: float, places: int = 0, language: Language = "en") -> str:
    """A difference with its sign, as `number` writes it; 0 for one that rounds to it."""
    size = number(abs(value), places, language)
    return size if size == "0" else f"{'+' if value > 0 else '−'}{size}"

"""Embedding: pictures and contact cards as part of a web page, so that it asks for no other file."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from urllib.parse import quote

from PIL import Image, ImageOps

SCREEN_PIXELS = 1600
"""Longest side of a bitmap on a web page: a window of 800 CSS px at two device pixels each."""

_WEBP_QUALITY = 82


def data_address(content: bytes, media_type: str) -> str:
    """Content as a data: address (RFC 2397)."""
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def bitmap_address(content: bytes, media_type: str) -> str:
    """A bitmap as a data: address, brought down to SCREEN_PIXELS and WebP where that makes it smaller."""
    with Image.open(io.BytesIO(content)) as opened:
        upright = ImageOps.exif_transpose(opened)
        profile = upright.info.get("icc_profile") if upright.mode in ("RGB", "RGBA") else None
        image = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    image.thumbnail((SCREEN_PIXELS, SCREEN_PIXELS), Image.Resampling.LANCZOS)
    small = io.BytesIO()
    image.save(small, "WEBP", quality=_WEBP_QUALITY, method=4, icc_profile=profile)
    if len(small.getvalue()) < len(content):
        return data_address(small.getvalue(), "image/webp")
    return data_address(content, media_type)


def card_address(name: str, email: str, role: str, organisation: str) -> str:
    """A contact card as a data: address: vCard 3.0 (RFC 2426), the version that every address book reads.

    The name is not taken apart into family and given name: no rule does that right for every name.
    """
    text = {"N": f"{_escaped(name)};;;;", "FN": _escaped(name), "ORG": _escaped(organisation)}
    lines = ["BEGIN:VCARD", "VERSION:3.0", *(f"{key}:{value}" for key, value in text.items())]
    lines += [f"TITLE:{_escaped(role)}", f"EMAIL;TYPE=INTERNET:{_escaped(email)}", "END:VCARD"]
    card = "".join(f"{line}\r\n" for line in lines)
    return f"data:text/vcard;charset=utf-8,{quote(card)}"


def _escaped(value: str) -> str:
    """A value with the characters that RFC 2426, 5 gives a meaning set apart."""
    return re.sub(r"([\\,;])", r"\\\1", " ".join(value.split()))


def content_policy(style: str, script: str = "") -> str:
    """Content Security Policy (CSP level 3) of a page that brings all it needs: style and script by hash."""
    rules = ["default-src 'none'", f"style-src {_source(style)}", "img-src data:", "font-src data:"]
    rules += [f"script-src {_source(script)}"] if script else []
    return "; ".join([*rules, "base-uri 'none'", "form-action 'none'"])


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

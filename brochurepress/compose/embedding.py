"""Embedding: pictures and contact cards as part of a web page, so that it asks for no other file."""

import base64
import hashlib
import re
from urllib.parse import quote


def data_address(content: bytes, media_type: str) -> str:
    """Content as a data: address (RFC 2397)."""
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


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

"""Addresses: as machines follow them, in ASCII, and as people read them; the only door to IDNA."""

import re
from urllib.parse import quote, unquote

import idna

from brochurepress.wording import phrase

_PARTS = re.compile(r"((?:https?://|mailto:[^?]*@)?)([^/?#:]*)(.*)", re.DOTALL)
_LONE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_HIGH = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
_KEPT = "%/?#[]@!$&'()*+,;=:~"


def resolved(address: str) -> str:
    """The address in ASCII: its host in IDNA (RFC 5891), all else percent-encoded once (RFC 3986, 2.1; RFC 6068, 2).

    Places in the same document and telephone numbers stay as they are. Raises ValueError for a host that is none.
    """
    start, host, rest = _PARTS.fullmatch(address).groups()  # type: ignore[union-attr]
    if not start or address.isascii():
        return re.sub(_HIGH, lambda found: found[0].upper(), address)
    try:
        host = idna.encode(host, uts46=True).decode() if not host.isascii() else host
    except idna.IDNAError as fault:
        raise ValueError(phrase("part/name-host", host=host)) from fault
    start, rest = (quote(_LONE.sub("%25", part), safe=_KEPT) for part in (start, rest))
    return f"{start}{host}{rest}"


def printed_address(address: str) -> str:
    """The address as it is printed: letters as themselves, without its scheme and the slash at its end."""
    start, host, rest = _PARTS.fullmatch(address).groups()  # type: ignore[union-attr]
    if "xn--" in host:
        host = idna.decode(host)
    text = f"{start.removeprefix('https://').removeprefix('mailto:')}{host}{rest}"
    return _HIGH.sub(lambda found: _letters(found[0]), text).removesuffix("/")


def _letters(encoded: str) -> str:
    """Percent-encoded letters as themselves; what is no text, or would not be seen, stays encoded."""
    text = unquote(encoded, errors="replace")
    return text if text.isprintable() and "\ufffd" not in text else encoded

"""Addresses: what machines follow, what people read, and that each way is taken once."""

from __future__ import annotations

import pytest

from brochurepress.workspace.records import printed_address, resolved

ADDRESSES: dict[str, tuple[str, str, str]] = {
    # what: as written, as followed, as printed
    "plain": ("https://www.a.nl/b/?c=d#e", "https://www.a.nl/b/?c=d#e", "www.a.nl/b/?c=d#e"),
    "a slash at its end": ("https://www.a.nl/", "https://www.a.nl/", "www.a.nl"),
    "a letter in a path": ("https://a.nl/Fryslân", "https://a.nl/Frysl%C3%A2n", "a.nl/Fryslân"),
    "the same, encoded": ("https://a.nl/Frysl%C3%A2n", "https://a.nl/Frysl%C3%A2n", "a.nl/Fryslân"),
    "the same, in small letters": ("https://a.nl/Frysl%c3%a2n", "https://a.nl/Frysl%C3%A2n", "a.nl/Fryslân"),
    "half encoded": ("https://a.nl/%C3%A2/é%20b", "https://a.nl/%C3%A2/%C3%A9%20b", "a.nl/â/é%20b"),
    "a host": ("https://bücher.de/", "https://xn--bcher-kva.de/", "bücher.de"),
    "a host in capitals": ("https://Bücher.de", "https://xn--bcher-kva.de", "bücher.de"),
    "a host with a port": ("https://bücher.de:8080/ä", "https://xn--bcher-kva.de:8080/%C3%A4", "bücher.de:8080/ä"),
    "query and fragment": ("https://a.nl/ß?q=ü#ä", "https://a.nl/%C3%9F?q=%C3%BC#%C3%A4", "a.nl/ß?q=ü#ä"),
    "a per cent sign": ("https://a.nl/100%é", "https://a.nl/100%25%C3%A9", "a.nl/100%25é"),
    "signs of other scripts": ("https://例え.jp", "https://xn--r8jz45g.jp", "例え.jp"),
    "mail": ("mailto:info@fryslân.example", "mailto:info@xn--frysln-0ta.example", "info@fryslân.example"),
    "a name in mail": ("mailto:jörg@a.de", "mailto:j%C3%B6rg@a.de", "jörg@a.de"),
    "a telephone": ("tel:+31-70", "tel:+31-70", "tel:+31-70"),
    "a place in the text": ("#over-één", "#over-één", "#over-één"),
    "no text": ("https://a.nl/%FF%FE", "https://a.nl/%FF%FE", "a.nl/%FF%FE"),
    "a mark of direction": ("https://a.nl/%E2%80%AE", "https://a.nl/%E2%80%AE", "a.nl/%E2%80%AE"),
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_an_address(name: str) -> None:
    written, followed, printed = ADDRESSES[name]
    assert resolved(written) == followed
    assert resolved(followed) == followed, "nothing is encoded twice"
    assert printed_address(followed) == printed


@pytest.mark.parametrize("host", ["é..nl", "-é.nl", f"{'é' * 70}.nl"])
def test_a_host_that_is_none_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match="name of a host"):
        resolved(f"https://{host}/")

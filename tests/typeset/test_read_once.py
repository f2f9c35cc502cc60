"""What is read once is what WeasyPrint and its libraries read."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
import tinyhtml5
import weasyprint
from tinyhtml5 import inputstream
from weasyprint.text.ffi import ffi
from weasyprint.text.line_break import pyphen

from brochurepress.typeset import read_once
from brochurepress.typeset.weasyprint_door import hooked, listening

pytestmark = pytest.mark.usefixtures("joined_strings")

TYPES = ("PangoRectangle *", "PangoLogAttr[]", "unsigned int *", "hb_codepoint_t[7]", "char[4]", "FcChar8 **")


@pytest.mark.parametrize("name", TYPES)
def test_a_type_is_the_one_that_all_names_give(name: str) -> None:
    own = ffi._parser.parse_type(name)
    with hooked():
        assert ffi._parser.parse_type(name) == own


def test_what_a_type_declares_is_known_afterwards() -> None:
    with hooked():
        other = type(ffi)()
        other.cdef("typedef struct { int a; } first; typedef first second;")
        assert other.new("second *", [3]).a == 3
        assert other.typeof("first *") is other.typeof("second *")
        with pytest.raises(Exception, match="third"):
            other.typeof("third *")


@pytest.mark.parametrize("language", ["nl_NL", "en_GB", "de_DE", "fr", "hu_HU"])
def test_patterns_are_those_of_pyphen(language: str) -> None:
    path = pyphen.LANGUAGES[language]
    own = pyphen.HyphDict(path)
    with hooked():
        read = pyphen.HyphDict(path)
    assert (read.patterns.keys(), read.maxlen) == (own.patterns.keys(), own.maxlen)
    if language != "hu_HU":  # whose patterns have values that are never equal
        assert read.patterns == own.patterns


def test_words_and_attributes_end_where_tinyhtml5_ends_them() -> None:
    text = "<p class='a' title=\"x&amp;y\" id=z>Een &lt; twee\n<!-- - --><script>a</b</script><svg viewBox='0'/>"
    own = ElementTree.tostring(tinyhtml5.parse(text))
    with hooked():
        assert ElementTree.tostring(tinyhtml5.parse(text)) == own
        patterns = dict(inputstream.characters_until_regex)
        tinyhtml5.parse(text)
        assert inputstream.characters_until_regex == patterns


PAGE = """<style>
:root { --a: 2mm; --ink: #123456; --font: 3mm/1.2 serif } b { --a: 4mm }
p { margin: var(--a) calc(2 * var(--a)); color: var(--ink); font: var(--font); padding: var(--none, 1mm) }
i { margin: var(--ink); color: var(--a) }
</style>"""
TEXTS = "".join(f"<p>Text {number} <b><i>in</i> <span style='padding: 1px'>bold</span></b></p>" for number in range(9))


def written() -> tuple[bytes, list[str]]:
    with listening() as said:
        pdf = weasyprint.HTML(string=PAGE + TEXTS).write_pdf(uncompressed_pdf=True)
    return pdf, [message.text for message in said]


def test_pages_and_what_is_said_are_those_of_the_engine() -> None:
    own = written()
    assert own[1]
    with hooked():
        assert written() == own


def test_a_value_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = weasyprint.CSS(string=":root { --a: 2mm; --font: 3mm serif } p { margin: var(--a); font: var(--font) }")
    with hooked():
        first = weasyprint.HTML(string=TEXTS).write_pdf(stylesheets=[sheet])
        monkeypatch.setattr(read_once, "_solve", None)
        assert weasyprint.HTML(string=TEXTS).write_pdf(stylesheets=[sheet]) == first

"""C types are read by themselves, and are those that cffi reads."""

import pytest
from weasyprint.text.ffi import ffi

from brochurepress.typeset.weasyprint_door import hooked

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

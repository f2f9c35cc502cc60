"""Free Pango's lists of font features, which WeasyPrint 70 keeps as long as the process lives.

Every line that is set with a font feature, kerning among them, leaves a list and an attribute behind
(`weasyprint.text.line_break.Layout`): tens of kB a page. One attribute is shared by all lists, so none can be freed.
Here each list gets a copy of its own, and belongs to the layout alone as soon as that has it.

A newer version must be tested for: `pango_attr_list_insert` called for font features only, and the list then given
to its layout, to which the engine leaves it. `tests/typeset/test_pango_leak.py` holds these.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from weasyprint.text import line_break
from weasyprint.text.ffi import ffi


class _Pango:
    """Pango as the engine calls it; a list of font features is let go when its layout holds it."""

    def __init__(self, pango: Any) -> None:
        self._pango = pango
        self._features: dict[bytes, Any] = {}
        self._list: Any = None

    def __getattr__(self, name: str) -> Any:
        function = getattr(self._pango, name)
        setattr(self, name, function)
        return function

    def pango_attr_font_features_new(self, features: bytes) -> Any:
        """The attribute of some features: one for each text of them."""
        if features not in self._features:
            self._features[features] = self._pango.pango_attr_font_features_new(features)
        return self._features[features]

    def pango_attr_list_insert(self, attributes: Any, attribute: Any) -> None:
        """Hands a copy of an attribute to a list."""
        self._pango.pango_attr_list_insert(attributes, self._pango.pango_attribute_copy(attribute))
        self._list = attributes

    def pango_layout_set_attributes(self, layout: Any, attributes: Any) -> None:
        """Hands a list to a layout, which keeps it as long as it needs it."""
        self._pango.pango_layout_set_attributes(layout, attributes)
        if attributes is self._list:
            self._list = None
            self._pango.pango_attr_list_unref(attributes)


@cache
def hooks() -> tuple[tuple[Any, str, Any], ...]:
    """What is replaced for the engine to give back its lists: the module, the name, and what takes its place."""
    ffi.cdef("PangoAttribute * pango_attribute_copy (const PangoAttribute *attr);")
    return ((line_break, "pango", _Pango(line_break.pango)),)

"""Read each C type by itself.

For every type that WeasyPrint 70 names, cffi 2 reads the names of all that it knows once more: 65 ms of a build.
Read are those that the type names.
"""

from __future__ import annotations

import re
from typing import Any

from weasyprint.text.ffi import ffi

_Parser = type(ffi._parser)
_read = _Parser.parse_type_and_quals


def _read_named(parser: Any, name: str) -> Any:
    """The C type of a name such as "PangoRectangle *"."""
    known, words = parser._declarations, set(re.findall(r"\w+", name))
    parser._declarations = {key: known[key] for key in known if key.split()[-1] in words}
    try:
        return _read(parser, name)
    finally:
        parser._declarations = {**known, **parser._declarations}


HOOKS = ((_Parser, "parse_type_and_quals", _read_named),)
"""What is replaced in the engine: its owner, its name, and what takes its place."""

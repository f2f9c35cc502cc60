"""The sandbox of templates: the only door to Jinja2, with a budget for what each document may take.

A template of a root may come from a stranger. It reads what it is given and writes text: it reaches no attribute that
is private, calls nothing but what the press offers it, and cannot grow or run on without end.
"""

import functools
import importlib.util
import marshal
import re
import string
import traceback
import types
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import jinja2
import jinja2.nodes as ast
from jinja2 import filters
from jinja2.exceptions import SecurityError
from jinja2.runtime import BlockReference, LoopContext, Macro, Undefined, markup_join
from jinja2.sandbox import ImmutableSandboxedEnvironment, safe_range
from jinja2.visitor import NodeTransformer

from brochurepress.findings import Place, reject
from brochurepress.source import template_file
from brochurepress.wording import in_language, phrase
from brochurepress.workspace import LimitName, Outside, Snapshot, kept, shipped_table

FILTERS, METHODS = (shipped_table("sandbox")[kind].split() for kind in ("filters", "methods"))
"""Filters of Jinja2, and methods of texts, lists and tables, that a template may use."""

_STEP, _CALL = 50, 1_000
"""Characters that a turn of a loop, and a filter of the press, take from the budget for the time they cost."""

_LARGEST_BITS = 256
_left: ContextVar[list[int] | None] = ContextVar("left", default=None)


def _spend(characters: int) -> None:
    left = _left.get()
    if left is None:
        return
    left[0] -= characters
    if left[0] < 0:
        raise SecurityError(phrase("part/makes-characters", most=LimitName.TEMPLATE.most))


def _counted(value: Any) -> Any:
    """A value on its way to the document, its length taken from the budget."""
    _spend(len(value) if isinstance(value, str) else 20)
    return value


@jinja2.pass_context
def _step(context: jinja2.runtime.Context, characters: int) -> str:
    _spend(_STEP + characters)
    return ""


def _joined(parts: list[Any]) -> str:
    _spend(sum(len(part) if isinstance(part, str) else 20 for part in parts))
    return markup_join(parts)


@jinja2.pass_eval_context
def _join(context: ast.EvalContext, value: Iterable[Any], d: str = "", attribute: str | None = None) -> str:
    parts = list(value)
    _spend(len(parts) * (20 + len(d)) + sum(len(part) for part in parts if isinstance(part, str)))
    return filters.sync_do_join(context, parts, d, attribute)


@jinja2.pass_eval_context
def _replace(context: ast.EvalContext, s: str, old: str, new: str) -> str:
    _spend(len(s) + str(s).count(old) * len(new))
    return filters.do_replace(context, s, old, new)


class _Budgeted(NodeTransformer):
    """Has a template account for every turn of a loop, every call of a macro, and every text put together."""

    def _counting(self, node: Any) -> Any:
        self.generic_visit(node)
        fixed = sum(len(data.data) for data in node.find_all(ast.TemplateData))
        step = ast.Filter(ast.Const(fixed), " step", [], [], None, None)
        node.body.insert(0, ast.ExprStmt(step).set_lineno(node.lineno))
        return node

    visit_For = visit_Macro = visit_CallBlock = visit_Template = _counting  # noqa: N815 - Jinja2's names

    def visit_Concat(self, node: ast.Concat) -> ast.Filter:  # noqa: N802 - Jinja2's name
        self.generic_visit(node)
        return ast.Filter(ast.List(node.nodes), " joined", [], [], None, None, lineno=node.lineno)


_COMPILER = (Path(__file__).read_bytes(), jinja2.__version__.encode(), importlib.util.MAGIC_NUMBER)
"""What the code of a template hangs on besides its text and names."""

_CODES: dict[str, tuple[str, types.CodeType]] = {}
"""The templates compiled in this process by their files, each as long as its text is the same."""


class _Layouts(jinja2.BaseLoader):
    """The templates in the layouts of a project, and nothing beside them."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Text and file of a template; raises TemplateNotFound for what is not in the layouts.

        It is asked for again each time that it is used, so that whoever traces what a document is made from sees it.
        """
        try:
            file = template_file(self.snapshot, "/".join(jinja2.loaders.split_template_path(template)))
            path = self.snapshot.find(file)
        except (FileNotFoundError, Outside) as fault:
            raise jinja2.TemplateNotFound(template) from fault
        return self.snapshot.read(file).decode(), str(path), lambda: self.snapshot.has(file)


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, closed further: what may be called is listed, and what grows is counted."""

    intercepted_binops = frozenset({"*", "**", "%", "+"})
    watched: Any = None
    """The value of which it is noted, in `reads`, what templates take from it."""
    reads: dict[str, Any]

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute of a value that a template names."""
        value = super().getattr(obj, attribute)
        if obj is self.watched:
            self.reads[attribute] = value
        return value

    def getitem(self, obj: Any, argument: Any) -> Any:
        """An item of a value that a template names."""
        if obj is self.watched:
            return self.getattr(obj, str(argument))
        return super().getitem(obj, argument)

    def offer(self, **offered: Callable[..., Any]) -> None:
        """Gives templates filters of the press."""
        self.filters.update({name: _costing(function) for name, function in offered.items()})

    def compile(self, source: Any, name: Any = None, filename: Any = None, *more: Any, **named: Any) -> Any:
        """Code of a template, which counts what it does."""
        if not isinstance(source, str):
            return super().compile(source, name, filename, *more, **named)
        text, code = _CODES.get(filename or "", ("", None))
        if code is None or text != source:
            asked = repr((source, name, filename, sorted(self.filters))).encode()
            code = marshal.loads(kept((*_COMPILER, asked), lambda: self._code(source, name, filename)))  # noqa: S302 - our own
            _CODES[filename or ""] = source, code
        return code

    def _code(self, source: str, *names: Any) -> bytes:
        counting = _Budgeted().visit(self.parse(source, *names))
        counting.set_environment(self)
        return marshal.dumps(super().compile(counting, *names))

    def is_safe_callable(self, obj: Any) -> bool:
        """Whether a template may call it: a macro, a loop, what the press offers, or one of METHODS."""
        if isinstance(obj, Macro | BlockReference | LoopContext | Undefined) or obj is safe_range:
            return True
        if isinstance(obj, types.MethodType | types.BuiltinMethodType):
            holder = obj.__self__
            if isinstance(holder, str | tuple | list | dict):
                return obj.__name__ in METHODS
            return isinstance(holder, LoopContext) or type(holder).__module__.startswith("brochurepress.")
        return bool(getattr(obj, "formats", False))

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """The format method of a text, for places to fill in that ask for no width."""
        wrapped = super().wrap_str_format(value)
        if wrapped is None:
            return None
        if any(spec for _, _, spec, _ in string.Formatter().parse(value.__self__)):
            raise SecurityError(phrase("part/places-fill"))
        wrapped.formats = True  # type: ignore[attr-defined]
        return wrapped

    def call_binop(self, context: jinja2.runtime.Context, operator: str, left: Any, right: Any) -> Any:
        """A sum, product, power or remainder, of numbers that stay small and texts that are counted."""
        numbers = isinstance(left, int | float) and isinstance(right, int | float)
        if operator == "+" and not numbers:
            _spend(sum(len(part) for part in (left, right) if hasattr(part, "__len__")))
        elif not numbers:
            raise SecurityError(phrase("part/numbers-operator", operator=operator))
        elif isinstance(left, int) and isinstance(right, int):
            bits = left.bit_length() * right if operator == "**" else left.bit_length() + right.bit_length()
            if bits > _LARGEST_BITS:
                raise SecurityError(phrase("part/number-grows"))
        return super().call_binop(context, operator, left, right)


def _costing(function: Callable[..., Any]) -> Callable[..., Any]:
    @jinja2.pass_context  # so that no result gets into the code of a template: it hangs on what is made
    @functools.wraps(function)
    def counted(context: jinja2.runtime.Context, *arguments: Any, **named: Any) -> Any:
        _spend(_CALL)
        return function(*arguments, **named)

    return counted


def environment(snapshot: Snapshot) -> Sandbox:
    """The template engine over the layouts of a project; what a template uses and is not there is a fault."""
    made = Sandbox(
        loader=_Layouts(snapshot),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_counted,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    known = {name: made.filters[name] for name in FILTERS}
    made.filters.clear()
    made.filters.update(known, join=_join, replace=_replace, told=in_language)
    # No template can name these: a name holds no space.
    made.filters.update({" step": _step, " joined": _joined})
    made.globals = {"range": safe_range}
    return made


def render(templates: Sandbox, name: str, **values: object) -> str:
    """The document of a template.

    Raises Rejected with file and line of a template that is missing, broken, does what templates may not, or uses what
    is not there.
    """
    token = _left.set([LimitName.TEMPLATE.most])
    try:
        return templates.get_template(name).render(**values)
    except jinja2.TemplateNotFound as fault:
        raise reject("layout/template:missing", _line_of(fault, f"layouts/{fault.name}"), said=fault.message) from fault
    except jinja2.TemplateSyntaxError as fault:
        place = Place(_file_of(fault.filename or f"/layouts/{fault.name}"), fault.lineno)
        raise reject("layout/template:broken", place, said=fault.message) from fault
    except (SecurityError, RecursionError) as fault:
        reason = phrase("part/circle") if isinstance(fault, RecursionError) else fault
        raise reject("layout/sandbox", _line_of(fault), reason=reason) from fault
    except jinja2.TemplateError as fault:
        raise reject("layout/template:undefined", _line_of(fault), said=fault.message) from fault
    except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, OSError) as fault:
        raise reject("layout/template:unfillable", _line_of(fault), fault=fault) from fault
    finally:
        _left.reset(token)


def _line_of(fault: BaseException, otherwise: str = "layouts") -> Place:
    """The line of the template on which a fault came up; the head of another file where there is none."""
    frames = [f for f in traceback.extract_tb(fault.__traceback__) if f.filename.endswith(".html")]
    if not frames:
        return Place(otherwise, 1)
    return Place(_file_of(frames[-1].filename), frames[-1].lineno or 1)


def _file_of(path: str) -> str:
    """The reference of a template by its path."""
    return f"layouts{re.split('(?:^|/)layouts(?=/)', path)[-1]}"

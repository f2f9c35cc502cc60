"""What the code tells by key, held against the tables of words: every key, and the values that fill its words."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

KEY = re.compile(r"[a-z0-9-]+/[\w-]+(?::[\w-]+)?")
TELLS = ("error", "reject", "warning", "info", "phrase", "of")
LONGEST = 250

CODE = re.compile(
    r"""`[^`]*`|'[^']*'|"[^"]*"|“[^”]*”|<[^>]*>|\[[^\]]*\]|\{[^}]*\}|\S*[/_=|]\S*|--\S+|\S+\.\w+|publish\.py \w+"""
)
"""What stands in a text as code: keys, names, options, paths, quotations and places for values."""

ENGLISH = re.compile(
    r"\b(the|and|with|which|that|from|this|there|cannot|has|have|not|for|without|write|remove|where|its|are|be|it|an|no"
    r"|must|should|than|to|or|on|they|them|does|can|only|another|each|either|missing|expected|known)\b",
    re.IGNORECASE,
)
"""Words that English is full of and Dutch does not have."""


def english_words(text: str) -> list[str]:
    """The English words in a text of another language, outside its code."""
    return ENGLISH.findall(CODE.sub(" ", text))


Texts = Mapping[tuple[str, str], str]
"""Every text of a language by its key and part (see `brochurepress.wording.entries`)."""


@dataclass
class Used:
    """Keys that code names, patterns of keys that it makes, and faults of what it gives them."""

    keys: set[str] = field(default_factory=set)
    patterns: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def holds(self, key: str) -> bool:
        """Whether the code tells a key, or a case of it."""
        return any(key in (each, each.partition(":")[0]) for each in self.keys) or any(
            re.fullmatch(pattern, key) for pattern in self.patterns
        )


def placeholders(text: str) -> set[str]:
    """The names of the values that a text holds."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def used(tree: Mapping[str, str], texts: Texts) -> Used:
    """What the files of the press tell by key."""
    found, known = Used(), {key for key, _ in texts}
    for file, source in tree.items():
        module = ast.parse(source)
        for node in ast.walk(module):
            if isinstance(node, ast.Constant) and node.value in known:
                found.keys.add(str(node.value))
            elif isinstance(node, ast.JoinedStr):
                found.patterns |= {pattern for pattern in [_pattern(node)] if pattern}
        for call, keys in _told(module):
            found.faults += [f"{file}:{call.lineno}: {fault}" for fault in _faults(call, keys, texts)]
        for call, keys in _told_by_rules(module, known):
            found.keys |= set(keys)
            faults = min((list(_faults(call, [key], texts)) for key in keys), key=len, default=[])
            found.faults += [f"{file}:{call.lineno}: {fault}" for fault in faults]
    return found


def _name(call: ast.Call) -> str:
    return ast.unparse(call.func).split(".")[-1]


def _literals(nodes: Iterable[ast.expr]) -> list[str]:
    """The texts that arguments may be: literals, or either side of a condition."""
    found: list[str] = []
    for node in nodes:
        if isinstance(node, ast.IfExp):
            found += _literals([node.body, node.orelse])
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.append(node.value)
    return found


def _pattern(node: ast.JoinedStr) -> str:
    """The pattern of the keys that a text with values makes; "" for a text of another kind."""
    parts = [str(part.value) if isinstance(part, ast.Constant) else "" for part in node.values]
    if not parts[0] or not KEY.fullmatch("".join(part or "x" for part in parts)):
        return ""
    return "".join(re.escape(part) if part else r"[\w-]+(?::[\w-]+)?" for part in parts)


def _told(module: ast.Module) -> Iterator[tuple[ast.Call, list[str]]]:
    """Every call that tells something, with its keys: known by its name, or by keys with cases."""
    for call in (node for node in ast.walk(module) if isinstance(node, ast.Call)):
        keys = [text for text in _literals(call.args[:2]) if KEY.fullmatch(text)]
        told = keys if _name(call) in TELLS else [key for key in keys if ":" in key]
        if told:
            yield call, told


def _told_by_rules(module: ast.Module, known: set[str]) -> Iterator[tuple[ast.Call, list[str]]]:
    """Every fault of a rule, with the keys of its cases; what helps several rules tells a case of any."""
    functions = [node for node in module.body if isinstance(node, ast.FunctionDef)]
    names = {ast.unparse(node.targets[0]): node.value for node in module.body if isinstance(node, ast.Assign)}
    asked = {each.name: _rules(each, names) for each in functions}
    for function in functions:
        rules = asked[function.name] or list(chain(*asked.values()))
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            if ast.unparse(call.func) == "RuleFault":
                for case in _literals(call.args[:1]) or [""] * (not call.args):
                    keys = [f"{rule}:{case}" if case else rule for rule in rules]
                    yield call, [key for key in keys if key in known] or keys[:1]


def _rules(function: ast.FunctionDef, names: Mapping[str, ast.expr]) -> list[str]:
    """The rules that a function is entered as."""
    calls = [each for each in function.decorator_list if isinstance(each, ast.Call)]
    first = [
        names.get(ast.unparse(arg), arg) for call in calls if _name(call).endswith("rule") for arg in call.args[:1]
    ]
    return _literals(first)


def _faults(call: ast.Call, keys: list[str], texts: Texts) -> Iterator[str]:
    """Faults of a call: a key without words, a value that its words lack or need."""
    given = {word.arg for word in call.keywords} - {"source"}
    phrased = _name(call) == "phrase"
    asked = set()
    for key in keys:
        rule = key.partition(":")[0]
        message, hint = texts.get((key, "message")), texts.get((key, "hint"), texts.get((rule, "hint"), ""))
        if message is None and not (phrased and len(call.args) > 2):
            yield f"{key} has no words"
        for text in (message, texts.get((key, "one")), "" if phrased else hint):
            asked |= placeholders(text or "")
        asked |= {"count"} if (key, "one") in texts else set()
    plain = None not in given and "values" not in given and not (phrased and len(call.args) > 1)
    if keys and plain and asked != given:
        yield f"the words of {', '.join(keys)} hold {sorted(asked)}, and {sorted(map(str, given))} are given"

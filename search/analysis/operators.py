"""Operators in a query: ``-word``, ``NOT word``, ``-"a phrase"``, ``OR``; and signs that look like operators."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.model import TextRange

_QUOTES = '"“”„‟'
_WHAT = rf"(?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]+)[{_QUOTES}]|(?P<word>[^\W\d_][\w'’-]*))"
_EXCLUDE = re.compile(rf"(?<!\S)(?:-|(?:AND\s+)?NOT\s+){_WHAT}")
_OR = re.compile(r"(?<=[^\s,])\s+(?P<or>OR)\s+(?=\S)")
_IGNORED = re.compile(
    r"(?<=\s)(?:AND|NEAR(?:/\d+)?)(?=\s)"
    rf"|(?<!\S)\+(?=[\w{_QUOTES}])"
    r"|(?<=\w)\*(?!\S)|(?<!\S)\*(?=\w)|(?<=[\w\"”])[~^]\d+(?:\.\d+)?|(?<!\S)~(?=\w)"
    r"|(?<!\S)(?:title|intitle|author|site|filetype|type|kind|year|date|country|speaker|session|document|workshop)"
    r":(?=\S)"
)


@dataclass(frozen=True, slots=True)
class Operators:
    """A query with its operators taken out.

    ``text`` is the query with blanks in place of the operators and of what they exclude, so that offsets stay
    valid. ``excluded`` are the ranges of words and phrases that no passage may contain. ``either``: "OR" joins
    parts of it. ``ignored`` are signs that look like operators and have no effect.
    """

    text: str
    excluded: tuple[TextRange, ...] = ()
    either: bool = False
    ignored: tuple[str, ...] = ()


def read_operators(text: str) -> Operators:
    """Read the operators of the query ``text``.

    A hyphen within a word or between blanks is none, nor is "NOT" in a query that is all in capitals.
    """
    if text.upper() == text and text.lower() != text:
        return Operators(text)
    excluded: list[TextRange] = []
    taken: list[TextRange] = []
    for match in _EXCLUDE.finditer(text):
        group = "phrase" if match["phrase"] is not None else "word"
        excluded.append(TextRange(*match.span(group)))
        taken.append(TextRange(*match.span()))
    joined = [TextRange(*match.span("or")) for match in _OR.finditer(text)]
    plain = _blanked(text, [*taken, *joined])
    ignored = [TextRange(*match.span()) for match in _IGNORED.finditer(plain)]
    signs = tuple(dict.fromkeys(plain[start:end] for start, end in ignored))
    return Operators(_blanked(plain, ignored), tuple(excluded), bool(joined), signs)


def _blanked(text: str, ranges: list[TextRange]) -> str:
    parts, reached = [], 0
    for start, end in sorted(ranges):
        parts += [text[reached:start], " " * (end - start)]
        reached = end
    return "".join([*parts, text[reached:]])

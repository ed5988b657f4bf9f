"""What stands above a page's text for the program that makes the site: its front matter."""

from __future__ import annotations

import re
from collections.abc import Sequence

_FENCED = re.compile(
    r"\ufeff?\s*(?P<fence>---|\+\+\+)[ \t]*\n(?P<body>.*?)\n(?P=fence)[ \t]*(?:[a-z]+[ \t]*)?(?:\n|\Z)", re.DOTALL
)
_EMPTY = re.compile(r"\ufeff?\s*---[ \t]*\n---[ \t]*(?:\n|\Z)")
# Fields at the very top without a fence, as MultiMarkdown and Pelican write them.
_BARE = re.compile(
    r"\ufeff?(?P<body>(?:[A-Za-z][\w-]{1,30}[ \t]*:(?:[ \t][^\n]*)?\n(?:[ \t]+\S[^\n]*\n)*){3,200})"
    r"[ \t]*(?:\n|\Z)"
)
_GENERATORS = frozenset(
    "title slug category tags tag template layout author authors lang status summary modified url save_as css"
    " draft type permalink description keywords".split()
)
"""Fields that tell a site's generator what to do: where several stand at the top, all there is a front matter."""

_FEWEST_FIELDS = 2
_FIELD = re.compile(
    r"^(?P<key>[A-Za-z][\w-]*)[ \t]*[:=][ \t]*(?P<value>.*?)[ \t]*$(?P<more>(?:\n[ \t]+(?![ \t]|-[ \t]"
    r"|[\w-]+:[ \t])\S[^\n]*)*)",
    re.MULTILINE,
)
_LISTED = re.compile(r"^(?P<key>[A-Za-z][\w-]*):[ \t]*\n(?P<items>(?:[ \t]*- [^\n:]+(?:\n|\Z))+)", re.MULTILINE)
_ITEM = re.compile(r"^[ \t]*- +(.+?)[ \t]*$", re.MULTILINE)
_LONGEST = 20_000


_LISTED_FIELD = re.compile(r":(?P<key>[A-Za-z][\w -]{0,30}):[ \t]+(?P<value>\S.*)")
FIELDS_WITHIN = 20


def field_list(lines: Sequence[str]) -> dict[str, str]:
    """The fields that stand as reStructuredText writes them, ":tags: mills", among a page's first lines.

    {} where too few of them are words to a generator.
    """
    matches = [_LISTED_FIELD.fullmatch(line) for line in lines[:FIELDS_WITHIN]]
    fields = {match["key"].casefold(): match["value"] for match in matches if match}
    return fields if len(fields.keys() & _GENERATORS) >= _FEWEST_FIELDS else {}


def is_field(line: str) -> bool:
    """Whether a line is a field as reStructuredText writes it."""
    return _LISTED_FIELD.fullmatch(line) is not None


def split_front_matter(text: str, *, bare: bool = True) -> tuple[dict[str, str], str]:
    """The plain fields of a page's front matter, and the page without it.

    ``bare`` says that fields without a fence around them may be one too. ``text`` has line ends "\\n".
    """
    if empty := _EMPTY.match(text):
        return {}, text[empty.end() :]
    matter = _FENCED.match(text, 0, _LONGEST) or (_bare_matter(text) if bare else None)
    return (_fields(matter["body"]), text[matter.end() :]) if matter else ({}, text)


def _bare_matter(text: str) -> re.Match[str] | None:
    """The fields a text begins with, where enough of them are words to a generator; an event's own are text."""
    matter = _BARE.match(text, 0, _LONGEST)
    keys = {match["key"].casefold() for match in _FIELD.finditer(matter["body"])} if matter else set()
    return matter if len(keys & _GENERATORS) >= _FEWEST_FIELDS else None


def _fields(matter: str) -> dict[str, str]:
    """The plain fields of a front matter and those that are lists, joined by "; "; nested ones are passed over."""
    listed = {
        match["key"].casefold(): "; ".join(_unquoted(item) for item in _ITEM.findall(match["items"]))
        for match in _LISTED.finditer(matter)
    }
    return listed | {
        match["key"].casefold(): value
        for match in _FIELD.finditer(matter)
        if match["value"] and (value := _folded(match["value"], match["more"])) not in ("", "|", ">", "[", "{")
    }


def _folded(value: str, more: str) -> str:
    """A value with the lines it goes on with: those of a block behind "|" or ">", or of a long line broken."""
    lines = [*(value,) * (value not in ("|", ">", "|-", ">-")), *more.split("\n")]
    return _unquoted(" ".join(line.strip() for line in lines if line.strip()))


def _unquoted(value: str) -> str:
    return value.strip().strip("\"'").strip()

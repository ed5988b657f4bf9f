"""What mark-up and style sheets say of an element's text: raised, lowered, struck, hidden, refers to a note."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ingest.extract.html.around import INLINE
from ingest.extract.html.lists import LISTS
from ingest.extract.html.selectors import Declarations, Rules, declared
from ingest.extract.runs import Aside, Shift

_LONGEST_STYLE = 500
_TOLD = re.compile(
    r"(?<![\w-])(?:vertical-align\s*:|text-decoration(?:-line)?\s*:[^;]*through|display\s*:|visibility\s*:|opacity\s*:"
    r"|font-size\s*:\s*0|list-style(?:-type)?\s*:|position\s*:\s*relative)",
    re.IGNORECASE,
)
_SHIFTS: dict[str, Shift] = {"super": "raised", "sub": "lowered", "baseline": ""}
_TAGS: dict[str, tuple[Shift | None, Aside | None]] = {
    "sup": ("raised", None), "sub": ("lowered", None), "s": (None, "struck"), "strike": (None, "struck"),
    "del": (None, "struck"),
}  # fmt: skip
_LENGTH = re.compile(r"([+-]?\d*\.?\d+)(px|pt|em|rem|ex|%)?")
_SMALL = {"px": 10.0, "pt": 8.0, "em": 0.9, "rem": 0.75, "ex": 1.8, "%": 90.0}
"""Font sizes up to which text is smaller than what stands around it."""
_SHIFTED_BY = {"px": 3.0, "pt": 2.0, "em": 0.2, "rem": 0.2, "ex": 0.4, "%": 20.0}
"""Heights from which on text is raised or lowered rather than put straight."""


@dataclass(frozen=True, slots=True)
class Effects:
    """None where nothing is said and what holds around the element goes on.

    ``list_style`` is the ``list-style-type`` of a list or of an item.
    """

    shift: Shift | None = None
    aside: Aside | None = None
    note: bool = False
    list_style: str | None = None

    def __bool__(self) -> bool:
        return self.shift is not None or self.aside is not None or self.note


_NONE = Effects()


@dataclass(slots=True)
class Styles:
    """The rules of a page's style sheets that concern the meaning of text."""

    rules: Rules = field(default_factory=Rules)

    @classmethod
    def of(cls, root: Any) -> Styles:
        """Those of the ``style`` elements below ``root``."""
        rules = Rules.of(root, _TOLD)
        for tag in (*LISTS, "li"):
            for _, rule in rules.by_key.get(tag, ()):
                # Written for all lists it only clears the way for rules that are more exact.
                if len(rule.steps) == 1:
                    rule.told.pop("list-style", None)
                    rule.told.pop("list-style-type", None)
        return cls(rules)

    def effects(self, element: Any) -> Effects:
        """What is said of this element itself."""
        tag, attributes = element.tag, element.attrib
        shift, aside = _TAGS.get(tag, (None, None))
        if not attributes and not self.rules.by_key:
            return Effects(shift, aside) if shift or aside else _NONE
        style = attributes.get("style", "")
        told = _inline(style[:_LONGEST_STYLE]) if len(style) > 1 else {}
        if self.rules.by_key and (ruled := self.rules.told(element)):
            told = {**ruled, **told}
        if told:
            shift = _shift(tag, told) if shift is None else shift
            aside = aside or _aside(told)
        hidden = "hidden" in attributes
        hidden = _is_hidden(told, hidden=hidden) if told else hidden
        if hidden and next(element.iter("math"), None) is not None:
            hidden = False  # the text of a formula that a picture shows
        note = tag == "a" and ("#" in attributes.get("href", "") or attributes.get("role") == "doc-noteref")
        if note and attributes.get("role") == "doc-noteref":
            shift = "raised"
        if not (told or note or hidden or shift or aside):
            return _NONE
        return Effects(shift, "hidden" if hidden else aside, note, _list_style(told))


@lru_cache(maxsize=4096)
def _inline(style: str) -> Declarations:
    return declared(style) if _TOLD.search(style) else {}


def _shift(tag: str, told: Declarations) -> Shift | None:
    """Whether text is raised or lowered; a height alone counts where it can be no alignment of boxes."""
    align = told.get("vertical-align")
    if align in _SHIFTS:
        shift = _SHIFTS[align]
        if shift or told.get("position") != "relative":
            return shift
    if tag not in INLINE:
        return None
    if align in ("top", "text-top") and _is_small(told):
        return "raised"
    if align and (height := _height(align)):
        return height
    if told.get("position") == "relative" and _is_small(told):
        if top := _height(told.get("top", "")):
            return "raised" if top == "lowered" else "lowered"
        return _height(told.get("bottom", "")) or None
    return None


def _height(length: str) -> Shift:
    found = _LENGTH.fullmatch(length)
    if found is None or not found[2] or abs(float(found[1])) < _SHIFTED_BY[found[2]]:
        return ""
    return "raised" if float(found[1]) > 0 else "lowered"


def _is_small(told: Declarations) -> bool:
    size = told.get("font-size", "")
    if size in ("smaller", "small", "x-small", "xx-small"):
        return True
    found = _LENGTH.fullmatch(size)
    return found is not None and bool(found[2]) and float(found[1]) <= _SMALL[found[2]]


def _aside(told: Declarations) -> Aside | None:
    lines = f"{told.get('text-decoration', '')} {told.get('text-decoration-line', '')}"
    return "struck" if "line-through" in lines else None


def _is_hidden(told: Declarations, *, hidden: bool) -> bool:
    if "display" in told:
        hidden = told["display"] == "none"
    for name in ("opacity", "font-size"):
        found = _LENGTH.match(told.get(name, ""))
        hidden = hidden or (found is not None and float(found[1]) == 0)
    return hidden or told.get("visibility") == "hidden"


def _list_style(told: Declarations) -> str | None:
    """The kind of mark that the items of a list have."""
    if (kind := told.get("list-style-type")) is not None:
        return kind
    words = told.get("list-style", "").split()
    return next(
        (word for word in words if not word.startswith("url(") and word not in ("inside", "outside")), None
    )

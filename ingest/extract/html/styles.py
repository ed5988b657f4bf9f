"""What mark-up and style sheets say of an element's text: raised, lowered, struck, hidden, refers to a note."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ingest.extract.runs import Aside, Shift

_LONGEST_SHEET = 200_000
_LONGEST_STYLE = 500
_GROUPS = re.compile(r"/\*.*?\*/|@[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})", re.DOTALL)
_RULE = re.compile(r"([^{}]{1,2000})\{([^{}]{0,2000})\}")
_SELECTOR = re.compile(r"(?:[a-z][\w-]*)?\.[\w-]+|#[\w-]+|[a-z][\w-]*", re.IGNORECASE)
_TOLD = re.compile(
    r"(?<![\w-])(?:vertical-align\s*:\s*(?P<align>[\w-]+)|text-decoration(?:-line)?\s*:\s*(?P<line>[\w\s-]+)"
    r"|display\s*:\s*(?P<display>[\w-]+)|visibility\s*:\s*(?P<visibility>[\w-]+)"
    r"|(?:opacity|font-size)\s*:\s*(?P<size>[\d.]+))",
    re.IGNORECASE,
)
_SHIFTS: dict[str, Shift] = {"super": "raised", "sub": "lowered", "baseline": ""}
_TAGS: dict[str, tuple[Shift | None, Aside | None]] = {
    "sup": ("raised", None), "sub": ("lowered", None), "s": (None, "struck"), "strike": (None, "struck"),
    "del": (None, "struck"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Effects:
    """None where nothing is said and what holds around the element goes on."""

    shift: Shift | None = None
    aside: Aside | None = None
    note: bool = False

    def __bool__(self) -> bool:
        return self.shift is not None or self.aside is not None or self.note


_NONE = Effects()


@dataclass(slots=True)
class Styles:
    """The rules of a page's style sheets that concern the meaning of text, by selector."""

    rules: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Any) -> Styles:
        """Simple selectors alone (tag, class, id); what holds only on some media is left aside."""
        styles = cls()
        left = _LONGEST_SHEET
        for element in root.iter("style"):
            sheet = _GROUPS.sub("", (element.text or "")[:left])
            left -= len(sheet)
            for selectors, told in _RULE.findall(sheet) if _TOLD.search(sheet) else ():
                if not _TOLD.search(told):
                    continue
                for selector in selectors.split(","):
                    if _SELECTOR.fullmatch(name := selector.strip()):
                        styles.rules[name] = f"{styles.rules.get(name, '')};{told}"
        return styles

    def effects(self, element: Any) -> Effects:
        """What is said of this element itself."""
        tag, attributes = element.tag, element.attrib
        shift, aside = _TAGS.get(tag, (None, None))
        if not attributes and not self.rules:
            return Effects(shift, aside) if shift or aside else _NONE
        told = attributes.get("style", "")[:_LONGEST_STYLE]
        if self.rules:
            told = f"{self._ruled(tag, attributes)};{told}"
        hidden: Aside | None = "hidden" if "hidden" in attributes else None
        for match in _TOLD.finditer(told) if len(told) > 1 else ():
            if match["align"]:
                shift = _SHIFTS.get(match["align"].lower(), shift)
            elif match["line"]:
                aside = "struck" if "line-through" in match["line"].lower() else aside
            elif match["display"]:
                hidden = "hidden" if match["display"].lower() == "none" else None
            elif match["size"]:
                hidden = hidden if match["size"].strip("0.") else "hidden"
            else:
                hidden = "hidden" if match["visibility"].lower() == "hidden" else hidden
        if hidden and next(element.iter("math"), None) is not None:
            hidden = None  # the text of a formula that a picture shows
        note = tag == "a" and ("#" in attributes.get("href", "") or attributes.get("role") == "doc-noteref")
        if note and attributes.get("role") == "doc-noteref":
            shift = "raised"
        return Effects(shift, hidden or aside, note)

    def _ruled(self, tag: str, attributes: Any) -> str:
        names = [tag, *(n for c in attributes.get("class", "")[:300].split() for n in (f".{c}", f"{tag}.{c}"))]
        if "id" in attributes:
            names.append(f"#{attributes['id']}")
        return ";".join(rule for name in names if (rule := self.rules.get(name)))

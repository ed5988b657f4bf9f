"""What styles.xml and numbering.xml of a .docx say: heading levels and list labels of paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus.model import SpanRole
from ingest.extract.msoffice.ooxml.numbering import LEVELS, Counters, Level
from ingest.extract.msoffice.ooxml.opc import Element
from ingest.extract.runs import Aside, Shift

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"(?:heading|titre|überschrift|título|заголовок|标题)\s*([1-9])$", re.IGNORECASE)
_CHAIN = 20


def value(element: Element | None, path: str) -> str | None:
    """The ``w:val`` of a descendant, None where there is none."""
    found = None if element is None else element.find(path)
    return None if found is None else found.get(f"{W}val")


def switched_on(toggle: Element | None) -> bool:
    """Whether a property that is on by its presence is there and not switched off."""
    return toggle is not None and toggle.get(f"{W}val", "1") not in ("0", "false", "off", "none")


def number(text: str | None) -> int | None:
    """A whole number of sane size, else None."""
    return int(text) if text is not None and re.fullmatch(r"-?\d{1,9}", text) else None


def named_role(name: str) -> tuple[SpanRole | None, int]:
    """The role and heading level that a built-in style's name gives its paragraphs."""
    name = name.strip().lower()
    if found := _HEADING.match(name):
        return "heading", min(int(found[1]), 6)
    if name == "title":
        return "heading", 1
    if name.startswith("toc ") or name in ("table of figures", "toc heading", "contents"):
        return "contents", 0
    return ("references", 0) if name == "bibliography" else (None, 0)


@dataclass(frozen=True, slots=True)
class Setting:
    """How characters are set, as far as it changes what they mean; None where that is left to a style."""

    shift: Shift | None = None
    struck: bool | None = None
    hidden: bool | None = None

    @classmethod
    def of(cls, properties: Element | None) -> Setting:
        """What an ``rPr`` says by itself."""
        if properties is None or not len(properties):
            return _UNSET
        shift: Shift | None = None
        struck: bool | None = None
        hidden: bool | None = None
        for item in properties:
            tag = item.tag
            if tag == _ALIGNED:
                shift = _SHIFTS.get(item.get(_VALUE, ""))
            elif tag == _HEIGHT and shift is None:
                height = number(item.get(_VALUE)) or 0
                shift = None if abs(height) < _SHIFTED_BY else "raised" if height > 0 else "lowered"
            elif tag in _STRIKES:
                struck = struck or switched_on(item)
            elif tag == _VANISH:
                hidden = switched_on(item)
        return _UNSET if (shift, struck, hidden) == (None, None, None) else cls(shift, struck, hidden)

    def over(self, below: Setting) -> Setting:
        """This setting, and where it leaves things open the one ``below``."""
        if self is _UNSET or below is _UNSET:
            return below if self is _UNSET else self
        return Setting(
            below.shift if self.shift is None else self.shift,
            below.struck if self.struck is None else self.struck,
            below.hidden if self.hidden is None else self.hidden,
        )

    @property
    def aside(self) -> Aside | None:
        """Whether such characters are hidden or struck."""
        return "hidden" if self.hidden else "struck" if self.struck else None


_UNSET = Setting()
_SHIFTS: dict[str, Shift] = {"superscript": "raised", "subscript": "lowered", "baseline": ""}
_VALUE, _ALIGNED, _HEIGHT, _VANISH = f"{W}val", f"{W}vertAlign", f"{W}position", f"{W}vanish"
_STRIKES = (f"{W}strike", f"{W}dstrike")
_SHIFTED_BY = 4
"""Half points from which on ``w:position`` raises or lowers text."""


@dataclass(frozen=True, slots=True)
class Style:
    """A style's own words; None where it leaves them to the style it is based on."""

    name: str
    parent: str | None
    outline: int | None
    list_id: str | None
    list_level: int | None
    setting: Setting = _UNSET


@dataclass(slots=True)
class Styles:
    """The styles of a document by id. ``settings`` remembers what whole chains of styles come to."""

    by_id: dict[str, Style] = field(default_factory=dict)
    settings: dict[str, Setting] = field(default_factory=dict)

    @classmethod
    def read(cls, root: Element | None) -> Styles:
        """From the root of styles.xml, or of a document that holds its styles."""
        found: dict[str, Style] = {}
        for item in () if root is None else root.iter(f"{W}style"):
            if item.get(f"{W}type", "paragraph") not in ("paragraph", "character"):
                continue
            properties = item.find(f"{W}pPr")
            found[item.get(f"{W}styleId", "")] = Style(
                value(item, f"{W}name") or "",
                value(item, f"{W}basedOn"),
                number(value(properties, f"{W}outlineLvl")),
                value(properties, f"{W}numPr/{W}numId"),
                number(value(properties, f"{W}numPr/{W}ilvl")),
                Setting.of(item.find(f"{W}rPr")),
            )
        return cls(found)

    def setting(self, style_id: str | None) -> Setting:
        """What a style and those it is based on say of characters."""
        if style_id is None:
            return _UNSET
        if style_id not in self.settings:
            found = _UNSET
            for style in self.chain(style_id):
                found = found.over(style.setting)
            self.settings[style_id] = found
        return self.settings[style_id]

    def run_setting(self, run: Element, paragraph: Setting) -> Setting:
        """How a run is set in a paragraph whose style says ``paragraph``."""
        properties = run.find(f"{W}rPr")
        if properties is None:
            return paragraph
        return Setting.of(properties).over(self.setting(value(properties, f"{W}rStyle"))).over(paragraph)

    def chain(self, style_id: str | None) -> list[Style]:
        """A style and those it is based on, nearest first."""
        chain: list[Style] = []
        while style_id in self.by_id and len(chain) < _CHAIN:
            chain.append(self.by_id[style_id])
            style_id = chain[-1].parent
        return chain

    def role(self, properties: Element | None) -> tuple[SpanRole | None, int]:
        """The role and heading level of a paragraph with these properties."""
        own = number(value(properties, f"{W}outlineLvl"))
        if own is not None and 0 <= own < LEVELS:
            return "heading", min(own + 1, 6)
        style_id = value(properties, f"{W}pStyle")
        chain = self.chain(style_id)
        for style in chain:
            role, level = named_role(style.name)
            if role is not None:
                return role, level
            if own is None and style.outline is not None and 0 <= style.outline < LEVELS:
                return "heading", min(style.outline + 1, 6)
        return named_role(re.sub(r"(?<=[a-z])(?=\d)", " ", style_id)) if style_id and not chain else (None, 0)


@dataclass(slots=True)
class Lists:
    """The lists of a document, and where their counting stands."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    abstract: dict[str, str] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)
    counters: Counters = field(default_factory=Counters)

    @classmethod
    def read(cls, root: Element | None) -> Lists:
        """From the root of numbering.xml."""
        lists = cls()
        if root is None:
            return lists
        abstracts = {item.get(f"{W}abstractNumId", ""): item for item in root.iter(f"{W}abstractNum")}
        shapes = {identifier: _levels(item) for identifier, item in abstracts.items()}
        _follow_list_styles(abstracts, shapes)
        for item in root.iter(f"{W}num"):
            identifier, abstract = item.get(f"{W}numId", ""), value(item, f"{W}abstractNumId") or ""
            own = dict(shapes.get(abstract, {}))
            for override in item.iter(f"{W}lvlOverride"):
                own.update(_levels(override))
                at, first = number(override.get(f"{W}ilvl")), number(value(override, f"{W}startOverride"))
                if at is not None and first is not None:
                    lists.starts[identifier, at] = first
            lists.levels[identifier] = own
            lists.abstract[identifier] = abstract
        return lists

    def label(self, properties: Element | None, styles: Styles) -> str:
        """The label that stands before a paragraph with these properties, empty for none."""
        own = None if properties is None else properties.find(f"{W}numPr")
        identifier, at = value(own, f"{W}numId"), number(value(own, f"{W}ilvl"))
        for style in styles.chain(value(properties, f"{W}pStyle")) if identifier is None or at is None else ():
            identifier = style.list_id if identifier is None else identifier
            at = style.list_level if at is None else at
        if at is None:
            at = self._level_of_style(identifier, value(properties, f"{W}pStyle"))
        if identifier is None or identifier not in self.levels or not 0 <= at < LEVELS:
            return ""
        first = self.starts.get((identifier, at))
        restart = None if first is None else (identifier, first)
        return self.counters.label(self.abstract[identifier], self.levels[identifier], at, restart)

    def _level_of_style(self, identifier: str | None, style: str | None) -> int:
        """The level that a list keeps for paragraphs of a style, else its first."""
        levels = self.levels.get(identifier or "", {})
        return next((at for at, level in levels.items() if style and level.for_style == style), 0)


def _follow_list_styles(abstracts: dict[str, Element], shapes: dict[str, dict[int, Level]]) -> None:
    """A list that only names a list style has the levels of the list that defines the style."""
    styled = {name: key for key, item in abstracts.items() if (name := value(item, f"{W}styleLink"))}
    for key, item in abstracts.items():
        name = value(item, f"{W}numStyleLink")
        if name in styled and not shapes[key]:
            shapes[key] = shapes[styled[name]]


def _levels(parent: Element) -> dict[int, Level]:
    found: dict[int, Level] = {}
    for item in parent.iterchildren(f"{W}lvl"):
        at = number(item.get(f"{W}ilvl"))
        if at is not None and 0 <= at < LEVELS:
            first = number(value(item, f"{W}start"))
            found[at] = Level(
                value(item, f"{W}numFmt") or "decimal",
                value(item, f"{W}lvlText") or "",
                1 if first is None else first,
                number(value(item, f"{W}lvlRestart")),
                item.find(f"{W}isLgl") is not None,
                value(item, f"{W}pStyle"),
            )
    return found

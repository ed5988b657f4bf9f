"""The rules of a page's style sheets, found for an element by tag, class, id and what encloses it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

_LONGEST_SHEET = 200_000
_GROUPS = re.compile(r"/\*.*?\*/|@[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})", re.DOTALL)
_RULE = re.compile(r"([^{}]{1,2000})\{([^{}]{0,2000})\}")
_COMPOUND = re.compile(r"([a-z][\w-]*)?((?:[.#][\w-]+)*)", re.IGNORECASE)
_DECLARATION = re.compile(r"([a-z-]+)\s*:\s*([^;]+)", re.IGNORECASE)
_MOST_STEPS = 4
_FARTHEST = 50
"""Ancestors among which those that a selector names are looked for."""

Declarations = dict[str, str]


class _Step(NamedTuple):
    """One element that a selector names. An empty ``tag`` is any."""

    tag: str
    id: str
    classes: frozenset[str]

    @classmethod
    def of(cls, compound: str) -> _Step | None:
        found = _COMPOUND.fullmatch(compound.removeprefix("*"))
        if found is None or compound == "*":
            return None
        marks = re.findall(r"([.#])([\w-]+)", found[2])
        ids = [name for sign, name in marks if sign == "#"]
        return cls((found[1] or "").lower(), ids[0] if ids else "", frozenset(n for s, n in marks if s == "."))

    @property
    def key(self) -> str:
        """What an element that it names must have."""
        return f"#{self.id}" if self.id else f".{min(self.classes)}" if self.classes else self.tag

    def names(self, element: Any) -> bool:
        """Whether an element is one of those named."""
        attributes = element.attrib
        return (
            (not self.tag or element.tag == self.tag)
            and (not self.id or attributes.get("id") == self.id)
            and (not self.classes or self.classes <= frozenset(attributes.get("class", "").split()))
        )


class Rule(NamedTuple):
    """Selectors of several steps name what encloses the element first."""

    steps: tuple[_Step, ...]
    told: Declarations

    def holds(self, element: Any) -> bool:
        """Whether the rule is for an element that has the key of its last step."""
        if not self.steps[-1].names(element):
            return False
        wanted = len(self.steps) - 2
        for distance, ancestor in enumerate(element.iterancestors() if wanted >= 0 else ()):
            if distance == _FARTHEST:
                break
            wanted -= self.steps[wanted].names(ancestor)
            if wanted < 0:
                break
        return wanted < 0


@dataclass(slots=True)
class Rules:
    """Those of a page that a pattern finds something in, by what an element must have."""

    by_key: dict[str, list[tuple[int, Rule]]] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Any, wanted: re.Pattern[str]) -> Rules:
        """Selectors of tags, classes, ids and what encloses them; what holds on some media alone is left aside."""
        rules = cls()
        left = _LONGEST_SHEET
        count = 0
        for element in root.iter("style"):
            sheet = _GROUPS.sub("", (element.text or "")[:left])
            left -= len(sheet)
            for selectors, told in _RULE.findall(sheet) if wanted.search(sheet) else ():
                if not wanted.search(told):
                    continue
                for selector in selectors.split(","):
                    if steps := _steps(selector):
                        count += 1
                        rule = Rule(steps, declared(told))
                        rules.by_key.setdefault(steps[-1].key, []).append((count, rule))
        return rules

    def told(self, element: Any) -> Declarations:
        """What the rules for an element declare; a later rule wins."""
        attributes = element.attrib
        keys = [element.tag, *(f".{name}" for name in attributes.get("class", "")[:300].split())]
        if "id" in attributes:
            keys.append(f"#{attributes['id']}")
        found: dict[int, Rule] = {}
        for key in keys:
            found.update((place, rule) for place, rule in self.by_key.get(key, ()) if rule.holds(element))
        return {name: value for place in sorted(found) for name, value in found[place].told.items()}


def declared(style: str) -> Declarations:
    """The declarations of a style, names and values in small letters."""
    return dict(_each(style))


def _each(style: str) -> Iterator[tuple[str, str]]:
    for name, value in _DECLARATION.findall(style):
        yield name.lower(), value.replace("!important", "").strip().lower()


def _steps(selector: str) -> tuple[_Step, ...]:
    """The steps of a selector, none where it holds anything else."""
    compounds = selector.replace(">", " ").split()
    steps = [step for compound in compounds if (step := _Step.of(compound)) is not None]
    return tuple(steps) if 0 < len(steps) == len(compounds) <= _MOST_STEPS else ()

"""Lists and character styles of Rich Text Format: what its tables say, and the numbers that follow from it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from ingest.extract.msoffice.ooxml.numbering import LEVELS, NUMBER_FORMS, Counters, Level
from ingest.extract.runs import Shift

_OLD_FORMS = {
    "pndec": "decimal", "pnucrm": "upperRoman", "pnlcrm": "lowerRoman", "pnucltr": "upperLetter",
    "pnlcltr": "lowerLetter", "pnord": "ordinal", "pncard": "decimal", "pnordt": "ordinal",
}  # fmt: skip
OLD_WORDS = frozenset([*_OLD_FORMS, "pnlvl", "pnlvlblt", "pnlvlbody", "pnlvlcont", "pnstart"])
TABLE_WORDS = frozenset(
    ["levellegal", "levelnfc", "levelnfcn", "levelnorestart", "levelstartat", "lfolevel", "list", "listid",
     "listlevel", "listoverride", "ls"]
)  # fmt: skip
_MOST = 10_000
_RESET = 0


@dataclass(slots=True)
class _Level:
    """A level as it is defined: ``template`` is its text as stored, its length before it."""

    form: int = 0
    start: int = 1
    template: str = ""
    restarts: bool = True
    legal: bool = False

    def made(self) -> Level:
        length = ord(self.template[0]) if self.template else 0
        text = "".join(
            f"%{ord(char) + 1}" if ord(char) < LEVELS else char for char in self.template[1 : 1 + length]
        )
        restart = None if self.restarts else 0
        return Level(NUMBER_FORMS.get(self.form, "decimal"), text.strip(), self.start, restart, self.legal)


@dataclass(slots=True)
class OldNumber:
    """How the paragraph in hand is numbered in files of Word 6 and 95."""

    form: str = ""
    start: int = 1
    level: int = 0
    before: str = ""
    after: str = ""

    def word(self, word: str, number: int | None) -> None:
        """Take in a control word of the definition."""
        if word in _OLD_FORMS:
            self.form = _OLD_FORMS[word]
        elif word == "pnlvlblt":
            self.form = "bullet"
        elif word == "pnlvlcont":
            self.form = ""
        elif word == "pnstart" and number is not None:
            self.start = number
        elif word == "pnlvl" and number is not None:
            self.level = min(max(number, 1), LEVELS) - 1


@dataclass(slots=True)
class Lists:
    """The lists of one document, as its tables define them, and where their counting stands."""

    _levels: dict[int, list[_Level]] = field(default_factory=dict)
    _new: list[_Level] = field(default_factory=list)
    _list: int = 0
    _overrides: dict[int, tuple[int, dict[int, int]]] = field(default_factory=dict)
    _starts: dict[int, int] = field(default_factory=dict)
    _overridden: int = -1
    _made: dict[int, Mapping[int, Level]] = field(default_factory=dict)
    _counters: Counters = field(default_factory=Counters)
    _old: tuple[str, int, str, str] | None = None

    def word(self, word: str, number: int | None) -> None:
        """Take in a control word of the table of lists or that of their overrides."""
        value = number or 0
        overriding = self._overridden >= 0
        level = self._new[-1] if self._new and not overriding else _Level()
        if word in ("list", "listoverride"):
            self._new, self._list, self._starts, self._overridden = [], 0, {}, -1
        elif word == "lfolevel":
            self._overridden += 1
        elif word == "listlevel" and len(self._new) < LEVELS and not overriding:
            self._new.append(_Level())
        elif word in ("levelnfc", "levelnfcn"):
            level.form = value
        elif word == "levelstartat":
            level.start = value
            if overriding:
                self._starts[self._overridden] = value
        elif word == "levelnorestart":
            level.restarts = number == _RESET
        elif word == "levellegal":
            level.legal = number != 0
        elif word == "listid" and len(self._levels) < _MOST:
            self._list = value
            if self._new:
                self._levels[value] = self._new
        elif word == "ls" and len(self._overrides) < _MOST:
            self._overrides[value] = (self._list, dict(self._starts))

    def template(self, text: str) -> None:
        """Take in some of the text of the level being defined."""
        if self._new and self._overridden < 0:
            self._new[-1].template += text

    def label(self, override: int, level: int) -> str:
        """What stands before the next paragraph of a list: "3.", "" where the tables do not say."""
        self._old = None
        if override not in self._overrides:
            return ""
        number, starts = self._overrides[override]
        if number not in self._made:
            self._made[number] = {at: one.made() for at, one in enumerate(self._levels.get(number, []))}
        restart: tuple[Hashable, int] | None = (override, starts[level]) if level in starts else None
        return self._counters.label(number, self._made[number], level, restart)

    def old_label(self, rule: OldNumber) -> str:
        """The same of a paragraph that holds its own rule. It goes on from the one before that has the same."""
        if rule.form in ("", "bullet"):
            return "•" if rule.form else ""
        key = (rule.form, rule.start, rule.before, rule.after)
        if self._old is None or (self._old != key and not rule.level):
            self._counters.counts.pop("old", None)
        self._old = key if not rule.level or self._old is None else self._old
        text = f"{rule.before}%{rule.level + 1}{rule.after}"
        levels = {at: Level("decimal", "") for at in range(rule.level)} | {
            rule.level: Level(rule.form, text, rule.start)
        }
        return self._counters.label("old", levels, rule.level).strip()

    def interrupted(self) -> None:
        """A paragraph outside of lists: what follows with a rule of its own is a new list."""
        self._old = None


@dataclass(slots=True)
class CharacterStyles:
    """How the character styles of a document set text that matters: raised, lowered, struck, hidden."""

    _styles: dict[int, tuple[Shift, frozenset[str]]] = field(default_factory=dict)

    def define(self, number: int, shift: Shift, asides: frozenset[str]) -> None:
        """Keep a style that says any of this."""
        if (shift or asides) and len(self._styles) < _MOST:
            self._styles[number] = (shift, asides)

    def get(self, number: int) -> tuple[Shift, frozenset[str]] | None:
        """What a style says, None where that is nothing."""
        return self._styles.get(number)

"""What fields of Rich Text Format show that have no result of their own: form fields and formulas."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.extract.msoffice.eq_field import field_text

_TICKED, _CHOSEN = 1, 2
_NOT_SET = 25
NUMBERS = frozenset(["fftype", "ffres", "ffdefres"])


@dataclass(slots=True)
class Field:
    """The field in hand. ``options`` are the entries of its list."""

    numbers: dict[str, int] = field(default_factory=dict)
    options: list[str] = field(default_factory=list)

    def shown(self, instruction: str) -> str:
        """The ticked or empty box, the entry chosen, the formula; "" where the field's result says it."""
        given = self.numbers.get("ffres", _NOT_SET)
        result = self.numbers.get("ffdefres", 0) if given == _NOT_SET else given
        kind = self.numbers.get("fftype")
        if kind == _TICKED:
            return "☒" if result else "☐"
        if kind == _CHOSEN:
            return self.options[result].strip() if 0 <= result < len(self.options) else ""
        return field_text(instruction)

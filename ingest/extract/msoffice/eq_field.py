"""Word's EQ fields, whose text is an instruction: fractions, roots, and characters with their readings above."""

from __future__ import annotations

import re

from ingest.extract.runs import HAN, shifted

_EQ = re.compile(r"\s*EQ\b", re.IGNORECASE)
_SWITCH = re.compile(r"\\\*\s*(?:\"[^\"]*\"|\S+)|\\([a-z]{1,3})\s*(?:-?\d+)?\s*", re.IGNORECASE)
_OPTIONS = frozenset(
    ["ac", "ad", "al", "ar", "di", "fo", "ai", "ba", "to", "le", "ri", "bo", "co", "vs", "hs", "in"]
)
_HAN = re.compile(f"[{HAN}]")
_LONGEST = 2_000
_DEEPEST = 20


def field_text(instruction: str) -> str:
    """What an EQ field shows: "1/2" of ``EQ \\f(1,2)``, "東京 (とうきょう)" of ruby; "" for other fields."""
    found = _EQ.match(instruction)
    if found is None:
        return ""
    return " ".join(_Reader(instruction[found.end() : found.end() + _LONGEST]).text("", 0).split())


class _Reader:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0

    def text(self, stops: str, depth: int) -> str:
        """Up to one of the ``stops``."""
        out, command = "", ""
        source = self._source
        while self._at < len(source) and source[self._at] not in stops:
            sign = source[self._at]
            switch = _SWITCH.match(source, self._at) if sign == "\\" else None
            if switch is not None:
                name = (switch[1] or "").lower()
                if name and name not in _OPTIONS:
                    command = name
                self._at = switch.end()
            elif sign == "\\":
                out += source[self._at + 1 : self._at + 2]
                self._at += 2
            elif sign == "(" and depth < _DEEPEST:
                out = _joined(out, _shown(out, command, self._parts(depth + 1)))
                command = ""
            else:
                out += sign
                self._at += 1
        return out

    def _parts(self, depth: int) -> list[str]:
        parts = []
        while self._at < len(self._source) and self._source[self._at] != ")":
            self._at += 1
            parts.append(self.text(",;)", depth).strip())
        self._at += 1
        return parts


def _joined(before: str, text: str) -> str:
    return f"{before} {text}" if before[-1:].isdigit() and text[:1].isdigit() else before + text


def _shown(before: str, command: str, parts: list[str]) -> str:
    match command:
        case "f" if len(parts) == 2:
            return "/".join(part if part.isalnum() else f"({part})" for part in parts)
        case "r" if parts:
            return f"root({parts[0]}, {parts[1]})" if len(parts) > 1 and parts[0] else f"sqrt({parts[-1]})"
        case "up" | "do" | "s" if parts:
            return shifted(before, parts[0], "", "lowered" if command == "do" else "raised")
        case "o" if len(parts) == 2 and _HAN.search(parts[1]):
            return f"{parts[1]} ({parts[0]})"
        case "o" | "x" | "a" | "l":
            return " ".join(filter(None, parts))
        case _:
            return f"({', '.join(parts)})"

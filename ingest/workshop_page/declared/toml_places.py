"""Where the keys and values of a TOML file stand, which the standard library's reader does not tell."""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, field

Key = tuple[str | int, ...]
"""The way to a value: keys, and places in lists from 0."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.DOTALL)
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\r\n]*[^,\]}#\r\n\t ]")


@dataclass(slots=True)
class Places:
    """``spans`` are the places of values in ``text``, ``keys`` where a value's statement or table begins."""

    text: str
    spans: dict[Key, tuple[int, int]] = field(default_factory=dict)
    keys: dict[Key, int] = field(default_factory=dict)
    headers: list[tuple[int, Key]] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)

    def line(self, *key: str | int) -> int:
        """The line, from 1, on which a key or an element of a list stands; 0 where there is none."""
        at = self.keys.get(key)
        return 0 if at is None else bisect.bisect_right(self._starts, at)


def places(text: str) -> Places:
    """The places in ``text``, which :mod:`tomllib` has read without an error."""
    found = Places(text)
    found._starts = [0, *(match.end() for match in re.finditer("\n", text))]
    _Scanner(text, found).run()
    return found


class _Scanner:
    def __init__(self, text: str, found: Places) -> None:
        self._text = text
        self._found = found
        self._at = 0
        self._counts: dict[Key, int] = {}

    def run(self) -> None:
        table: Key = ()
        self._blank()
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._statement(table)
            self._blank()

    def _blank(self) -> None:
        match = _BLANK.match(self._text, self._at)
        self._at = match.end() if match else self._at

    def _header(self) -> Key:
        start = self._at
        listed = self._text.startswith("[[", start)
        self._at += 1 + listed
        names = self._names()
        self._at = self._text.index("]", self._at) + 1 + listed
        key: Key = ()
        for place, name in enumerate(names):
            key = (*key, name)
            last = place == len(names) - 1
            if last and listed:
                self._counts[key] = self._counts.get(key, -1) + 1
            if key in self._counts and (listed or not last):
                key = (*key, self._counts[key])
        self._found.keys[key] = start
        self._found.headers.append((start, key))
        return key

    def _names(self) -> list[str]:
        names: list[str] = []
        while True:
            self._spaces()
            quoted = _STRING.match(self._text, self._at)
            bare = _BARE.match(self._text, self._at)
            if quoted:
                names.append(quoted.group()[1:-1])
            elif bare:
                names.append(bare.group())
            match = quoted or bare
            self._at = match.end() if match else self._at + 1
            self._spaces()
            if self._text[self._at : self._at + 1] != ".":
                return names
            self._at += 1

    def _spaces(self) -> None:
        while self._text[self._at : self._at + 1] in (" ", "\t"):
            self._at += 1

    def _statement(self, table: Key) -> None:
        start = self._at
        key = (*table, *self._names())
        self._found.keys[key] = start
        self._at = self._text.index("=", self._at) + 1
        self._spaces()
        self._value(key)

    def _value(self, key: Key) -> None:
        start = self._at
        opening = self._text[start]
        if opening in "[{":
            self._at += 1
            self._blank()
            place = 0
            while self._text[self._at] not in "]}":
                if opening == "[":
                    self._found.keys[(*key, place)] = self._at
                    self._value((*key, place))
                else:
                    self._statement(key)
                place += 1
                self._blank()
                if self._text[self._at] == ",":
                    self._at += 1
                    self._blank()
            self._at += 1
        else:
            match = (_STRING if opening in "\"'" else _SCALAR).match(self._text, start)
            self._at = match.end() if match else start + 1
        self._found.spans[key] = (start, self._at)

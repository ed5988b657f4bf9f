"""Edits of a TOML file's text in place, so that its order, its layout and its comments stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.workshop_page.declared.toml_places import Key, Places


class TomlEdits:
    """Collects edits of one file. Places are those of the file as it was found."""

    def __init__(self, found: Places) -> None:
        self._places = found
        self._edits: list[tuple[int, int, str]] = []

    def text(self) -> str:
        """The text with all edits made. Edits at one place come in the order in which they were asked for."""
        text, pieces, at = self._places.text, [], 0
        for start, end, new in sorted(self._edits, key=lambda edit: edit[:2]):
            pieces += [text[at:start], new]
            at = end
        return "".join([*pieces, text[at:]])

    def insert(self, at: int, text: str) -> None:
        """Put ``text`` before the character ``at``."""
        self._edits.append((at, at, text))

    def replace(self, key: Key, text: str) -> None:
        """Put ``text`` in place of a value."""
        start, end = self._places.spans[key]
        self._edits.append((start, end, text))

    def above(self, key: Key, line: str) -> None:
        """Put a comment on a line of its own above a statement or an element, where it begins its line."""
        at = self._places.keys.get(key)
        if at is None:
            return
        start = self._places.text.rfind("\n", 0, at) + 1
        indent = self._places.text[start:at]
        if not indent.strip():
            self.insert(start, f"{indent}{line}\n")

    def append(self, blocks: Iterator[str] | Sequence[str]) -> None:
        """Add blocks at the end of the file, each after an empty line."""
        end = len(self._places.text)
        for block in blocks:
            lead = "" if not self._places.text or self._places.text.endswith("\n") or self._edits_at(end) else "\n"
            self.insert(end, f"{lead}\n{block}")

    def _edits_at(self, place: int) -> bool:
        return any(start == place for start, _, _ in self._edits)

    def end_of(self, key: Key) -> int | None:
        """Where the block of a table ends, behind its last line; None where it is written within brackets."""
        if key not in [header for _, header in self._places.headers]:
            return None
        ends = [end for inner, (_, end) in self._places.spans.items() if inner[: len(key)] == key]
        return self.line_end(max(ends)) if ends else None

    def line_end(self, at: int) -> int:
        """Where the line of the character ``at`` ends, behind its line feed."""
        end = self._places.text.find("\n", at)
        return len(self._places.text) if end < 0 else end + 1

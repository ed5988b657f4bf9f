"""Values of a TOML file: each of the kind that is wanted, or a mistake that is named with its line."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from corpus.errors import FetchError, InputError
from ingest.sources.urls import parse_url
from ingest.workshop_page.declared.toml_places import Key, Places

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_MOST_ENTRIES = 10_000


class TomlReader:
    """Reads one file of ``folder``. ``key`` is always the way to what is read, to name its line in a mistake.

    Every method raises InputError for a value of another kind, with what to write in its place.
    """

    def __init__(self, folder: Path, path: Path, found: Places, line: type[int] = int) -> None:
        self._folder = folder
        self._path = path
        self._places = found
        self._url: str | None = None
        self._line_type = line

    def _known(self, table: Mapping[str, Any], known: frozenset[str], key: Key, where: str = "") -> None:
        if unknown := sorted(set(table) - known):
            said = f"{where}: " if where else ""
            names = ", ".join(sorted(known))
            raise self._mistake((*key, unknown[0]), f'{said}unknown key "{unknown[0]}". Known are {names}')

    def _tables(self, table: Mapping[str, Any], key: Key, name: str) -> list[tuple[dict[str, Any], Key]] | None:
        values = self._list(table, key, name, tables=True)
        if values is not None and not all(isinstance(value, dict) for value, _ in values):
            raise self._mistake((*key, name), self._list_of_tables(key, name))
        return values

    @staticmethod
    def _list_of_tables(key: Key, name: str) -> str:
        path = ".".join([*(str(step) for step in key if isinstance(step, str)), name])
        return f"{name} must be a list of tables. Begin each entry with the line [[{path}]]"

    def _list(
        self, table: Mapping[str, Any], key: Key, name: str, *, tables: bool = False
    ) -> list[tuple[Any, Key]] | None:
        values = table.get(name)
        if values is None:
            return None
        if not isinstance(values, list) or len(values) > _MOST_ENTRIES:
            said = self._list_of_tables(key, name) if tables else f'key "{name}" must be a list in [ ]'
            raise self._mistake((*key, name), said)
        return [(value, (*key, name, place)) for place, value in enumerate(values)]

    def _texts(self, table: Mapping[str, Any], key: Key, name: str) -> tuple[str, ...] | None:
        values = self._list(table, key, name)
        if values is not None and not all(isinstance(value, str) and value.strip() for value, _ in values):
            raise self._mistake((*key, name), f'key "{name}" must be a list of texts in quotes')
        return None if values is None else tuple(" ".join(value.split()) for value, _ in values)

    def _text(self, table: Mapping[str, Any], key: Key, name: str) -> str | None:
        value = table.get(name)
        if value is not None and (not isinstance(value, str) or not value.strip()):
            raise self._mistake((*key, name), f'key "{name}" must be text. Write it in quotes, or leave it out')
        return None if value is None else " ".join(value.split())

    def _required(self, table: Mapping[str, Any], key: Key, name: str) -> str:
        text = self._text(table, key, name)
        if text is None:
            raise self._mistake(key, f'key "{name}" is missing. Write it in quotes')
        return text

    def _day(self, content: Mapping[str, Any], name: str) -> datetime.date | None:
        value = content.get(name)
        if value is None:
            return None
        if isinstance(value, datetime.datetime):
            return value.date()
        try:
            return value if isinstance(value, datetime.date) else datetime.date.fromisoformat(str(value))
        except ValueError:
            raise self._mistake((name,), f'key "{name}" must be a day. Write it as 2026-11-23') from None

    def _address(self, table: Mapping[str, Any], key: Key, name: str) -> str:
        value = table.get(name)
        advice = 'Write the full address in quotes, as "http://…" or "https://…"'
        if not isinstance(value, str):
            raise self._mistake((*key, name), f'key "{name}": an address is needed. {advice}')
        try:
            value = value.strip()
            value = value if _SCHEME.match(value) else urljoin(self._url or "", value)
            parts = urlsplit(value)
            good = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[^\S ]", value)
            _ = parts.port
        except ValueError:
            good = False
        if not good:
            raise self._mistake((*key, name), f'key "{name}": "{value}" is not a web address. {advice}')
        try:
            parse_url(value)
        except FetchError as error:
            raise self._mistake((*key, name), f'key "{name}": {error}. {advice}') from error
        return str(value)

    def _inside(self, name: object, key: Key) -> Path:
        """The file ``name`` of the folder; links that lead out of it are refused like paths that do."""
        if not isinstance(name, str) or not name.strip() or "\0" in name:
            raise self._mistake(key, "a file name is needed. Write it in quotes, relative to this folder")
        try:
            target = (self._folder / name).resolve()
            root = self._folder.resolve()
            if not target.is_relative_to(root) or target == root:
                raise self._mistake(key, f'"{name}" lies outside this folder. Copy the file into the folder')
            if not target.is_file():
                raise self._mistake(key, f'there is no file "{name}". Put it into the folder or correct its name')
        except (OSError, RuntimeError) as error:
            raise self._mistake(key, f'"{name}" cannot be read: {error}. Correct its name') from error
        return target

    def _line(self, key: Key) -> int:
        while key and not (line := self._places.line(*key)):
            key = key[:-1]
        return self._line_type(line if key else 0)

    def _mistake(self, key: Key, message: str) -> InputError:
        line = self._line(key)
        return InputError(f"{self._path}{f', line {line}' if line else ''}: {message}.")

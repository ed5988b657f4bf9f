"""``workshop.toml`` read: every mistake is named with its line and what to do about it."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.errors import InputError
from ingest.workshop_page.declared.entries import EntryReader
from ingest.workshop_page.declared.model import FILE_NAME, CorrectionLine, Declared
from ingest.workshop_page.declared.toml_places import Key, places

DRAFT_NAME = "workshop.draft.toml"
"""What ``ingest --draft`` last understood, kept to tell a person's corrections from its own words."""

SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_TOP = frozenset(
    "url saved page title date_text first_day last_day venue city country organizers leave_out sessions talks"
    " recommendations papers".split()
)
_PAGE_NAMES = ("page.txt", "page.html", "page.htm", "page.md")


def read_declared(folder: Path, name: str = FILE_NAME, text: str | None = None) -> Declared:
    """Read ``folder/workshop.toml``, or ``text`` in place of it; the folder's name is the workshop's slug.

    Every mistake is an InputError that names the file, the line and what to do.
    """
    text = read_text(folder / name) if text is None else text
    content = _content(folder / name, text)
    slug = folder.resolve().name
    if not SLUG.fullmatch(slug):
        raise InputError(
            f"{folder} cannot name a workshop. Use letters, digits, dots and dashes for the folder's name."
        )
    return _DeclaredReader(folder, folder / name, places(text)).declared(content, slug)


def read_corrections(path: Path, text: str) -> Declared:
    """The corrections of the workshop that ``path`` is named for: what ``workshop.toml`` may say, without a page.

    Raises InputError as :func:`read_declared` does.
    """
    content = _content(path, text)
    reader = _DeclaredReader(path.parent, path, places(text), CorrectionLine)
    return reader.declared(content, path.stem, with_page=False)


def _content(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # an integer of thousands of digits is a plain ValueError
        raise InputError(f"{path} is not valid TOML: {error}. Correct that line.") from error


def read_text(path: Path) -> str:
    """The text of a TOML file. Raises InputError where there is none."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"{path} does not exist. `workshop-search ingest --draft` writes one.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}. Check its permissions.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8. Save it as UTF-8.") from error


class _DeclaredReader(EntryReader):
    """What ``workshop.toml`` may hold."""

    def declared(self, content: Mapping[str, Any], slug: str, *, with_page: bool = True) -> Declared:
        self._known(content, _TOP, ())
        self._url = self._address(content, (), "url") if "url" in content or "saved" in content else None
        said = {name: self._text(content, (), name) for name in ("title", "date_text", "venue", "city", "country")}
        first, last = (self._day(content, name) for name in ("first_day", "last_day"))
        if last and (first is None or last < first):
            raise self._mistake(("last_day",), "last_day needs a first_day and must not be before it")
        sessions = self._tables(content, (), "sessions")
        groups = self._tables(content, (), "recommendations")
        single_sessions = self._single(sessions, "sessions", {"session"})
        single_groups = self._single(groups, "recommendations", {"recommendation", "group"})
        sessions, groups = (None if single_sessions else sessions, None if single_groups else groups)
        found = Declared(
            self._folder,
            slug,
            None,
            self._url,
            self._saved(content),
            **said,
            first_day=first,
            last_day=last or first,
            organizers=self._texts(content, (), "organizers"),
            leave_out=self._texts(content, (), "leave_out") or (),
            sessions=None if sessions is None else tuple(self._session(*each) for each in sessions),
            talks=tuple(self._talk(*each, loose=True) for each in self._tables(content, (), "talks") or ()),
            groups=None if groups is None else tuple(self._group(*each) for each in groups),
            papers=self._papers(content),
            session_corrections=tuple(self._session_correction(*each) for each in single_sessions),
            addressees_corrections=tuple(self._addressees_correction(*each) for each in single_groups),
            lines={name: self._line_type(self._places.line(name)) for name in content},
        )
        return self._with_page(found, content) if with_page else found

    def _single(
        self, tables: list[tuple[dict[str, Any], Key]] | None, name: str, keys: set[str]
    ) -> list[tuple[dict[str, Any], Key]]:
        """The entries of a list that correct single sessions or recommendations; none where it replaces all."""
        found = [each for each in tables or () if keys & set(each[0])]
        if found and len(found) != len(tables or ()):
            whole = next(key for table, key in tables or () if not keys & set(table))
            names = " or ".join(f'"{key}"' for key in sorted(keys))
            raise self._mistake(
                whole,
                f"{name} either lists all of them or corrects single ones. To correct single ones, give each "
                f"entry the key {names}",
            )
        return found

    def _with_page(self, found: Declared, content: Mapping[str, Any]) -> Declared:
        if "page" in content:
            return replace(found, page=self._inside(content["page"], ("page",)))
        names = [name for name in _PAGE_NAMES if (self._folder / name).is_file()]
        if len(names) == 1:
            return replace(found, page=self._inside(names[0], ("page",)))
        if names:
            raise InputError(
                f'{self._path}: several pages ({", ".join(names)}) in this folder. Name one with the key "page".'
            )
        if not (found.title and (found.sessions or found.talks or found.groups or found.papers)):
            raise InputError(
                f'{self._path}: no page in this folder. Name the file with the key "page", save it as page.txt, '
                "or declare the title and the sessions, talks, recommendations or papers of the workshop."
            )
        return found

    def _saved(self, content: Mapping[str, Any]) -> datetime.date | None:
        if "saved" not in content and "url" not in content:
            return None
        try:
            day = self._day(content, "saved")
        except InputError:
            day = None
        if day is None:
            raise self._mistake(
                ("saved",), 'key "saved" must be the day the page was saved. Write it as 2026-11-23'
            )
        return day

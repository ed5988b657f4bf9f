"""``workshop.toml``: where a workshop's page comes from, and the papers a person attached to its talks."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from corpus.errors import InputError
from corpus.ids import normalise
from corpus.model import PaperRole, Talk, Workshop

FILE_NAME = "workshop.toml"
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_KEYS = frozenset(("url", "saved", "page", "title", "papers"))
_PAPER_KEYS = frozenset(("talk", "role", "file", "url"))
_ROLES: dict[str, PaperRole] = {
    "presentation": "presentation",
    "white paper": "white paper",
    "paper": "white paper",
}
_PAGE_NAMES = ("page.txt", "page.html", "page.htm")


@dataclass(frozen=True, slots=True)
class PaperEntry:
    """A paper attached to a talk, given by its position or title: a file in the workshop's folder, or a URL.

    ``number`` is the entry's place in the file, from 1.
    """

    number: int
    talk: int | str
    role: PaperRole
    file: Path | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class WorkshopManifest:
    """What ``workshop.toml`` says. ``page`` and the papers' files exist and lie inside ``folder``."""

    folder: Path
    slug: str
    page: Path
    url: str
    saved: datetime.date
    title: str | None = None
    papers: tuple[PaperEntry, ...] = ()


def read_manifest(folder: Path) -> WorkshopManifest:
    """Read ``folder/workshop.toml``; the folder's name is the workshop's slug.

    Every mistake is an InputError that names the file, the entry and what to do.
    """
    path = folder / FILE_NAME
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise InputError(
            f"{path} does not exist. Write one with the keys url and saved next to the page."
        ) from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}. Mend its permissions.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8. Save it as UTF-8.") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(f"{path} is no valid TOML: {error}. Mend that line.") from error
    _known_keys(content, _KEYS, str(path))
    slug = folder.resolve().name
    if not _SLUG.fullmatch(slug):
        raise InputError(
            f"{folder} cannot name a workshop. Use letters, digits, dots and dashes for the folder's name."
        )
    return WorkshopManifest(
        folder,
        slug,
        _page(folder, content, path),
        _url(content.get("url"), f'{path}: key "url"'),
        _saved(content.get("saved"), path),
        _title(content.get("title"), path),
        _papers(folder, content.get("papers", []), path),
    )


def talk_of(entry: PaperEntry, workshop: Workshop, manifest: WorkshopManifest) -> Talk:
    """The talk a paper belongs to, by position or title (in any case and spacing). Raises InputError if none."""
    talks = workshop.talks
    where = f"{manifest.folder / FILE_NAME}: papers entry {entry.number}"
    if isinstance(entry.talk, int):
        if entry.talk > len(talks):
            raise InputError(
                f"{where}: there is no talk {entry.talk}; the page has {len(talks)}. Mend the number."
            )
        return talks[entry.talk - 1]
    wanted = normalise(entry.talk)
    found = [talk for talk in talks if normalise(talk.title) == wanted]
    found = found or [talk for talk in talks if normalise(talk.title).startswith(wanted)]
    if len(found) != 1:
        many = "no talk" if not found else f"{len(found)} talks"
        raise InputError(
            f'{where}: {many} on the page is called "{entry.talk}". Give the talk\'s position, a number.'
        )
    return found[0]


def _known_keys(table: Mapping[str, Any], known: frozenset[str], where: str) -> None:
    if unknown := sorted(set(table) - known):
        raise InputError(f'{where}: unknown key "{unknown[0]}". Known are {", ".join(sorted(known))}.')


def _page(folder: Path, content: Mapping[str, Any], path: Path) -> Path:
    if "page" in content:
        return _inside(folder, content["page"], f'{path}: key "page"')
    names = [name for name in _PAGE_NAMES if (folder / name).is_file()]
    if len(names) != 1:
        said = "no page" if not names else f"several pages ({', '.join(names)})"
        raise InputError(
            f'{path}: {said} in this folder. Name the file with the key "page", or save it as page.txt.'
        )
    return _inside(folder, names[0], f"{path}: page")


def _inside(folder: Path, name: object, where: str) -> Path:
    """The file ``name`` of ``folder``; links that lead out of the folder are refused like paths that do."""
    if not isinstance(name, str) or not name.strip() or "\0" in name:
        raise InputError(f"{where}: a file name is needed. Write it in quotes, relative to this folder.")
    try:
        target = (folder / name).resolve()
        root = folder.resolve()
        if not target.is_relative_to(root) or target == root:
            raise InputError(f'{where}: "{name}" lies outside this folder. Copy the file into the folder.')
        if not target.is_file():
            raise InputError(f'{where}: there is no file "{name}". Put it into the folder or mend its name.')
    except (OSError, RuntimeError) as error:
        raise InputError(f'{where}: "{name}" cannot be read: {error}. Mend its name.') from error
    return target


def _url(value: object, where: str) -> str:
    advice = 'Write the full address in quotes, as "http://…" or "https://…".'
    if not isinstance(value, str):
        raise InputError(f"{where}: an address is needed. {advice}")
    try:
        parts = urlsplit(value.strip())
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", value.strip())
        _ = parts.port
    except ValueError:
        good = False
    if not good:
        raise InputError(f'{where}: "{value}" is no web address. {advice}')
    return value.strip()


def _saved(value: object, path: Path) -> datetime.date:
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError:
        raise InputError(
            f'{path}: key "saved" must be the day the page was saved. Write it as 2026-11-23.'
        ) from None


def _title(value: object, path: Path) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip():
        raise InputError(f'{path}: key "title" must be text. Write it in quotes, or leave it out.')
    return value.strip()


def _papers(folder: Path, entries: object, path: Path) -> tuple[PaperEntry, ...]:
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise InputError(f"{path}: papers must be a list of tables. Begin each entry with the line [[papers]].")
    papers = tuple(_paper(folder, entry, number, path) for number, entry in enumerate(entries, 1))
    seen: dict[tuple[int | str, str], int] = {}
    for paper in papers:
        key = (paper.talk if isinstance(paper.talk, int) else normalise(paper.talk), paper.role)
        if key in seen:
            raise InputError(
                f"{path}: papers entries {seen[key]} and {paper.number} attach a {paper.role} to the same talk."
                " Remove one of them."
            )
        seen[key] = paper.number
    return papers


def _paper(folder: Path, entry: Mapping[str, Any], number: int, path: Path) -> PaperEntry:
    where = f"{path}: papers entry {number}"
    _known_keys(entry, _PAPER_KEYS, where)
    talk = entry.get("talk")
    numbered = isinstance(talk, int) and not isinstance(talk, bool) and talk >= 1
    if not isinstance(talk, int | str) or not (numbered or (isinstance(talk, str) and talk.strip())):
        raise InputError(
            f'{where}: key "talk" must be the talk\'s position (a number from 1) or its title in quotes.'
        )
    role = _ROLES.get(normalise(str(entry.get("role", ""))))
    if role is None:
        raise InputError(f'{where}: key "role" must be "presentation" or "white paper".')
    if ("file" in entry) == ("url" in entry):
        raise InputError(f'{where}: give either "file" (in this folder) or "url", and only one of them.')
    file = _inside(folder, entry["file"], f'{where}: key "file"') if "file" in entry else None
    url = _url(entry["url"], f'{where}: key "url"') if "url" in entry else None
    return PaperEntry(number, talk, role, file, url)

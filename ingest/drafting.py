"""``ingest --draft``: what is understood of a page, written into a ``workshop.toml`` for a person to correct."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from corpus.errors import ExtractionError, InputError, StoreError
from corpus.ids import document_id
from ingest.extract import media
from ingest.sources.files import hash_file, read_file
from ingest.sources.http.response import Fetched, Fetcher
from ingest.sources.urls import url_source
from ingest.targets.workshop_page import says_not_found
from ingest.workshop_page.declared.draft import draft_of
from ingest.workshop_page.declared.model import FILE_NAME, Declared
from ingest.workshop_page.declared.reader import DRAFT_NAME, SLUG, read_declared, read_text
from ingest.workshop_page.declared.redraft import redraft, without_marks
from ingest.workshop_page.declared.toml_text import whole
from ingest.workshop_page.parse.page import ParsedPage
from ingest.workshop_page.reading import Reading, ReadingPool

_PAGE_NAMES = {media.HTML: "page.html", media.MARKDOWN: "page.md", media.TEXT: "page.txt"}
_ENDINGS = (".html", ".htm", ".md", ".txt")


@dataclass(frozen=True, slots=True)
class Draft:
    """Where a draft was written, how much it holds, and sentences on what no longer fits the page."""

    path: Path
    talks: int
    recommendations: int
    notes: tuple[str, ...] = ()


def draft(target: str, fetcher: Fetcher, into: Path | None = None) -> Draft:
    """Write a draft for a folder that holds a page, or for a URL.

    A URL's page is saved beside it, in a folder named for the page, in ``into`` or the current folder. What stands
    in ``workshop.toml`` already is kept. Raises InputError for what holds no page, FetchError where the URL cannot
    be had, ExtractionError where the page cannot be read, StoreError where nothing can be written.
    """
    if target.startswith(("http://", "https://")):
        return _draft_url(target, fetcher, into or Path())
    if into is not None:
        raise InputError("--into says where the draft of a URL is written: leave it out for a folder.")
    folder = Path(target)
    if not folder.is_dir():
        raise InputError(f"{target!r} is no folder. Give the folder that holds the page, or the page's address.")
    return _draft_folder(folder)


def _draft_folder(folder: Path) -> Draft:
    mine = read_declared(folder) if (folder / FILE_NAME).exists() else None
    page = mine.page if mine else _only_page(folder)
    if page is None:
        raise InputError(f"{folder} holds no page to draft from: everything in {FILE_NAME} is declared.")
    slug = folder.resolve().name
    if not SLUG.fullmatch(slug):
        raise InputError(
            f"{folder} cannot name a workshop. Use letters, digits, dots and dashes for the folder's name."
        )
    url = mine.url if mine else None
    reading = _read(page, slug, url)
    return _write(_drafted(reading, folder, slug, page, url, mine.saved if mine else None), reading)


def _draft_url(url: str, fetcher: Fetcher, into: Path) -> Draft:
    answer = fetcher.fetch(url)
    assert isinstance(answer, Fetched)  # noqa: S101 - nothing was known of it before
    with tempfile.TemporaryDirectory(prefix="workshop-search-") as scratch:
        kept = Path(scratch, "page")
        kept.write_bytes(answer.body)
        name = url.rstrip("/").rsplit("/", 1)[-1]
        slug = _slug(answer.final_url)
        reading = _read(kept, slug, answer.final_url, name, answer.charset)
        if reading.parsed is not None and says_not_found(reading.parsed):
            raise InputError(f"{answer.final_url} answered with a page that says there is no such page.")
        folder = into / slug
        page = folder / _PAGE_NAMES.get(reading.media_type, "page.txt")
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{folder} cannot be made: {error.strerror}.") from error
        known = read_declared(folder).page if (folder / FILE_NAME).exists() else None
        page = known or page.resolve()
        if not page.exists() or hash_file(page) != hash_file(kept):
            _replace(page, answer.body)
    saved = datetime.now(UTC).date()
    return _write(_drafted(reading, folder, slug, page, answer.final_url, saved), reading)


def _slug(url: str) -> str:
    """The folder's name for a page: the last part of its address that says something."""
    from ingest.targets.workshop_page import slug_of

    return slug_of(url)


def _only_page(folder: Path) -> Path:
    """The page of a folder without ``workshop.toml``: the one called so, else the only file that could be one."""
    named = [folder / f"page{ending}" for ending in _ENDINGS if (folder / f"page{ending}").is_file()]
    found = named or sorted(p for p in folder.iterdir() if p.is_file() and p.suffix.lower() in _ENDINGS)
    if len(found) != 1:
        said = "no page" if not found else f"several pages ({', '.join(path.name for path in found[:5])})"
        raise InputError(f"{folder} holds {said}. Save the workshop's page there as page.html or page.txt.")
    return found[0].resolve()


def _read(path: Path, slug: str, url: str | None, name: str | None = None, charset: str | None = None) -> Reading:
    identifier = document_id(url_source(url)) if url else "d"
    read_file(path)  # says what is wrong with it before a worker is started
    with ReadingPool(1) as pool:
        reading = pool.submit(
            path, name=name, url=url, charset=charset, slug=slug, document_id=identifier, as_page="yes"
        ).result()
    if reading.parsed is None:
        raise ExtractionError("unsupported", f"{url or path} is {reading.media_type}, which is no page.")
    return reading


def _drafted(
    reading: Reading, folder: Path, slug: str, page: Path, url: str | None, saved: object
) -> Declared:
    parsed = reading.parsed
    assert parsed is not None  # noqa: S101 - _read saw to it
    day = saved if saved is None or url else None
    drafted = draft_of(parsed, folder, slug, page, url, None)
    return replace(drafted, saved=day)  # type: ignore[arg-type]


def _write(fresh: Declared, reading: Reading) -> Draft:
    parsed: ParsedPage | None = reading.parsed
    assert parsed is not None  # noqa: S101 - _read saw to it
    path, notes = fresh.path, list(parsed.notes)
    text = whole(fresh)
    if path.exists():
        base = read_declared(fresh.folder, DRAFT_NAME) if (fresh.folder / DRAFT_NAME).exists() else None
        read_declared(fresh.folder)
        plain = without_marks(read_text(path))
        _replace(path, plain.encode())
        again = redraft(plain, read_declared(fresh.folder), base, fresh, parsed.page)
        text, notes = again.text, notes + again.notes
    _replace(path, text.encode())
    _replace(fresh.folder / DRAFT_NAME, whole(fresh).encode())
    talks = sum(len(session.talks) for session in fresh.sessions or ())
    items = sum(len(group.items) for group in fresh.groups or ())
    return Draft(path, talks, items, tuple(notes))


def _replace(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    try:
        handle, name = tempfile.mkstemp(prefix=".", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            os.fchmod(file.fileno(), 0o644)
        Path(name).replace(path)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}.") from error

"""``ingest --draft``: what is understood of a page, written into a ``workshop.toml`` for a person to correct."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from corpus.control_files import replace_file
from corpus.errors import InputError, StoreError
from corpus.ids import document_id
from ingest.extract import media
from ingest.sources.files import read_file
from ingest.sources.http.response import Fetched, Fetcher
from ingest.sources.urls import url_source
from ingest.targets.workshop_page import slug_of
from ingest.workshop_page.declared.draft import draft_of
from ingest.workshop_page.declared.model import FILE_NAME
from ingest.workshop_page.declared.reader import DRAFT_NAME, SLUG, read_declared, read_text
from ingest.workshop_page.declared.redraft import redraft, without_marks
from ingest.workshop_page.declared.toml_text import whole
from ingest.workshop_page.parse.parsed_page import ParsedPage
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
        raise InputError("--into is for the draft of a URL. Leave it out for a folder.")
    folder = Path(target)
    if not folder.is_dir():
        raise InputError(
            f"{target!r} is not a folder. Give the folder that holds the page, or the page's address."
        )
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
    return _write(_page_of(reading), folder, slug, page, url, mine.saved if mine else None)


def _draft_url(url: str, fetcher: Fetcher, into: Path) -> Draft:
    answer = fetcher.fetch(url)
    assert isinstance(answer, Fetched)  # noqa: S101 - nothing was known of it before
    place = urlsplit(answer.final_url)
    slug = slug_of(unquote(place.path).strip("/") or place.hostname or "")
    with tempfile.TemporaryDirectory(prefix="workshop-search-") as scratch:
        fetched = Path(scratch, "page")
        fetched.write_bytes(answer.body)
        _refuse_empty(fetched, answer)
        reading = _read(fetched, slug, answer.final_url, place.path, answer.charset)
    parsed = _page_of(reading)
    folder = into / slug
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder} cannot be made: {error.strerror}.") from error
    mine = read_declared(folder) if (folder / FILE_NAME).exists() else None
    if mine and mine.url and url_source(mine.url) != url_source(answer.final_url):
        raise InputError(f"{folder} holds the draft of another page, {mine.url}. Name another folder with --into.")
    page = (mine.page if mine else None) or (folder / _PAGE_NAMES.get(reading.media_type, "page.txt")).resolve()
    saved = mine.saved if mine else None
    if saved is None or not page.exists() or page.read_bytes() != answer.body:
        replace_file(page, answer.body)
        saved = datetime.now(UTC).date()
    return _write(parsed, folder, slug, page, answer.final_url, saved)


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
        return pool.submit(
            path, name=name, url=url, charset=charset, slug=slug, document_id=identifier, as_page="yes"
        ).result()


def _refuse_empty(path: Path, answer: Fetched) -> None:
    """Raises InputError for a page that stands in place of the one asked for."""
    with ReadingPool(1) as pool:
        reading = pool.submit(path, url=answer.final_url, charset=answer.charset, only_sense="yes").result()
    if reading.sense is not None and reading.sense.code is not None:
        raise InputError(f"{answer.final_url}: {reading.sense.message}")


def _page_of(reading: Reading) -> ParsedPage:
    assert reading.parsed is not None  # noqa: S101 - _read saw to it
    return reading.parsed


def _write(parsed: ParsedPage, folder: Path, slug: str, page: Path, url: str | None, saved: date | None) -> Draft:
    fresh = draft_of(parsed, folder, slug, page, url, saved)
    path, notes = fresh.path, list(parsed.notes)
    text = whole(fresh)
    if path.exists():
        base = read_declared(folder, DRAFT_NAME) if (folder / DRAFT_NAME).exists() else None
        plain = without_marks(read_text(path))
        again = redraft(plain, read_declared(folder, text=plain), base, fresh, parsed.page)
        text, notes = again.text, notes + again.notes
    replace_file(path, text.encode())
    replace_file(folder / DRAFT_NAME, whole(fresh).encode())
    talks = sum(len(session.talks) for session in fresh.sessions or ())
    items = sum(len(group.items) for group in fresh.groups or ())
    return Draft(path, talks, items, tuple(notes))

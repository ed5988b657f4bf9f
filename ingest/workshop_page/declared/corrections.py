"""Corrections that people make on the page of a workshop: kept in the data directory, put over every reading.

One file a workshop, ``DATA/corrections/SLUG.toml``, in the words of ``workshop.toml``. It holds what was corrected
and nothing else, so that the rest still follows the page. No run writes it.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from corpus.control_files import replace_file
from corpus.errors import InputError
from corpus.folder_lock import locked
from corpus.ids import digest, normalise
from ingest.workshop_page.declared import toml_text
from ingest.workshop_page.declared.apply import apply_declared
from ingest.workshop_page.declared.model import (
    CORRECTIONS,
    AddresseesCorrection,
    Declared,
    DeclaredTalk,
    SessionCorrection,
)
from ingest.workshop_page.declared.reader import SLUG, read_corrections
from ingest.workshop_page.declared.toml_text import SCALARS
from ingest.workshop_page.parse.parsed_page import ParsedPage

HEAD = """\
# What was corrected on the page of this workshop. It takes precedence over the page and over a workshop.toml.
# The page "Correct this workshop" writes this file; nothing else changes it.
"""


class Corrections:
    """The corrections of a data directory, by the workshop's slug."""

    def __init__(self, data: Path) -> None:
        self._folder = data / CORRECTIONS

    def text(self, slug: str) -> str:
        """The file of a workshop; "" where nothing is corrected. Raises InputError where it cannot be read."""
        if not SLUG.fullmatch(slug):
            return ""
        path = self._path(slug)
        try:
            return path.read_text("utf-8")
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{path} cannot be read: {error}. Restore it from a backup, or remove it.") from error

    def key(self, slug: str) -> str:
        """What the corrections of a workshop are told apart by; "" where there are none."""
        try:
            text = self.text(slug)
        except InputError:
            return "unreadable"
        return digest(text, 16) if text else ""

    def read(self, slug: str) -> Declared | None:
        """The corrections of a workshop; None where there are none.

        Raises InputError, with the line, where somebody wrote something else into the file.
        """
        text = self.text(slug)
        return read_corrections(self._path(slug), text) if text else None

    def write(self, slug: str, corrections: Declared) -> None:
        """Keep these corrections in place of those before. Raises InputError, StoreError."""
        if not SLUG.fullmatch(slug):
            raise InputError(f"A workshop called {slug!r} cannot be corrected here.")
        text = written(corrections)
        if not text:
            self.remove(slug)
            return
        read_corrections(self._path(slug), text)
        replace_file(self._path(slug), text.encode())

    def remove(self, slug: str) -> None:
        """Forget the corrections of a workshop."""
        if SLUG.fullmatch(slug):
            self._path(slug).unlink(missing_ok=True)

    def locked(self) -> AbstractContextManager[None]:
        """Nobody else who asks for this lock changes corrections meanwhile. Raises StoreError."""
        return locked(self._folder)

    def _path(self, slug: str) -> Path:
        return self._folder / f"{slug}.toml"


def corrected(parsed: ParsedPage, corrections: Declared, url: str | None, document_id: str) -> ParsedPage:
    """A page that nobody declared anything of, with its corrections."""
    path = corrections.folder / f"{corrections.slug}.toml"
    bare = Declared(corrections.folder, corrections.slug, page=path, url=url)
    return apply_declared(put_over(bare, corrections), parsed, document_id)


def put_over(declared: Declared, corrections: Declared) -> Declared:
    """``declared`` with everything that ``corrections`` say in place of it or beside it."""
    names = (*SCALARS, "organizers")
    said = {name: value for name in names if (value := getattr(corrections, name)) is not None}
    if "first_day" in said and "date_text" not in said:
        said["date_text"] = None
    return replace(
        declared,
        **said,
        talks=(*declared.talks, *corrections.talks),
        session_corrections=(*declared.session_corrections, *corrections.session_corrections),
        addressees_corrections=(*declared.addressees_corrections, *corrections.addressees_corrections),
        lines={**declared.lines, **{name: corrections.lines.get(name, 0) for name in said}},
    )


def former_titles(corrections: Declared | None) -> dict[str, str]:
    """The titles that talks were corrected to, by what the page calls them, normalised."""
    talks = corrections.talks if corrections else ()
    return {normalise(talk.of): talk.title for talk in talks if isinstance(talk.of, str) and talk.title}


def written(corrections: Declared) -> str:
    """The text of the file; "" where nothing is corrected."""
    facts = [f"{name} = {toml_text.value(value)}\n" for name in SCALARS if (value := getattr(corrections, name))]
    if corrections.organizers is not None:
        facts.append(f"organizers = {toml_text.array(map(toml_text.quoted, corrections.organizers))}\n")
    blocks = ["".join(facts)]
    blocks += [_session(each) for each in corrections.session_corrections]
    blocks += [_talk(each) for each in corrections.talks]
    blocks += [_addressees(each) for each in corrections.addressees_corrections]
    text = "\n".join(filter(None, blocks))
    return f"{HEAD}\n{text}" if text else ""


def _session(of: SessionCorrection) -> str:
    lines = [("session", of.of), ("label", of.label), ("title", of.title)]
    text = "[[sessions]]\n" + _lines(lines)
    return text if of.chairs is None else f"{text}chairs = {toml_text.people(of.chairs)}\n"


def _talk(of: DeclaredTalk) -> str:
    text = "[[talks]]\n"
    if of.of is not None:
        text += f"talk = {of.of if isinstance(of.of, int) else toml_text.quoted(of.of)}\n"
    text += _lines([("session", of.session), ("title", of.title)])
    if of.speakers is not None:
        text += f"speakers = {toml_text.people(of.speakers)}\n"
    return text


def _addressees(of: AddresseesCorrection) -> str:
    names = ", ".join(map(toml_text.quoted, of.addressees))
    lines = [("group", of.group), ("recommendation", of.recommendation)]
    return "[[recommendations]]\n" + _lines(lines) + f"addressees = [{names}]\n"


def _lines(fields: list[tuple[str, str | None]]) -> str:
    return "".join(f"{name} = {toml_text.quoted(value)}\n" for name, value in fields if value)

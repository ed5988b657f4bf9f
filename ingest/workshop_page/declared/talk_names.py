"""Talks as people name them: by their position or their title."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.errors import InputError
from corpus.ids import normalise
from corpus.model import Talk, Workshop
from ingest.workshop_page.declared.model import Declared, PaperEntry


def talk_of(entry: PaperEntry, workshop: Workshop, declared: Declared) -> Talk | None:
    """The talk a paper belongs to, by position or title (in any case and spacing); None for the whole workshop's.

    Raises InputError where there is no such talk.
    """
    if entry.talk is None:
        return None
    where = f"{declared.path}, line {entry.line}: papers entry {entry.number}"
    talks = workshop.talks
    if isinstance(entry.talk, int):
        if entry.talk > len(talks):
            raise InputError(f"{where}: there is no talk {entry.talk}; the page has {len(talks)}.")
        return talks[entry.talk - 1]
    found = talks_called(entry.talk, talks)
    if len(found) != 1:
        many = "no talk" if not found else f"{len(found)} talks"
        raise InputError(
            f'{where}: {many} on the page is called "{entry.talk}". Give the talk\'s position, a number.'
        )
    return found[0]


def talks_called(title: str, talks: Sequence[Talk]) -> list[Talk]:
    """The talks of this title, in any case and spacing; else those whose title begins so."""
    wanted = normalise(title)
    found = [talk for talk in talks if normalise(talk.title) == wanted]
    return found or [talk for talk in talks if normalise(talk.title).startswith(wanted)]

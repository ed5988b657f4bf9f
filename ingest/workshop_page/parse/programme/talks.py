"""The talks of a page: its pieces put together, title with speakers, as most of the page's blocks show them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.workshop_page.parse.programme.assembly import Assembler
from ingest.workshop_page.parse.programme.evidence import is_programme
from ingest.workshop_page.parse.programme.headings import leave_out, take_headings
from ingest.workshop_page.parse.programme.likes import drop_doubtful, name_sessions
from ingest.workshop_page.parse.programme.merge import merged, share_speakers
from ingest.workshop_page.parse.programme.pieces import pieces_of, placed
from ingest.workshop_page.parse.programme.records import Chapter
from ingest.workshop_page.parse.programme.roles import read_pieces
from ingest.workshop_page.parse.programme.running_text import mark_sentences_among, prose_slots
from ingest.workshop_page.parse.programme.surnames import with_surnames
from ingest.workshop_page.parse.programme.wrapping import unwrapped
from ingest.workshop_page.read.lines import PageLines

_FRENCH_TITLE = re.compile(r"M\.\s+(?:[^\W\d_a-z][\w'’-]*[\s-]+){1,3}[^\W\d_]")


def find_talks(page: PageLines) -> list[Chapter]:
    """The chapters of a page's programme that hold talks, in page order; [] where it shows none."""
    pieces = placed(page, with_surnames(page, unwrapped(page, pieces_of(page))))
    readings = read_pieces(pieces, page.text, page.blocks)
    take_headings(readings)
    leave_out(readings, page.blocks)
    prose = prose_slots(readings)
    mark_sentences_among(readings, prose)
    chapters = Assembler(page, readings).chapters()
    share_speakers(chapters)
    drop_doubtful(chapters, prose)
    name_sessions(chapters)
    if not is_programme(page, [reading.piece for reading in readings], chapters):
        return []
    _take_french_titles(chapters)
    return merged([chapter for chapter in chapters if chapter.records])


def _take_french_titles(chapters: Sequence[Chapter]) -> None:
    """On a page with "Mme" before names, "M." before others is a title and no initial."""
    records = [record for chapter in chapters for record in chapter.records]
    if not any((who.honorific or "").startswith("Mme") for record in records for who in record.speakers):
        return
    for record in records:
        record.speakers = [
            replace(who, name=who.name[2:].strip(), honorific="M.") if _FRENCH_TITLE.match(who.name) else who
            for who in record.speakers
        ]

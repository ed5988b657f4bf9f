"""The talks of a page: its pieces put together, title with speakers, as most of the page's blocks show them."""

from __future__ import annotations

from ingest.workshop_page.parse.programme.assembly import Assembler
from ingest.workshop_page.parse.programme.evidence import is_programme
from ingest.workshop_page.parse.programme.headings import leave_out, take_headings
from ingest.workshop_page.parse.programme.likes import drop_doubtful, name_sessions
from ingest.workshop_page.parse.programme.merge import merged
from ingest.workshop_page.parse.programme.pieces import pieces_of, placed
from ingest.workshop_page.parse.programme.records import Chapter
from ingest.workshop_page.parse.programme.roles import read_pieces
from ingest.workshop_page.parse.programme.wrapping import unwrapped
from ingest.workshop_page.read.lines import PageLines


def find_talks(page: PageLines) -> list[Chapter]:
    """The chapters of a page's programme that hold talks, in page order; [] where it shows none."""
    pieces = placed(page, unwrapped(page, pieces_of(page)))
    readings = read_pieces(pieces, page.text, page.blocks)
    take_headings(readings)
    leave_out(readings, page.blocks)
    chapters = Assembler(page, readings).chapters()
    drop_doubtful(chapters)
    name_sessions(chapters)
    if not is_programme(page, pieces, chapters):
        return []
    return merged([chapter for chapter in chapters if chapter.records])

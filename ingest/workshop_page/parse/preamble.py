"""What stands above the first known heading: the site's name, the workshop's title, whatever else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.model import Extent
from ingest.workshop_page.parse.parts import Part
from ingest.workshop_page.parse.sections import Section
from ingest.workshop_page.parse.title import find_title
from ingest.workshop_page.parse.units import Unit
from ingest.workshop_page.read.lines import PageLines


@dataclass(frozen=True, slots=True)
class Preamble:
    """The page's title; the masthead and title as ``parts``; the units that are neither as ``rest``.

    ``titled`` says that the page names the event; without that the title is what its caller calls it.
    """

    title: str
    titled: bool
    parts: tuple[Part, ...]
    rest: tuple[Unit, ...]


def parse_preamble(lines: PageLines, units: Sequence[Unit], section: Section, slug: str) -> Preamble:
    """What the section above the first heading tells. ``units`` are all of the page's own, ``slug`` its name if it
    says no title.
    """
    title = find_title(lines, units, section.units)
    parts = [Part("furniture", unit.whole) for unit in title.masthead]
    own = [unit for unit in title.units if unit in section.units]
    if own:
        parts.append(Part("heading", Extent(own[0].start, own[-1].end), (), 1))
    taken = {unit.start for unit in (*own, *title.masthead)}
    rest = tuple(unit for unit in section.units if unit.start not in taken)
    return Preamble(title.text or slug, bool(title.text), tuple(parts), rest)

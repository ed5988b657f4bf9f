"""Declarations and resolutions, whose paragraphs open with what is done: "Urge …", "Recognizing …"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.workshop_page.parse.agents import agents_in
from ingest.workshop_page.parse.units import Unit

_ADVERB = (
    r"(?:(?:and|also|further|furthermore|strongly|hereby|therefore|again|earnestly|finally|in\s+addition),?\s+)*"
)
_ASKS = re.compile(
    rf"{_ADVERB}(?:(?:recommend|urge|request|invite|encourage|challenge|exhort|advise|propose)s?|recommended|urged|requested|encouraged"
    r"|(?:call|appeal)(?:s|ed)?\s+(?:up)?(?:on|to|for))\s+(?=\S)",
    re.IGNORECASE,
)
_STATES = re.compile(
    rf"{_ADVERB}(?:whereas|convinced|mindful|aware|bearing\s+in\s+mind|taking\s+(?:note|into)|having|conscious"
    r"|(?:recogni[sz]|acknowledg|not|welcom|reiterat|emphasi[sz]|underlin|declar|endors|resolv|agre)(?:es?|ed|ing)"
    r"|(?:affirm|reaffirm|confirm|consider|recall|commend|stress|support|thank|condemn|adopt)(?:s|ed|ing)?"
    r"|took\s+note|express(?:es|ed|ing)?)\s+(?=\S)",
    re.IGNORECASE,
)
_FEWEST = 3
_CONTINUES = re.compile(r"(?:to|that)\s", re.IGNORECASE)


def asks_at_once(text: str) -> bool:
    """Whether a paragraph opens with the asking: "Further urge ports to …", "Calls upon Governments to …"."""
    return _ASKS.match(text) is not None


def is_declaration(units: Sequence[Unit]) -> bool:
    """Whether these are paragraphs of a declaration: some open with what is so, others with what is asked."""
    asking = sum(asks_at_once(unit.text) for unit in units if not unit.level)
    stating = sum(_STATES.match(unit.text) is not None for unit in units if not unit.level)
    return asking > 0 and stating > 0 and asking + stating >= _FEWEST


def asked_in_list(units: Sequence[Unit], at: int) -> tuple[int, tuple[str, ...]]:
    """How many units behind ``at`` say what its colon announces, "to map the reefs; and", and whom they ask."""
    lead = units[at].text
    if not lead.endswith(":"):
        return 0, ()
    count = 0
    for unit in units[at + 1 :]:
        if unit.level or not (
            unit.item or unit.marker or (_CONTINUES.match(unit.text) and unit.text[:1].islower())
        ):
            break
        count += 1
    return count, agents_in(f"{lead.rstrip(': ').split(',')[0]} to act")

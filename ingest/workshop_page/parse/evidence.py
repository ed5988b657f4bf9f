"""Whether a page that nobody declared to be a workshop's tells of an event at all.

Any list of short lines can be read as a programme: of drinks, of albums, of ministers. What makes it an event's is
that the page calls itself one, says where it was held and when or by whom, or hands out the speakers' files.
"""

from __future__ import annotations

import re

from corpus.model import Workshop

_EVENT = re.compile(
    r"\b(?:work-?shops?|seminars?|for(?:um|a)|meetings?|conferences?|symposi(?:um|a)|trainings?|round\s?-?tables?"
    r"|consultations?|colloqui(?:um|a)|summits?|congress(?:es)?|courses?|schools?|lectures?|retreats?|dialogues?"
    r"|programmes?|programs?|agenda|schedule|proceedings|technical sessions?|plenary"
    r"|ateliers?|colloques?|journ[ée]es?|s[ée]minaires?|talleres|taller|seminarios?|congresos?|jornadas?|encuentros?"
    r"|tagung(?:en)?|kongress|fachtagung|oficinas?|lokakarya|hội thảo)\b"
    r"|研讨|研討|会议|會議|論壇|论坛|大会|年會|年会|議程|议程|シンポジウム|ワークショップ|세미나|워크숍|컨퍼런스",
    re.IGNORECASE,
)
_HANDED_OUT = 2
"""Talks with files from which on they show a programme."""


def tells_of_event(workshop: Workshop, text: str, head_title: str | None) -> bool:
    """Whether the page with this ``text`` shows the workshop it was read as."""
    if _EVENT.search(workshop.title) or _EVENT.search(head_title or ""):
        return True
    if workshop.venue and (workshop.first_day or workshop.organizers):
        return True
    if sum(bool(talk.papers) for talk in workshop.talks) >= _HANDED_OUT:
        return True
    addressed = any(item.addressees for group in workshop.groups for item in group.recommendations)
    return addressed and _EVENT.search(text) is not None

"""Who speaks for an event in its report: "Ministers noted …", "The Steering Group recommended …"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ingest.workshop_page.parse.asks import ADVERB

_SAID = re.compile(
    r"(?:^|(?<=[.;:]\s))(?:(?:\d+|[a-z])[.)]\s+)?"
    r"(?P<who>(?:(?:The|All)\s+)?[A-Z][\w/&'’-]*(?:\s+(?:of\s+)?[\w/&'’-]+){0,3}?)\s+"
    r"(?:(?:also|further|therefore|strongly|again)\s+)*"
    r"(?P<did>noted|took\s+note|welcomed|thanked|agreed|recommended|decided|adopted|urged|requested|recogni[sz]ed"
    r"|expressed|stressed|endorsed|acknowledged|concluded|invited|called\s+(?:up)?on|encouraged|emphasi[sz]ed"
    r"|reaffirmed|approved|considered|discussed|reviewed|recalled)\b"
)
_FEWEST = 3
_FEWEST_VERBS = 2
_SHARE = 0.5
_LONGEST = 4000
# Who speaks for the event: outside a section of recommendations nobody else's advice counts.
_COLLECTIVE = re.compile(
    r"(?:^|[,;]\s+|^(?:in|at|during|on|after)\s+[^,;]{3,60}?\s+)(?:(?:also|furthermore|finally|in\s+conclusion|accordingly|therefore),?\s+)?(?:the\s+|this\s+"
    r"|all\s+)?"
    r"(?!(?:one|another|an?|some|several|many|most|few|other|each|no)\s)(?:[\w-]+\s+){0,2}"
    r"(?:meetings?|workshops?|seminar|forum|conference|symposium|consultation|round\s?-?table|participants"
    r"|delegates|experts?"
    r"|experts?\s+group|(?:las?\s+|los\s+|les?\s+|[oa]s?\s+|el\s+|l['’])?(?:personas\s+)?(?:participantes|taller|encuentro"
    r"|reuni[óã]o?n?|seminario|atelier|séminaire|oficina|seminário)|it\s+(?:was|is))"
    rf"(?:\s+(?:of|at|in)\s+[^,;]{{2,60}}?)?(?:,\s+[^,;]{{3,60}},)?\s+{ADVERB}$",
    re.IGNORECASE,
)


def voice_of(texts: Iterable[str]) -> str | None:
    """The subject of most sentences of a report that say what was noted, agreed or recommended; None without one.

    Where many speak, as in a report of a debate, nobody's voice is the event's.
    """
    said: Counter[str] = Counter()
    did: dict[str, set[str]] = {}
    for text in texts:
        for match in _SAID.finditer(text[:_LONGEST]):
            said[match["who"]] += 1
            did.setdefault(match["who"], set()).add(match["did"])
    if not said:
        return None
    who, count = said.most_common(1)[0]
    sure = count >= _FEWEST and len(did[who]) >= _FEWEST_VERBS and count >= _SHARE * said.total()
    return who if sure else None


@dataclass(frozen=True, slots=True)
class Speaks:
    """Whose advice counts in a paragraph: anybody's under a heading of recommendations, else the event's."""

    under_heading: bool
    voice: str | None

    def counts(self, sentence: str, verb: int) -> bool:
        """Whether what the subject of the verb at ``verb`` asks for counts."""
        return self.under_heading or self.by_all(sentence, verb)

    def by_all(self, sentence: str, verb: int) -> bool:
        """Whether the event or all who came are the subject of the verb at ``verb``."""
        before = " ".join(sentence[:verb].split()) + " "
        if _COLLECTIVE.search(before):
            return True
        return self.voice is not None and _said_by(self.voice).search(before) is not None


@lru_cache(maxsize=8)
def _said_by(voice: str) -> re.Pattern[str]:
    """The voice, or "they" for it, right before a verb, or before an earlier verb of the same sentence."""
    return re.compile(
        rf"(?:^|[,;]\s+)(?:{re.escape(voice)}|they|it)\s+(?:[^,;]*,?\s+and\s+)?{ADVERB}$", re.IGNORECASE
    )

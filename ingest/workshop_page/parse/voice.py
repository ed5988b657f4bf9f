"""Who speaks for an event in its report: "Ministers noted …", "The Steering Group recommended …"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

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

"""Lines of a programme at which nobody speaks: coffee, lunch, dinner. Nobody searches for them."""

from __future__ import annotations

import re

_TIMES = re.compile(
    r"(?:\d{1,2}(?:\s?[:.h]\s?\d\d)?(?:\s?[ap]\.?m\b\.?)?(?:\s?(?:uhr|hrs?)\b)?|\b(?:to|until|bis|à|às|al?)\b|[-–—~:|,()\s])+",
    re.IGNORECASE,
)
_PAUSE = re.compile(
    r"(?:(?:morning|afternoon|mid-?morning|mid-?afternoon|short|networking|health|long|conference|workshop|gala|welcome"
    r"|evening|buffet|and|&|/|-|–)\s*)*"
    r"(?:(?:cof+ee|tea|lunch(?:eon)?|refreshments?)(?:\s*(?:and|&|/|or)\s*(?:cof+ee|tea|cake|snacks|refreshments))?"
    r"(?:[\s-]*breaks?)?|(?:break|dinner|breakfast|banquet|recess)s?"
    r"|(?:kaffee|mittags|tee)-?pause|mittagessen|abendessen|pause|pause[- ](?:café|déjeuner)|déjeuner|d[îi]ner"
    r"|almuerzo|receso|pausa(?: (?:para|de|do|del))? ?(?:el |o )?(?:caf[ée]|almuerzo|almo[çc]o)?|caf[ée]|almo[çc]o"
    r"|lunchpauze|koffiepauze|pauze)"
    r"(?:\s*\((?:provided|self-paid|included|free|on your own)\))?",
    re.IGNORECASE,
)


_GREETING = re.compile(
    r"(?:registration|welcome|opening|closing)(?: (?:and|&) (?:registration|welcome|opening|coffee))?"
    r"(?P<said> remarks| words)?",
    re.IGNORECASE,
)


def is_pause(text: str) -> bool:
    """Whether a line names a pause, a meal or a welcome and nothing else: "10:30 | Coffee Break"."""
    if len(text) > 100:
        return False
    times = _TIMES.match(text)
    rest = text[times.end() if times else 0 :].strip(" |.!*:-–—")
    greeting = _GREETING.fullmatch(rest)
    # "Welcome" without a time may head a page's text.
    return _PAUSE.fullmatch(rest) is not None or bool(greeting and (times or greeting["said"]))

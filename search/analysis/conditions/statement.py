"""Whether a query states something, rather than asks for it."""

from __future__ import annotations

import re

_AUXILIARY = r"(?:is|are|was|were|do|does|did|can|could|should|would|will|has|have|had)(?:n['’]t)?\b"
_ASKS = re.compile(
    r"\b(?:(?:who|whom|whose|what|why|how|which|list|find|show|give|name|compare|describe|tell|explain)\b"
    rf"|(?:when|where)\s{_AUXILIARY}|{_AUXILIARY})",
    re.IGNORECASE,
)
_WISHES = re.compile(r"\W*(?:I|we)(?:['’]m|\sam|['’]re|\sare)?\s(?:want|need|seek|look|try|wonder)", re.IGNORECASE)
_CLEFT = re.compile(r"\W*what\b[^?]{1,80}?\b(?:is|was) that\b", re.IGNORECASE)
"""How a statement may begin like a question: "What you were not told was that …"."""
_LEAD_IN = re.compile(
    r"\W*(?:(?:in|on|at|for|to|of|from|by|with|during|under|since|after|before|according)\b[^,.;]{0,60}[,\s])?",
    re.IGNORECASE,
)
"""What may stand before a question word: "In what year", "After 1935, who"."""
_VERB = re.compile(
    r"(?i:\b(?:is|are|was|were|has|have|had|can|could|will|would|might|shall|should|must|do|does|did)\b"
    r"|n['’]t\b)|\bmay\b"  # "May" is a month
)
_MIN_WORDS, _LONG = 4, 16
"""Words from which a query may be a statement, and from which it is one without a sign of a verb."""


_NORM = re.compile(r"\b(?:should|must|shall|ought)\b", re.IGNORECASE)
"""What ought to be done is asked for as often as stated: a recommendation answers it, or does not."""


def is_statement(text: str) -> bool:
    """Whether ``text`` is a statement: no question, no request, no mere topic."""
    if "?" in text or _NORM.search(text) or _WISHES.match(text):
        return False
    if _ASKS.match(text, _LEAD_IN.match(text).end()) and not _CLEFT.match(text):  # type: ignore[union-attr]
        return False
    words = len(text.split())
    ends = text.rstrip(" \"'”’)").endswith((".", ";", "!"))
    return words >= _MIN_WORDS and (words >= _LONG or ends or _VERB.search(text) is not None)

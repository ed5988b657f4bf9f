"""The kind of thing a question asks for, where its words tell, and whether a text holds one."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NUMBER_WORDS = "one two three four five six seven eight nine ten eleven twelve twenty hundred thousand".split()
_MONTHS = "january february march april may june july august september october november december".split()

_WANTED: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(asks, re.IGNORECASE), re.compile(holds, re.IGNORECASE))
    for asks, holds in (
        (
            r"\b(what|how|which|the)\b.{0,40}\b(costs?|prices?|budgets?|fees?|salar(y|ies)|gdp|turnover|revenue)\b"
            r"|\bhow much (money|funding)\b",
            r"[$€£¥]|\b(usd|eur|dollars?|euros?|yuan|rupees?|million|billion)\b",
        ),
        (r"\b(percent(age)?|per cent|tax rate|rate of|what share)\b", r"%|\bper ?cent"),
        (r"\b(phone|telephone|fax|e-?mail|web ?site|address of)\b", r"\d[\d -]{6,}|@|\bwww\.|https?:"),
        (
            r"\b(how many|number of|how much (time|does|did|do|is|was|were|will|has|have|of))\b",
            r"\d|\b(" + "|".join(_NUMBER_WORDS) + r")\b",
        ),
        (
            r"^\W*((since |until )?when)\b|\b(what|which) (date|day|month|year)\b|\b(deadline|closing date)\b",
            r"\b(1[89]|20)\d\d\b|\b(" + "|".join(_MONTHS) + r")\b",
        ),
    )
)


def missing_kind(question: str, texts: Iterable[str]) -> bool:
    """Whether ``question`` asks for an amount, a share, a contact, a number or a date and no text holds one."""
    texts = list(texts)
    return any(asks.search(question) and not any(holds.search(text) for text in texts) for asks, holds in _WANTED)

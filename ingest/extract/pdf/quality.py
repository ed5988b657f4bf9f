"""How broken a page's text looks, so that a second extractor is asked only where it may help."""

from __future__ import annotations

import re

SUSPICIOUS = 0.35
"""At this score and above a page is read by the second extractor too, and the better text is taken."""

_WORDS = re.compile(r"[^\W\d_]+")
_SPACED_SCRIPT = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u052f]")
_BAD = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]|\(cid:\d+\)")
_VOWELS = re.compile(r"[aeiouyAEIOUY\u00c0-\u00ff]")
_ENOUGH_WORDS = 8
_SAMPLE = 3000


def brokenness(text: str) -> float:
    """0 for sound text to 1 for none or unreadable.

    Four signs, the worst counts: unmapped characters; words torn into bits of one or two letters; words run
    together; Latin letters without vowels.
    """
    sample = text[:_SAMPLE]
    visible = len(sample) - sum(map(str.isspace, sample))
    if not visible:
        return 1.0
    bad = min(1.0, 4 * sum(len(match) for match in _BAD.findall(sample)) / visible)
    words = [word for word in _WORDS.findall(sample) if _SPACED_SCRIPT.match(word)]
    if len(words) < _ENOUGH_WORDS:
        return max(bad, _run_together(words))
    return max(bad, _torn(words), _run_together(words), _without_vowels(words))


def _torn(words: list[str]) -> float:
    """English prose has about a fifth of such words, formulas half."""
    share = sum(len(word) <= 2 for word in words) / len(words)
    return max(0.0, (share - 0.35) / 0.4) if share > 0.35 else 0.0


def _run_together(words: list[str]) -> float:
    letters = sum(map(len, words))
    return min(1.0, sum(len(word) for word in words if len(word) > 25) / letters) if letters > 60 else 0.0


def _without_vowels(words: list[str]) -> float:
    latin = "".join(word for word in words if word.isascii())
    if len(latin) < 100:
        return 0.0
    return 0.6 if len(_VOWELS.findall(latin)) / len(latin) < 0.12 else 0.0

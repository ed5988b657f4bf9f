"""Times of day and lengths of talks, as programmes print them before and behind a title."""

from __future__ import annotations

import re

from ingest.workshop_page.parse.programme.vocabulary import is_link_label

_CLOCK = (
    r"(?:0[6-9]|1\d|2[0-3])[0-5]\d(?=\s*(?:[-–—]\s*\d{4}\b|hrs?\b|h\b))|(?<=\d[-–—])(?:0[6-9]|1\d"
    r"|2[0-3])[0-5]\d\b|(?<=\d[-–—]\s)(?:0[6-9]|1\d|2[0-3])[0-5]\d\b|(?:[01]?\d"
    r"|2[0-4])\s?(?:[:.h：]\s?[0-5]\d)(?:\s?[ap]\.?m\b\.?|[apn](?![^\W_]))?|(?:0?[7-9]|1\d|2[0-3])h(?![^\W_])"
    r"|(?:[01]?\d)\s?[ap]\.?m\b\.?"
)
_HOUR = r"(?:[01]?\d|2[0-4])"
_TIME = re.compile(
    rf"[(\[]?(?:(?:{_CLOCK})(?:\s*(?:-+|–|—|~|～|〜|→|(?:to|until|till|a|à|às|al|bis|до|至"
    rf"|から)(?![^\W\d_]))\s*(?:{_CLOCK}|{_HOUR}(?!\d)))?"
    rf"|{_HOUR}\s*(?:-|–)\s*(?:{_CLOCK}))(?:\s*(?:hrs?|hours?|uhr|horas?|heures?"
    rf"|h)\b\.?)?(?:\s*,?\s*\(?(?:(?-i:[ECMP]T)|UTC|GMT|CES?T|EES?T|E[SD]T|C[SD]T|P[SD]T|BST|JST|KST|IST|SGT|AES?T)\b(?:[+-]\d{{1,2}})?\)?)?[)\]]?\s*(?:[-–—:|.]+(?=\s|$)|(?<=\s))?\s*",
    re.IGNORECASE,
)
_OF_FILE = (
    r"(?:(?:pdf|pptx?|ppsx?|docx?|odp|zip|powerpoint)\b[\s,;:|–-]*)?"
    r"(?:(?:\d+(?:[.,]\d+)?\s?[kmg]i?b(?:ytes)?\b|\d{1,4}\s?(?:pages?|pp?\b\.?|slides?))[\s,;:|–-]*){0,3}"
)
"""The sort, size and length of a file."""

_DURATION = re.compile(
    r"\s*(?:[-–—,|]\s*\d{1,3}\s?(?:min(?:ute)?s?|hours?)\.?"
    r"|[(\[]\s*(?:(?:ca\.?|approx\.?)\s*)?\d{1,3}\s?(?:'|’|m|min(?:ute)?s?\.?|h|hours?)\s*[)\]]"
    # The sort and size of a file.
    rf"|[(\[]\s*{_OF_FILE}\s*[)\]])\s*$",
    re.IGNORECASE,
)
_LENGTH_FIRST = re.compile(r"[(\[]\s*\d{1,3}\s?(?:'|’|m|min(?:ute)?s?\.?|h|hrs?|hours?)\s*[)\]]\s+", re.IGNORECASE)
_FILE_FIRST = re.compile(
    r"[(\[]\s*(?:(?:pdf|pptx?|ppsx?|docx?|odp|odt|zip|mp[34]|slides?|video)\b[^()\[\]]{0,24}"
    r"|\d+(?:[.,]\d+)?\s?[kmg]i?b(?:ytes)?)[)\]]\s*[-–—:,]*\s*",
    re.IGNORECASE,
)
"""The sort of a file, set behind its link and before a speaker: "(PDF, 2 MB) – Ana Sample"."""
_LENGTH = re.compile(r"[(\[]?\d{1,3}\s?(?:'|’|m|min(?:ute)?s?\.?|h|hrs?|hours?)[)\]]?", re.IGNORECASE)
_TIME_AT_END = re.compile(rf"[\s:(\[,–—-]+(?:{_CLOCK})\s*(?:-|–|—|to)\s*(?:{_CLOCK})\s*[)\]]?\s*$", re.IGNORECASE)
_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)(?:\.|uary|ruary|ch|il|e|y|ust|tember|ober"
    r"|ember)?"
)
_DATE = re.compile(
    rf"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}[./]\d{{1,2}}[./]?)"
    rf"(?:,?\s+(?:19|20)\d\d)?\s*(?:[:：]|\s[-–—])\s+",
    re.IGNORECASE,
)


def without_note(text: str) -> str:
    """``text`` without the length of the talk or the sort of the file in brackets behind it."""
    match = _DURATION.search(text, max(0, len(text) - 60))
    return text[: match.start()] if match and match.start() else text


def without_times(text: str, start: int, end: int, edges: str) -> tuple[bool, int, int] | None:
    """Whether a time or day stands at either end of ``text[start:end]``, and what is left without it.

    The length of a talk behind its title is taken off too; None where there is nothing but a length. ``edges`` are
    characters that mean nothing at the ends of what is left.
    """
    timed = False
    if (match := _DATE.match(text, start, end)) and match.end() < end:
        timed, start = True, match.end()
    while match := _TIME.match(text, start, end):
        timed, start = True, match.end()
        while start < end and text[start] in edges:
            start += 1
    if timed and start >= end:
        return True, start, start
    if (match := _LENGTH_FIRST.match(text, start, end)) and match.end() < end:
        timed, start = True, match.end()
    elif (match := _FILE_FIRST.match(text, start, end)) and not is_link_label(text[match.end() : end] or "pdf"):
        start = match.end()
    if _LENGTH.fullmatch(text, start, end) or _DURATION.fullmatch(text, start, end):
        return None
    if match := _DURATION.search(text, max(start, end - 60), end):
        end = match.start() if match.start() > start else end
    if (match := _TIME_AT_END.search(text, max(start, end - 60), end)) and match.start() > start:
        timed, end = True, match.start()
    return timed, start, end

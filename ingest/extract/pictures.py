"""What a file says of its pictures in words: the alternative text that stands for one where it is not seen."""

from __future__ import annotations

import re

from ingest.extract.runs import one_line

_FILE_NAME = re.compile(r"\.[a-z]\w{1,4}$|^https?:|^(?!\d+$)[a-z\d_-]{2,}$", re.IGNORECASE)
_GUESSED = re.compile(
    r"description automatically generated(?: with \w+ confidence)?\.?|AI-generated content may be incorrect\.?",
    re.IGNORECASE,
)


def description(text: str | None) -> str:
    """An alternative text in one line; empty for a file name or a lone word.

    The remark that a program wrote it is left out.
    """
    text = one_line(_GUESSED.sub("", text or ""))
    return "" if _FILE_NAME.search(text) else text

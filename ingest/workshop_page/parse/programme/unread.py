"""Why a page's programme could not be read, where it stands in no text."""

from __future__ import annotations

import re

from ingest.workshop_page.read.lines import PageLines

BY_SCRIPT = (
    "Its programme is drawn by script and was not read. Open the page in a browser and save it there, or write "
    "the talks into workshop.toml."
)
IN_PICTURE = "Its programme is a picture and was not read. Write the talks into workshop.toml."
_PROGRAMME = re.compile(r"\b(?:program(?:me)?|agenda|schedule|timetable)", re.IGNORECASE)


def why_unread(page: PageLines) -> tuple[str, ...]:
    """A sentence for the report, where a page without talks shows its programme otherwise than in text."""
    if page.scripted:
        return (BY_SCRIPT,)
    pictures = (f"{image.alt} {image.source.rsplit('/', 1)[-1]}".replace("_", " ") for image in page.blocks.images)
    return (IN_PICTURE,) if any(_PROGRAMME.search(words) for words in pictures) else ()

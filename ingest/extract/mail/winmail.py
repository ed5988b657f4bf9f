"""A winmail.dat by itself: the mail that Outlook wrapped in it, and its files."""

from __future__ import annotations

from corpus.errors import ExtractionError
from corpus.model import Extraction
from ingest.extract.mail.eml import take_wrapped
from ingest.extract.mail.letter import Letter, as_extraction
from ingest.extract.mail.tnef import unwrapped

MEDIA_TYPE = "application/ms-tnef"


def extract(data: bytes) -> Extraction:
    """The text of the mail, and its files as attachments. Raises ExtractionError: empty, damaged."""
    wrapped = unwrapped(data)
    if wrapped is None:
        raise ExtractionError("damaged", "The file does not begin as a winmail.dat does.")
    letter = Letter(subject=wrapped.subject)
    take_wrapped(wrapped, letter)
    return as_extraction(letter, MEDIA_TYPE, "workshop-search winmail")

"""PowerPoint 97 to 2003 (.ppt, .pps, .pot): one page a slide in the order of the show; older ones as bare text."""

from __future__ import annotations

from importlib.metadata import version

from corpus.errors import ExtractionError
from corpus.model import Extraction
from ingest.extract.msoffice.ole import Container
from ingest.extract.msoffice.ppt.deck import Deck
from ingest.extract.msoffice.ppt.powerpoint95 import old_pages
from ingest.extract.msoffice.ppt.records import Stream
from ingest.extract.remarks import undescribed

MEDIA_TYPE = "application/vnd.ms-powerpoint"


def extract(data: bytes) -> Extraction:
    """Read a presentation. Raises ExtractionError: empty, encrypted, damaged, unsupported, output-limit."""
    container = Container.open(data)
    # A file saved for PowerPoint 95 and 97 at once keeps the newer form in a storage of its own.
    folder = "PP97_DualStorage/" if "pp97_dualstorage/powerpoint document" in container.names else ""
    content = container.stream(f"{folder}PowerPoint Document")
    if content is None:
        old = container.stream("PP40")
        if old is None:
            raise ExtractionError("unsupported", "The file is an Office container without a presentation.")
        return _old(container, old)
    if "encryptedsummary" in container.names:
        raise ExtractionError("encrypted", "The presentation is encrypted and needs a password.")
    deck = Deck(Stream.open(content, _current_user(container, folder)))
    pages = deck.pages()
    if not pages:
        return _old(container, content)
    return Extraction(
        media_type=MEDIA_TYPE,
        pages=pages,
        extractor=f"workshop-search ppt + olefile {version('olefile')}",
        title=container.title(),
        notes=tuple(dict.fromkeys([*deck.notes, *undescribed(deck.undescribed, deck.undescribed_on, "slide")])),
        image_only=tuple(deck.image_only),
        shapes_seen=deck.seen,
        shapes_read=deck.read,
    )


def _current_user(container: Container, folder: str) -> bytes | None:
    """The stream that points to the newest edit; without it the edit is looked for."""
    try:
        return container.stream(f"{folder}Current User")
    except ExtractionError:
        return None


def _old(container: Container, content: bytes) -> Extraction:
    pages = old_pages(content)
    if not pages:
        raise ExtractionError("damaged", "No slide and no text was found in the presentation.")
    return Extraction(
        media_type=MEDIA_TYPE,
        pages=pages,
        extractor=f"workshop-search ppt + olefile {version('olefile')}",
        title=container.title(),
        notes=(
            "Written by PowerPoint 95 or older, or broken: all text is on one page, where slides end is unknown.",
        ),
        fallback_pages=(1,),
    )

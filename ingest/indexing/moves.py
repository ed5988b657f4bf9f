"""Documents whose bytes stand under another name now: their old ids lead to the new place."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from corpus.catalogue.catalogue import Catalogue
from corpus.model import Document
from ingest.indexing.id_aliases import former_ids


def alias_moved(catalogue: Catalogue, when: str) -> int:
    """Give every document that is gone and has its bytes served from another place the ids of that place.

    Returns how many have moved since the last run. Only for the holder of the writer lock.
    """
    pairs = catalogue.moved()
    with catalogue.transaction():
        for old, new in pairs.items():
            alias(catalogue, old, new, when)
    return len(pairs)


def alias(catalogue: Catalogue, old: str, new: str, when: str) -> None:
    """Let the ids of the document ``old`` and of its passages lead to those of ``new``.

    A passage of the same text has the same hash in its id; what reads otherwise there is matched by its words.
    """
    before, after = catalogue.passages(old), catalogue.passages(new)
    there = {passage.id for passage in after}
    catalogue.put_former_id(old, new, None, when)
    unmatched = []
    for passage in before:
        same = new + passage.id.removeprefix(old)
        if same in there:
            catalogue.put_former_id(passage.id, same, None, when)
        else:
            unmatched.append(passage)
    for former in former_ids(unmatched, after):
        catalogue.put_former_id(former.id, former.now, former.nearest, when)


def is_missing(source: str) -> bool:
    """Whether a source is a file that is no longer where it was, or inside one."""
    return source.startswith("file:") and not Path(url2pathname(urlsplit(source).path)).exists()


def deleted_and_missing(catalogue: Catalogue) -> dict[str, Document]:
    """By content hash: documents deleted by hand whose file may have another name now."""
    deleted = (entry.document for entry in catalogue.deleted())
    return {document.content_hash: document for document in deleted if is_missing(document.source)}


def left_out(former: Document) -> str:
    """What a report says of a file that was deleted by hand under another name."""
    how = f"`workshop-search ingest --restore {former.id}` restores it"
    return f"left out: it was deleted under another name; {how}"

"""A source that a run looks at, and the talk it belongs to."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Literal

from corpus.ids import document_id
from corpus.model import Document, PaperRole


@dataclass(frozen=True, slots=True)
class Attachment:
    """The talk a paper belongs to."""

    workshop: str
    session: str | None = None
    talk: str | None = None
    speaker: str | None = None
    country: str | None = None
    role: PaperRole | Literal["workshop page"] | None = None
    year: int | None = None

    @classmethod
    def of(cls, document: Document) -> Attachment | None:
        """How a document is attached; None where it is not."""
        if not document.workshop:
            return None
        return cls(**{field.name: getattr(document, field.name) for field in fields(cls)})

    def put_on(self, document: Document) -> Document:
        """The document as one of this talk."""
        return replace(document, **asdict(self))


@dataclass(frozen=True, slots=True)
class Origin:
    """What the page that links to a file says of it: its title, its own source, the text around the link.

    Fingerprints hash its ``repr``, so another name of it or of a field makes every linked document new.
    """

    title: str | None = None
    linked_from: str | None = None
    link_text: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A source whose bytes, with the hash ``content_hash``, are at ``path``.

    ``name`` is the file's name; ``title`` and ``link_text`` come from the page that links to it. With ``slug`` it
    is tried as the page of the workshop of that slug. ``charset`` is what a server declared.
    """

    source: str
    root: str
    content_hash: str
    path: Path
    name: str
    title: str | None = None
    url: str | None = None
    attachment: Attachment | None = None
    etag: str | None = None
    last_modified: str | None = None
    linked_from: str | None = None
    link_text: str | None = None
    slug: str | None = None
    charset: str | None = None

    @property
    def origin(self) -> Origin:
        """What the page that links to it says of it."""
        return Origin(self.title, self.linked_from, self.link_text)

    @property
    def id(self) -> str:
        """The id its document has or will have."""
        return document_id(self.source)

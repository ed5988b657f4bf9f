"""The types everything speaks of. All are frozen values; all offsets count Unicode code points.

Text is never copied into a structure: a place is an :class:`Extent` of one page, and its text is sliced
from the page. That is what makes a citation exact.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Kind = Literal["recommendation", "talk", "session", "fact", "paper"]
KINDS: tuple[Kind, ...] = ("recommendation", "talk", "session", "fact", "paper")

PaperRole = Literal["presentation", "white paper"]

SpanRole = Literal[
    "heading", "furniture", "contents", "references", "boilerplate", "table", "notes", "struck", "hidden"
]
"""What a stretch of a page is, where it is not plain running text.

heading      a heading of ``level`` 1 (highest) to 6; a slide's title is level 1
furniture    running header or footer, page number: kept in the page, never in a passage
contents     a table of contents; references: a list of references; boilerplate: navigation, legal notices.
             These three become passages that are labelled and ranked down.
table        a table written out as ``header: value`` lines
notes        speaker notes of a slide, footnotes of a page
struck       text that is crossed out or that a tracked change deletes; hidden: text in the file that is not shown.
             Both become passages that are labelled and ranked down, and no quote of them is verified.
"""


class TextRange(NamedTuple):
    """``text[start:end]`` of some text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Extent:
    """A :class:`TextRange` of one page: ``page.text[start:end]`` of page ``page`` (from 1)."""

    start: int
    end: int
    page: int = 1


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one page's text that plays a role."""

    start: int
    end: int
    role: SpanRole
    level: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """One PDF page, one slide, or one section of a document without pages.

    ``number`` counts from 1 in file order; ``label`` is what a reader sees ("iv", "Slide 7", a section's
    heading). ``spans`` are sorted by start and may nest.
    """

    number: int
    text: str
    label: str | None = None
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file inside another: an attachment of a mail, a file of an archive, a sheet embedded in a document.

    ``name`` is its path inside, with "/". ``size`` (bytes) and ``content_hash`` (SHA-256) tell of its bytes;
    ``data`` holds them on the way from the reader to the store and nowhere else. ``problem`` is "code: message"
    where its bytes cannot be had.
    """

    name: str
    data: bytes = b""
    size: int = 0
    content_hash: str = ""
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """What an extractor made of one file's bytes.

    ``extractor`` is "name version" of what read it. ``notes`` are sentences for the report (a fallback used,
    a part skipped). ``shapes_seen`` and ``shapes_read`` count slide shapes or other containers of text met and
    turned into text, so that loss shows. ``image_only`` lists the numbers of pages without any text layer.
    ``attachments`` are the files inside it, each to become a document of its own.
    """

    media_type: str
    pages: tuple[Page, ...]
    extractor: str
    title: str | None = None
    notes: tuple[str, ...] = ()
    image_only: tuple[int, ...] = ()
    fallback_pages: tuple[int, ...] = ()
    shapes_seen: int = 0
    shapes_read: int = 0
    attachments: tuple[AttachedFile, ...] = ()


DocumentState = Literal["live", "stale", "gone", "deleted", "failed"]
"""live       read at its last visit
stale         could not be reached at its last visit; its last good version is kept
gone          its source was listed completely and it is no longer there
deleted       taken out by hand; stays out until restored
failed        never read well; ``reason`` says why
"""


@dataclass(frozen=True, slots=True)
class Document:
    """A file or page taken in.

    ``id`` is derived from ``source`` alone, so it survives a change of the bytes. ``external_id`` is the id a
    collection gave it (``_id`` of a JSONL line). ``talk`` is the title of the talk it belongs to, ``session`` that
    talk's session and ``country`` its speaker's. ``original`` is the hash its file is kept by where that is not
    ``content_hash``. ``retrieved`` is the ISO day (or time) its present bytes were had; "" where nobody said.
    ``linked_from`` is the address of the page that links to it, ``link_text`` the text around the link.
    """

    id: str
    source: str
    title: str
    url: str | None
    media_type: str
    content_hash: str
    workshop: str | None = None
    session: str | None = None
    talk: str | None = None
    speaker: str | None = None
    country: str | None = None
    role: PaperRole | Literal["workshop page"] | None = None
    year: int | None = None
    external_id: str | None = None
    state: DocumentState = "live"
    reason: str | None = None
    first_seen: str = ""
    last_seen: str = ""
    pages: int = 0
    original: str | None = None
    retrieved: str = ""
    linked_from: str | None = None
    link_text: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """One span of one page: what a search returns.

    ``text`` equals the page's ``text[start:end]``. ``context`` is what is embedded before it (heading path,
    speaker, fields) and is no part of it. ``label`` marks text that is ranked down (contents, references,
    boilerplate, struck, hidden). ``ordinal`` is its place in the document, from 0.
    """

    id: str
    document_id: str
    kind: Kind
    page: int
    page_label: str | None
    start: int
    end: int
    text: str
    heading_path: tuple[str, ...] = ()
    context: str = ""
    workshop: str | None = None
    session: str | None = None
    talk: str | None = None
    speaker: str | None = None
    country: str | None = None
    year: int | None = None
    addressees: tuple[str, ...] = ()
    label: SpanRole | None = None
    ordinal: int = 0

    @property
    def embedded_text(self) -> str:
        """What the encoder reads: context, then the passage itself."""
        return f"{self.context}\n{self.text}" if self.context else self.text

    @property
    def indexed_text(self) -> str:
        """What the lexical index matches: headings and addressees the context lacks, then the embedded text."""
        above = [heading for heading in self.heading_path if heading not in self.context]
        return "\n".join([*above, *self.addressees, self.embedded_text])


@dataclass(frozen=True, slots=True)
class LinkedPaper:
    """A presentation or white paper a talk links to, whether or not its file is at hand.

    ``label`` is the link's text, ``url`` its target where the saved page kept it. ``state`` is "missing" until
    a file is attached; ``reason`` then says why it is not at hand.
    """

    role: PaperRole
    label: str
    url: str | None = None
    state: Literal["missing", "at hand", "failed", "image only"] = "missing"
    reason: str | None = None
    document_id: str | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person as the page names them; None for what it does not say."""

    name: str
    honorific: str | None = None
    role: str | None = None
    affiliation: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class TalkLink:
    """A file or page that a talk links to: its address and the link's text, or what its picture says."""

    url: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk with what the page says of it. ``position`` counts from 1 over the whole workshop.

    ``speakers`` are all who give it; ``speaker`` are their names, joined by commas, and ``honorific``, ``role``,
    ``affiliation`` and ``country`` what is said of all of them alike. ``moderators`` lead a panel. ``links`` are
    all that it links to, ``papers`` those of them that are a presentation or a paper.
    """

    position: int
    title: str
    extent: Extent
    speaker: str | None = None
    honorific: str | None = None
    role: str | None = None
    affiliation: str | None = None
    country: str | None = None
    papers: tuple[LinkedPaper, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    moderators: tuple[Speaker, ...] = ()
    links: tuple[TalkLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """A session: ``label`` as printed ("Technical Session I"), its title, talks, discussion bullets and chairs."""

    label: str
    title: str | None
    extent: Extent
    talks: tuple[Talk, ...] = ()
    discussion: tuple[Extent, ...] = ()
    chairs: tuple[Speaker, ...] = ()


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One recommendation, verbatim at its extent. ``position`` counts from 1 within its group."""

    position: int
    extent: Extent
    addressees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecommendationGroup:
    """Recommendations under one heading with the sentence that names their addressees."""

    heading: str
    addressees: tuple[str, ...]
    extent: Extent
    lead: Extent | None = None
    recommendations: tuple[Recommendation, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """Anything else a workshop page says, under its heading (date and venue, participants, summary…)."""

    heading: str | None
    extent: Extent


@dataclass(frozen=True, slots=True)
class Workshop:
    """A workshop as its page tells it.

    ``date_text`` is verbatim; ``first_day`` and ``last_day`` are ISO dates where it could be read.
    ``participants`` keeps every statement on participants, even where two disagree.
    """

    slug: str
    title: str
    document_id: str = ""
    url: str | None = None
    date_text: str | None = None
    first_day: str | None = None
    last_day: str | None = None
    venue: str | None = None
    city: str | None = None
    country: str | None = None
    organizers: tuple[str, ...] = ()
    participants: tuple[Extent, ...] = ()
    summary: Extent | None = None
    sessions: tuple[Session, ...] = ()
    groups: tuple[RecommendationGroup, ...] = ()
    facts: tuple[Fact, ...] = field(default=())

    @property
    def talks(self) -> tuple[Talk, ...]:
        """All talks in page order."""
        return tuple(talk for session in self.sessions for talk in session.talks)

    @property
    def papers(self) -> tuple[LinkedPaper, ...]:
        """All linked papers in page order."""
        return tuple(paper for talk in self.talks for paper in talk.papers)

    @property
    def year(self) -> int | None:
        """The year the workshop was held, where its date could be read."""
        return int(self.first_day[:4]) if self.first_day else None

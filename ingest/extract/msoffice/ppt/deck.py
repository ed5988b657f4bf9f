"""A binary presentation as pages: slides in show order with their outline text, footers, comments and notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.errors import ExtractionError
from corpus.model import Page
from ingest.extract.msoffice.pages import FRAME, Collector, build_page, clean, hidden_page
from ingest.extract.msoffice.ppt import records as rec
from ingest.extract.msoffice.ppt.records import Record, Stream
from ingest.extract.msoffice.ppt.shapes import FURNITURE, TITLE_TEXTS, TITLES, Shape, read_text, shapes_of
from ingest.extract.pictures import description
from ingest.extract.remarks import comment
from ingest.extract.runs import one_line
from ingest.extract.tables import table_lines

MAX_SLIDES = 10_000
_SLIDES, _NOTES = 0, 2
_ON_SLIDES = 3
_LEFT_OUT = 0x04
_UNKNOWN = Record(0, 0, False, 0, 0)


@dataclass(slots=True)
class Entry:
    """A line of the list of slides or of notes: which object, its id, and the outline's texts for it."""

    persist: int
    identifier: int
    texts: list[Shape] = field(default_factory=list)


@dataclass(slots=True)
class Deck:
    """Reads one presentation. ``seen`` and ``read`` count shapes that have, and gave, text.

    ``undescribed`` counts pictures without a description, ``undescribed_on`` lists the slides that show them.
    """

    stream: Stream
    collector: Collector = field(default_factory=Collector)
    notes: list[str] = field(default_factory=list)
    image_only: list[int] = field(default_factory=list)
    undescribed: int = 0
    undescribed_on: list[int] = field(default_factory=list)
    seen: int = 0
    read: int = 0
    masters: set[int] = field(default_factory=set)
    footers: Record | None = _UNKNOWN

    def pages(self) -> tuple[Page, ...]:
        """A page a slide; none where no slide was found at all."""
        slides = self._slides()
        if len(slides) > MAX_SLIDES:
            raise ExtractionError("too-large", f"The presentation has more than {MAX_SLIDES} slides.")
        speakers = self._speaker_notes()
        pages = []
        for index, (entry, slide) in enumerate(slides, start=1):
            self.collector.blocks = []
            if slide is None:
                self.notes.append(f"Slide {index} is missing from the file.")
            before = self.undescribed
            pictures = self._slide(entry, slide, index, speakers) if slide is not None else False
            self.undescribed_on.extend([index] if self.undescribed > before else [])
            blocks = self.collector.blocks
            page = build_page(index, blocks, f"Slide {index}")
            pages.append(hidden_page(page) if slide is not None and self._is_hidden(slide) else page)
            if pictures and all(block.role in FRAME for block in blocks):
                self.image_only.append(index)
        return tuple(pages)

    def _is_hidden(self, slide: Record) -> bool:
        """Whether the show leaves the slide out."""
        info = rec.find(self.stream.data, slide, rec.SHOW_INFO)
        return info is not None and bool(rec.number(self.stream.data, info, 8) >> 16 & _LEFT_OUT)

    def _slides(self) -> list[tuple[Entry, Record | None]]:
        entries = self._list(_SLIDES)
        # An object listed twice is read once, lest a small file have a big slide read ten thousand times.
        once = {entry.persist: entry for entry in reversed(entries)}
        found = [
            (entry, self.stream.object(entry.persist, rec.SLIDE) if once[entry.persist] is entry else None)
            for entry in entries
        ]
        if any(slide is not None for _, slide in found):
            return list(found)
        loose = self.stream.loose(rec.SLIDE)
        if loose:
            self.notes.append("The directory of slides is broken; slides are in the order of the file.")
        return [(Entry(0, 0), slide) for slide in loose]

    def _list(self, instance: int) -> list[Entry]:
        """The list of slides or of notes, with the texts that stand after each entry."""
        document = self.stream.document
        listing = None if document is None else rec.find(self.stream.data, document, rec.SLIDE_LIST, instance)
        entries: list[Entry] = []
        group: list[Record] = []
        for record in () if listing is None else rec.inside(self.stream.data, listing):
            if record.kind == rec.SLIDE_PERSIST:
                self._close(entries, group)
                data = self.stream.data
                entries.append(Entry(rec.number(data, record), rec.number(data, record, 12)))
            else:
                if record.kind == rec.TEXT_HEADER:
                    self._close(entries, group)
                group.append(record)
        self._close(entries, group)
        return entries

    def _close(self, entries: list[Entry], group: list[Record]) -> None:
        """Make a text of the records gathered since the last text header."""
        if entries and group:
            text = Shape()
            read_text(self.stream.data, iter(group), text, self._fields(len(entries)))
            entries[-1].texts.append(text)
        group.clear()

    def _fields(self, number: int) -> dict[int, str]:
        """What the field marks of a slide show: its number; dates and footers are not known here."""
        blank = (rec.DATE, rec.GENERIC_DATE, rec.RTF_DATE, rec.HEADER_MARK, rec.FOOTER_MARK)
        return {rec.SLIDE_NUMBER: str(number), **dict.fromkeys(blank, "")}

    def _slide(self, entry: Entry, slide: Record, number: int, speakers: dict[int, Record]) -> bool:
        """Write one slide's blocks; tells whether it shows pictures or objects."""
        shapes = shapes_of(self.stream, slide, self._fields(number))
        for shape in shapes:
            if shape.outline is not None and shape.outline < len(entry.texts) and not shape.text:
                text = entry.texts[shape.outline]
                shape.text, shape.text_type = text.text, text.text_type
        used = {shape.outline for shape in shapes}
        shapes.extend(text for index, text in enumerate(entry.texts) if index not in used)
        shapes.sort(key=_rank)
        for shape in shapes:
            self._shape(shape)
        atom = rec.find(self.stream.data, slide, rec.SLIDE_ATOM)
        self._footers(slide)
        if atom is not None:
            self._master(rec.number(self.stream.data, atom, 12), number)
        for record in rec.descendants(self.stream.data, slide):
            if record.kind == rec.COMMENT:
                self._comment(record)
        notes = speakers.pop(rec.number(self.stream.data, atom, 16), None) if atom is not None else None
        if notes is not None:
            self._notes(notes, number)
        return any(shape.is_picture or shape.is_object for shape in shapes)

    def _shape(self, shape: Shape) -> None:
        self.seen += shape.has_textbox or shape.is_table or bool(shape.text) or shape.is_object
        if shape.is_table:
            self.collector.extend(table_lines(shape.rows), "table")
            self.read += 1
            return
        text = clean(shape.text)
        self.read += bool(text) or shape.has_textbox
        if _is_title(shape):
            self.collector.add(one_line(text), "heading", 1)
        else:
            (self.collector.frame if shape.placeholder in FURNITURE else self.collector.extend)(text.split("\n"))
        if shape.is_picture:
            told = clean(shape.description)
            self.collector.add(description(told))
            self.undescribed += not told

    def _footers(self, slide: Record) -> None:
        """The footer of the slide, or else of the whole show, where it is switched on."""
        own = rec.find(self.stream.data, slide, rec.FOOTERS)
        for record in () if (found := own or self._show_footers()) is None else (found,):
            atom = rec.find(self.stream.data, record, rec.FOOTERS_ATOM)
            flags = 0 if atom is None else rec.number(self.stream.data, atom) >> 16
            for instance, flag in ((0, 0x04), (2, 0x20)):
                item = rec.find(self.stream.data, record, rec.STRING, instance)
                text = clean(rec.string(self.stream.data, item)) if item is not None and flags & flag else ""
                if text and not any(text in block.text for block in self.collector.blocks):
                    self.collector.frame([text])

    def _show_footers(self) -> Record | None:
        document = self.stream.document
        if self.footers is _UNKNOWN:
            self.footers = (
                None if document is None else rec.find(self.stream.data, document, rec.FOOTERS, _ON_SLIDES)
            )
        return self.footers

    def _master(self, identifier: int, number: int) -> None:
        """What a master shows on all its slides is written once, on the first of them."""
        if identifier in self.masters:
            return
        self.masters.add(identifier)
        document = self.stream.document
        data = self.stream.data
        listing = None if document is None else rec.find(data, document, rec.SLIDE_LIST, 1)
        for record in () if listing is None else rec.inside(data, listing):
            if record.kind == rec.SLIDE_PERSIST and rec.number(data, record, 12) == identifier:
                master = self.stream.object(rec.number(data, record), rec.MASTER, rec.SLIDE)
                shapes = [] if master is None else shapes_of(self.stream, master, self._fields(number))
                for shape in shapes:
                    if not shape.placeholder and shape.text_type == 4:
                        self.collector.frame(clean(shape.text).split("\n"))

    def _comment(self, record: Record) -> None:
        author, text = (rec.find(self.stream.data, record, rec.STRING, instance) for instance in (0, 1))
        if text is not None:
            name = None if author is None else clean(rec.string(self.stream.data, author))
            self.collector.add(comment(clean(rec.string(self.stream.data, text)), name), "notes")

    def _speaker_notes(self) -> dict[int, Record]:
        """The notes pages by the id that slides refer to them with."""
        found = {}
        for entry in self._list(_NOTES):
            record = self.stream.object(entry.persist, rec.NOTES)
            if record is not None:
                found[entry.identifier] = record
        return found

    def _notes(self, notes: Record, number: int) -> None:
        for shape in self._flat(shapes_of(self.stream, notes, self._fields(number))):
            lines = clean(shape.text).split("\n")
            if shape.placeholder in FURNITURE:
                self.collector.frame(lines)
            else:
                self.collector.extend(lines, "notes")

    @staticmethod
    def _flat(shapes: list[Shape]) -> Iterator[Shape]:
        for shape in shapes:
            yield shape
            yield from shape.members


def _is_title(shape: Shape) -> bool:
    return bool(shape.text) and (shape.placeholder in TITLES or shape.text_type in TITLE_TEXTS)


def _rank(shape: Shape) -> int:
    return 0 if _is_title(shape) else 2 if shape.placeholder in FURNITURE else 1

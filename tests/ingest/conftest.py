"""Writers of small Office files, so that the tests know what is in them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import pytest

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def _sectors(data: bytes) -> int:
    return -(-len(data) // SECTOR)


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of these streams, each padded with zeros so that none needs the small sectors.

    A name with "/" puts its stream into storages.
    """
    bodies = {name: body.ljust(4096, b"\0") for name, body in streams.items()}
    storages = {"/".join(name.split("/")[:n]) for name in bodies for n in range(1, name.count("/") + 1)}
    directory_size = _sectors(b"\0" * 128 * (len(bodies) + len(storages) + 1))
    total = directory_size + sum(_sectors(body) for body in bodies.values())
    fat_size = 1
    while fat_size * 128 < total + fat_size:
        fat_size += 1
    fat = [FAT] * fat_size

    def chain(count: int) -> int:
        first = len(fat)
        fat.extend([*range(first + 1, first + count), END])
        return first

    directory_start = chain(directory_size)
    names = sorted([*bodies, *storages], key=lambda name: (name.count("/"), len(name), name.upper()))
    starts = {name: chain(_sectors(bodies[name])) for name in names if name in bodies}

    def first_after(folder: str, last: int) -> int:
        """The next entry of a storage, whose entries hang in a chain of right-hand neighbours."""
        of_folder = (at for at, name in enumerate(names, start=1) if name.rpartition("/")[0] == folder)
        return next((at for at in of_folder if at > last), FREE)

    entries = [_entry("Root Entry", 5, child=first_after("", 0))]
    for at, name in enumerate(names, start=1):
        folder, _, last = name.rpartition("/")
        right = first_after(folder, at)
        if name in bodies:
            entries.append(_entry(last, 2, right=right, start=starts[name], size=len(bodies[name])))
        else:
            entries.append(_entry(last, 1, right=right, child=first_after(name, 0)))
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
        0, fat_size, directory_start, 0, 4096, END, 0, END, 0,
    )  # fmt: skip
    header += struct.pack("<109I", *range(fat_size), *[FREE] * (109 - fat_size))
    table = struct.pack(f"<{fat_size * 128}I", *fat, *[FREE] * (fat_size * 128 - len(fat)))
    content = b"".join(entries).ljust(directory_size * SECTOR, b"\0")
    content += b"".join(bodies[name].ljust(_sectors(bodies[name]) * SECTOR, b"\0") for name in starts)
    return header + table + content


def _entry(
    name: str, kind: int, *, child: int = FREE, right: int = FREE, start: int = END, size: int = 0
) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, FREE, right, child)
    return head + b"\0" * 36 + struct.pack("<IQ", start if kind == 2 else END, size)


@dataclass(frozen=True)
class MadeSlide:
    """A slide of a made presentation. ``in_outline`` keeps its texts in the list of slides, as old files do.

    ``shifts`` are stretches of the body: how many characters, and by how many per cent they are raised.
    ``numbering`` is the atom of rules that number the body's paragraphs.
    """

    title: str
    body: str = ""
    notes: str = ""
    in_outline: bool = False
    shifts: tuple[tuple[int, int], ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    grouped: str = ""
    numbering: bytes = b""


def record(kind: int, payload: bytes, *, instance: int = 0, container: bool = False) -> bytes:
    """One record of a binary presentation or drawing."""
    return struct.pack("<HHI", instance << 4 | (0xF if container else 0), kind, len(payload)) + payload


def _text(text: str, kind: int, shifts: Sequence[tuple[int, int]] = ()) -> bytes:
    raw = text.replace("\n", "\r").encode("utf-16-le")
    style = struct.pack("<IHI", len(text) + 1, 0, 0)
    style += b"".join(struct.pack("<IIh", count, 0x80000, height) for count, height in shifts)
    return record(3999, struct.pack("<I", kind)) + record(4000, raw) + (record(4001, style) if shifts else b"")


def _shape(
    textbox: bytes,
    placeholder: int = 0,
    anchor: tuple[int, int, int, int] | None = None,
    numbering: bytes = b"",
) -> bytes:
    parts = record(0xF00A, b"\0" * 8, instance=1)
    if anchor:
        parts += record(0xF00F, struct.pack("<4i", *anchor))
    if placeholder:
        client = record(3011, struct.pack("<iBBH", 0, placeholder, 0, 0))
        if numbering:
            named = record(4026, "___PPT9".encode("utf-16-le")) + record(5003, record(0x0FAC, numbering))
            client += record(5000, record(5002, named, container=True), container=True)
        parts += record(0xF011, client, container=True)
    return record(0xF004, parts + record(0xF00D, textbox), container=True)


def _drawing(shapes: bytes) -> bytes:
    patriarch = record(0xF004, record(0xF009, b"\0" * 16), container=True)
    group = record(0xF003, patriarch + shapes, container=True)
    return record(1036, record(0xF002, group, container=True), container=True)


def _table(rows: Sequence[Sequence[str]]) -> bytes:
    marked = record(0xF122, struct.pack("<HI", 0x039F, 1), instance=1)
    head = record(0xF004, record(0xF009, b"\0" * 16) + marked, container=True)
    cells = [
        _shape(_text(text, 4), anchor=(column * 100, row * 50, column * 100 + 100, row * 50 + 50))
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]
    return record(0xF003, head + b"".join(reversed(cells)), container=True)


def _slide(slide: MadeSlide, notes_id: int) -> bytes:
    if slide.in_outline:
        shapes = _shape(record(3998, struct.pack("<I", 0)), 13) + _shape(record(3998, struct.pack("<I", 1)), 14)
    else:
        shapes = _shape(_text(slide.body, 1, slide.shifts), 14, numbering=slide.numbering) + _shape(
            _text(slide.title, 0), 13
        )
    if slide.table:
        shapes += _table(slide.table)
    if slide.grouped:
        head = record(0xF004, record(0xF009, b"\0" * 16), container=True)
        shapes += record(0xF003, head + _shape(_text(slide.grouped, 4)), container=True)
    atom = record(1007, struct.pack("<I8sIIHH", 1, b"", 0, notes_id, 0, 0))
    return record(1006, atom + _drawing(shapes), container=True)


def powerpoint(
    slides: Sequence[MadeSlide],
    *,
    reverse_file_order: bool = True,
    superseded: MadeSlide | None = None,
    objects: Sequence[bytes] = (),
) -> bytes:
    """A presentation. The file holds the slides back to front; ``superseded`` is an older form of the first.

    ``objects`` are storages of other programs, which it holds compressed.
    """
    stream = bytearray()
    offsets: dict[int, int] = {}

    def put(identifier: int, payload: bytes) -> None:
        offsets[identifier] = len(stream)
        stream.extend(payload)

    def save(previous: int) -> int:
        directory = len(stream)
        entries = b"".join(struct.pack("<II", 1 << 20 | key, value) for key, value in sorted(offsets.items()))
        stream.extend(record(6002, entries))
        edit = len(stream)
        stream.extend(record(4085, struct.pack("<IHBBIIIIHH", 0, 0, 0, 3, previous, directory, 1, 99, 0, 0)))
        offsets.clear()
        return edit

    listing = notes_listing = b""
    for at, slide in enumerate(slides):
        listing += record(1011, struct.pack("<IIiII", 10 + at, 0, 0, 256 + at, 0))
        if slide.in_outline:
            listing += _text(slide.title, 0) + _text(slide.body, 1)
        if slide.notes:
            notes_listing += record(1011, struct.pack("<IIiII", 50 + at, 0, 0, 500 + at, 0))
    lists = record(4080, listing, container=True) + record(4080, notes_listing, instance=2, container=True)
    put(1, record(1000, lists, container=True))
    for at, storage in enumerate(objects):
        put(90 + at, record(4113, struct.pack("<I", len(storage)) + zlib.compress(storage), instance=1))
    order = list(enumerate(slides))
    for at, slide in reversed(order) if reverse_file_order else order:
        shown = superseded if superseded is not None and at == 0 else slide
        put(10 + at, _slide(shown, 500 + at if slide.notes else 0))
        if slide.notes:
            put(50 + at, record(1008, _drawing(_shape(_text(slide.notes, 2), 12)), container=True))
    edit = save(0)
    if superseded is not None:
        put(10, _slide(slides[0], 500 if slides[0].notes else 0))
        edit = save(edit)
    user = record(4086, struct.pack("<IIIHHBBH", 20, 0xE391C05F, edit, 0, 1012, 3, 0, 0))
    return compound_file({"Current User": user, "PowerPoint Document": bytes(stream)})


@dataclass(frozen=True)
class MadeParagraph:
    """A paragraph of a made Word file. ``style`` is 0 for plain text, 1 to 9 for headings.

    ``characters`` are stretches of its text with their property changes.
    """

    text: str
    style: int = 0
    end: str = "\r"
    properties: bytes = b""
    characters: tuple[tuple[int, int, bytes], ...] = ()


IN_TABLE = struct.pack("<HB", 0x2416, 1)
ROW_END = IN_TABLE + struct.pack("<HB", 0x2417, 1)


def table_row(
    *cells: str, edges: Sequence[int] = (), flags: Sequence[int] = (), header: bool = False
) -> list[MadeParagraph]:
    """The paragraphs of one table row, with the borders of its cells and their merging flags, if given."""
    end = ROW_END + (struct.pack("<HB", 0x3404, 1) if header else b"")
    if edges:
        shape = struct.pack(f"<B{len(edges)}h", len(cells), *edges)
        shape += b"".join(struct.pack("<H18x", flag) for flag in flags or [0] * len(cells))
        end += struct.pack("<HH", 0xD608, len(shape) + 1) + shape
    return [
        *(MadeParagraph(cell, end="\x07", properties=IN_TABLE) for cell in cells),
        MadeParagraph("", end="\x07", properties=end),
    ]


def word(
    paragraphs: Sequence[MadeParagraph],
    *,
    footnotes: Sequence[str] = (),
    flags: int = 0,
    wide_from: int | None = None,
) -> bytes:
    """A Word 97 file. Text from paragraph ``wide_from`` on is a second piece: UTF-16, and first in the file.

    Every ``\\x02`` in the text refers to the next of ``footnotes``.
    """
    paragraphs = [replace(paragraph, text=_units(paragraph.text)) for paragraph in paragraphs]
    main = "".join(paragraph.text + paragraph.end for paragraph in paragraphs)
    notes = "".join(f"\x02 {note}\r" for note in footnotes)
    cut = len(main) if wide_from is None else sum(len(p.text + p.end) for p in paragraphs[:wide_from])
    text = main + notes + ("\r" if notes else "")
    wide = text[cut:].encode("utf-16-le", "surrogatepass")
    narrow = text[:cut].encode("cp1252")
    wide_at = 0x600
    narrow_at = wide_at + len(wide)
    pages_at = -(-(narrow_at + len(narrow)) // 512)

    def offset(position: int) -> int:
        return narrow_at + position if position < cut else wide_at + 2 * (position - cut)

    runs, at = [], 0
    for paragraph in paragraphs:
        size = len(paragraph.text) + 1
        runs.append((offset(at), offset(at + size - 1) + (1 if at + size - 1 < cut else 2), paragraph))
        at += size
    runs.sort(key=lambda run: run[0])
    step = 12 if all(len(run[2].properties) < 20 for run in runs) else 2
    pages = [_page(runs[start : start + step]) for start in range(0, len(runs), step)]
    firsts = [runs[start][0] for start in range(0, len(runs), step)]
    stretches, at = [], 0
    for paragraph in paragraphs:
        for first, end, changes in paragraph.characters:
            stretches.append((offset(at + first), offset(at + end - 1) + (1 if at + end <= cut else 2), changes))
        at += len(paragraph.text) + 1
    character_pages_at = pages_at + len(pages)
    character_pages = [_character_page(run) for run in sorted(stretches)]
    tables, table = {}, bytearray()

    def put(index: int, payload: bytes) -> None:
        tables[index] = (len(table), len(payload))
        table.extend(payload)

    put(1, _styles())
    put(
        13,
        struct.pack(f"<{len(firsts) + 1}I", *firsts, runs[-1][1])
        + struct.pack(f"<{len(pages)}I", *range(pages_at, pages_at + len(pages))),
    )
    if stretches:
        starts = [run[0] for run in sorted(stretches)]
        numbers = range(character_pages_at, character_pages_at + len(starts))
        put(
            12,
            struct.pack(f"<{len(starts) + 1}I{len(starts)}I", *starts, max(run[1] for run in stretches), *numbers),
        )
    places = [0, *({cut} - {0, len(text)}), len(text)]
    heads = [struct.pack("<HIH", 0, (2 * narrow_at) | 0x40000000, 0)] * (cut > 0)
    heads += [struct.pack("<HIH", 0, wide_at, 0)] * (cut < len(text))
    pieces = struct.pack(f"<{len(places)}I", *places) + b"".join(heads)
    put(33, b"\x02" + struct.pack("<I", len(pieces)) + pieces)
    marks = [at for at, char in enumerate(main) if char == "\x02"]
    if footnotes:
        put(2, struct.pack(f"<{len(marks) + 1}I", *marks, len(main)) + b"\0\0" * len(marks))
        ends = [0]
        for note in footnotes:
            ends.append(ends[-1] + len(note) + 3)
        put(3, struct.pack(f"<{len(ends) + 1}I", *ends, ends[-1] + 1))
    header = bytearray(0x600)
    struct.pack_into("<HHHHHH", header, 0, 0xA5EC, 0xC1, 0, 0x0409, 0, 0x0200 | flags)
    struct.pack_into("<II", header, 0x18, narrow_at, narrow_at + len(narrow))
    struct.pack_into("<8i", header, 0x4C, len(main), len(text) - len(main), 0, 0, 0, 0, 0, 0)
    for index, place in tables.items():
        struct.pack_into("<II", header, 0x9A + 8 * index, *place)
    body = (bytes(header) + wide + narrow).ljust(pages_at * 512, b"\0") + b"".join([*pages, *character_pages])
    return compound_file({"WordDocument": body, "1Table": bytes(table)})


def _character_page(run: tuple[int, int, bytes]) -> bytes:
    """A page of character properties that holds one stretch."""
    first, end, changes = run
    page = bytearray(512)
    struct.pack_into("<IIB", page, 0, first, end, 100)
    page[200 : 201 + len(changes)] = bytes([len(changes)]) + changes
    page[511] = 1
    return bytes(page)


def _units(text: str) -> str:
    """The text with every UTF-16 unit a character of its own, as Word counts."""
    raw = text.encode("utf-16-le")
    return "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw)))


def _page(runs: Sequence[tuple[int, int, MadeParagraph]]) -> bytes:
    """A page of paragraph properties."""
    page = bytearray(512)
    count = len(runs)
    struct.pack_into(f"<{count + 1}I", page, 0, *(run[0] for run in runs), runs[-1][1])
    free = 510
    for at, (_, _, paragraph) in enumerate(runs):
        data = struct.pack("<H", paragraph.style) + paragraph.properties
        data = data if len(data) % 2 else data + b"\0" if paragraph.properties else data
        stored = bytes([0, len(data) // 2]) + data if len(data) % 2 == 0 else bytes([(len(data) + 1) // 2]) + data
        free = (free - len(stored)) & ~1
        page[free : free + len(stored)] = stored
        page[4 * (count + 1) + 13 * at] = free // 2
    page[511] = count
    return bytes(page)


def _styles() -> bytes:
    sheet = struct.pack("<HHH", 4, 10, 10)
    for index in range(10):
        name = "Normal" if index == 0 else f"heading {index}"
        head = struct.pack("<HHHHH", index, (0 if index else 0xFFF) << 4 | 1, 0, 0, 0)
        style = head + struct.pack("<H", len(name)) + name.encode("utf-16-le") + b"\0\0"
        sheet += struct.pack("<H", len(style)) + style
    return sheet


def zip_package(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def word_package(
    body: str, parts: Mapping[str, str] | None = None, kinds: Mapping[str, str] | None = None
) -> bytes:
    """A .docx around the XML of a body. ``kinds`` are further parts of word/ with their kind of relationship."""
    names = " ".join(
        f'xmlns:{short}="{name}"'
        for short, name in {
            "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "r": RELATIONS,
            "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
            "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
            "v": "urn:schemas-microsoft-com:vml",
        }.items()
    )
    links = "".join(
        f'<Relationship Id="r{at}" Type="{RELATIONS}/{kind}" Target="{name}"/>'
        for at, (name, kind) in enumerate((kinds or {}).items())
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    own = {
        f"word/{name}": content.replace("<w:ROOT", f"<w:ROOT {names}") for name, content in (parts or {}).items()
    }
    return zip_package(
        {
            "_rels/.rels": f'<Relationships xmlns="{space}"><Relationship Id="r" '
            f'Type="{RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{space}">{links}</Relationships>',
            "word/document.xml": f"<w:document {names}><w:body>{body}</w:body></w:document>",
            **own,
        }
    )


@dataclass(frozen=True)
class Make:
    """The writers, for tests to use."""

    slide: type[MadeSlide] = MadeSlide
    paragraph: type[MadeParagraph] = MadeParagraph
    row: Callable[..., list[MadeParagraph]] = table_row
    powerpoint: Callable[..., bytes] = powerpoint
    word: Callable[..., bytes] = word
    compound_file: Callable[..., bytes] = compound_file
    zip_package: Callable[..., bytes] = zip_package
    word_package: Callable[..., bytes] = word_package


@pytest.fixture(scope="session")
def make() -> Make:
    """Writers of small Office files."""
    return Make()

"""What each piece of a page is - title, speakers, affiliation, link, break - agreed over all pieces set alike.

A piece alone may look like a name or a title by chance ("Deep Learning"). What most pieces of its slot are decides
the doubtful ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.model import Speaker
from ingest.workshop_page.parse.labels import session_of
from ingest.workshop_page.parse.programme.affiliations import affiliation_score
from ingest.workshop_page.parse.programme.agreement import agree
from ingest.workshop_page.parse.programme.contents import first_names
from ingest.workshop_page.parse.programme.cuts import cut_in_two
from ingest.workshop_page.parse.programme.labelled import under_columns, under_heads
from ingest.workshop_page.parse.programme.marks import (
    NAMED,
    SURELY,
    mark_before_chairs,
    mark_bracketed_links,
    mark_heads,
    mark_lettered,
    mark_links_beside,
    mark_rows,
    mark_sentences,
    mark_surnames,
    mark_titles_before_labels,
)
from ingest.workshop_page.parse.programme.neighbours import settle_neighbours
from ingest.workshop_page.parse.programme.pieces import Piece
from ingest.workshop_page.parse.programme.portraits import CAPTION, with_portraits
from ingest.workshop_page.parse.programme.reading import Reading
from ingest.workshop_page.parse.programme.running_text import mark_running_text
from ingest.workshop_page.parse.programme.speakers import People, read_people
from ingest.workshop_page.parse.programme.surnames import SURNAMES, surnames_of
from ingest.workshop_page.parse.programme.vocabulary import (
    BREAK,
    CHAIR_IN_BRACKETS,
    CITATION,
    DAY,
    HANDOUT,
    NUMBERED_SESSION,
    UNAVAILABLE,
    is_call_to_open,
    is_link_label,
    is_talk_kind,
)
from ingest.workshop_page.read.blocks import Blocks

_PROSE_WORDS = 45
_CAPITAL = re.compile(r"Washington,? D\.? ?C\.?")
"""The one city whose name reads like a person's with initials."""
_BACK = re.compile(r"(?:go |return )?(?:back|top|zur[üu]ck|retour|volver|nach oben)\b(?: |$)|↑|⇧", re.IGNORECASE)
"""What a link to another place of the page says."""
_LEADS_SPEAKERS = re.compile(
    r".{0,80}\b(?:following|our|the|featured|featuring|feature[sd]?|with|by|from)\b.{0,20}\b(?:speakers?|presenters?|panell?ists?)"
    r"(?: (?:are|were|is|was|include[sd]?))?\s*:",
    re.IGNORECASE,
)
_LEAD_WITHIN = 2
_LONGEST_MARK = 2
_HERE = frozenset("here hier ici aquí aqui qui download télécharger descargar baixar herunterladen".split())
_OF_FILE = re.compile(
    r"\.(?:pdf|pptx?|ppsx?|odp|docx?|odt|zip|mp[34]|mov)(?:$|[?#])|/(?:slides|presentations?)/", re.IGNORECASE
)
_IDENTIFIER = re.compile(r"[A-Z]{0,3}[-.]?\d{1,3}(?:[.-]\d{1,3})*[a-z]?[.:)]?")
"""The number of a talk or paper: "A1.2"."""
_LEADING = re.compile(
    r"\s*[(（](?:moderator|(?:session )?chair(?:person|man|woman)?|moderadora?"
    r"|mod[ée]rat(?:eur|rice)|主持(?:人)?|司会)[)）]$"
    r"|\s(?:主持(?:人)?|司会)$",
    re.IGNORECASE,
)
_NAMES_CHAIR = re.compile(
    rf"[(\[](?:(?i:(?:session )?(?:co-?)?(?:chair(?:s|ed by)?|moderat(?:or|ed by))\s*:)"
    rf"|{CHAIR_IN_BRACKETS.pattern})"
)
_DECORATION = re.compile(r"^[^\w(（\"'“«]+|[^\w)）.!?\"'”»]+$")


def read_pieces(pieces: Sequence[Piece], text: str, blocks: Blocks) -> list[Reading]:
    """The pieces with their roles, those that hold a title and its speakers cut in two."""
    pieces = under_heads(under_columns(pieces, blocks))
    readings = [_first_reading(piece) for piece in _told_kinds(_led_speakers(list(with_portraits(pieces))))]
    mark_bracketed_links(readings, text)
    mark_rows(readings, blocks)
    mark_heads(readings)
    mark_sentences(readings)
    mark_titles_before_labels(readings)
    mark_lettered(readings)
    mark_before_chairs(readings)
    mark_surnames(readings)
    readings = cut_in_two(readings, text)
    agree(readings)
    mark_links_beside(readings)
    settle_neighbours(readings, text)
    mark_running_text(readings, text)
    return readings


def _led_speakers(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, names in a list below "You will hear from the following speakers:" labelled as such."""
    out: list[Piece] = []
    last = -_LEAD_WITHIN
    for piece in pieces:
        if _LEADS_SPEAKERS.fullmatch(piece.text) and not piece.level:
            out.append(replace(piece, label="other"))
            last = piece.until
            continue
        listed = "/li|" in piece.slot and piece.line == last + 1
        if listed and not piece.part and not piece.label and _is_person(piece.text):
            piece = replace(piece, label="people")
        elif piece.part and piece.line == last and out[-1].label == "people" and not piece.links:
            piece = replace(piece, label="affiliation")
        last = piece.until if listed or piece.line == last else last
        out.append(piece)
    return out


def _told_kinds(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, what stands behind "Keynote 1:" labelled as title, or as speaker where no other one follows."""
    out = []
    for at, piece in enumerate(pieces):
        if piece.label == "kind":
            following = [other.text for other in pieces[at + 1 : at + 3] if not (other.timed or other.level)]
            given = any(read_people(text).score >= NAMED for text in following)
            piece = replace(piece, label="people" if _is_person(piece.text) and not given else "title")
        out.append(piece)
    return out


def _is_person(text: str) -> bool:
    people = read_people(text)
    return people.score >= SURELY and len(people.speakers) == 1


def _first_reading(piece: Piece) -> Reading:
    reading = Reading(piece)
    text = piece.text
    words = text.count(" ") + 1
    label = piece.label
    if label == SURNAMES:
        reading.people = People(tuple(Speaker(name) for name in surnames_of(text)), 1.0, affiliated=True)
        reading.role = "people"
    elif label == "first name":
        reading.people = first_names(text)
        reading.role = "people" if reading.named else "void"
    elif label in ("chair", "other", "abstract"):
        reading.role = "chair" if label == "chair" else "prose"
        reading.people = read_people(text) if label == "chair" else People()
    elif label == "discussant" or (CAPTION in piece.slot and not label):
        reading.role = "void"
    elif len(piece.links) > 1 and piece.linked and piece.part and _lists_files(text):
        reading.role = "link"
    elif not text or (is_link_label(text) and (piece.links or text[-1] in ":]" or text[0] == "[")):
        reading.role = "link" if piece.links or text else "none"
    elif (not label and (is_call_to_open(text) or _points_to_file(piece))) or label == "link":
        reading.role = "link"
    elif _is_prose(piece):
        reading.role = "prose"
    elif (len(text) < 160 and _is_break(text, label)) or (
        label != "people" and len(text) < 90 and HANDOUT.fullmatch(text) and not piece.level
    ):
        reading.role = "break"
    elif (len(text) < 160 and (session_of(text) or DAY.fullmatch(text))) or (
        not label and NUMBERED_SESSION.fullmatch(text)
    ):
        reading.role = "session"
    elif (
        (not label and is_talk_kind(text))
        or not any(char.isalpha() for char in text)
        or (len(text) == 1 and text.isascii())
        or _IDENTIFIER.fullmatch(text)
        or (not label and UNAVAILABLE.fullmatch(text))
        or _CAPITAL.fullmatch(text)
        or (piece.links and _BACK.match(text))
    ):
        reading.role = "void"
    elif (led := _LEADING.search(text)) and len(read_people(text[: led.start()]).speakers) == 1:
        reading.role = "chair"
        reading.people = read_people(text[: led.start()])
    elif CITATION.search(text):
        reading.role = "prose"
    elif label != "people" and _NAMES_CHAIR.search(text):
        reading.role = "session"
    elif text.endswith((":", "：")) and words < 8 and piece.part == 0 and not piece.level and not label:
        reading.role = "head"
        reading.people = read_people(text)
    else:
        reading.people = read_people(text)
        reading.affiliation = affiliation_score(text)
        if label in ("people", "title", "affiliation"):
            reading.role = (
                "people" if label == "people" and reading.named else "title" if label == "title" else "none"
            )
            if label == "affiliation":
                reading.role = "affiliation"
    return reading


def _points_to_file(piece: Piece) -> bool:
    """Whether a link says nothing but that a file lies behind it: "here", or "O" in a column of marks."""
    bare = piece.text.strip(" .()[]").casefold()
    mark = len(bare) <= _LONGEST_MARK or bare in _HERE
    return mark and piece.linked and any(link.href and _OF_FILE.search(link.href) for link in piece.links)


def _lists_files(text: str) -> bool:
    """Whether several links in a row are labels, as one of them shows: "Abstract, Implementation"."""
    parts = re.split(r"\s*[,;/|]\s*", text)
    return len(parts) > 1 and any(map(is_link_label, parts)) and max(part.count(" ") for part in parts) < 3


def _is_break(text: str, label: str) -> bool:
    if label == "title" and re.match(r"\w+,", text):
        return False  # "Theme 2: Tea, silk and cheese"
    return BREAK.fullmatch(_DECORATION.sub("", text)) is not None


def _is_prose(piece: Piece) -> bool:
    """Whether a piece is sentences rather than a title or a list of names."""
    words = piece.text.count(" ") + 1
    sentences = len(re.findall(r"(?:[^\W\d_]{3}|\b\d{4})[.!?](?=\s+[^\W\d_a-z]|$)", piece.text))
    if words > _PROSE_WORDS or (words > 28 and sentences > 1):
        return read_people(piece.text).score < 0.5
    told = piece.text.endswith(".") and not (piece.bold or piece.linked) and read_people(piece.text).score < 0.5
    return told and (sentences > 2 or (sentences == 2 and words > 11))

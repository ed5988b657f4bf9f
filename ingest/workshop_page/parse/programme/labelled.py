"""Pieces that a head over or before them says the kind of: "Speaker:", or the head of a column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.workshop_page.parse.programme.columns import column_kind
from ingest.workshop_page.parse.programme.contents import holds_first_names, kinds_by_content
from ingest.workshop_page.parse.programme.pieces import Piece
from ingest.workshop_page.parse.programme.vocabulary import is_link_label
from ingest.workshop_page.read.blocks import Blocks


def under_heads(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, what follows a head of its own ("Speaker", then the name) labelled by it."""
    out: list[Piece] = []
    head, last, beside = "", -2, False
    for at, piece in enumerate(pieces):
        if piece.label.endswith(" head") and piece.links and is_link_label(piece.text):
            piece = replace(piece, label="")  # "Abstract" leads to one
        if piece.label.endswith(" head"):
            if piece.level and at + 1 < len(pieces) and pieces[at + 1].level:
                out.append(replace(piece, label=""))  # "Speakers" over a section on each of them
                continue
            head, last, beside = piece.label.removesuffix(" head"), piece.line, False
            continue
        follows = piece.line == last or (piece.line == last + 1 and not beside)
        if head and follows and not piece.label and not (piece.links and is_link_label(piece.text)):
            listed = (
                piece.line > last
                and head != "abstract"
                and "/li" in piece.slot + ("/li" if "m" in piece.slot.rsplit("|", 1)[-1] else "")
            )
            out.append(piece if listed else replace(piece, label=head))
            beside = beside or piece.line == last
            if head != "abstract":
                head = ""
            continue
        if piece.line != last:
            head = ""
        out.append(piece)
    return out


def under_columns(pieces: Sequence[Piece], blocks: Blocks) -> list[Piece]:
    """The pieces, those in tables labelled by the heads of their columns."""
    rows: dict[int, list[Piece]] = defaultdict(list)
    for piece in pieces:
        if piece.cell >= 0:
            rows[piece.row].append(piece)
    kinds: dict[int, dict[int, str]] = {}
    heads: set[int] = set()
    tables = {row: blocks.nearest(row, "table") for row in rows if row >= 0}
    for row, cells in rows.items():
        table = tables.get(row)
        if table is None or table in kinds:
            continue
        found = {cell.column: kind for cell in cells if (kind := column_kind(cell.text))}
        if len(cells) > 1 and all(blocks.all[cell.cell].head and blocks.all[cell.cell].row == 0 for cell in cells):
            heads.add(row)
        if len(found) >= 2 and {"title", "people"} & set(found.values()) and 2 * len(found) > len(cells):
            others = [rows[other] for other in rows if other != row and tables.get(other) == table]
            below = _texts(others)
            linked = {piece.column for pieces_of_row in others for piece in pieces_of_row if piece.links}
            kinds[table] = kinds_by_content({cell.column: cell.text for cell in cells}, found, below, linked)
            for column, kind in kinds[table].items():
                if kind == "people" and holds_first_names(below.get(column, ())):
                    kinds[table][column] = "first name"
            heads.add(row)
    out = []
    for piece in pieces:
        table = tables.get(piece.row)
        if piece.row in heads:
            out.append(replace(piece, label="other"))
        elif table in kinds and not piece.label and piece.cell >= 0:
            out.append(replace(piece, label=_column_label(piece, kinds[table])))
        else:
            out.append(piece)
    return out


def _texts(rows: Sequence[Sequence[Piece]]) -> dict[int, list[str]]:
    """The words in each column of some rows, cell by cell; empty cells are left out."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for row in rows:
        for piece in row:
            if piece.text:
                known = found[piece.column].get(piece.cell)
                found[piece.column][piece.cell] = f"{known} {piece.text}" if known else piece.text
    return {column: list(cells.values()) for column, cells in found.items()}


def _column_label(piece: Piece, kinds: Mapping[int, str]) -> str:
    kind = kinds.get(piece.column, "")
    if kind == "title" and not {"people", "first name"} & set(kinds.values()):
        return ""
    if kind == "link":
        return kind if piece.links else ""
    return "" if kind == "time" else kind

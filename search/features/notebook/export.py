"""Kept passages as files: for word processors, reference managers, spreadsheets, and to be kept again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from search.features import csv_safe
from search.features.citation import bibtex, csl_json, ris
from search.features.citation.formatted import formatted
from search.features.citation.reference import Reference
from search.features.notebook.kept import Rechecked, write_notebook
from search.features.notebook.word import Entry, docx

ExportName = Literal["docx", "markdown", "bibtex", "ris", "csl-json", "csv", "notebook"]
GONE = "This passage is no longer in the library."
_COLUMNS = ("quote", "note", "reference", "document", "place", "state", "id", "address")


@dataclass(frozen=True, slots=True)
class Export:
    """How kept passages are written, and as what they are sent."""

    write: Callable[[Sequence[Rechecked]], bytes]
    media_type: str
    suffix: str


def _markdown(items: Sequence[Rechecked]) -> bytes:
    parts, notes = ["# Kept passages\n"], []
    for number, item in enumerate(items, start=1):
        quote = "\n".join(f"> {escaped(line)}" for line in item.text.splitlines() if line.strip())
        parts += [f"{quote} [^{number}]\n", *([f"{escaped(item.kept.note)}\n"] if item.kept.note else [])]
        notes.append(f"[^{number}]: {escaped(_cited(item))}\n")
    return "\n".join([*parts, *notes]).encode()


def _word(items: Sequence[Rechecked]) -> bytes:
    return docx("Kept passages", [Entry(_joined(item.text), item.kept.note, _cited(item)) for item in items])


def _csv(items: Sequence[Rechecked]) -> bytes:
    rows = []
    for item in items:
        cited = item.reference
        rows.append(
            (
                item.text,
                item.kept.note,
                _cited(item),
                item.document.title if item.document else item.kept.title,
                cited.place_in_work if cited else None,
                item.state,
                item.passage.id if item.passage else item.kept.id,
                (cited.permalink or cited.url) if cited else None,
            )
        )
    return "".join(csv_safe.lines(_COLUMNS, rows)).encode("utf-8-sig")


def _csl(items: Sequence[Rechecked]) -> bytes:
    listed = [csl_json.csl_item(cited) for cited in _references(items)]
    return (json.dumps(listed, ensure_ascii=False, indent=2) + "\n").encode()


def _references(items: Sequence[Rechecked]) -> list[Reference]:
    """One for each passage that is still there: what is gone cannot be cited."""
    return list({item.reference.key: item.reference for item in items if item.reference}.values())


def _each(write: Callable[[Reference], str]) -> Callable[[Sequence[Rechecked]], bytes]:
    return lambda items: "\n".join(write(cited) for cited in _references(items)).encode()


def _cited(item: Rechecked) -> str:
    if item.reference is None:
        return f"{item.kept.title}. {GONE}" if item.kept.title else GONE
    return formatted(item.reference).strip()


def _joined(text: str) -> str:
    return " ".join(text.split())


def escaped(text: str) -> str:
    """``text`` so that Markdown shows it as it is."""
    return "".join(f"\\{character}" if character in "\\`*_[]<>#" else character for character in text)


EXPORTS: Mapping[ExportName, Export] = {
    "docx": Export(_word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "markdown": Export(_markdown, "text/markdown; charset=utf-8", "md"),
    "csv": Export(_csv, "text/csv; charset=utf-8", "csv"),
    "bibtex": Export(_each(bibtex.bibtex), bibtex.MEDIA_TYPE, bibtex.SUFFIX),
    "ris": Export(_each(ris.ris), ris.MEDIA_TYPE, ris.SUFFIX),
    "csl-json": Export(_csl, csl_json.MEDIA_TYPE, csl_json.SUFFIX),
    "notebook": Export(lambda items: write_notebook(i.kept for i in items).encode(), "application/json", "json"),
}

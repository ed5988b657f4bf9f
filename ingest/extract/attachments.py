"""Files found inside a file, gathered by its reader under limits."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from corpus.ids import digest
from corpus.model import AttachedFile, Extraction

MAX_FILES = 2_000
MAX_FILE = 64 * 1024 * 1024
MAX_TOTAL = 192 * 1024 * 1024
_AT_ONCE = 32 * 1024 * 1024
_LONGEST_NAME = 400
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_DRIVE = re.compile(r"^[A-Za-z]:")


@dataclass(slots=True)
class Attachments:
    """Gathers files. ``notes`` are sentences on what is left out without being a loss of text."""

    files: list[AttachedFile] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _names: set[str] = field(default_factory=set)
    _total: int = 0

    def add(self, name: str, data: bytes) -> None:
        """One file by its path inside. What exceeds a limit is refused in words instead."""
        if not data.strip(b"\0"):
            self.refuse(name, "empty", "The file holds no bytes of content.")
        elif len(data) > MAX_FILE:
            self.refuse(name, "too-large", f"The file is larger than {MAX_FILE >> 20} MiB. Take it in by itself.")
        elif self._total + len(data) > MAX_TOTAL:
            self.refuse(
                name,
                "too-large",
                f"The files inside hold more than {MAX_TOTAL >> 20} MiB together. Take this one in by itself.",
            )
        else:
            self._total += len(data)
            self._append(name, data, None)

    def refuse(self, name: str, code: str, message: str) -> None:
        """Name a file whose bytes cannot be had."""
        self._append(name, b"", f"{code}: {message}")

    def _append(self, name: str, data: bytes, problem: str | None) -> None:
        if len(self.files) >= MAX_FILES:
            sentence = (
                f"Only the first {MAX_FILES} files inside are read. Unpack it and take in the folder instead."
            )
            if sentence not in self.notes:
                self.notes.append(sentence)
            return
        self.files.append(AttachedFile(self._free(clean_path(name)), data, problem=problem))

    def _free(self, name: str) -> str:
        """``name``, numbered where another file inside has it already."""
        path, free, number = PurePosixPath(name), name, 1
        while free in self._names:
            number += 1
            free = str(path.with_name(f"{path.stem} ({number}){path.suffix}"))
        self._names.add(free)
        return free


def clean_path(name: str) -> str:
    """``name`` as a path with "/" that leads nowhere else, printable, of bearable length; never empty."""
    parts = [part.strip() for part in _UNPRINTABLE.sub("", name).replace("\\", "/").split("/")]
    kept = "/".join(part for part in parts if part not in ("", ".", ".."))
    return kept[-_LONGEST_NAME:].lstrip("/") or "unnamed"


def leads_out(name: str) -> bool:
    """Whether a path tries to name a place outside of what it lies in."""
    plain = name.replace("\\", "/")
    return plain.startswith("/") or bool(_DRIVE.match(plain)) or ".." in plain.split("/")


def stamped(extraction: Extraction) -> Extraction:
    """With the size and hash of each file inside."""
    if not extraction.attachments:
        return extraction
    files = (
        replace(file, size=len(file.data), content_hash=digest(file.data)) if file.data else file
        for file in extraction.attachments
    )
    return replace(extraction, attachments=tuple(files))


def with_bytes(extraction: Extraction, first: int = 0) -> Extraction:
    """With the bytes of the files inside from number ``first`` on, as many as are sent at once; at least one."""
    if not extraction.attachments:
        return extraction
    files, sent, last = extraction.attachments, 0, first
    while last < len(files) and (last == first or sent + files[last].size <= _AT_ONCE):
        sent += files[last].size
        last += 1
    kept = (file if first <= n < last else replace(file, data=b"") for n, file in enumerate(files))
    return replace(extraction, attachments=tuple(kept))


def without_bytes(extraction: Extraction) -> Extraction:
    """As it is kept: the bytes of the files inside are stored by their hash."""
    if not any(file.data for file in extraction.attachments):
        return extraction
    return replace(extraction, attachments=tuple(replace(file, data=b"") for file in extraction.attachments))

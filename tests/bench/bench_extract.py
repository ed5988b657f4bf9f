"""How well and how fast files are read: a table for people, then one line of JSON for programs.

    python tests/bench/bench_extract.py DOCUMENTS [--resolutions FOLDER] [--no-speed]

DOCUMENTS holds MANIFEST.tsv and the files it names. Every file goes through the real pool of worker processes.
"""

from __future__ import annotations

import argparse
import io
import json
import logging
import os
import re
import resource
import sys
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import ExtractionError
from corpus.model import Extraction, Page
from ingest.extract import registry
from ingest.extract.sandbox.pool import ExtractionPool

_QUOTES = dict.fromkeys(map(ord, "‘’‚‛′´`ʼ‵"), "'") | dict.fromkeys(map(ord, "“”„‟″«»‶"), '"')
_DROPPED = dict.fromkeys(map(ord, "\u00ad•●▪*|"))
Outcome = Extraction | ExtractionError


@dataclass(frozen=True)
class Row:
    """One line of the manifest."""

    file: str
    format: str
    expect: str
    must: list[str]
    must_not: list[str]


@dataclass
class Tally:
    """Counts for one format."""

    must: int = 0
    found: int = 0
    found_spaced: int = 0
    must_not: int = 0
    leaked: int = 0
    as_expected: int = 0
    files: int = 0
    misses: list[str] = field(default_factory=list)

    def shares(self) -> dict[str, float | int | None]:
        return {
            "must_appear": _share(self.found, self.must),
            "must_appear_spaced": _share(self.found_spaced, self.must),
            "must_not_appear": _share(self.leaked, self.must_not),
            "as_expected": _share(self.as_expected, self.files),
            "files": self.files,
        }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def read_manifest(folder: Path) -> list[Row]:
    """Plain TSV without quoting; columns by their names."""
    lines = (folder / "MANIFEST.tsv").read_text(encoding="utf-8").splitlines()
    names = lines[0].split("\t")
    rows = []
    for line in filter(None, lines[1:]):
        cells = dict(zip(names, line.split("\t"), strict=False))
        must, must_not = (
            json.loads(cells.get(name) or "[]") for name in ("expected_snippets_json", "not_expected_json")
        )
        rows.append(Row(cells["file"], cells["format"], cells["expect"], must, must_not))
    return rows


def fold(text: str) -> str:
    """Fold what the manifest says is to be folded before comparing."""
    text = unicodedata.normalize("NFKC", text).translate(_QUOTES).translate(_DROPPED)
    kept = []
    for char in text:
        kind = unicodedata.category(char)
        if kind == "Pd" or char == "\u2212":
            kept.append("-")
        elif char.isspace():
            kept.append(" ")
        elif kind not in ("Cc", "Co"):
            kept.append(char)
    return "".join(kept)


def tight(text: str) -> str:
    return "".join(fold(text).split())


def spaced(text: str) -> str:
    return " ".join(fold(text).split())


def without(page: Page, *roles: str) -> str:
    """The page's text less the spans of these roles."""
    parts, position = [], 0
    for span in page.spans:
        if span.role in roles and span.end > position:
            parts.append(page.text[position : max(span.start, position)])
            position = span.end
    return "\n".join([*parts, page.text[position:]])


def readable(extraction: Extraction, *roles: str) -> str:
    """What can become passages: everything but running headers and footers, and ``roles``."""
    return "\n".join(without(page, "furniture", *roles) for page in extraction.pages)


def as_expected(expect: str, outcome: Outcome) -> bool:
    """Whether a file ended as its row says."""
    failed = isinstance(outcome, ExtractionError)
    empty = outcome.code == "empty" if isinstance(outcome, ExtractionError) else not tight(readable(outcome))
    word = expect.split(" ")[0]
    if word == "password":
        return isinstance(outcome, ExtractionError) and outcome.code == "encrypted"
    return {"ok": not failed, "empty": empty, "error": failed, "ok-or-empty": not failed or empty}.get(word, True)


def score(rows: Iterable[Row], outcomes: dict[str, Outcome]) -> dict[str, Tally]:
    """Count snippets and expectations per format."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for row in rows:
        tally, outcome = tallies[row.format], outcomes[row.file]
        tally.files += 1
        if as_expected(row.expect, outcome):
            tally.as_expected += 1
        else:
            tally.misses.append(f"{row.file}: expected {row.expect}, was {_told(outcome)}")
        if not row.expect.startswith("ok") or (row.expect != "ok" and isinstance(outcome, ExtractionError)):
            continue
        text = "" if isinstance(outcome, ExtractionError) else readable(outcome)
        main = "" if isinstance(outcome, ExtractionError) else readable(outcome, "boilerplate")
        _snippets(tally, row, tight(text), spaced(text), tight(main))
    return tallies


def _snippets(tally: Tally, row: Row, close: str, wide: str, main: str) -> None:
    for snippet in row.must:
        found, found_spaced = tight(snippet) in close, spaced(snippet) in wide
        tally.must += 1
        tally.found += found
        tally.found_spaced += found_spaced
        if not found_spaced:
            tally.misses.append(f"{row.file}: {'spaces of' if found else 'lost'} {snippet[:90]!r}")
    for snippet in row.must_not:
        tally.must_not += 1
        if tight(snippet) in main:
            tally.leaked += 1
            tally.misses.append(f"{row.file}: let through {snippet[:90]!r}")


def _told(outcome: Outcome) -> str:
    return f"{outcome.code} ({outcome})" if isinstance(outcome, ExtractionError) else f"{len(outcome.pages)} pages"


def trafilatura_leaks(folder: Path, rows: Iterable[Row]) -> tuple[int, int]:
    """What trafilatura's default run finds of the must-appear, and lets through of the must-not-appear text."""
    import trafilatura

    found = leaked = 0
    for row in rows:
        if row.format == "html" and row.expect == "ok":
            text = tight(trafilatura.extract((folder / row.file).read_bytes()) or "")
            found += sum(tight(snippet) in text for snippet in row.must)
            leaked += sum(tight(snippet) in text for snippet in row.must_not)
    return found, leaked


def pages_agree(folder: Path, rows: Iterable[Row], outcomes: dict[str, Outcome]) -> tuple[int, int, list[str]]:
    """Of the snippets pdfium finds on exactly one page, how many are on the same page here."""
    import pypdfium2

    asked, agreed, wrong = 0, 0, []
    for row in rows:
        outcome = outcomes[row.file]
        if row.format != "pdf" or isinstance(outcome, ExtractionError) or not row.must:
            continue
        document = pypdfium2.PdfDocument(folder / row.file)
        theirs = [tight(page.get_textpage().get_text_range().replace("\ufffe", "")) for page in document]
        document.close()
        ours = {page.number: tight(page.text) for page in outcome.pages}
        for snippet in map(tight, row.must):
            places = [number for number, text in enumerate(theirs, 1) if snippet in text]
            if len(places) == 1:
                asked += 1
                agreed += snippet in ours.get(places[0], "")
                wrong += (
                    [] if snippet in ours.get(places[0], "") else [f"{row.file} page {places[0]}: {snippet[:60]}"]
                )
    return agreed, asked, wrong


def in_order(reference: str, text: str) -> float:
    """Longest common subsequence over the reference's length, by one big integer a row."""
    places: dict[str, int] = defaultdict(int)
    for n, char in enumerate(reference):
        places[char] |= 1 << n
    full = (1 << len(reference)) - 1
    row = full
    for char in text:
        matched = row & places.get(char, 0)
        row = ((row + matched) | (row - matched)) & full
    return (len(reference) - row.bit_count()) / len(reference)


def resolutions(folder: Path) -> tuple[dict[str, float], list[str]]:
    """Share in order of each resolution's reference text, and pages whose header came through."""
    wanted = {}
    for line in (folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        path = folder / record.get("metadata", {}).get("pdf", "-")
        if path.is_file():
            wanted[path] = record
    shares, headers = {}, []
    with ExtractionPool() as pool:
        for path, outcome in pool.map((path, path, None) for path in wanted):
            if isinstance(outcome, ExtractionError):
                shares[path.stem] = 0.0
                continue
            shares[path.stem] = in_order(tight(wanted[path]["text"]), tight(readable(outcome)))
            symbol = path.stem.removesuffix("-EN").replace("_", "/")
            for page in outcome.pages[1:]:
                lines = without(page, "furniture").split("\n")
                if symbol in lines:
                    headers.append(f"{path.stem} page {page.number}")
    return shares, headers


def _bare_pdfium(data: bytes) -> int:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return len(pages)


def _bare_pypdf(data: bytes) -> int:
    import pypdf

    return len([page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages])


def _bare_docx(data: bytes) -> int:
    import docx

    return bool([paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs])


def _bare_pptx(data: bytes) -> int:
    import pptx

    slides = pptx.Presentation(io.BytesIO(data)).slides
    return len([[shape.text_frame.text for shape in slide.shapes if shape.has_text_frame] for slide in slides])


def _bare_html(data: bytes) -> int:
    import trafilatura

    return bool(trafilatura.extract(data))


def _bare_ole(data: bytes) -> int:
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        return len([ole.openstream(name).read() for name in ole.listdir()])


BARE: dict[str, list[tuple[str, Callable[[bytes], int]]]] = {
    "pdf": [("pdfium", _bare_pdfium), ("pypdf", _bare_pypdf)],
    "docx": [("python-docx", _bare_docx)],
    "pptx": [("python-pptx", _bare_pptx)],
    "html": [("trafilatura", _bare_html)],
    "doc": [("olefile, streams only", _bare_ole)],
    "ppt": [("olefile, streams only", _bare_ole)],
}


def speed(folder: Path, rows: Iterable[Row]) -> list[str]:
    """Pages a second on one core, ours and the bare library's, over the files of each format that are no attack.

    Both are divided into our number of pages, so that the figures compare.
    """
    contents: dict[str, list[bytes]] = defaultdict(list)
    for row in rows:
        if row.expect == "ok" and not row.file.startswith("hostile/"):
            contents[row.format].append((folder / row.file).read_bytes())
    lines = []
    for kind, files in sorted(contents.items()):
        registry.extract(files[0])
        pages, seconds = 0, 0.0
        for data in files:
            start = time.process_time()
            try:
                pages += len(registry.extract(data).pages)
            except ExtractionError:
                continue
            finally:
                seconds += time.process_time() - start
        told = [f"{kind:5} {len(files):3} files {pages:5} pages  ours {pages / max(seconds, 1e-9):7.0f} pages/s"]
        for name, read in BARE.get(kind, []):
            told.append(f"{name} {pages / _timed(read, files):7.0f}")
        lines.append("   ".join(told))
    return lines


def _timed(read: Callable[[bytes], int], files: list[bytes]) -> float:
    start = time.process_time()
    for data in files:
        try:
            read(data)
        except Exception as error:  # noqa: BLE001 - a library that cannot read a file is still timed
            logging.debug("bare library: %s", error)
    return max(time.process_time() - start, 1e-9)


def children() -> list[int]:
    """Processes this one has started that still live."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if fields[1] == str(os.getpid()) and fields[0] != "Z":
            found.append(int(entry.parent.name))
    return found


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path)
    parser.add_argument("--resolutions", type=Path, help="a folder of corpus.jsonl and pdf/ (default: beside it)")
    parser.add_argument("--no-speed", action="store_true")
    options = parser.parse_args(arguments)
    logging.disable(logging.CRITICAL)
    folder: Path = options.documents
    rows = read_manifest(folder)
    start = time.monotonic()
    with ExtractionPool() as pool:
        outcomes = dict(pool.map((row.file, folder / row.file, None) for row in rows))
    took, alive = time.monotonic() - start, children()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    tallies = score(rows, outcomes)
    _print_table(tallies)
    print(f"\n{len(rows)} files in {took:.1f} s; parent at most {peak:.0f} MiB; workers left: {len(alive)}")
    _print_codes(rows, outcomes)
    found, leaked = trafilatura_leaks(folder, rows)
    html = tallies["html"]
    print(
        f"html, trafilatura's default run: {found} of {html.must} found, {leaked} of {html.must_not} let through"
    )
    agreed, asked, wrong = pages_agree(folder, rows, outcomes)
    print(f"pdf page numbers: {agreed} of {asked} snippets on the page pdfium finds them on", *wrong, sep="\n  ")
    references = options.resolutions or folder.parent / "un-resolutions"
    if (references / "corpus.jsonl").is_file():
        shares, headers = resolutions(references)
        worst = min(shares, key=lambda name: shares[name])
        mean = sum(shares.values()) / len(shares)
        print(f"resolutions in order: mean {mean:.5f}, worst {shares[worst]:.5f} ({worst})")
        print(f"  running headers let through: {headers or 'none'}")
    if not options.no_speed:
        print("\nspeed on one core", *speed(folder, rows), sep="\n  ")
    print(json.dumps({kind: tally.shares() for kind, tally in sorted(tallies.items())}))
    return 0


def _print_table(tallies: dict[str, Tally]) -> None:
    print(f"{'format':8}{'files':>6}{'must_appear':>14}{'spaced':>10}{'must_not':>10}{'as_expected':>14}")
    for kind, tally in sorted(tallies.items()):
        shares = tally.shares()
        cells = [
            "-" if shares[name] is None else f"{shares[name]:.3f}"
            for name in ("must_appear", "must_appear_spaced", "must_not_appear", "as_expected")
        ]
        print(f"{kind:8}{tally.files:>6}{cells[0]:>14}{cells[1]:>10}{cells[2]:>10}{cells[3]:>14}")
    for tally in tallies.values():
        for miss in tally.misses:
            print("  ", re.sub(r"\s+", " ", miss))


def _print_codes(rows: Iterable[Row], outcomes: dict[str, Outcome]) -> None:
    codes: dict[str, int] = defaultdict(int)
    for row in rows:
        outcome = outcomes[row.file]
        codes[outcome.code if isinstance(outcome, ExtractionError) else "read"] += 1
    print("ended as:", ", ".join(f"{code} {count}" for code, count in sorted(codes.items())))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Passages by their words: BM25 from tantivy.

Tantivy rather than a Python BM25: its index is files that are mapped instead of loaded, it holds positions for
phrases, and it answers in a fraction of a millisecond.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import tantivy

from corpus.errors import DamagedError
from search.analysis.normalize import fold
from search.arrays import Floats, Rows

FacetKeys = Sequence[Sequence[str]]
"""Keys a passage must carry: any of each inner sequence, one of every outer one."""

_ANALYSER = "english"
LOCKS = (".tantivy-writer.lock", ".tantivy-meta.lock")
_HEAP_BYTES = 256 << 20
"""One writer thread with room for a whole corpus of ordinary size, so that one segment comes out."""


@dataclass(frozen=True, slots=True)
class Term:
    """An analysed term to look for. ``weight`` multiplies its BM25: how often it was asked, less for a guess."""

    text: str
    weight: float = 1.0


Phrase = Sequence[tuple[int, str]]
"""Analysed terms with their positions; stop words leave gaps, which the positions keep."""


class LexicalIndex(Protocol):
    """Rows are passages, numbered as in the snapshot's store."""

    def terms(self, text: str) -> list[tuple[int, str]]:
        """The terms of ``text`` with their positions, as the index analyses it; repeats are kept."""

    def document_frequency(self, term: str) -> int:
        """How many passages hold an analysed term."""

    def vocabulary(self, prefix: str) -> list[tuple[str, int]]:
        """(term, document frequency) of every analysed term that begins with ``prefix``."""

    def search(
        self, terms: Sequence[Term], k: int, facets: FacetKeys = (), phrases: Sequence[Phrase] = ()
    ) -> tuple[Rows, Floats]:
        """Rows and BM25 scores of the ``k`` best matches of ``terms``, best first.

        Only passages that hold one of them, every one of ``phrases``, and carry the ``facets`` come back.
        """


def analyser() -> Any:
    """How text becomes terms: lower case, no accents, English stop words out, English stems."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(64))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stopword("english"))
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("row", fast=True)
    builder.add_text_field("text", tokenizer_name=_ANALYSER, index_option="position")
    builder.add_text_field("facet", tokenizer_name="raw", index_option="basic")
    return builder.build()


class TantivyIndex:
    """An open, read-only index."""

    def __init__(self, index: Any) -> None:
        self._schema = index.schema
        self._analyser = analyser()
        index.register_tokenizer(_ANALYSER, self._analyser)
        # A reader that follows commits polls the directory from a thread of its own, and takes locks there.
        index.config_reader(reload_policy="manual")
        self._index = index
        self._searcher = index.searcher()

    @classmethod
    def open(cls, directory: Path) -> TantivyIndex:
        """Open what :func:`write_tantivy` wrote. Raises DamagedError.

        Opening takes a lock file in the index's own directory. Where that cannot be written, the files are
        copied to a private temporary folder, which is removed once they are mapped.
        """
        try:
            return cls._open_in_place(directory)
        except ValueError as error:
            if "lock" not in str(error).lower() and "permission" not in str(error).lower():
                raise DamagedError(f"{directory} is not a readable lexical index ({error}).") from error
        private = Path(tempfile.mkdtemp(prefix="workshop-search-"))
        try:
            copy = private / "lexical"
            # A lock its owner left (mode 0600) may be unreadable, and is no part of the index.
            shutil.copytree(directory, copy, ignore=shutil.ignore_patterns(*LOCKS))
            for path in copy.iterdir():
                path.chmod(0o600)
            copy.chmod(0o700)
            return cls(tantivy.Index.open(str(copy)))
        except ValueError as error:
            raise DamagedError(f"{directory} is not a readable lexical index ({error}).") from error
        finally:
            _remove(private)

    @classmethod
    def _open_in_place(cls, directory: Path) -> TantivyIndex:
        index = cls(tantivy.Index.open(str(directory)))
        for name in LOCKS:
            with suppress(OSError):
                (directory / name).unlink()
        return index

    @property
    def size(self) -> int:
        """Number of passages."""
        return int(self._searcher.num_docs)

    def terms(self, text: str) -> list[tuple[int, str]]:
        """See :class:`LexicalIndex`."""
        return [(token.position, token.text) for token in self._analyser.pre_tokenize(fold(text)).tokens]

    def document_frequency(self, term: str) -> int:
        """See :class:`LexicalIndex`."""
        return int(self._searcher.doc_freq("text", term))

    def vocabulary(self, prefix: str) -> list[tuple[str, int]]:
        """See :class:`LexicalIndex`."""
        return [(str(term), int(count)) for term, count in self._searcher.terms_with_prefix("text", prefix)]

    def search(
        self, terms: Sequence[Term], k: int, facets: FacetKeys = (), phrases: Sequence[Phrase] = ()
    ) -> tuple[Rows, Floats]:
        """See :class:`LexicalIndex`."""
        occur, query = tantivy.Occur, tantivy.Query
        if not terms or k == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        # One boosted clause a term: tantivy's own parser keeps a repeated term once, which costs .08 nDCG on
        # questions that are long texts.
        words = [
            (occur.Should, query.boost_query(query.term_query(self._schema, "text", term.text), term.weight))
            for term in terms
        ]
        clauses = [(occur.Must, query.boolean_query(words))]
        only = [query.term_set_query(self._schema, "facet", list(keys)) for keys in facets]
        only += [self._phrase(phrase) for phrase in phrases]
        clauses += [(occur.Must, query.const_score_query(part, 0.0)) for part in only]
        hits = self._searcher.search(query.boolean_query(clauses), k, count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        return np.array(rows, np.int64), np.array([score for score, _ in hits], np.float32)

    def _phrase(self, phrase: Phrase) -> Any:
        if len(phrase) == 1:
            return tantivy.Query.term_query(self._schema, "text", phrase[0][1])
        return tantivy.Query.phrase_query(self._schema, "text", list(phrase))


def _remove(folder: Path) -> None:
    """Remove ``folder``; the thread of a reader just replaced may still be putting its lock into it."""
    for _ in range(50):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.02)


def write_tantivy(directory: Path, passages: Iterable[tuple[int, str, Sequence[str]]]) -> int:
    """Write (row, text, facet keys) of every passage as an index in ``directory``; returns how many.

    The files are left as others may read them: no lock files, mode 0644 (tantivy makes them 0600).
    """
    directory.mkdir(parents=True)
    index = tantivy.Index(_schema(), path=str(directory))
    index.register_tokenizer(_ANALYSER, analyser())
    writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
    count = 0
    for row, text, facets in passages:
        document = tantivy.Document()
        document.add_unsigned("row", row)
        document.add_text("text", fold(text))
        for key in facets:
            document.add_text("facet", key)
        writer.add_document(document)
        count += 1
    writer.commit()
    writer.wait_merging_threads()
    for path in directory.iterdir():
        if path.name in LOCKS:
            path.unlink()
        else:
            path.chmod(0o644)
    return count

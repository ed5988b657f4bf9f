"""Passages by their words: BM25 from tantivy.

Tantivy instead of a BM25 in Python: its files are memory-mapped instead of loaded, it keeps positions for phrases,
and it answers in a fraction of a millisecond.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import tantivy

from corpus.errors import DamagedError
from search.analysis.analyzer import Analyzer, Phrase, Term, text_analyzer
from search.analysis.normalize import normalize
from search.arrays import Floats, Rows
from search.index.row_filter import FacetKeys

_ANALYZER = "english"
LOCKS = (".tantivy-writer.lock", ".tantivy-meta.lock")
"""Files that tantivy makes and removes as it pleases; they are no part of an index."""
_HEAP_BYTES = 256 << 20
"""One writer thread with room for a corpus of ordinary size, so that a single segment is written."""


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("row", fast=True)
    builder.add_text_field("text", tokenizer_name=_ANALYZER, index_option="position")
    builder.add_text_field("facet", tokenizer_name="raw", index_option="basic")
    return builder.build()


class TantivyIndex:
    """An open, read-only index."""

    def __init__(self, index: Any) -> None:
        self._schema = index.schema
        self.terms = Analyzer().terms
        index.register_tokenizer(_ANALYZER, text_analyzer())
        # A reader that follows commits would poll the directory from its own thread, and take locks there.
        index.config_reader(reload_policy="manual")
        self._index = index
        self._searcher = index.searcher()

    @classmethod
    def open(cls, directory: Path) -> TantivyIndex:
        """Open what :func:`write_tantivy` wrote. Raises DamagedError.

        Opening creates a lock file in the index's directory. If that cannot be written, the files are copied to a
        private temporary folder, which is removed once they are mapped.
        """
        try:
            return cls._open_in_place(directory)
        except ValueError as error:
            if "lock" not in str(error).lower() and "permission" not in str(error).lower():
                raise DamagedError(f"{directory} is not a readable lexical index ({error}).") from error
        private = Path(tempfile.mkdtemp(prefix="workshop-search-"))
        try:
            copy = private / "lexical"
            # A lock left by its owner (mode 0600) may be unreadable, and is not part of the index.
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

    def document_frequency(self, term: str) -> int:
        """See :class:`search.analysis.analyzer.TermDictionary`."""
        return int(self._searcher.doc_freq("text", term))

    def vocabulary(self, prefix: str) -> list[tuple[str, int]]:
        """See :class:`search.analysis.analyzer.TermDictionary`."""
        return [(str(term), int(count)) for term, count in self._searcher.terms_with_prefix("text", prefix)]

    def search(
        self, terms: Sequence[Term], k: int, facets: FacetKeys = (), phrases: Sequence[Phrase] = ()
    ) -> tuple[Rows, Floats]:
        """See :class:`search.index.protocols.LexicalIndex`."""
        occur, query = tantivy.Occur, tantivy.Query
        if not terms or k == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        # One boosted clause per term: tantivy's own parser keeps a repeated term once, which costs .08 nDCG on
        # questions that are long texts.
        words = [(occur.Should, self._weighted(term)) for term in terms]
        clauses = [(occur.Must, query.boolean_query(words))]
        filters = [query.term_set_query(self._schema, "facet", list(keys)) for keys in facets]
        filters += [self._phrase(phrase) for phrase in phrases]
        clauses += [(occur.Must, query.const_score_query(part, 0.0)) for part in filters]
        whole = query.boolean_query(clauses) if filters else clauses[0][1]
        hits = self._searcher.search(whole, k, count=False).hits
        scores, addresses = zip(*hits, strict=True) if hits else ((), ())
        rows = self._searcher.fast_field_values("row", list(addresses))
        return np.array(rows, np.int64), np.array(scores, np.float32)

    def _weighted(self, term: Term) -> Any:
        query = tantivy.Query.term_query(self._schema, "text", term.text)
        return query if term.weight == 1.0 else tantivy.Query.boost_query(query, term.weight)

    def _phrase(self, phrase: Phrase) -> Any:
        if len(phrase) == 1:
            return tantivy.Query.term_query(self._schema, "text", phrase[0][1])
        return tantivy.Query.phrase_query(self._schema, "text", list(phrase))


def _remove(folder: Path) -> None:
    """Remove ``folder``; the thread of a reader just replaced may still be writing its lock file there."""
    for _ in range(50):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.02)


def write_tantivy(directory: Path, passages: Iterable[tuple[int, str, Sequence[str]]]) -> int:
    """Write (row, text, facet keys) of every passage as an index in ``directory``; returns how many.

    The files are left readable for others: no lock files, mode 0644 (tantivy creates them with 0600).
    """
    directory.mkdir(parents=True)
    index = tantivy.Index(_schema(), path=str(directory))
    # Else a thread of the reader follows the commit, and may lock the directory again after this returns.
    index.config_reader(reload_policy="manual")
    index.register_tokenizer(_ANALYZER, text_analyzer())
    writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
    count = 0
    for row, text, facets in passages:
        document = tantivy.Document()
        document.add_unsigned("row", row)
        document.add_text("text", normalize(text))
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

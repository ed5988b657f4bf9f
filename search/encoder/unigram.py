"""A unigram tokenizer: the most probable way to put each word together from pieces (Kudo 2018).

The `tokenizers` library gives the same pieces, but takes 300 MB of memory for a vocabulary of 250,000, and a
server has no more than that for everything. Here they are one dictionary. Words are cached, because a text mostly
repeats the words of others.
"""

from __future__ import annotations

import json
import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import NamedTuple

from corpus.errors import ModelError

VOCABULARY = '{"unigram": '
"""How the JSON of a vocabulary begins."""
_BEGIN = "▁"
"""What the first piece of a word begins with."""
_CACHED_WORDS, _CACHED_CHARS = 32_768, 24
"""How many words are cached, and up to what length."""
_MARKS = 32
"""The most combining marks on one letter that are composed with it."""
_UNKNOWN_PENALTY = 10.0
"""How much less probable an unknown character is than the least probable piece."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """``pieces`` and their ``scores`` (logarithms of probabilities); the ids of <s>, </s>, <pad> and <unk>, which
    no text is read as; and what single characters are ``replaced`` by before a text is read."""

    pieces: list[str]
    scores: list[float]
    begin: int
    end: int
    pad: int
    unknown: int
    replaced: dict[str, str]

    @property
    def special(self) -> tuple[int, int, int, int]:
        """The ids of the four special pieces."""
        return (self.begin, self.end, self.pad, self.unknown)

    def to_json(self) -> str:
        """The vocabulary as JSON."""
        return VOCABULARY + json.dumps(asdict(self), ensure_ascii=False) + "}"

    @classmethod
    def from_json(cls, text: str) -> Vocabulary:
        """Read what :meth:`to_json` wrote. Raises ModelError."""
        try:
            return cls(**json.loads(text)["unigram"])
        except (ValueError, KeyError, TypeError) as error:
            raise ModelError(
                f"The vocabulary cannot be read ({error}). Run `workshop-search ingest` again."
            ) from error


class Encoded(NamedTuple):
    """The pieces of a text: their ids, and (start, end) of each in code points.

    A piece that is only the beginning of a word has the place of the word's first character.
    """

    ids: list[int]
    offsets: list[tuple[int, int]]


class _Word(NamedTuple):
    ids: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


class UnigramTokenizer:
    """Splits texts into pieces. The methods are those of `tokenizers.Tokenizer` that encoders use. Thread-safe."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._begin, self._end, _, self._unknown = vocabulary.special
        self._ids = {piece: at for at, piece in enumerate(vocabulary.pieces) if at not in vocabulary.special}
        self._scores = array("d", vocabulary.scores)
        self._longest = max(map(len, self._ids), default=1)
        self._unknown_score = min(vocabulary.scores, default=0.0) - _UNKNOWN_PENALTY
        self._replaced = replaced = vocabulary.replaced
        blank = "".join(map(re.escape, [" ", *(one for one, to in replaced.items() if to == " ")]))
        self._words = re.compile(f"[^{blank}]+")
        self._cached = lru_cache(_CACHED_WORDS)(self._read)

    def encode(self, text: str, add_special_tokens: bool = True) -> Encoded:
        """The pieces of ``text``; with ``add_special_tokens``, between <s> and </s>."""
        ids: list[int] = []
        offsets: list[tuple[int, int]] = []
        for match in self._words.finditer(text):
            at, raw = match.start(), match[0]
            word = self._cached(raw) if len(raw) <= _CACHED_CHARS else self._read(raw)
            ids += word.ids
            offsets += [(at + start, at + end) for start, end in zip(word.starts, word.ends, strict=True)]
        if add_special_tokens:
            return Encoded([self._begin, *ids, self._end], [(0, 0), *offsets, (0, 0)])
        return Encoded(ids, offsets)

    def encode_batch(self, texts: Sequence[str], add_special_tokens: bool = True) -> list[Encoded]:
        """:meth:`encode` of each text."""
        return [self.encode(text, add_special_tokens) for text in texts]

    encode_batch_fast = encode_batch

    def get_vocab(self) -> dict[str, int]:
        """The id of each piece that a text may be read as."""
        return self._ids.copy()

    def _read(self, raw: str) -> _Word:
        """The pieces of what stands between two blanks; it is more than one word if a character becomes blank."""
        letters, starts, ends = self._normalised(raw)
        found = _Word((), (), ())
        at = 0
        for part in "".join(letters).split(" "):
            if part:
                ids, spans = self._best(_BEGIN + part)
                # The mark before the word takes no place: its own is that of the first character.
                first = [at + max(start - 1, 0) for start, _ in spans]
                last = [at + max(end - 2, 0) for _, end in spans]
                found = _Word(
                    found.ids + tuple(ids),
                    found.starts + tuple(starts[place] for place in first),
                    found.ends + tuple(ends[place] for place in last),
                )
            at += len(part) + 1
        return found

    def _normalised(self, raw: str) -> tuple[list[str], list[int], list[int]]:
        """The characters of ``raw`` as they are looked up, and where in ``raw`` each comes from."""
        letters: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        while at < len(raw):
            end = at + 1
            while end < len(raw) and end - at <= _MARKS and self._joins(raw[end]):
                end += 1
            became = "".join(self._replaced.get(one, one) for one in raw[at:end])
            if end - at > 1:
                became = unicodedata.normalize("NFKC", became)
            letters += became
            starts += [at] * len(became)
            ends += [end] * len(became)
            at = end
        return letters, starts, ends

    def _joins(self, one: str) -> bool:
        """Whether ``one`` is read with the letter before it: a combining mark, or a character that vanishes."""
        return bool(unicodedata.combining(one)) or self._replaced.get(one) == ""

    def _best(self, word: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Ids and places of the most probable pieces of ``word``. Unknown characters in a row are one piece."""
        size = len(word)
        best = [0.0] + [-float("inf")] * size
        came: list[tuple[int, int]] = [(0, self._unknown)] * (size + 1)
        ids_of, scores, longest, unknown = self._ids, self._scores, self._longest, self._unknown_score
        for start in range(size):
            before = best[start]
            for end in range(start + 1, min(start + longest, size) + 1):
                piece = ids_of.get(word[start:end])
                if piece is not None and before + scores[piece] > best[end]:
                    best[end], came[end] = before + scores[piece], (start, piece)
            if before + unknown > best[start + 1]:
                best[start + 1], came[start + 1] = before + unknown, (start, self._unknown)
        ids: list[int] = []
        spans: list[tuple[int, int]] = []
        end = size
        while end:
            start, piece_id = came[end]
            if ids and piece_id == ids[-1] == self._unknown:
                spans[-1] = (start, spans[-1][1])
            else:
                ids.append(piece_id)
                spans.append((start, end))
            end = start
        return ids[::-1], spans[::-1]

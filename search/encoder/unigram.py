"""A unigram tokenizer: the most probable way to put each word together from pieces (Kudo 2018).

The `tokenizers` library gives the same pieces, but takes 300 MB of memory for a vocabulary of 250,000, and a
server has no more than that for everything. Here they are mapped from a file (:mod:`search.encoder.piece_trie`).
Words are cached, because a text mostly repeats the words of others.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import NamedTuple

from corpus.errors import ModelError
from search.encoder.piece_trie import PieceTrie, TrieArrays, build

UNIGRAM = '{"unigram": '
"""How the JSON of the rules begins."""
_BEGIN = "▁"
"""What the first piece of a word begins with."""
_CACHED_WORDS, _CACHED_CHARS = 32_768, 24
"""How many words are cached, and up to what length."""
_MARKS = 32
"""The most combining marks on one letter that are composed with it."""
_UNKNOWN_PENALTY = 10.0
"""How much less probable an unknown character is than the least probable piece."""


@dataclass(frozen=True, slots=True)
class UnigramRules:
    """What a unigram tokenizer must know beside its pieces: the ids of <s>, </s>, <pad> and <unk>, which no text
    is read as; the score of an unknown character; and what single characters are ``replaced`` by before a text is
    read."""

    begin: int
    end: int
    pad: int
    unknown: int
    unknown_score: float
    replaced: dict[str, str]

    def to_json(self) -> str:
        """The rules as JSON."""
        return UNIGRAM + json.dumps(asdict(self), ensure_ascii=False) + "}"

    @classmethod
    def from_json(cls, text: str) -> UnigramRules:
        """Read what :meth:`to_json` wrote. Raises ModelError."""
        try:
            return cls(**json.loads(text)["unigram"])
        except (ValueError, KeyError, TypeError) as error:
            raise ModelError("The tokenizer cannot be read. Run `workshop-search ingest` again.") from error


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """``pieces`` and their ``scores`` (logarithms of probabilities); the rest as in :class:`UnigramRules`."""

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

    @property
    def rules(self) -> UnigramRules:
        """Everything but the pieces."""
        least = min(self.scores, default=0.0)
        return UnigramRules(*self.special, unknown_score=least - _UNKNOWN_PENALTY, replaced=self.replaced)

    def trie(self) -> TrieArrays:
        """The pieces, without the special ones. Takes a second or two for 250,000."""
        return build(self.pieces, self.scores, self.special)


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

    def __init__(self, rules: UnigramRules, pieces: TrieArrays) -> None:
        self._begin, self._end, self._unknown = rules.begin, rules.end, rules.unknown
        self._pieces, self._unknown_score = PieceTrie(pieces), rules.unknown_score
        self._replaced = replaced = rules.replaced
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
        return self._pieces.pieces()

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
        pieces, unknown, codes = self._pieces, self._unknown_score, list(map(ord, word))
        for start in range(size):
            before = best[start]
            for end, piece, score in pieces.starting(codes, start):
                if before + score > best[end]:
                    best[end], came[end] = before + score, (start, piece)
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

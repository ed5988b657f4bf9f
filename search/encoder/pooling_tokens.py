"""Text to token ids and offsets, without torch."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from corpus.errors import ModelError
from search.encoder.piece_trie import TrieArrays
from search.encoder.protocol import EncoderIdentity
from search.encoder.unigram import UNIGRAM, UnigramRules, UnigramTokenizer

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Replace lone surrogates one for one: no encoder can read them, and offsets must not shift."""
    return _LONE_SURROGATE.sub("\ufffd", text)


@dataclass(frozen=True, slots=True)
class TokenRules:
    """A tokenizer and the special tokens it puts around one text.

    The tokenizer's own truncation is not used: it is state of an object that threads share.
    """

    tokenizer: Tokenizer | UnigramTokenizer
    before: tuple[int, ...]
    after: tuple[int, ...]
    max_tokens: int

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of each text, including special tokens, cut at ``max_tokens``."""
        room = self.max_tokens - len(self.before) - len(self.after)
        encoded = self.tokenizer.encode_batch_fast([clean(text) for text in texts], add_special_tokens=False)
        return [[*self.before, *entry.ids[:room], *self.after] for entry in encoded]

    def query(self, prefix: str, text: str) -> tuple[list[int], NDArray[np.int32]]:
        """Token ids of ``prefix`` and ``text``, and the offsets in ``text`` of all but the special tokens.

        Offsets below 0 belong to the prefix.
        """
        room = self.max_tokens - len(self.before) - len(self.after)
        whole = clean(prefix + text)
        entry = self.tokenizer.encode(whole, add_special_tokens=False)
        # Some tokenizers count the space before a word as part of it: the word would start inside the prefix.
        own = [(end - len(whole[start:end].lstrip()), end) for start, end in entry.offsets[:room]]
        offsets = np.array(own, np.int32).reshape(-1, 2) - len(prefix)
        return [*self.before, *entry.ids[:room], *self.after], offsets

    def length(self, prefix: str) -> int:
        """How many tokens a ``prefix`` takes; the space at its end may belong to the next word."""
        return len(self.offsets([prefix.rstrip()])[0])

    def own(self, rows: NDArray[Any], prefix: int = 0) -> NDArray[Any]:
        """``rows`` (one per token read) without special tokens and without ``prefix`` tokens at the start.

        All of them if nothing else would remain.
        """
        own = rows[len(self.before) + prefix : len(rows) - len(self.after)]
        return own if len(own) else rows

    def offsets(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """(start, end) of every token of each text, in code points, shape (tokens, 2)."""
        encoded = self.tokenizer.encode_batch([clean(text) for text in texts], add_special_tokens=False)
        return [np.array(entry.offsets, np.int32).reshape(-1, 2) for entry in encoded]

    def reserve(self, identity: EncoderIdentity) -> EncoderIdentity:
        """``identity`` with ``reserved_tokens`` set: special tokens and the longer prefix."""
        longest = max(map(len, self.offsets(identity.prefixes)))
        return replace(identity, reserved_tokens=len(self.before) + len(self.after) + longest)


def token_rules(definition: str, max_tokens: int, pieces: TrieArrays | None = None) -> TokenRules:
    """Read a tokenizer from the text of its tokenizer.json, or of unigram rules beside ``pieces``.

    Raises ModelError.
    """
    if definition.startswith(UNIGRAM):
        unigram = UnigramRules.from_json(definition)
        if pieces is None:
            raise ModelError("The tokenizer has no pieces. Run `workshop-search ingest` again.")
        tokens = UnigramTokenizer(unigram, pieces)
        return TokenRules(tokens, (unigram.begin,), (unigram.end,), max_tokens)
    try:
        tokenizer = Tokenizer.from_str(definition)
    except Exception as error:
        raise ModelError(f"The tokenizer cannot be read: {error}") from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    bare = tokenizer.encode("a", add_special_tokens=False).ids
    whole = tokenizer.encode("a").ids
    start = next((at for at in range(len(whole)) if whole[at : at + len(bare)] == bare), 0)
    return TokenRules(tokenizer, tuple(whole[:start]), tuple(whole[start + len(bare) :]), max_tokens)

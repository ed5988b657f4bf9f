"""Writes a 4-bit model as a folder of sentence-transformers, which it is compiled from like any other model."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from search.arrays import Floats
from search.encoder.four_bit import unpack
from search.encoder.packed_model import PackedModel
from search.encoder.unigram import Vocabulary

_MODULES = (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))


def write_folder(packed: PackedModel, folder: Path) -> None:
    """Write ``packed`` to ``folder``, with weights of fp32: half a gigabyte."""
    pieces, special = packed.vocabulary.pieces, packed.vocabulary
    modules = [
        {"idx": at, "name": str(at), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for at, (path, kind) in enumerate(_MODULES)
    ]
    tokenizer = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": pieces[special.begin],
        "eos_token": pieces[special.end],
        "pad_token": pieces[special.pad],
        "unk_token": pieces[special.unknown],
        "model_max_length": packed.sizes.positions,
    }
    pooling = {"word_embedding_dimension": packed.sizes.hidden, "pooling_mode_mean_tokens": True}
    for name, content in (
        ("config.json", _config(packed)),
        ("modules.json", modules),
        ("tokenizer_config.json", tokenizer),
        ("sentence_bert_config.json", {"max_seq_length": packed.sizes.positions, "do_lower_case": False}),
        ("1_Pooling/config.json", pooling),
        ("2_Normalize/config.json", {}),
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content), "utf-8")
    (folder / "tokenizer.json").write_text(tokenizer_definition(packed.vocabulary), "utf-8")
    save_file(_weights(packed), folder / "model.safetensors")


def _weights(packed: PackedModel) -> dict[str, Floats]:
    """All weights by the names that transformers gives those of a BERT model."""
    hidden, wide = packed.sizes.hidden, packed.sizes.feed_forward
    found = {
        "embeddings.word_embeddings.weight": unpack(packed.word_embeddings),
        "embeddings.position_embeddings.weight": packed.vector("emb.pos", packed.sizes.positions, hidden),
        "embeddings.token_type_embeddings.weight": packed.vector("emb.type", packed.sizes.types, hidden),
        "embeddings.LayerNorm.weight": packed.vector("emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": packed.vector("emb.ln.b", hidden),
    }
    for layer in range(packed.sizes.layers):
        begin = f"encoder.layer.{layer}."
        for short, name, rows, columns in (
            ("q", "attention.self.query", hidden, hidden),
            ("k", "attention.self.key", hidden, hidden),
            ("v", "attention.self.value", hidden, hidden),
            ("ao", "attention.output.dense", hidden, hidden),
            ("fi", "intermediate.dense", wide, hidden),
            ("fo", "output.dense", hidden, wide),
        ):
            found[f"{begin}{name}.weight"] = packed.matrix(f"l{layer}.{short}.w", rows, columns)
            found[f"{begin}{name}.bias"] = packed.vector(f"l{layer}.{short}.b", rows)
        for short, name in (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm")):
            found[f"{begin}{name}.weight"] = packed.vector(f"l{layer}.{short}.w", hidden)
            found[f"{begin}{name}.bias"] = packed.vector(f"l{layer}.{short}.b", hidden)
    return found


def _config(packed: PackedModel) -> dict[str, Any]:
    """The model's config.json."""
    sizes = packed.sizes
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": sizes.hidden,
        "num_hidden_layers": sizes.layers,
        "num_attention_heads": sizes.heads,
        "intermediate_size": sizes.feed_forward,
        "hidden_act": "gelu",
        "vocab_size": sizes.rows,
        "max_position_embeddings": sizes.positions,
        "type_vocab_size": sizes.types,
        "layer_norm_eps": sizes.epsilon,
        "pad_token_id": packed.vocabulary.pad,
    }


def tokenizer_definition(vocabulary: Vocabulary) -> str:
    """The tokenizer of ``vocabulary`` as the text of a tokenizer.json, for sentence-transformers.

    Most replacements are those of Unicode's NFKC, which the `tokenizers` library applies at once.
    """
    pieces = list(zip(vocabulary.pieces, vocabulary.scores, strict=True))
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=vocabulary.unknown))
    own = [(one, to) for one, to in vocabulary.replaced.items() if unicodedata.normalize("NFKC", one) != to]
    tokenizer.normalizer = normalizers.Sequence(
        [
            *(normalizers.Replace(one, to) for one, to in own),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    begin, end = vocabulary.pieces[vocabulary.begin], vocabulary.pieces[vocabulary.end]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        pair=f"{begin} $A {end} $B {end}",
        special_tokens=[(begin, vocabulary.begin), (end, vocabulary.end)],
    )
    tokenizer.add_special_tokens([vocabulary.pieces[at] for at in vocabulary.special])
    return tokenizer.to_str()

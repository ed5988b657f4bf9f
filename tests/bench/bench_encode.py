"""Encoding beside sentence-transformers fp32 in one run: passages a second, one question, share of the bf16 peak.

    python tests/bench/bench_encode.py [corpus.jsonl] [--passages 512] [--rounds 3]

``corpus.jsonl`` is a BEIR corpus (``title``, ``text``), cut to passages of 90 words; without it text is made.
Rounds of both sides alternate, medians are compared, no text is encoded twice by the same side. The last line is
JSON; ratios above 1 mean that ours is better.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import torch

from search.encoder.choice import ENGLISH
from search.encoder.loading import load_encoder
from search.encoder.openvino_model import import_openvino
from search.encoder.protocol import Encoder

_WORDS_A_PASSAGE = 90
_LAYERS, _WIDTH = 6, 384  # of the default model
_SIDE = 2048


def read_passages(corpus: Path, count: int) -> list[str]:
    """The first ``count`` pieces of 90 words, spread over the corpus."""
    found: list[str] = []
    with corpus.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            words = f"{record.get('title', '')} {record['text']}".split()
            found += [" ".join(words[at : at + _WORDS_A_PASSAGE]) for at in range(0, len(words), _WORDS_A_PASSAGE)]
            if len(found) >= count:
                return found[:count]
    raise SystemExit(f"{corpus} gives {len(found)} passages, {count} are needed: lower --passages or --rounds.")


def made_passages(count: int) -> list[str]:
    """Seeded text of short common words and longer rare ones, 20 to 110 words each."""
    chance = random.Random(11)
    syllables = [a + b for a in "bcdfglmnprst" for b in ("a", "e", "i", "o", "u", "an", "er", "ion")]
    rare = ["".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(3000)]
    common = (
        "the of and to in for a that with on is by as small loans governments should women rural credit".split()
    )
    return [
        " ".join(chance.choice(common if chance.random() < 0.75 else rare) for _ in range(chance.randint(20, 110)))
        for _ in range(count)
    ]


def questions_of(passages: Sequence[str]) -> list[str]:
    """A question of 8 to 16 words from the middle of each passage, so that each is new."""
    chance = random.Random(5)
    found = []
    for passage in passages:
        words = passage.split()
        at = len(words) // 3
        found.append("How " + " ".join(words[at : at + chance.randint(8, 16)]) + "?")
    return found


def gflop(tokens: Sequence[int]) -> float:
    """What the model's products cost for texts of so many tokens, in 10⁹ operations."""
    linear = 2 * 12 * _WIDTH * _WIDTH * _LAYERS
    return sum(linear * n + 4 * _WIDTH * _LAYERS * n * n for n in tokens) / 1e9


def best_rate(product: Callable[[], object]) -> float:
    """10⁹ operations a second of one square product, the best of 30."""
    times = []
    for _ in range(30):
        start = time.perf_counter()
        product()
        times.append(time.perf_counter() - start)
    return 2 * _SIDE**3 / min(times) / 1e9


def peaks() -> dict[str, float]:
    """The rate of a 2048³ product in bf16, by torch and by OpenVINO: the larger is the nearest to the chip's."""
    openvino = import_openvino()
    ops = openvino.opset13
    matrix = np.random.default_rng(3).standard_normal((_SIDE, _SIDE), np.float32)
    left = ops.parameter([_SIDE, _SIDE], np.float32)
    graph = openvino.Model([ops.matmul(left, ops.constant(matrix), False, False)], [left])
    request = openvino.compile_model(
        graph, "CPU", {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "bf16"}
    ).create_infer_request()
    half = torch.from_numpy(matrix).bfloat16()
    return {
        "torch": best_rate(lambda: half @ half),
        "openvino": best_rate(lambda: request.infer([matrix], share_inputs=True)),
    }


def rate(encoder: Encoder, passages: Sequence[str]) -> float:
    """Passages a second."""
    start = time.perf_counter()
    encoder.encode_passages(passages)
    return len(passages) / (time.perf_counter() - start)


def milliseconds(encoder: Encoder, questions: Sequence[str]) -> Iterator[float]:
    """What each question takes."""
    for question in questions:
        start = time.perf_counter()
        encoder.encode_query(question)
        yield (time.perf_counter() - start) * 1e3


def main() -> None:
    """Run both sides and print a table and one JSON line."""
    parser = argparse.ArgumentParser(description="encode throughput and latency beside sentence-transformers")
    parser.add_argument("corpus", nargs="?", type=Path)
    parser.add_argument("--passages", type=int, default=512, help="passages in a round")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    needed = options.passages * options.rounds + 64
    passages = read_passages(options.corpus, needed) if options.corpus else made_passages(needed)
    random.Random(1).shuffle(passages)
    with tempfile.TemporaryDirectory() as folder:
        ours = load_encoder(Path(folder), ENGLISH, build=True)
        print(
            json.dumps(
                compare(
                    ours,
                    load_encoder(Path(folder), ENGLISH, backend="torch", build=False),
                    passages,
                    options.passages,
                )
            )
        )


def compare(ours: Encoder, reference: Encoder, passages: list[str], count: int) -> dict[str, float]:
    """Alternate rounds of ``count`` passages of both sides; print the table, return the figures."""
    sides = {"ours": ours, "sentence-transformers": reference}
    warm, passages = passages[:64], passages[64:]
    vectors = [encoder.encode_passages(warm) for encoder in sides.values()]
    for encoder in sides.values():
        list(milliseconds(encoder, questions_of(warm)))
    rates: dict[str, list[float]] = {name: [] for name in sides}
    times: dict[str, list[float]] = {name: [] for name in sides}
    for at in range(0, len(passages), count):
        part = passages[at : at + count]
        for name, encoder in sides.items():
            rates[name].append(rate(encoder, part))
            times[name] += milliseconds(encoder, questions_of(part[:100]))
    tokens = [min(len(places) + 2, ours.identity.max_tokens) for places in ours.token_offsets(passages)]
    chip = peaks()
    middle = {name: statistics.median(found) for name, found in rates.items()}
    p50 = {name: statistics.median(found) for name, found in times.items()}
    achieved = middle["ours"] * gflop(tokens) / len(tokens)
    print(f"{len(passages)} passages, {statistics.mean(tokens):.0f} tokens each on average")
    print(f"{'':24}{'passages/s':>12}{'question p50':>15}")
    for name in sides:
        print(f"{name:24}{middle[name]:12.1f}{p50[name]:12.2f} ms")
    print(
        f"bf16 2048³: torch {chip['torch']:.0f}, OpenVINO {chip['openvino']:.0f} GFLOP/s; encoding {achieved:.0f}"
    )
    return {
        "encode_ratio": round(middle["ours"] / middle["sentence-transformers"], 2),
        "encode_latency_ratio": round(p50["sentence-transformers"] / p50["ours"], 2),
        "encode_passages_per_s": round(middle["ours"], 1),
        "encode_question_p50_ms": round(p50["ours"], 2),
        "encode_min_cosine": round(float((vectors[0] * vectors[1]).sum(1).min()), 6),
        "encode_share_of_bf16_torch_product": round(achieved / chip["torch"], 3),
        "encode_share_of_bf16_peak": round(achieved / max(chip.values()), 3),
    }


if __name__ == "__main__":
    main()

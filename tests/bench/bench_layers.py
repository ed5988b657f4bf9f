"""Where the time of a batch of passages goes, and what other ways to compute it would save.

    python tests/bench/bench_layers.py [--rounds 40]

One batch of 960 tokens (6 passages of 160) on one core: the share of each kind of operation by OpenVINO's
counters, then the processor time of the model as it is used, compiled for this shape alone, and with products of
8-bit integers, in turns. The integers' ranges are made up: the vectors are wrong, the time is right. The counters
are wall times: compare their shares, on an otherwise idle machine. The last line is JSON; ratios above 1 mean that
the other way is faster.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.encoder.compiled import EMBEDDINGS, MODEL
from search.encoder.loading import load_encoder
from search.encoder.openvino_model import import_openvino

_ROWS, _TOKENS = 6, 160
_ACTIVATIONS, _LEVELS = 8.0, 256
_NARROW, _WIDE = 384, 1536  # of the default model
_SETTINGS = {
    "PERFORMANCE_HINT": "THROUGHPUT",
    "NUM_STREAMS": "1",
    "INFERENCE_NUM_THREADS": "1",
    "INFERENCE_PRECISION_HINT": "bf16",
    "ENABLE_CPU_PINNING": "NO",
}

Inputs = Sequence[NDArray[Any]]


def request(model: Any, **more: str) -> Any:
    """A request to ``model``, compiled for one core in bf16."""
    return import_openvino().Core().compile_model(model, "CPU", _SETTINGS | more).create_infer_request()


def shares(model: Any, inputs: Inputs, rounds: int) -> list[tuple[str, int, float]]:
    """(kind of operation, how many, share of the time), longest first; medians of ``rounds``."""
    counted, times = request(model, PERF_COUNT="YES"), defaultdict(list)
    for _ in range(rounds + 3):
        counted.infer(inputs, share_inputs=True)
        for part in counted.get_profiling_info():
            seconds = part.real_time.total_seconds()
            if seconds:
                times[f"{part.node_type} {part.exec_type}", part.node_name].append(seconds)
    took: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for (kind, _), found in times.items():
        took[kind] += statistics.median(found)
        count[kind] += 1
    return [(kind, count[kind], seconds / took.total()) for kind, seconds in took.most_common()]


def in_turns(requests: Mapping[str, Any], inputs: Inputs, rounds: int) -> dict[str, float]:
    """Milliseconds of processor time of each request, medians of ``rounds`` in which they take turns."""
    times: dict[str, list[float]] = {name: [] for name in requests}
    for _ in range(rounds + 1):
        for name, one in requests.items():
            start = time.process_time()
            one.infer(inputs, share_inputs=True)
            times[name].append(time.process_time() - start)
    return {name: 1e3 * statistics.median(found[1:]) for name, found in times.items()}


def fixed(model: Any, inputs: Inputs) -> Any:
    """A copy of ``model`` for the shapes of ``inputs`` alone."""
    copy = model.clone()
    copy.reshape({place: list(given.shape) for place, given in enumerate(inputs)})
    return copy


def in_integers(model: Any) -> Any:
    """A copy of ``model`` whose products with weights are of 8-bit integers, one scale for each row of weights."""
    copy, rounded = model.clone(), {}
    for node in copy.get_ordered_ops():
        if node.get_type_name() != "MatMul" or node.input_value(1).get_node().get_type_name() != "Constant":
            continue
        source = node.input_value(0)
        name = f"{source.get_node().get_friendly_name()} {source.get_index()}"
        if name not in rounded:
            rounded[name] = _rounded(source, np.float32(_ACTIVATIONS), _LEVELS)
        weights = node.input_value(1)
        rows = 1 if node.get_attributes()["transpose_b"] else 0
        largest = np.abs(weights.get_node().get_data()).max(rows, keepdims=True).astype(np.float32)
        node.input(0).replace_source_output(rounded[name].output(0))
        node.input(1).replace_source_output(_rounded(weights, largest, _LEVELS - 1).output(0))
    copy.validate_nodes_and_infer_types()
    return copy


def _rounded(source: Any, largest: Any, levels: int) -> Any:
    op = import_openvino().opset13
    low = op.constant(np.asarray(-largest * (128 / 127 if levels == _LEVELS else 1), np.float32))
    high = op.constant(np.asarray(largest, np.float32))
    return op.fake_quantize(source, low, high, low, high, levels)


def two_products() -> Any:
    """The two large products of a layer and nothing else: the most that a product can gain from integers."""
    openvino, chance = import_openvino(), np.random.default_rng(3)
    op = openvino.opset13
    given = op.parameter([_ROWS, _TOKENS, _NARROW], np.float32)
    wide = op.matmul(given, op.constant(chance.standard_normal((_WIDE, _NARROW), np.float32)), False, True)
    back = op.matmul(wide, op.constant(chance.standard_normal((_NARROW, _WIDE), np.float32)), False, True)
    return openvino.Model([back], [given])


def main() -> None:
    """Print the table, then a line of JSON."""
    parser = argparse.ArgumentParser(description="where the time of a batch of passages goes")
    parser.add_argument("--rounds", type=int, default=40)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / load_encoder(Path(work), build=True).identity.id
        model = import_openvino().Core().read_model(folder / MODEL)
        table = np.load(folder / EMBEDDINGS)
        ids = np.random.default_rng(1).integers(1000, len(table) - 1, (_ROWS, _TOKENS))
        inputs = [ids, np.ones_like(ids), table[ids]]
        print(f"{'operation':50}{'how many':>9}{'share':>8}")
        for kind, count, share in shares(model, inputs, rounds):
            if share >= 0.005:
                print(f"{kind:50}{count:9}{share:8.1%}")
        integers = in_integers(model)
        ways = {
            "used": request(model),
            "one_shape": request(fixed(model, inputs)),
            "integers": request(integers),
            "integers_one_shape": request(fixed(integers, inputs)),
        }
        whole = in_turns(ways, inputs, rounds)
    products = two_products()
    bound = in_turns({"bf16": request(products), "integers": request(in_integers(products))}, inputs[2:], rounds)
    flops = 2e-6 * 2 * _ROWS * _TOKENS * _NARROW * _WIDE
    for name, took in whole.items():
        print(f"{name:24}{took:8.1f} ms{whole['used'] / took:7.2f} times as fast")
    found = {f"layers_{name.replace(' ', '_')}_ratio": whole["used"] / took for name, took in whole.items()}
    found["layers_product_integers_ratio"] = bound["bf16"] / bound["integers"]
    found["layers_product_bf16_gflops"] = flops / bound["bf16"]
    print(json.dumps({name: round(value, 2) for name, value in found.items()}))


if __name__ == "__main__":
    main()

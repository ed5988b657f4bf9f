"""Makes 4-bit model files as small as can be."""

import struct
from pathlib import Path

import numpy as np

from search.encoder.four_bit import BLOCK, PackedRows

HIDDEN, LAYERS, HEADS, WIDE, POSITIONS = 32, 1, 2, 64, 24
PIECES = {
    "<s>": 0.0,
    "<pad>": 0.0,
    "</s>": 0.0,
    "<unk>": 0.0,
    **dict.fromkeys("▁abcdefghijklmnopqrstuvwxyz中国的:", -9.0),
    **dict.fromkeys(("▁loan", "▁small", "▁query", "▁passage", "s", "an", "lo"), -5.0),
}
REPLACED = {"\t": " ", "\n": " ", "\x01": "", "ﬁ": "fi", "Ａ": "A"}


def pack(weights: np.ndarray) -> PackedRows:
    """Rows of weights, shape (n, a multiple of 32), as blocks of four bits."""
    blocks = weights.reshape(-1, BLOCK)
    scales = (np.abs(blocks).max(axis=1) / 7).astype("<f2")
    steps = np.rint(blocks / np.maximum(scales.astype(np.float32), 1e-6)[:, None]).clip(-8, 7).astype(np.int8) + 8
    pairs = (steps[:, : BLOCK // 2] | steps[:, BLOCK // 2 :] << 4).astype(np.uint8)
    packed = np.concatenate([scales.view(np.uint8).reshape(-1, 2), pairs], axis=1)
    return packed.reshape(len(weights), -1)


def tensors(seed: int = 0) -> dict[str, np.ndarray]:
    """Weights of a small BERT by their names in the file: matrices to be packed, everything else float32."""
    random = np.random.default_rng(seed)

    def some(*shape: int) -> np.ndarray:
        return random.normal(0, 0.2, shape).astype(np.float32)

    found = {
        "emb.word": some(len(PIECES) + 2, HIDDEN),
        "emb.pos": some(POSITIONS, HIDDEN),
        "emb.type": some(2, HIDDEN),
        "emb.ln.w": np.ones(HIDDEN, np.float32),
        "emb.ln.b": some(HIDDEN),
    }
    for layer in range(LAYERS):
        for name, rows, columns in (
            ("q", HIDDEN, HIDDEN),
            ("k", HIDDEN, HIDDEN),
            ("v", HIDDEN, HIDDEN),
            ("ao", HIDDEN, HIDDEN),
            ("fi", WIDE, HIDDEN),
            ("fo", HIDDEN, WIDE),
        ):
            found[f"l{layer}.{name}.w"] = some(rows, columns)
            found[f"l{layer}.{name}.b"] = some(rows)
        for name in ("aln", "oln"):
            found[f"l{layer}.{name}.w"] = np.ones(HIDDEN, np.float32)
            found[f"l{layer}.{name}.b"] = some(HIDDEN)
    return found


def is_packed(name: str, array: np.ndarray) -> bool:
    """Whether the file holds this tensor in four bits."""
    return array.ndim == 2 and (name.endswith(".w") or name == "emb.word")


def write_packed(path: Path, weights: dict[str, np.ndarray]) -> bytes:
    """Write a model file with these ``weights``; returns what it holds."""
    head = b"E5S1" + struct.pack("<I", 1)
    head += struct.pack("<7ifi", HIDDEN, LAYERS, HEADS, WIDE, len(PIECES) + 2, POSITIONS, 2, 1e-12, BLOCK)
    raw = [piece.encode() for piece in PIECES]
    head += struct.pack("<5iQ", len(raw), 0, 2, 1, 3, sum(map(len, raw)))
    head += np.cumsum([0, *map(len, raw)]).astype("<u4").tobytes()
    head += np.array(list(PIECES.values()), "<f4").tobytes() + b"".join(raw)
    entries = b"".join(
        struct.pack(f"<IB{len(to)}I", ord(one), len(to), *map(ord, to)) for one, to in REPLACED.items()
    )
    head += struct.pack("<iI", len(REPLACED), len(entries)) + entries
    packed = {name: (pack(own) if is_packed(name, own) else own).tobytes() for name, own in weights.items()}
    size = len(head) + 4 + sum(2 + len(name) + 1 + 4 + 16 for name in packed)
    directory, body = struct.pack("<i", len(packed)), b""
    for name, data in packed.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", 0, weights[name].size, size + len(body), len(data))
        body += data
    whole = head + directory + body
    path.write_bytes(whole)
    return whole

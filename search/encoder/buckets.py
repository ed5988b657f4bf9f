"""Lengths that texts are computed in: batches of passages with little padding, and fixed widths for queries.

A model compiled for one width is faster than one for any, and questions differ in length. But each compiled model
packs the weights anew, and two sets evict each other from the processor's cache: a question that follows one of
another width then takes twice its time. Branches of one model share what they pack.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from search.encoder.openvino_model import import_openvino

_BATCH_TOKENS = 1024  # more leaves the second-level cache, less pays for more calls: measured from 512 to 16384
_WIDTH_STEP = 16  # few shapes are compiled, and 16 rows fill a tile of the matrix unit


def padded_length(length: int) -> int:
    """``length`` in tokens, rounded up to the next width that is computed."""
    return -(-length // _WIDTH_STEP) * _WIDTH_STEP


def batches(lengths: Sequence[int], budget: int = _BATCH_TOKENS) -> Iterator[list[int]]:
    """Indices of ``lengths`` in batches, longest first, each of at most ``budget`` tokens including padding.

    A batch has at least one row. Longest first: the last batches are then the cheap ones, and the cores finish
    together.
    """
    rows: list[int] = []
    width = 0
    for row in sorted(range(len(lengths)), key=lambda index: -lengths[index]):
        if rows and (len(rows) + 1) * width > budget:
            yield rows
            rows = []
        if not rows:
            width = padded_length(lengths[row])
        rows.append(row)
    if rows:
        yield rows


def with_buckets(model: Any, widths: Sequence[int]) -> Any:
    """``model`` for one text padded to any of these ``widths`` (tokens, ascending), with one set of weights.

    Its inputs are the index of the width (shape (1,)), then the inputs of ``model`` for the first width, for the
    second, and so on; only those of the chosen width are read.
    """
    bodies = []
    for width in widths:
        body = model.clone()
        shape = import_openvino().PartialShape
        body.reshape({given: shape([1, width, *list(given.partial_shape)[2:]]) for given in body.inputs})
        bodies.append(body)
    return _choice(bodies)


def _choice(bodies: Sequence[Any]) -> Any:
    openvino = import_openvino()
    op = openvino.opset13
    first, which = bodies[0], op.parameter([1], openvino.Type.i64)
    if len(bodies) == 1:
        return openvino.Model(first.get_results(), [which, *first.get_parameters()])
    rest = _choice(bodies[1:])
    within, *others = rest.get_parameters()
    given = {inner: _like(inner) for inner in (*first.get_parameters(), *others)}
    choice = op.if_op(op.less(which, op.constant([1], openvino.Type.i64)).output(0))
    choice.set_then_body(first)
    choice.set_else_body(rest)
    for inner in first.get_parameters():
        choice.set_input(given[inner].output(0), inner, None)
    choice.set_input(op.subtract(which, op.constant([1], openvino.Type.i64)).output(0), None, within)
    for inner in others:
        choice.set_input(given[inner].output(0), None, inner)
    results = [choice.set_output(*pair) for pair in zip(first.get_results(), rest.get_results(), strict=True)]
    return openvino.Model(results, [which, *given.values()])


def _like(parameter: Any) -> Any:
    op = import_openvino().opset13
    return op.parameter(parameter.get_output_partial_shape(0), parameter.get_output_element_type(0))

"""One compiled model for texts of several widths, with one set of weights.

A model compiled for one width is faster than one for any, and questions differ in length. But each compiled model
packs the weights anew, and two sets push each other out of the processor's cache: a question that follows one of
another width then takes twice its time. Branches of one model share what they pack.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from search.encoder.openvino_model import import_openvino


def of_widths(model: Any, widths: Sequence[int]) -> Any:
    """``model`` for one text of any of these ``widths`` (tokens, ascending).

    Its inputs are the place of the width that is meant (shape (1,)), then those of ``model`` for the first width,
    for the second, and so on; only those of the width that is meant are read.
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

"""Formulas in one line, such that no number changes: "1/2", "10^3", "x_1", "sqrt(2)".

OMML (Word, PowerPoint) and MathML (web pages) name the same few shapes differently; two tables say which element
is which shape.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

_DEEPEST = 60
_ATOM = re.compile(r"[-−]?[\w.,′°%∞]+|\([^()]*\)|\[[^\[\]]*\]|[^\W\d_]+\([^()]*\)")
_LARGE_SIGNS = frozenset("∑∏∐∫∬∭∮⋀⋁⋂⋃⨁⨂")
_SPACE = re.compile(r"\s+")
_INVISIBLE = dict.fromkeys(map(ord, "\u2061\u2062\u2063\u2064"))


def linear(element: Any) -> str:
    """The formula below an ``oMath`` or ``math`` element as one line."""
    return _SPACE.sub(" ", _read(element, 0)).strip()


def set_in(before: str, formula: str) -> str:
    """The formula with a blank before it where it would run into ``before``."""
    return f" {formula}" if before[-1:].isalnum() and formula[:1].isalnum() else formula


def _read(element: Any, depth: int) -> str:
    if not isinstance(element.tag, str):
        return ""
    if depth > _DEEPEST:  # deeper than any formula: the bare text
        return " ".join("".join(element.itertext()).split())
    name = _name(element)
    known = _OMML.get(name) if _is_omml(element) else _MATHML.get(name)
    if known is not None:
        return known(element, depth + 1)
    if len(element) == 0:
        return (element.text or "").translate(_INVISIBLE)
    return _row(element, depth + 1)


def _name(element: Any) -> str:
    return str(element.tag).rsplit("}", 1)[-1].rsplit(":", 1)[-1]


def _is_omml(element: Any) -> bool:
    return str(element.tag).startswith("{http://schemas.openxmlformats.org/officeDocument/2006/math}")


def _row(element: Any, depth: int) -> str:
    return _joined(_read(child, depth) for child in element)


def _joined(parts: Iterable[str]) -> str:
    """Parts side by side, a blank between digits that would run together."""
    out = ""
    for part in parts:
        out += f" {part}" if out[-1:].isdigit() and part[:1].isdigit() else part
    return out


def _atom(text: str) -> str:
    text = text.strip()
    return text if not text or _ATOM.fullmatch(text) else f"({text})"


def _fraction(top: str, bottom: str) -> str:
    return f"{_atom(top)}/{_atom(bottom)}"


def _script(base: str, below: str = "", above: str = "") -> str:
    low = f"_{_atom(below)}" if below.strip() else ""
    high = f"^{_atom(above)}" if above.strip() else ""
    return f"{_atom(base) if len(base.strip()) > 1 else base.strip()}{low}{high}"


def _limits(base: str, below: str = "", above: str = "") -> str:
    """A sign with what stands at it; a blank parts that of a sum from what is summed: "∑_(i=1)^n a_i"."""
    return _script(base, below, above) + (" " if base.strip() in _LARGE_SIGNS else "")


def _over(base: str, above: str) -> str:
    accent = len(above.strip()) == 1 and not above.strip().isalnum()
    return base if accent else _script(base, "", above)


def _root(radicand: str, degree: str = "") -> str:
    return f"root({degree.strip()}, {radicand.strip()})" if degree.strip() else f"sqrt({radicand.strip()})"


def _matrix(rows: Sequence[Sequence[str]]) -> str:
    return f"[{'; '.join(', '.join(cell.strip() for cell in row) for row in rows)}]"


# OMML: each part of a shape is an element of its own name.


def _part(element: Any, name: str, depth: int) -> str:
    found = element.find(f"{{*}}{name}")
    return "" if found is None else _row(found, depth)


def _setting(element: Any, path: str, otherwise: str) -> str:
    found = element.find("/".join(f"{{*}}{step}" for step in path.split("/")))
    return otherwise if found is None else next(iter(found.attrib.values()), "")


def _omml_fraction(element: Any, depth: int) -> str:
    top, bottom = _part(element, "num", depth), _part(element, "den", depth)
    if _setting(element, "fPr/type", "bar") == "noBar":
        return f"({top.strip()} over {bottom.strip()})"
    return _fraction(top, bottom)


def _omml_nary(element: Any, depth: int) -> str:
    sign = _setting(element, "naryPr/chr", "∫")
    scripts = _script(sign, _part(element, "sub", depth), _part(element, "sup", depth))
    return f"{scripts} {_part(element, 'e', depth)}"


def _omml_delimited(element: Any, depth: int) -> str:
    opening, closing = _setting(element, "dPr/begChr", "("), _setting(element, "dPr/endChr", ")")
    between = _setting(element, "dPr/sepChr", "|")
    return f"{opening}{between.join(_row(part, depth) for part in element.findall('{*}e'))}{closing}"


def _omml_matrix(element: Any, depth: int) -> str:
    return _matrix([[_row(cell, depth) for cell in row.findall("{*}e")] for row in element.findall("{*}mr")])


def _omml_run(element: Any, _depth: int) -> str:
    return "".join(text.text or "" for text in element.iterchildren("{*}t"))


def _omml_scripts(element: Any, depth: int) -> str:
    return _script(_part(element, "e", depth), _part(element, "sub", depth), _part(element, "sup", depth))


def _omml_limit(element: Any, depth: int) -> str:
    limit = _part(element, "lim", depth)
    lower = _name(element) == "limLow"
    return _script(_part(element, "e", depth), limit if lower else "", "" if lower else limit)


def _nothing(_element: Any, _depth: int) -> str:
    return ""


_Shape = Callable[[Any, int], str]
_OMML: dict[str, _Shape] = {
    "f": _omml_fraction,
    "sSup": _omml_scripts,
    "sSub": _omml_scripts,
    "sSubSup": _omml_scripts,
    "sPre": lambda e, d: f"{_script('', _part(e, 'sub', d), _part(e, 'sup', d))} {_part(e, 'e', d)}",
    "rad": lambda e, d: _root(_part(e, "e", d), _part(e, "deg", d)),
    "nary": _omml_nary,
    "d": _omml_delimited,
    "m": _omml_matrix,
    "eqArr": lambda e, d: "; ".join(_row(part, d).strip() for part in e.findall("{*}e")),
    "func": lambda e, d: f"{_part(e, 'fName', d)} {_atom(_part(e, 'e', d))}",
    "limLow": _omml_limit,
    "limUpp": _omml_limit,
    "r": _omml_run,
    **dict.fromkeys(
        ("rPr", "ctrlPr", "fPr", "sSupPr", "sSubPr", "sSubSupPr", "radPr", "naryPr", "dPr", "mPr", "eqArrPr",
         "funcPr", "limLowPr", "limUppPr", "accPr", "barPr", "boxPr", "groupChrPr", "phantPr", "sPrePr",
         "borderBoxPr", "oMathParaPr"),
        _nothing,
    ),
}  # fmt: skip


# MathML: the parts of a shape are told by their order.


def _parts(element: Any, depth: int) -> list[str]:
    return [_read(child, depth) for child in element if isinstance(child.tag, str)]


def _of(make: Callable[..., str], order: Sequence[int]) -> _Shape:
    """A shape whose parts are the children in this order; a child that is missing is nothing."""

    def read(element: Any, depth: int) -> str:
        parts = _parts(element, depth)
        return make(*(parts[at] if 0 <= at < len(parts) else "" for at in order))

    return read


def _mathml_fenced(element: Any, depth: int) -> str:
    between = (element.get("separators") or ",").strip()[:1]
    return f"{element.get('open', '(')}{between.join(_parts(element, depth))}{element.get('close', ')')}"


def _mathml_table(element: Any, depth: int) -> str:
    rows = [row for row in element if _name(row) in ("mtr", "mlabeledtr")] if len(element) else []
    return _matrix([[_row(cell, depth) if len(cell) else cell.text or "" for cell in row] for row in rows])


_MATHML: dict[str, _Shape] = {
    "mfrac": _of(_fraction, (0, 1)),
    "msup": _of(_script, (0, -1, 1)),
    "mover": _of(_over, (0, 1)),
    "msub": _of(_limits, (0, 1)),
    "munder": _of(_limits, (0, 1)),
    "msubsup": _of(_limits, (0, 1, 2)),
    "munderover": _of(_limits, (0, 1, 2)),
    "msqrt": lambda e, d: _root(_row(e, d) if len(e) else e.text or ""),
    "mroot": _of(_root, (0, 1)),
    "mfenced": _mathml_fenced,
    "mtable": _mathml_table,
    "mspace": lambda _e, _d: " ",
    "mtext": lambda e, _d: f" {(''.join(e.itertext())).strip()} ",
    "semantics": lambda e, d: _parts(e, d)[0] if len(e) else "",
    "annotation": _nothing,
    "annotation-xml": _nothing,
    "none": _nothing,
    "mprescripts": _nothing,
}

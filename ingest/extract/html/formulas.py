"""Formulas that a program draws on a web page: the source is read once, what it was drawn with is not read."""

from __future__ import annotations

from typing import Any

from ingest.extract.tex import linear_tex

_MOST_BESIDE = 8


def tex_formula(script: Any) -> str:
    """The formula that a ``script`` of TeX holds; "" for other scripts and where MathML says the same."""
    if not script.get("type", "").startswith("math/tex"):
        return ""
    before = script.getprevious()
    if before is not None and next(before.iter("math"), None) is not None:
        return ""
    return linear_tex(script.text or "")


def draws_formula(element: Any) -> bool:
    """Whether an element only shows the formula that stands beside it as MathML or TeX."""
    attributes = element.attrib
    if not attributes:
        return False
    if attributes.get("aria-hidden") == "true":
        around = element.getparent()
        if around is None or len(around) > _MOST_BESIDE:
            return False
        return any(one is not element and next(one.iter("math"), None) is not None for one in around)
    if not attributes.get("class", "").startswith("MathJax") or next(element.iter("math"), None) is not None:
        return False
    after = element.getnext()
    return after is not None and after.tag == "script" and after.get("type", "").startswith("math/tex")

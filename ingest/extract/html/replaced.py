"""Elements in whose place a browser shows something else: pictures, drawings, form fields and frames."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from ingest.extract.pictures import description
from ingest.extract.remarks import undescribed
from ingest.extract.runs import Run, Shift, one_line, without_marks, written

_TYPED = frozenset(["text", "email", "tel", "url", "number", "date", "month", "week", "time", "datetime-local"])
_UNSHOWN = frozenset(["defs", "symbol", "style", "script", "metadata", "clippath", "mask"])
_BASELINE = re.compile(r"baseline-shift\s*:\s*(super|sub)")
_BASELINES: dict[str, Shift] = {"super": "raised", "sub": "lowered"}
_SMALL = 48
"""Pixels: a picture that is smaller is an icon or a mark for counting visitors."""
_MOST_FRAMES = 200
_LARGEST_FRAMES = 4 << 20
_DEEPEST_FRAME = 3


@dataclass(slots=True)
class ReplacedElements:
    """Reads the replaced elements of one page, and counts those that it cannot read."""

    undescribed: int = 0
    frames_left_out: Counter[str] = field(default_factory=Counter)
    frames: int = 0
    frame_size: int = 0
    last: str = ""

    def picture(self, element: Any) -> str:
        """The alternative text of an ``img``. One that repeats that of the picture before it is left out."""
        told = element.get("alt")
        if told is None:
            told = element.get("aria-label") or element.get("title")
        text = description(told)
        if told is None and not _is_small(element):
            self.undescribed += 1
        # A page that loads pictures late holds each of them twice.
        if not text or text == self.last:
            return ""
        self.last = text
        return text

    def frame(self, element: Any, depth: int) -> Any:
        """The tree of what an ``iframe`` holds itself; None where it shows another page or holds too much."""
        source = element.get("srcdoc")
        if not source or not source.strip():
            if element.get("src", "about:blank").split(":", 1)[0] not in ("about", "javascript"):
                self.frames_left_out["of another page"] += 1
            return None
        self.frames += 1
        self.frame_size += len(source)
        if depth >= _DEEPEST_FRAME or self.frames > _MOST_FRAMES or self.frame_size > _LARGEST_FRAMES:
            self.frames_left_out["beyond the limit of frames in one page"] += 1
            return None
        parser = lxml_html.HTMLParser(
            encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True
        )
        try:
            return lxml_html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
        except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
            return None

    def notes(self) -> list[str]:
        """What the report says was left out."""
        frames = [
            f"{count} frame{'s' if count > 1 else ''} {which} {'were' if count > 1 else 'was'} not read."
            for which, count in self.frames_left_out.items()
        ]
        return undescribed(self.undescribed) + frames


def typed(element: Any) -> str:
    """What is typed into an ``input`` that shows it; a box as ticked or not."""
    if element.get("type", "").lower() in ("checkbox", "radio"):
        return "☒" if "checked" in element.attrib else "☐"
    return one_line(element.get("value", "")) if element.get("type", "text").lower() in _TYPED else ""


def is_passed_over(option: Any) -> bool:
    """Whether an ``option`` is not the one chosen in its list."""
    if "selected" in option.attrib:
        return False
    chosen_from = next(option.iterancestors("select"), None)
    return chosen_from is not None and chosen_from.find(".//option[@selected]") is not None


def drawing(svg: Any) -> tuple[str, list[str]]:
    """A drawing's title and description in one line, and its pieces of text in file order."""
    if svg.get("aria-hidden") == "true":
        return "", []
    titles, descriptions, texts = drawing_parts(svg)
    return " ".join(description(told) for told in (*titles, *descriptions)), texts


def drawing_parts(svg: Any) -> tuple[list[str], list[str], list[str]]:
    """The titles, descriptions and pieces of text in a drawing, each in file order and in one line."""
    parts: dict[str, list[str]] = {"title": [], "desc": [], "text": []}
    for element in _shown(svg):
        kind = _name(element)
        text = one_line(_drawn(element) if kind == "text" else " ".join(element.itertext()))
        parts["text" if kind == "foreignobject" else kind].append(text)
    titles, descriptions, texts = (list(filter(None, found)) for found in parts.values())
    return titles, descriptions, texts


def _name(element: Any) -> str:
    """The tag's name without the prefix of its namespace."""
    return str(element.tag).rpartition(":")[2]


def _drawn(text: Any) -> str:
    """The text of a text element: parts that have a place of their own stand apart, others touch."""
    runs: list[Run] = []
    shifts: list[Shift] = []
    for event, element in etree.iterwalk(text, events=("start", "end")):
        shift = shifts[-1] if shifts else ""
        if event == "start":
            placed = element is not text and any(element.get(name) for name in ("x", "y", "dx"))
            set_so = f"baseline-shift:{element.get('baseline-shift', '')};{element.get('style', '')}"
            found = _BASELINE.search(set_so)
            shifts.append(_BASELINES[found[1]] if found else shift)
            runs += [Run(" ")] if placed else []
            runs.append(Run(element.text or "", shifts[-1]))
        else:
            shifts.pop()
            runs += [Run(element.tail or "", shifts[-1])] if shifts else []
    return without_marks(written(runs))


def _shown(svg: Any) -> Iterator[Any]:
    """The elements of a drawing but those that only serve others; what is found is not entered."""
    walk = etree.iterwalk(svg, events=("start",))
    for _, element in walk:
        if _name(element) in _UNSHOWN or _is_unshown(element):
            walk.skip_subtree()
        elif _name(element) in ("title", "desc", "text", "foreignobject"):
            walk.skip_subtree()
            yield element


def _is_unshown(element: Any) -> bool:
    """Whether a drawing says that it does not show an element."""
    return element.get("display") == "none" or "display:none" in element.get("style", "").replace(" ", "")


def _is_small(element: Any) -> bool:
    """Whether the page says that a picture is small, or does not say how it is shown at all."""
    sizes = [
        value for name in ("width", "height") if (value := element.get(name, "").removesuffix("px")).isdecimal()
    ]
    return any(int(value[:6]) < _SMALL for value in sizes)

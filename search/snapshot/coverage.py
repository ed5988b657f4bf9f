"""How many of the linked papers are available."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.model import Workshop


def coverage(workshops: Sequence[Workshop], failed_documents: int) -> dict[str, int]:
    """Of the papers that talks link to, how many are linked, available, missing, failed, or without a text layer.

    ``failed`` counts every document that could not be read, whether a talk links to it or not.
    """
    papers = [paper for workshop in workshops for paper in workshop.papers]
    states = [paper.state for paper in papers]
    return {
        "linked": len(papers),
        "at_hand": states.count("at hand"),
        "missing": states.count("missing"),
        "failed": max(states.count("failed"), failed_documents),
        "image_only": states.count("image only"),
    }

"""What one passage is to another: near-identical, narrower, related.

The bounds were set on the 94 recommendations of three workshops, eight pairs of which were written to be near-
identical or narrower: all three near-identical ones have an overlap of 1.0 and no other pair more than .77; of the
five narrower ones four are found, the fifth being narrower than one clause of a recommendation that has several.
Of the two further pairs the rule labels, one is narrower to a reader.
"""

from __future__ import annotations

from typing import Literal

from search.features.related.similarity import Similarity

Relation = Literal["near-identical", "narrower", "related"]

NEAR_IDENTICAL_OVERLAP = 0.87
NEAR_IDENTICAL_COSINE = 0.75
NARROWER_CONTAINED = 0.5
NARROWER_COSINE = 0.5
NARROWER_RUN = 3


def relation(likeness: Similarity, cosine: float) -> Relation:
    """What the other passage is to the subject.

    ``near-identical``  the same words but for a few, no number or negation in one that is not in the other
    ``narrower``        it says most of what the subject says, part of it in the same words, and adds more than the
                        subject has besides
    ``related``         anything else, and whatever has a number or a negation that the other has not
    """
    if likeness.turned:
        return "related"
    alike = likeness.overlap >= NEAR_IDENTICAL_OVERLAP and cosine >= NEAR_IDENTICAL_COSINE
    if alike:
        return "near-identical"
    says_most = likeness.contained >= NARROWER_CONTAINED and likeness.run >= NARROWER_RUN
    if says_most and likeness.containing < likeness.contained and cosine >= NARROWER_COSINE:
        return "narrower"
    return "related"


def broader(likeness: Similarity, cosine: float) -> bool:
    """Whether the subject is narrower than the other."""
    says_most = likeness.containing >= NARROWER_CONTAINED and likeness.run >= NARROWER_RUN
    alike = likeness.overlap >= NEAR_IDENTICAL_OVERLAP
    return says_most and likeness.contained < likeness.containing and cosine >= NARROWER_COSINE and not alike

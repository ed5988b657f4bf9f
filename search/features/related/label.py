"""The relation of one passage to another: near-identical, narrower, related.

The bounds were set on the 94 recommendations of three workshops, eight pairs of which were written to be near-
identical or narrower. All three near-identical pairs have an overlap of 1.0 and no other pair more than .77. Of
the five narrower pairs four are found; the fifth is narrower than one clause of a recommendation that has several.
The rule labels two further pairs, of which one is narrower to a reader.
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


def relation(similarity: Similarity, cosine: float) -> Relation:
    """The relation of the other passage to the subject.

    ``near-identical``  the same words but for a few, and no number or negation that only one of them has
    ``narrower``        says most of what the subject says, part of it in the same words, and adds more than the
                        subject has besides
    ``related``         anything else, and anything with a number or a negation that only one of them has
    """
    if similarity.negation_differs:
        return "related"
    alike = similarity.overlap >= NEAR_IDENTICAL_OVERLAP and cosine >= NEAR_IDENTICAL_COSINE
    if alike:
        return "near-identical"
    says_most = similarity.contained >= NARROWER_CONTAINED and similarity.longest_common_run >= NARROWER_RUN
    if says_most and similarity.containing < similarity.contained and cosine >= NARROWER_COSINE:
        return "narrower"
    return "related"


def broader(similarity: Similarity, cosine: float) -> bool:
    """Whether the subject is narrower than the other."""
    says_most = similarity.containing >= NARROWER_CONTAINED and similarity.longest_common_run >= NARROWER_RUN
    alike = similarity.overlap >= NEAR_IDENTICAL_OVERLAP
    return says_most and similarity.contained < similarity.containing and cosine >= NARROWER_COSINE and not alike

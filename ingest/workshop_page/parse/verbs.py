"""Verbs as recommendations use them, in their plain form: "establish", "strengthen"."""

from __future__ import annotations

VERBS = frozenset(
    """
accelerate act adapt address adopt advance advise align allocate analyse analyze apply appoint approve arrange
ask assess assign assist assure attract avoid begin benchmark boost bring broaden build call carry change
clarify collaborate collect combine commission commit communicate compile complete conduct connect consider
consolidate consult continue contribute convene cooperate co-operate coordinate co-ordinate create define
deliver demonstrate deploy design designate determine develop devise disseminate distribute diversify document
draft draw elaborate eliminate employ empower enable encourage enforce engage enhance enlarge ensure establish
evaluate examine exchange expand expedite explore extend facilitate finalize finance focus follow form formalize
formulate foster fund gather generate give grant guarantee harmonize help hold host identify implement improve
include incorporate increase inform initiate institute institutionalize integrate intensify introduce invest
investigate invite involve issue join keep launch lead learn leverage liaise link lobby maintain make manage map
maximize measure minimize mobilize mobilise modernize modify monitor move network nominate nurture offer operate
optimize organise organize participate pay perform pilot plan play prepare present preserve prevent prioritize
prioritise produce promote propose protect provide publicize publish pursue put raise ratify reach realize
recognise recognize recommend reduce reform refrain regulate reinforce remove renew replicate report request
require research respect respond restructure review revise scale seek select send set share simplify solicit
specify speed sponsor standardize start stimulate streamline strengthen study submit support survey sustain
tackle take target test track train transfer translate treat undertake update upgrade use utilise utilize
validate verify widen work
""".split()
)

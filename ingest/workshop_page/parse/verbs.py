"""Verbs as recommendations use them, in their plain form: "establish", "strengthen"."""

from __future__ import annotations

VERBS = frozenset(
    """
accelerate act adapt address adopt advance advise agree align allocate allow analyse analyze apply appoint
approve arrange ask assess assign assist assure attract avoid begin benchmark boost bring broaden build call
carry change circulate clarify close co-operate co-ordinate collaborate collect combine commission commit
communicate compile complete conduct connect consider consolidate consult continue contribute convene cooperate
coordinate create define deliver demonstrate deploy design designate determine develop devise disseminate
distribute diversify document draft draw elaborate eliminate embed employ empower enable encourage endorse
enforce engage enhance enlarge ensure establish evaluate examine exchange exercise expand expedite explain
explore extend facilitate finalize finance focus follow form formalize formulate foster fund gather generate
give grant guarantee harmonize help hire hold host identify implement improve include incorporate increase
inform initiate institute institutionalize integrate intensify introduce invest investigate invite involve issue
join keep launch lead learn leverage liaise limit link lobby lower maintain make manage map maximize measure
meet minimize mobilise mobilize modernize modify monitor move network nominate nurture offer open operate
optimize organise organize outline participate pay perform pilot plan play prepare present preserve prevent
prioritise prioritize produce promote propose protect provide publicize publish pursue put raise ratify reach
read realize recognise recognize recommend reduce reflect reform refrain register regulate reinforce rely remove
renew replicate report request require research respect respond restore restructure review revise revisit scale
seek select send set share simplify solicit specify speed sponsor standardize start stimulate stop streamline
strengthen study submit support survey sustain tackle take target teach test think track train transfer
translate treat turn abolish amend ban earmark endow equip finalise formalise harmonise institutionalise
legislate mainstream minimise modernise negotiate notify optimise replace subsidise subsidize synthesise waive
undergo understand undertake update upgrade use utilise utilize validate value verify view
accept charge do don't cease decide dedicate detect discuss equalize estimate forbid free increase insist inspect
install invent lease license lift mark match mentor merge order pass permit phase place post print procure protect
provide purchase rank recruit redesign refer relax repair repeal resolve retain reward screen secure serve show
sign store supply switch trust visit vote welcome widen work write
""".split()
)

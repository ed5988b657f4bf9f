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
optimize organise organize outline participate pay perform play prepare present preserve prevent
prioritise prioritize produce promote propose protect provide publicize publish pursue put raise ratify reach
read realize recognise recognize recommend reduce reflect reform refrain register regulate reinforce rely remove
renew replicate report request require research respect respond restore restructure review revise revisit scale
seek select send set share simplify solicit specify speed standardize start stimulate stop streamline
strengthen study submit support survey sustain tackle take target teach test think track train transfer
translate treat turn abolish amend ban earmark endow equip finalise formalise harmonise institutionalise
legislate mainstream minimise modernise negotiate notify optimise replace subsidise subsidize synthesise waive
undergo understand undertake update upgrade use utilise utilize validate value verify view
accept charge do don't cease decide dedicate detect discuss equalize estimate forbid free increase insist inspect
install invent lease license lift mark match mentor merge order pass permit phase place post print procure protect
provide purchase rank recruit redesign refer relax repair repeal resolve retain reward screen secure serve show
sign store supply switch trust visit vote welcome widen work write
abandon abstain accede accommodate accredit achieve activate aim alert amplify anticipate appeal archive
articulate ascertain aspire attend audit authorise authorize automate award balance bear bind brand breed bridge
brief buy calculate calibrate campaign catalogue categorise categorize celebrate centralise centralize certify
challenge channel chart check choose circumvent cite clean clear codify combat command comment
compare compensate compete comply compose comprehend conceive concentrate condemn confer confirm confront
conserve construct consume contain contextualise control convert convey cover craft credit cultivate curate curb
cut debate decentralise decentralize declare decrease deepen defend delay delegate delineate demand democratise
democratize deposit deter diagnose differentiate digitise digitize diminish direct disclose discontinue
discourage dispatch display dissolve donate double download drive earn ease educate enact encompass end
endeavour enlist enquire enrich enrol enroll enter eradicate escalate evolve exclude execute exempt exhibit
exploit expose extract fabricate familiarise feed fight file fill find finish fit fix forecast foresee forge
format fortify frame fulfil fulfill gain gauge get go govern grade ground grow hand handle harness harvest
heed honour illustrate imagine imitate import impose incentivise incentivize indicate induce inspire instil
instruct insulate interact interlink internalise intervene isolate justify know label lay leave legalise
let liberalise listen localise localize locate log look mandate master maximise mediate mend mitigate moderate
monetise motivate multiply name narrow nationalise navigate negate normalise observe obtain occupy offset oppose
orchestrate ordain orient orientate outlaw outreach overcome overhaul oversee pack pave penalise plant
pledge pool popularise popularize possess postpone practise precede predict prefer prescribe press presume
privatise probe proceed profile progress prohibit prolong promise prompt prosecute prove prune punish push
qualify quantify quit rationalise react readjust reaffirm realise reallocate reap rebuild recall receive
reconcile reconsider reconstruct recover rectify recycle redirect redistribute redouble reevaluate reexamine
refurbish rehabilitate reinvest reject relate release relieve remain remedy remember remind render reorganise
reorganize represent reproduce rescue reserve reshape resist restart restrict resume rethink retire retrain
retrofit return reuse reveal revert revitalise revive rotate run safeguard sample sanction satisfy save schedule
scope scrap scrutinise seize sell sensitise sensitize separate sequence settle shape shift shorten showcase
simulate slow smooth soften solve sort speak spell spend spread stabilise standardise steer stipulate
stress stretch strive structure subject substantiate substitute succeed suggest supervise supplement suppress
surpass suspend synchronise synthesize systematise tailor tap tax tell tender terminate tie tighten trace trade
transform transition transmit transpose travel trial triple tune uncover underline underpin unify unite unlock
uphold upscale urge vaccinate valorise vary ventilate vet visualise visualize wait warn watch weigh
withdraw withstand yield
acknowledge afforest alarm anchor arrest blog blunt borrow broadcast burn catalog chase co-create co-design
co-develop co-finance co-fund co-host coach commemorate compost cool copy count crowdsource cure cycle darken
debug dig dispense drain drill drop evacuate fast-track fell fence fertilise fertilize fly fork freeze fundraise
graze greet grind guard halve hang heat honor hunt immunise immunize insource irrigate jail lend lengthen
lighten lint load lock loosen milk moor mulch nurse outsource paint patrol photograph pilot pin plough plow
pluck plug prototype quarantine reassess recheck recount redraw reforest reintroduce remap remeasure rename rent
reopen replant reprint republish restock retest rewild rewrite ride ring-fence sack sail scan shadow sharpen
shelter ship shrink sms sow sponsor stay stock stream sue swab sweep tag tail thank thaw thresh toughen tutor
tweet unload walk wash weaken weed wire
""".split()
)

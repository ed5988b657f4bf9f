"""Everyday words of titles and programmes. A word of these makes a name less likely."""

from __future__ import annotations

COMMON_WORDS = frozenset(
    """
a about abstract abstracts academic academy accepted access action actions active activities activity
adaptation adaptive address addresses adoption advanced advances advantage affairs affordable africa african
after against age agency agenda aging agreement agriculture ai aid air algebra algebras algorithm algorithms
all alternative american an analog analysis analytic analytics and annex annexe annual answer anti any app
appendix application applications applied approach approaches april architecture architectures are area areas
art artificial as asia asian aspect aspects assembly assessment assets association at atlas attachment
auditorium august authors automated automatic automation autonomous award awards background ballroom bank
banking banks banquet barriers base based basic bayesian be behavior behaviour being benchmark benchmarks
benefits best better between beyond big bio biological biology biomass bodies book books border both bottom
brain break breakfast brief bring bringing broad buffet build building buildings business businesses by
calculus call can cancer capacity capital carbon care case cases causal cell cells center central centre
century chain chains chair chairs challenge challenges change changes checkpoint chemical child children choice
circular cities city civil classes clean cleaner climate clinical closed closing cloud code coffee cognition
cognitive collaborative collective college combining comments commerce committee committees common
communication community company comparative comparing compiler complex computation computational compute
computer computing concept concepts concluding conclusion conclusions concurrent conference conflict connecting
conservation consortium constraint constraints construction consultation content context continuous contract
contributed contributor contributors control convergence cooperation coordination core corporate corporation
cost costs council counting countries country course cover creating critical crop crops cross crossing cultural
culture current cyber daily data database databases date dates day days debate decade decarbonization december
decision decisions deep defense delivery demand demo democracy demos department design designing detecting
detection developing development device devices dialogue different digital dinner direct director disaster
disclosure discovery discussion discussions disease distributed diversity division doctoral domain domestic
doors download draft drinks drive drug dual during dynamic dynamics each early earth east eastern eco
ecological economic economics economies economy ecosystem ecosystems edge education educational effect
effective effects efficient election electric electronic embedded emerging emissions empirical employment
empowering enabling end energy enforcement engine engineering enhancing ensuring enterprise enterprises
entrepreneurship environment environmental era ethics europe european evaluating evening event events evidence
evolution evolving examples exchange exhibition experience experiences experimental experiments expert experts
exploiting exploring export external extreme facilities facts failure faith farm farming fast fault feature
features february federal field fields film final finance financial financing findings first fiscal fish
fisheries five fleet flexible flow flows focus food for force forecasting foreign forest forests forging form
formal forms forum forward foundation foundations four fourth foyer framework frameworks free freedom friday
from frontier frontiers fuel full functional functions fund funding future fuzzy game games gap gaps gas gender
gene general generation generic genetic geometry geospatial getting global goals good goods governance
government graph graphs grassroots great green greenhouse grid group groups growth guide guidelines hall hard
hardware harmonization harnessing health healthy heat heritage high higher holistic home host hotel hour hours
house how human humans hybrid hydrogen ict idea ideas image images imaging impact impacts implementing import
improved improving in inaugural inclusive income index indian indicators industrial industries industry
inference informal information infrastructure initiative initiatives innovation innovations innovative input
insights institute institutes institutional institutions instruments insurance integrated integrating
intellectual intelligence intelligent interactive interface internal international internet into introducing
introduction inverse investment invitation invited is islands issue issues it january joint journey july june
justice kernel kernels key keynote keynotes knowledge lab labor laboratory labour land lands language languages
large laser last law laws leaders leadership leading learned learning lecture lectures legacy legal lessons
level levels leveraging library life light limited linear link linked linking links list live livelihoods
living load lobby local logic logical logics logistics long low lunch machine macro main major making
management manager managing manual manufacturing many map mapping march marine market markets mass material
materials math mathematical mathematics measures measuring mechanism mechanisms media medical medicine medium
meet meeting meetings member members memory men metal method methodology methods metrics micro migration mind
mining ministry mobile mobility model modeling modelling models modern modular molecular monday money
monitoring moral more morning motion multi multiple museum music my nation national nations natural nature
navigating navigation need needs net network networking networks neural new news next night nine no noise non
north northern not notes novel november nuclear number object objects observation ocean oceans october of off
office official officials oil on one online ontologies ontology open opening operating operations opportunities
optical optimal optimizing or oral order organic organisation organisations organization organizations
organizer organizers our out outcome outcomes outlook over overview pacific panel paper papers parallel park
parks part participants participatory parties partner partners partnership partnerships party past path paths
pathway pathways pattern patterns pavilion payment peace people performance perspective perspectives phase
philosophy photo physical physics pilot place plan planning plans plant plants platform platforms plenary point
policies policy political pollution poor population ports poster posters potential poverty power powered
practical practice practices precision preparing presentation presentations presenter presenters prevention
price pricing primary principles priorities privacy private problem problems process processes processing
product production productivity products profile program programme programmes programming programs progress
project projects promoting promotion proof proofs property proposal prospects protecting protection protein
protocol protocols proving public publishing purpose quality quantum question questions quick race radio rail
random rapid rate rates real realizing reasoning recent reception recipe recommendations recovery recycling red
reducing reduction reference reflections reform reforms refreshments regime region regional regions
registration regulating regulations regulatory related relations reliable remarks remote renewable report
reporting reports republic research researchers residual resilience resilient resource resources response
responses responsibility restoration results review reviews revolution reward rights rising risk risks river
road roadmap robot robotic robotics robots robust role room round roundtable rule rules rural safe safety
saturday scalable scale scaling scenario scenarios schedule scheduling scholarly school schools science
sciences scientific scope sea search second section sector sectors secure securing security see selected self
semantic semantics semi sensing sensor sensors september series service services session sessions set sets
seven seventh shape shared sharing shift short simple simulating six skills sleep small smart social society
software soil solar solid solution solutions solving some source sources south southern space spaces spatial
speaker speakers special species spectral speech sponsored sponsors sport stage stakeholder stakeholders
standard standards state states static statistical statistics status steps stochastic storage story strategic
strategies strategy streaming strength strengthening stress string structural structure structures student
students studies study sub subject success summary summer sunday supercomputing supply support supporting
survey sustainable symbolic symposium synthesis synthetic system systems table tackling talk talks target
targets task tasks tax taxation tea team teams technical technique techniques technologies technology ten term
terms territorial test testing tests text the theater theatre their theorem theorems theoretical theory therapy
third three through thursday time times title to today together tomorrow tool tools top topic topics topology
total tour tourism toward towards tracking trade trading traditional traffic training transfer transforming
transit translating transport transportation trends trial trials tropical trust truth tuesday turning tutorial
tutorials two type types ubiquitous underground understanding union unit united units universal universe
university unlocking unpacking up update updates urban us use user users using utilities valuation value values
variability various vehicle vehicles venture venue verification verifying version via video views virtual
vision visit visual vital voice voluntary vs vulnerable waste water wave waves we weather web wednesday week
welcome welfare wellbeing wessel what when where which white who why wild will wind winter wireless with within
women work workers workforce working works workshop workshops world worldwide wrap writing year years yield
young your youth zero zone zones
""".split()
)

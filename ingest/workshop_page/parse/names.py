"""How much a few words look like the name of a person, in any script."""

from __future__ import annotations

import re

from ingest.workshop_page.parse.countries import is_country
from ingest.workshop_page.parse.people import HONORIFIC

_HONORIFIC = re.compile(HONORIFIC + r"(?=[^\W\d_a-z])")
ORGANISATION = re.compile(
    r"\b(?:universit\w*|univ\.|institut\w*|college|colegio|ministr\w+|ministerio|department|d[ée]partement|agency|agence|council"
    r"|commission|academy|akademi\w*|foundation|fundaci[óo]n|corporation|company|corp\.?|co\.|ltd\.?|llc|inc\.?|gmbh|plc|s\.?a\.?r\.?l"
    r"|s\.p\.a|b\.v|pty|berhad|bhd|laborator\w+|labs?|hospital|cent(?:re|er|ro)|school|faculty|bureau|authority|secretariat|chamber"
    r"|federation|association|society|organi[sz]ation|observatory|directorate|division|office|services?|trust|fund|project|initiative|alliance|union|forum|club|consult\w*|technologies|technische|politecnico"
    r"|polytechni\w+|[ée]cole|escuela|hochschule|research|inria|cnrs|cea|nasa|cern|programme|team|group|government|bank|museum"
    r"|\w*(?:agentur|verband|gesellschaft|beh[öo]rde|akademie|zentrum|stiftung|anstalt|verein)|mus[ée]e|banque|banco|asociaci[óo]n|direcci[óo]n"
    r"|board|consortium|universidad\w*|università|universiteit)(?![\w-])"
    r"|大學|大学|醫院|医院|學會|学会|協會|协会|公會|研究所|研究院|中心|公司|事務所|事务所|工會|工会|政府|委員會|委员会|基金會|基金会|學院|学院|対策|대학교|연구원|연구소",
    re.IGNORECASE,
)
"""A word that tells an organisation from a person."""

_DEGREE = re.compile(r"(?:,?\s*\b(?:Ph\.?\s?D|M\.?D|M\.?Sc|MBA|Jr|Sr|Esq|FRS|OBE|CBE|III?|IV)\b\.?)+$")
_PARTICLES = frozenset(
    "de del della der den des di da do dos das du van von vom zu zum zur la le las los el al bin binti ibn ben bint abu"
    " af av ter ten te y e i san st st. ap mac o' d' l' und ul ur un nic".split()
)
_INITIAL = re.compile(
    r"(?:[^\W\d_a-z]\.?[-–]?){1,3}\.|[^\W\d_a-z](?:\.-?[^\W\d_a-z])*\.?|(?:[^\W\d_]h|Yu|Ch|Th)\."
)
_WORD = re.compile(r"(?:[dDlLO]['’`]|Mc|Mac|[aA]l-|[eE]l-)?[^\W\d_a-z][^\W\d_]*(?:['’`‘-][^\W\d_]+)*\.?")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_HANGUL = re.compile(r"[\uac00-\ud7a3]{2,4}")
_KANA_NAME = re.compile(r"[\u3400-\u9fff\u3040-\u30ff々ー]{1,6}[\s\u3000・][\u3400-\u9fff\u3040-\u30ff々ー]{1,8}")
HAN_TITLE = re.compile(
    r"\s*(?:教授|副教授|助理教授|醫師|医师|律師|律师|博士|先生|女士|小姐|主任|院長|院长|所長|所长|處長|处长|局長|局长|部長|部长|理事長|理事长"
    r"|會長|会长|校長|校长|老師|老师|研究員|研究员|講師|讲师|組長|组长|委員|委员|主席|秘書長|秘书长|總經理|总经理|經理|经理|工程師|工程师"
    r"|氏|様|さん|先生|准教授|院士|董事長|董事长|執行長|執行長|司長|司长|署長|署长|科長|科长|大使|部会長|課長|室長)+$"
)
_HAN_SURNAMES = frozenset(
    "王李張张劉刘陳陈楊杨黃黄趙赵吳吴周徐孫孙馬马朱胡郭何高林鄭郑羅罗梁謝谢宋唐許许韓韩馮冯鄧邓曹彭曾蕭萧田董袁潘于余葉叶蔣蒋杜蘇苏魏程吕呂丁任"
    "沈姚盧卢姜崔鍾钟譚谭陸陆汪范金石廖賈贾夏韋韦付方白鄒邹孟熊秦邱江尹薛閆阎段雷侯龍龙史陶黎賀贺顧顾毛郝龔龚邵萬万錢钱嚴严覃武戴莫孔向湯汤"
    "游詹柯施洪翁簡简連连童溫温古歐欧涂紀纪康耿俞華华岳倪"
)
_HANGUL_SURNAMES = frozenset(
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진나엄원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국여진어은편용"
)
_ENDINGS = re.compile(
    r"(?:tions?|sions?|ments?|ness|ities|ity|isms?|ologies|ology|ologic(?:al)?|ographies|ography|ances?|ences?|ships?|ists?"
    r"|ables?|ibles?|ives?|icals?|ally|izing|ising|ized|ised|ications?|ture?s|tures|ncy|ncies|tics|mics|nics|sics|hood|wide|ware"
    r"|less|ful|fully|ously|ious|eous|ctor|ators?|izers?|ularly|ward|wards|based|driven|scale|aware|oriented)$"
)
_COMMON = frozenset(
    """
a about abstract abstracts academic academy accepted access action actions active activities activity adaptation adaptive address
addresses adoption advanced advances advantage affairs affordable africa african after against age agenda agency aging agreement
agriculture ai aid air algebra algebras algorithm algorithms all alternative american an analog analysis analytic analytics and annual
answer anti any app application applications applied approach approaches april architecture architectures are area areas art artificial
as asia asian aspect aspects assembly assessment assets association at atlas august authors automated automatic automation autonomous
award awards background bank banking banks banquet barriers base based basic bayesian be behavior behaviour being benchmark benchmarks
benefits best better between beyond big bio biological biology biomass bodies book books border both bottom brain break breakfast brief
bring bringing broad buffet build building buildings business businesses by calculus call can cancer capacity capital carbon care
case cases causal cell cells center central centre century chain chains chair chairs challenge challenges change changes checkpoint chemical
child children choice circular cities city civil classes clean cleaner climate clinical closed closing cloud code coffee cognition
cognitive collaborative collective college combining comments commerce committee committees common communication community company
comparative comparing complex compiler computation computational compute computer computing concept concepts concluding conclusion
conclusions concurrent conference conflict connecting conservation consortium constraint constraints construction consultation
content context continuous contract contributed control convergence cooperation coordination core corporate corporation cost costs
council counting countries country course cover creating critical crop crops cross crossing cultural culture culture current cyber
daily data database databases date dates day days debate decade decarbonization december decision decisions deep defense delivery
demand democracy demo demos department design designing detecting detection developing development device devices dialogue different
digital dinner direct director disaster disclosure discovery discussion discussions disease distributed diversity division domain
domestic doctoral doors download draft drinks drive drug dual during dynamic dynamics each early earth east eastern eco ecological
economic economics economies economy ecosystem ecosystems edge education educational effect effective effects efficient election
electric electronic embedded emerging emissions empirical employment empowering enabling end energy enforcement engineering engine
enhancing ensuring enterprise enterprises entrepreneurship environment environmental era ethics europe european evaluating evening
event events evidence evolution evolving examples exchange exhibition experience experiences experimental experiments expert experts
exploiting exploring export external extreme facilities facts failure faith farm farming fast fault feature features february federal
field fields film final finance financial financing findings first fiscal fish fisheries five fleet flexible flow flows focus food
for force forecasting foreign forest forests forging form formal forms forum forward foundation foundations four fourth framework
frameworks free freedom friday from frontier frontiers fuel full functional functions fund funding future fuzzy game games gap gaps gas
gender gene general generation generic genetic geometry geospatial getting global goals good goods governance government graph graphs
grassroots great green greenhouse grid group groups growth guide guidelines hall hard hardware harmonization harnessing health healthy
heat heritage high higher holistic home host hotel hour hours house how human humans hybrid hydrogen ict idea ideas image images imaging
impact impacts implementing import improved improving in inaugural inclusive income index indian indicators industrial industries
industry inference informal information infrastructure initiative initiatives innovation innovations innovative input insights
institute institutes institutional institutions instruments insurance integrated integrating intellectual intelligence intelligent
interactive interface internal international internet into introducing introduction inverse investment invited invitation is islands issue
issues it january joint journey july june justice kernel kernels key keynote keynotes knowledge lab laboratory labor labour land lands language
languages large laser last law laws leadership leading leaders learned learning lecture lectures legacy legal lessons level levels
leveraging library life light limited linear link linked linking links list live livelihoods living load local logic logical logics
logistics long low lunch machine macro main major making management managing manager manual manufacturing many map mapping march
marine market markets mass material materials math mathematical mathematics measures measuring mechanism mechanisms media medical
medicine medium meet meeting meetings member members memory men metal method methodology methods metrics micro migration mind mining
ministry mobile mobility model modeling modelling models modern modular molecular monday money monitoring moral more morning motion
multi multiple museum music my nation national nations natural nature navigating navigation need needs net network networking networks neural
new news next night nine no noise non north northern not notes novel november nuclear number object objects observation ocean oceans october of off
office official officials oil on one online ontologies ontology open opening operating operations opportunities optical optimal optimizing or order
organic organisation organisations organization organizations organizer organizers oral our out outcome outcomes outlook over overview
pacific panel paper papers parallel park parks part participants participatory parties partner partners partnership partnerships party
past path paths pathway pathways pattern patterns payment peace people performance perspective perspectives phase philosophy photo
physical physics pilot place plan planning plans plant plants platform platforms plenary point policies policy political pollution
poor population ports posters poster potential poverty power powered practical practice practices precision presentation presentations
presenter presenters preparing prevention price pricing primary principles priorities privacy private problem problems process
processes processing product production productivity products profile program programme programmes programming programs progress
project projects promoting promotion proof proofs property proposal prospects protecting protection protein protocol protocols proving public
publishing purpose quality quantum question questions quick race radio rail random rapid rate rates real realizing reasoning reception
recent recipe recommendations recovery recycling red reducing reduction reference reflections reform reforms refreshments regime region regional
regions registration regulating regulations regulatory related relations reliable remarks remote renewable report reporting reports republic
research researchers residual resilience resilient resource resources response responses responsibility restoration results review reviews
revolution reward rights rising risk risks river road roadmap robot robotic robotics robots robust role room round roundtable rule rules rural
safe safety saturday scalable scale scaling scenario scenarios schedule scheduling scholarly school schools science sciences scientific
scope sea search second section sector sectors secure securing security see selected self semantic semantics semi sensing sensor
sensors september series service services session sessions set sets seven seventh shape shared sharing shift short simple simulating six skills
sleep small smart social society software soil solar solid solution solutions solving some source sources south southern space spaces
spatial speaker speakers special species spectral speech sponsored sponsors sport stage stakeholder stakeholders standard standards state
states static statistical statistics status steps stochastic storage story strategic strategies strategy streaming strength
strengthening stress string structural structure structures student students studies study sub subject success summary summer sunday supercomputing
supply support supporting survey sustainable symbolic symposium synthesis synthetic system systems table tackling talk talks target
targets task tasks tax taxation tea team teams technical technique techniques technologies technology ten term terms territorial test
testing tests text the their theorem theorems theoretical theory therapy third three through thursday time times title to today together tomorrow
tool tools top topic topics topology total tour tourism toward towards tracking trade trading traditional traffic training transfer
transforming transit translating transport transportation trends trial trials tropical trust truth tuesday turning tutorial tutorials
two type types ubiquitous understanding underground union unit united units universal universe university unlocking unpacking up update updates urban us
use user users using utilities valuation value values variability various verifying vehicle vehicles venture venue verification
version via video views virtual vision visit visual vital voice voluntary vs vulnerable waste water wave waves we weather web
wednesday week welcome welfare wellbeing wessel what when where which white who why wild will wind winter wireless with within women work workers workforce
working works workshop workshops world worldwide wrap writing year years yield young your youth zero zone zones
""".split()
)


def ends_in_country(text: str) -> bool:
    """Whether the last word or two are a country: "MHLG Malaysia" is no person."""
    words = text.split()
    return any(len(words) > count and is_country(" ".join(words[-count:])) for count in (1, 2))


def name_score(text: str) -> float:
    """From 0, surely no name of one person, to 1; what stands around it must decide in between.

    ``text`` is a name alone: no affiliation, no list of names.
    """
    text = " ".join(text.split()).strip(" ,;.:*†‡§–-")
    if not text or len(text) > 60 or is_country(text) or ends_in_country(text) or ORGANISATION.search(text):
        return 0.0
    honorific = _HONORIFIC.match(text)
    bare = text[honorific.end() :] if honorific else text
    bare = _DEGREE.sub("", bare).strip(" ,")
    if _HAN.search(bare) or _HANGUL.search(bare):
        return _east_asian(bare)
    tokens = [token for token in re.sub(r"[(\"“‘'][^\W\d_][\w .-]*[)\"”’'](?=\s)", "", bare).split() if token]
    if not tokens or len(tokens) > 6:
        return 0.0
    score = _tokens_score(tokens)
    if honorific:
        return 1.0 if score or (len(tokens) == 1 and _WORD.fullmatch(tokens[0])) else 0.0
    return score


def _tokens_score(tokens: list[str]) -> float:
    initials = words = common = 0
    for at, token in enumerate(tokens):
        low = token.casefold().rstrip(".")
        if (low in _PARTICLES or token.casefold() in _PARTICLES) and 0 < at < len(tokens) - 1 and len(tokens) > 2:
            continue
        if low in ("van", "von", "de", "di", "el", "al", "da", "la", "le", "den") and at == 0 and len(tokens) > 1:
            continue
        if _INITIAL.fullmatch(token):
            initials += 1
        elif _WORD.fullmatch(token) and not (token.isupper() and len(token) < 3 and len(tokens) < 2):
            first = next(char for char in token.removeprefix("d'").removeprefix("d’") if char.isalpha())
            if first.islower() and not token.startswith(("al-", "el-", "l'", "l’")):
                return 0.0
            common += token.rstrip(".").lower() in _COMMON
            words += 1
        else:
            return 0.0
    if not words or common == words > 1 or (common and not initials and words == 1):
        return 0.0
    if words + initials < 2:
        return 0.15
    unlikely = sum(
        (0.2 if at == 0 else 0.4)
        for at, token in enumerate(tokens)
        if len(token) > 6 and _ENDINGS.search(token.lower())
    )
    capitals = sum(len(token) > 1 and token.isupper() and token.isalpha() for token in tokens)
    score = (0.95 if initials else 0.8 if words in (2, 3) else 0.65) - (0.35 if initials else 0.5) * common
    if capitals and capitals == words and words == 1 and not initials:
        score -= 0.4
    if words > 1 and capitals == words and not initials:
        score -= 0.2  # a title in capitals as likely as a name
    return max(score - unlikely, 0.0)


def _east_asian(text: str) -> float:
    titled = HAN_TITLE.search(text)
    bare = text[: titled.start()] if titled else text
    if titled and 1 <= len(bare) <= 8 and re.fullmatch(r"[\u3400-\u9fff\uac00-\ud7a3\s·・]+", bare):
        return 0.95
    if _HANGUL.fullmatch(text) and text[0] in _HANGUL_SURNAMES:
        return 0.7
    if _KANA_NAME.fullmatch(text) and len(text) <= 12:
        return 0.75
    if _HAN.fullmatch(text) and 2 <= len(text) <= 4 and text[0] in _HAN_SURNAMES:
        return 0.8 if len(text) <= 3 else 0.4
    return 0.0

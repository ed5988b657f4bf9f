"""How much a few words look like the name of a person, in any script."""

from __future__ import annotations

import re
import unicodedata

from ingest.workshop_page.parse.countries import is_country
from ingest.workshop_page.parse.people import HONORIFIC
from ingest.workshop_page.parse.programme.common_words import COMMON_WORDS

_HONORIFIC = re.compile(HONORIFIC + r"(?=[^\W\d_a-z])")
ORGANISATION = re.compile(
    r"\b(?-i:(?:UC|TU|KU|ETH|LMU|RWTH|KTH)\s[A-Z]|EPFL|UCL)|\b(?:\w?niversit\w*|\w*niwersyte\w*|egyetem|yliopisto|m[üu]ze\w*|enstit\w+|bakanl\w+|университет\w*"
    r"|институт\w*|министерств\w+"
    r"|академи\w+|центр\w*|ag[êe]ncia|minist[ée]rio|univ\.|institut\w*|college|colegio|ministr\w+|ministerio"
    r"|department|d[ée]partement"
    r"|agency|agence|council"
    r"|commission|academy|akademi\w*|foundation|fundaci[óo]n|corporation|company|corp\.?|co\.|ltd\.?|llc"
    r"|inc\.?|gmbh|plc|s\.?a\.?r\.?l"
    r"|s\.p\.a|b\.v|pty|berhad|bhd|laborator\w+|labs?|hospital|cent(?:re|er|ro)|school|faculty|bureau"
    r"|authority|secretariat|chamber"
    r"|federation|association|society|organi[sz]ation|observatory|directorate|division|office|services?"
    r"|trust|fund|project|initiative|alliance|union|forum|club|consult\w*|technologies|technische|politecnico"
    r"|polytechni\w+|[ée]cole|escuela|hochschule|research|inria|cnrs|cea|nasa|cern|programme|team|group"
    r"|government|bank|museum"
    r"|\w*(?:agentur|verband|gesellschaft|beh[öo]rde|akademie|zentrum|stiftung|anstalt|verein)|mus[ée]e"
    r"|banque|banco|asociaci[óo]n|direcci[óo]n"
    r"|cooperativ\w+|c[áa]mara|camera di|chambre|\w*kammer|sindica\w+|syndicat|r[ée]seau|oficina|ufficio|\w{3,}amt"
    r"|stadtwerke|prefeitura|municipalidad|municipalit\w+"
    r"|alcald[íi]a|mairie|comune di|gobierno|governo|gouvernement|empresa"
    r"|entreprise|associa\w+|ONG"
    r"|cl[íi]nic\w*|klinik\w*|fundacj\w+|stowarzyszen\w+|instytut\w*|ministerstw\w+|nadac\w+|alap[íi]tv[áa]ny"
    r"|vakf\w*|stichting|stiftelse"
    r"|board|consortium|universidad\w*|università|universiteit)(?![\w-])"
    r"|جامعة|مركز|وزارة|معهد|مؤسسة|هيئة|شركة|كلية|مجلس|منظمة|جمعية|大學|大学|醫院|医院|學會|学会|協會|协会|公會|研究所|研究院|中心|公司|事務所"
    r"|事务所|工會|工会|政府|委員會|委员会|基金會|基金会|學院|学院|対策|대학교|연구원|연구소",
    re.IGNORECASE,
)
"""A word that tells an organisation from a person."""

_NO_PERSON = re.compile(
    r"(?:sal[óo]n|sala|salle|saal|raum|aula|auditori\w+|room|ballroom)\s|(?-i:C[A-Z]O)\s|.*\bunidad\s"
    r"|.*\s(?:suite|room|ballroom|foyer|auditorium|terrace|pavilion|floor|building|theatre)$",
    re.IGNORECASE,
)
"""What rooms, posts and parts of a body begin with, whose words have capitals as names have."""

_LEGAL_FORM = re.compile(
    r"\b(?:s\.?a\.?s|s\.r\.l|srl|sarl|ltda|sdn|bhd|pte|plc|sac|gmbh|oyj|kft|(?-i:AG))\.?$",
    re.IGNORECASE,
)
_DEGREE = re.compile(r"(?:,?\s*\b(?:Ph\.?\s?D|M\.?D|M\.?Sc|MBA|Jr|Sr|Esq|FRS|OBE|CBE|III?|IV)\b\.?)+$")
_PARTICLES = frozenset(
    (
        "de del della der den des di da do dos das du van von vom zu zum zur la le las los el al bin"
        " binti ibn ben bint abu af av ter ten te y e i san st st. ap mac o' d' l' und ul ur un nic"
    ).split()
)
_INITIAL = re.compile(
    r"(?:[^\W\d_a-z]\.?[-–]?){1,3}\.|[^\W\d_a-z](?:\.-?[^\W\d_a-z])*\.?|(?:[^\W\d_]h|Yu|Ch|Th)\."
)
_WORD = re.compile(r"(?:[dDlLO]['’`]|Mc|Mac|[aA]l-|[eE]l-)?[^\W\d_a-z][^\W\d_]*(?:['’`‘-][^\W\d_]+)*\.?")
_ACRONYMS = re.compile(r"[A-Z]{2,}s|[BCDFGHJKLMNPQRSTVWXZ]{3,}")
"""An acronym that no one can say as a word, or more than one thing of that name: "DLR", "LLMs"."""
_TWO_WORDS = re.compile(r"(?!(?:Mc|Mac|De|Di|Da|Du|La|Le|Van|Von|Fitz|Ó|O)[A-Z])[A-Z][a-z]+[A-Z]")
"""A capital within a word, as products have it and persons do not: "DataCite"."""
_GLUED = re.compile(r"(?<=\b[^\W\d_a-z]\.)(?=[^\W\d_a-z][^\W\d_A-Z])")
"""Between an initial and the surname set right behind it: "M.Sample"."""
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_HANGUL = re.compile(r"[\uac00-\ud7a3]{2,4}")
_KANA_NAME = re.compile(r"[\u3400-\u9fff\u3040-\u30ff々ー]{1,6}[\s\u3000・][\u3400-\u9fff\u3040-\u30ff々ー]{1,8}")
_BODY_END = re.compile(r"[院校局部處处廳厅委司社會会署團团系所]$")
_KATAKANA_NAME = re.compile(r"[ァ-ヺー]{2,8}(?:・[ァ-ヺー]{2,8}){1,2}")
HAN_TITLES = (
    r"(?:(?:(?:特聘|講座|讲座|終身|终身|榮譽|荣誉|名譽|名誉|客座|兼任|資深|资深|高級|高级|首席|總|总|副|代理|前|執行|执行|常務|常务|助理)*"
    r"(?:教授|副教授|助理教授|醫師|医师|律師|律师|博士|先生|女士|小姐|主任|院長|院长|所長|所长|處長|处长|局長|局长|部長|部长|理事長|理事长"
    r"|會長|会长|校長|校长|老師|老师|研究員|研究员|講師|讲师|組長|组长|委員|委员|主席|秘書長|秘书长|總經理|总经理|經理|经理|工程師|工程师"
    r"|氏|様|さん|先生|准教授|院士|董事長|董事长|執行長|執行長|司長|司长|署長|署长|科長|科长|大使|部会長|課長|室長))+)"
)
HAN_TITLE = re.compile(rf"\s*{HAN_TITLES}$")
HAN_SURNAMES = frozenset(
    "王李張张劉刘陳陈楊杨黃黄趙赵吳吴周徐孫孙馬马朱胡郭何高林鄭郑羅罗梁謝谢宋唐許许韓韩馮冯鄧邓曹彭曾蕭萧田董袁潘于余葉叶蔣蒋杜蘇苏魏程吕呂丁任"
    "沈姚盧卢姜崔鍾钟譚谭陸陆汪范金石廖賈贾夏韋韦付方白鄒邹孟熊秦邱江尹薛閆阎段雷侯龍龙史陶黎賀贺顧顾毛郝龔龚邵萬万錢钱嚴严覃武戴莫孔向湯汤"
    "游詹柯施洪翁簡简連连童溫温古歐欧涂紀纪康耿俞華华岳倪"
)
_HANGUL_SURNAMES = frozenset(
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진나엄원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국여진어은편용"
)
_ENDINGS = re.compile(
    r"(?:tions?|sions?|ments?|ness|ities|ity|isms?|ologies|ology|ologic(?:al)?|ographies|ography|ances?"
    r"|ences?|ships?|ists?"
    r"|ables?|ibles?|ives?|icals?|ally|izing|ising|ized|ised|ications?|ture?s|tures|ncy|ncies|tics|mics|nics"
    r"|sics|hood|wide|ware"
    r"|\w{6}ung|heit|keit|schaft|tät|ción|sión|bilidad|zione|ção|dade"
    r"|less|ful|fully|ously|ious|eous|ctor|ators?|izers?|ularly|ward|wards|based|driven|scale|aware|oriented)$"
)


_FIRST_NAMES = frozenset(
    "clarence clémence constance florence laurence lawrence prudence terence terrence".split()
)
"""First names that end as words for things do."""

_SURNAMES = frozenset(("jordan", "israel", "chad", "georgia", "ireland", "england", "holland", "france"))
"""Countries that are surnames too."""


def ends_in_country(text: str) -> bool:
    """Whether the last word or two are a country: "MHLG Malaysia" is no person, but "Michael Jordan" is."""
    words = text.split()
    if len(words) > 1 and words[-1].casefold() in _SURNAMES and not words[-2].isupper():
        return False
    return any(len(words) > count and is_country(" ".join(words[-count:])) for count in (1, 2))


def name_score(text: str) -> float:
    """From 0, surely no name of one person, to 1; what stands around it must decide in between.

    ``text`` is a name alone: no affiliation, no list of names.
    """
    text = unicodedata.normalize("NFC", " ".join(text.split())).strip(" ,;.:*†‡§–-")
    if not text or len(text) > 60 or is_country(text) or ends_in_country(text) or ORGANISATION.search(text):
        return 0.0
    if _LEGAL_FORM.search(text) or _NO_PERSON.match(text):
        return 0.0
    honorific = _HONORIFIC.match(text)
    bare = text[honorific.end() :] if honorific else text
    bare = _DEGREE.sub("", bare).strip(" ,")
    if _KATAKANA_NAME.fullmatch(bare):
        return 0.7
    if _HAN.search(bare) or _HANGUL.search(bare):
        return _east_asian(bare)
    if bare.upper() == bare.lower():
        # Scripts without capitals: only a title before it tells a name.
        return 0.95 if honorific else 0.24 if 2 <= len(bare.split()) <= 5 else 0.0
    bare = _GLUED.sub(" ", bare)
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
        if low in ("van", "von", "de", "di", "el", "al", "da", "la", "le", "den") and at == 0 and token.islower():
            continue
        if _INITIAL.fullmatch(token):
            if token[0].islower():  # "г.Москва": the town of Moscow
                return 0.0
            initials += 1
        elif (
            _WORD.fullmatch(token)
            and not (at and _ACRONYMS.fullmatch(token))
            and not (token.isupper() and len(token) < 3 and len(tokens) < 2)
        ):
            letters = token.removeprefix("d'").removeprefix("d’")
            first = next((char for char in letters if char.isalpha()), "")
            if not first:  # signs such as "¹³" are of a word and no letters
                return 0.0
            if first.islower() and not token.startswith(("al-", "el-", "l'", "l’")):
                return 0.0
            common += token.rstrip(".").lower() in COMMON_WORDS or _TWO_WORDS.search(token) is not None
            words += 1
        else:
            return 0.0
    # "Track A", "A Play"
    numbered = initials and (len(tokens[-1]) == 1 or (tokens[0] == "A" and len(tokens) == 2))
    if numbered and "-" in tokens[-1]:
        return 0.0
    if numbered and (common or any(len(token) > 1 and token.isupper() for token in tokens)):
        return 0.0  # "Grand Ballroom C", "Annex I"
    if not words or common == words > 1 or (common and words == 1 and (not initials or numbered)):
        return 0.0
    if words + initials < 2:
        return 0.15
    unlikely = sum(
        (0.2 if at == 0 else 0.4)
        for at, token in enumerate(tokens)
        if len(token) > 6 and _ENDINGS.search(token.lower()) and token.casefold() not in _FIRST_NAMES
    )
    capitals = sum(len(token) > 1 and token.isupper() and token.isalpha() for token in tokens)
    score = (0.95 if initials else 0.8 if words in (2, 3) else 0.65) - (0.35 if initials else 0.5) * common
    if capitals and capitals == words and words == 1 and not initials:
        score -= 0.4
    if tokens[0] == "A" and len(tokens) > 2:
        score -= 0.5  # "A Game-Theoretic Approach"
    if words > 1 and capitals == words and not initials:
        score -= 0.2  # a title in capitals as likely as a name
    return max(score - unlikely, 0.0)


def _east_asian(text: str) -> float:
    titled = HAN_TITLE.search(text)
    bare = text[: titled.start()] if titled else text
    if len(bare) > 2 and _BODY_END.search(bare):
        return 0.0
    if titled and 1 <= len(bare) <= 8 and re.fullmatch(r"[\u3400-\u9fff\uac00-\ud7a3\s·・]+", bare):
        return 0.95
    if _HANGUL.fullmatch(text) and text[0] in _HANGUL_SURNAMES:
        return 0.7
    if _KANA_NAME.fullmatch(text) and len(text) <= 12:
        return 0.75
    if _HAN.fullmatch(text) and 2 <= len(text) <= 4 and text[0] in HAN_SURNAMES:
        return 0.8 if len(text) <= 3 else 0.4
    return 0.0

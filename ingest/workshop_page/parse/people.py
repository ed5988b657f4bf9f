"""A speaker as a talk line names one: honorific, name, role, affiliation, country."""

from __future__ import annotations

import re

from corpus.model import Speaker
from ingest.workshop_page.parse.countries import is_country

_TITLE = (
    r"(?:Mr|Ms|Mrs|Miss|Dr|Prof|Professor|Engr|Eng|Ir|Sir|Datuk|Dato|Tan Sri|H\.\s?E|Hon|Amb|Shri|Smt|Madam|Mdm"
    r"|Sra?|Srta|Dra|Profa|Mme|Mlle|Mmes|MM(?=\.)|Herr|Frau|Dott|Datin|الدكتور(?:ة)?|السيد(?:ة)?|المهندس(?:ة)?|الأستاذ(?:ة)?"
    r"|(?:MR|MRS|MS|DR|PROF|Lic|Ing|Avv|Arch|Arq|Mag|Mtro|Mtra|Rev|Col|Gen|Capt|Msc|MSc|Blg[oa]|Abg|Econ|Psic|Cnel|Tte|Licda|Lcd[oa]|Mgs|Mgtr|Mg|M\.Sc|PhD|Ph\.D|د|أ\.د|Dipl\.-\w{2,6})(?=\.))"
)
HONORIFIC = rf"(?:{_TITLE}\.\s*|{_TITLE}\s+)(?:\(?(?:{_TITLE}\.\s*|{_TITLE}\s+)\)?)*"
_HONORIFIC = re.compile(HONORIFIC + r"(?=[^\W\d_a-z])")
_PREFIX = re.compile(r"[-–—]*\s*(?:(?:presented\s+)?by|speakers?|presenters?)\s*:?\s+", re.IGNORECASE)
# Dashes inside affiliations and titles have no honorific behind them.
_SEPARATOR = re.compile(rf"(?:(?<!\s)\s+-+\s*|(?<!\s)\s*[–—|]+\s*|(?<=[^\s-])-\s+)(?={HONORIFIC}[^\W\d_a-z])")
_PLAIN_SEPARATOR = re.compile(
    r"(?<!\s)\s+[-–—]\s+(?=[^\W\d_a-z][\w.'’-]*(?:\s+[^\W\d_a-z][\w.'’-]*){1,4}\s*,[^,]+,)"
)
_ROLE_WORDS = (
    r"Professor|Prof|Head|Director|Directress|Leader|Scientist|Manager|Secretary|President|Chief|Executive|Chairman"
    r"|Chairperson|Chairwoman|Advis[eo]r|Consultant|Expert|Researcher|Lecturer|Reader|Dean|CEO|CTO|Officer|Coordinator"
    r"|Co-ordinator|Minister|Commissioner|Economist|Engineer|Fellow|Specialist|Representative|Counsellor|Analyst|Founder"
    r"|Governor|Mayor|Rector|Registrar|Superintendent|Controller|Administrator|Vice-Chancellor|Chancellor|Partner|Trainer"
    r"|Directora?|Jef[ea]|Coordinadora?|Profesora?|President[ea]|Gerente|Decan[oa]|Ministr[oa]|Investigadora?"
    r"|Directeur|Directrice|Chef(?:fe)?|Professeure?|Responsable|Charg[ée]e?|Conseill(?:er|[èe]re)|Président(?:e)?"
    r"|Ministre|Chercheur|Chercheuse|Leiter(?:in)?|Gesch[äa]ftsf[üu]hrer(?:in)?|Referent(?:in)?|Vorsitzende[r]?"
    r"|Diretora?|Chefe|Professora|Pesquisadora?|Coordenadora?|Direttore|Direttrice"
    r"|директор\w*|начальник\w*|профессор\w*|руководител\w+|заместител\w+|советник\w*"
    r"|Attach[eé]|Associate|Principal|Deputy|Assistant|Senior|Vice|Managing|Joint|Editor|Teacher|Planner|Architect"
)
# "Martin Head-Gordon" is a name, "Secretary-General" is not.
_DOUBLE_NAME = (
    r"(?!-(?!(?i:general|president|chancellor|rector|minister|director|chair|secretary|adjoint|elect))[A-Z])"
)
ROLE = re.compile(rf"\b(?:{_ROLE_WORDS})\b(?!['’]s){_DOUBLE_NAME}", re.IGNORECASE)
_ROLE_IN_NAME = re.compile(rf"\s+(?=(?:{_ROLE_WORDS})\b{_DOUBLE_NAME})")
# "Alan Rector": a surname behind a first name alone, and no post.
_NAME_LIKE_ROLE = re.compile(rf"[^\W\d_a-z][\w'’-]+\s+(?:{_ROLE_WORDS})")
_ORGANISATION = re.compile(
    r"\b(?:Cent(?:re|er)|Institutes?|Universit\w+|Ministry|Department|Agency|Council|Commission|Division|Office|Bureau|Academy"
    r"|Association|Foundation|Federation|Company|Corporation|Limited|Ltd|Inc|Berhad|Bank|School|College|Faculty|Laborator\w+"
    r"|Secretariat|Authority|Board|Chamber|Group|Network|Park|Organi[sz]ation|Society|Unit|Section|Directorate|Government)\b",
    re.IGNORECASE,
)
# What one has studied, behind a name: "Ana Sample, M.D., Ph.D., Sea University".
_DEGREE = re.compile(
    r"(?:Ph\.?\s?D|M\.?\s?D|D\.?\s?Sc|M\.?\s?Sc|B\.?\s?Sc|MPH|MBA|M\.?S|M\.?A|J\.?D|RN|LL\.?M)\.?(?:\s+Ph\.?D\.?)?"
)
# A field of work in the place of a role: "Innovation Management, APCTT".
_FIELD_OF_WORK = re.compile(r"(?:\w+\s+){1,2}(?:Management|Planning|Marketing|Operations)", re.IGNORECASE)
_SECOND_SPEAKER = re.compile(rf"\s*(?:\band\b|&|,|;)\s*{HONORIFIC}")


def starts_with_honorific(text: str) -> bool:
    """Whether a line begins with "Mr.", "Dr." … and a name, perhaps after "by" or "Speaker:"."""
    return _HONORIFIC.match(text, _speaker_start(text)) is not None


def _speaker_start(text: str) -> int:
    match = _PREFIX.match(text)
    return match.end() if match else 0


def find_speaker(text: str) -> tuple[int, int] | None:
    """Where a talk line's title ends and where its speaker begins: the dash before an honorific.

    None where no honorific follows a dash.
    """
    match = _SEPARATOR.search(text)
    return (match.start(), match.end()) if match and match.start() > 0 else None


def find_plain_speaker(text: str) -> tuple[int, int] | None:
    """As :func:`find_speaker` for a line without honorific: a dash before "Two Names, …, …". A guess."""
    match = _PLAIN_SEPARATOR.search(text)
    return (match.start(), match.end()) if match and match.start() > 0 else None


def parse_speaker(text: str) -> Speaker:
    """The parts of ``Mr. Name, Role, Organisation, Country``; every part but the name may be missing.

    A country counts only where it stands as the last element, after a comma. "SIPO of China" or a university's
    town name no country.
    """
    text = text.strip().rstrip(".;,").strip()
    text = text[_speaker_start(text) :]
    match = _HONORIFIC.match(text)
    honorific = " ".join(match.group().split()) if match else None
    rest = text[match.end() :] if match else text
    name, rest = _split_name(rest)
    elements = [element for part in rest.split(",") if (element := " ".join(part.split()))]
    while elements and _DEGREE.fullmatch(elements[0]):
        elements.pop(0)
    country = None
    for count in (2, 1):
        if len(elements) >= count and is_country(tail := ", ".join(elements[-count:])):
            country, elements = tail.strip(" ."), elements[:-count]
            break
    roles = 0
    while roles < len(elements) and _is_role(elements[roles], elements[roles + 1 :]):
        roles += 1
    return Speaker(
        name, honorific, ", ".join(elements[:roles]) or None, ", ".join(elements[roles:]) or None, country
    )


def _split_name(text: str) -> tuple[str, str]:
    """The name, and what follows it. A comma ends the name, or a role that follows it without one."""
    first = text.find(",")
    end = first if first >= 0 else len(text)
    missing_comma = _ROLE_IN_NAME.search(text, 0, end)
    if missing_comma and missing_comma.start() > 0 and not _NAME_LIKE_ROLE.fullmatch(text[:end].strip()):
        return _names(text[: missing_comma.start()]), text[missing_comma.end() :]
    # Two speakers who share an affiliation: "Mr. A, Ms. B, Organisation".
    while (second := _SECOND_SPEAKER.match(text, end)) is not None:
        following = text.find(",", second.end())
        end = following if following >= 0 else len(text)
    return _names(text[:end]), text[end:].lstrip(" ,")


def _names(text: str) -> str:
    """Names without their honorifics, as printed otherwise."""
    return " ".join(re.sub(rf"(?:(?<=\s)|(?<=,)){HONORIFIC}(?=[^\W\d_])", "", " " + text).split())


def _is_role(element: str, following: list[str]) -> bool:
    role, organisation = ROLE.search(element), _ORGANISATION.search(element)
    if role:
        return organisation is None or role.start() < organisation.start()
    return bool(following) and _FIELD_OF_WORK.fullmatch(element) is not None

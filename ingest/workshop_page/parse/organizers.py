"""Who organized the event: the bodies under "Organized by", in a sentence, or marked as organizers in a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ingest.workshop_page.parse.dates import WEEKDAY, find_days
from ingest.workshop_page.parse.held import HOLDS, Statement
from ingest.workshop_page.parse.parts import is_prose
from ingest.workshop_page.parse.places import is_building
from ingest.workshop_page.parse.programme.languages import AFFILIATION_LABELS
from ingest.workshop_page.parse.programme.names import name_score
from ingest.workshop_page.parse.programme.speakers import read_people
from ingest.workshop_page.parse.sections import Section
from ingest.workshop_page.parse.units import Unit

_KEYS = ("organizers", "organizer", "organisers", "host")
_LONGEST_LINE = 300
_FEW = 2
_A_PERSON = 0.75
_NO_BODY = re.compile(
    r"(?:the )?(?:(?:advisory|editorial|steering|program(?:me)?|organi[sz]ing|scientific|local|technical"
    r"|review)\s+)+"
    r"(?:board|committee|team|group|council)",
    re.IGNORECASE,
)
_JOINING_END = re.compile(r"[\s,;]*(?:\band\b|&|,|;)\s*$", re.IGNORECASE)
_JOINING_START = re.compile(
    r"^(?:(?:and|&)\s+|in\s+(?:co-?operation|collaboration|partnership|association|conjunction)\s+with\s*:?\s+)",
    re.IGNORECASE,
)
# "… (CFIE), … (UNESCAP) and …": an acronym in parentheses ends an organisation's name, but "(SPI), Apia, Samoa"
# goes on with a place.
_BETWEEN = re.compile(
    r"(?<=\))\s*(?:,\s*and\b|;|\band\b|&|,(?=[^,;()]*(?:,[^,;()]*)?\([A-Z]))\s*(?=[^\W\d_a-z])"
    r"|;\s*(?=[^\W\d_a-z])"
    r"|,?\s+(?i:in\s+(?:co-?operation|collaboration|partnership|association|conjunction)\s+with)\s*:?\s+(?:the\s+)?(?=[A-Z])"
)
# Words in small letters that names of bodies have in English; with another, what is said is no name alone.
_SMALL_WORD = re.compile(
    r"(?<![\w'’-])(?!(?:and|of|the|for|in|on|to|at|de|du|des|del|della|di|da|do|dos|la|le|les|el|et|y|e|und|für|der"
    r"|von|van|zu)\b)[a-z]\w*"
)
_OTHER_LANGUAGE = re.compile(r"organi[sz](?:ada?|ado|ée?)\b", re.IGNORECASE)
_PRONOUN = re.compile(r"(?:It|He|She|They|We|You|This|These|That|There|Participants?|Delegates)\b")
ORGANISATION = re.compile(
    r"(?i:\b(?:Cent(?:re|er)|Institut\w*|Universi\w+|Ministry|Department|Agency|Council|Commission|Division"
    r"|Office|Bureau"
    r"|Academy|Association|Foundation|Federation|Compan\w+|Corporation|Bank|School|Government|Organi[sz]ation"
    r"|Authority"
    r"|Chamber|Park|Programme|Network|Society|Group|Faculty|Laborator\w+|Secretariat|Fund|Union|College"
    r"|Consortium|Partnership"
    r"|Alliance|Initiative|Board|Services?|Trust|Municipality"
    r"|(?<!organizing )(?<!organising )(?<!program )(?<!programme )(?<!steering )Committee"
    r"|Ministerio|Ministério|Ministère|Ministerium|Fundación|Fundação|Fondation|Stiftung|Asociación|Associação"
    r"|Secretar[íi]at?|Comisión"
    r"|Comissão|Agencia|Agência|Agence|Verein|Gesellschaft|Hochschule|División|Divisão|Dirección|Direction"
    r"|Departamento|Département"
    r"|Red|Rede|Réseau|Netzwerk|Centro|Consejo|Conselho|Conseil|Organización|Organização|Organisation|Oficina|Faculté|Facultad|Faculdade"
    r"|Bundesamt|Amt"
    r"|Kementerian|Badan|Lembaga|Министерство|Институт|Университет|Комитет|Центр|Агентство|Академия|وزارة|معهد"
    r"|جامعة|مركز|منظمة)\b)"
    r"|\((?!PDF|PPTX?|DOCX?|XLSX?|ZIP)[A-Z][A-Za-z&/-]+\)|^[A-Z]{2}[A-Za-z\d/&-]{0,9}$"
    r"|[\u3040-\u30ff\u3400-\u9fff](?:中心|大[学學]|[学學]院|研究院|研究所|[学學][会會]|[协協][会會]|委[员員][会會]|[联聯][盟合会會]{1,2}|基金[会會]|公司"
    r"|[组組][织織]|[机機][构構關关]|政府|部|省|[厅廳庁]|局|署|院|社|[办辦]公室|センター|会社|財団|機構|連合)(?:\s*[（(][^（()）]{1,40}[）)])?$"
)
_ACRONYM = re.compile(r"\([A-Z][A-Za-z&/-]+\)|^[A-Z][A-Za-z]*[A-Z][\w/&-]*$")
_NO_NAME = re.compile(
    rf"^(?:{WEEKDAY})\b|^(?:sponsored|funded|supported|financed)\s+by\b|@|\(\d{{3}}\)\s?\d{{3}}-\d{{4}}"
    rf"|\b(?:for (?:further|more) information|write to|contact|participants?)\b",
    re.IGNORECASE,
)
# What may stand between two names.
_BESIDE = re.compile(r"\s*(?:and|&|https?://\S+|www\.\S+)\s*", re.IGNORECASE)
_OTHER_LABEL = re.compile(rf"(?:{AFFILIATION_LABELS}|affiliation|institution)\s*[:：]\s", re.IGNORECASE)
_MARKED = re.compile(r"\s*\((?:(?:co|local|main)[- ])?organi[sz]er\)", re.IGNORECASE)
_ORGANIZED_BY = re.compile(
    r"\b(?:(?i:organi[sz]ed|hosted|convened)\s+(?:jointly\s+)?by\s+(?:the\s+)?|(?i:organisée?\s+par)\s+(?:l['’]"
    r"|la\s+|le\s+)?"
    r"|(?i:organizad[oa]\s+por)\s+(?:el\s+|la\s+)?)(?P<who>.+?)"
    r"(?=\s*(?:,\s*(?:in\s|with\s|and\s+(?!the\s)(?-i:[a-z])|on\s|from\s|which|under|as\s)"
    r"|\s(?:(?:avec|con|com)\s|in\s+(?!Development)|on\s+(?:\d|its)|from\s+(?:\d|[A-Z][a-z]+\s\d)|with\s|at\s+the|under\s|and\s+(?:was|is|will|funded|supported"
    r"|sponsored|hosted)|to\s)|[.;]\s*$|[.;]\s|$))"
)
# "On 12 May, the Port Office (is holding a seminar)".
_HOLDER = re.compile(r"(?:^|\d,\s+|\d\s+)(?:[Tt]he\s+)?(?P<who>[A-Z][^,.;]*)$")
_ARTICLE = re.compile(r"^\s*(?:l['’]|(?:les?|la|el|los|las|das|die|der)\s+)(?=[A-ZÉÀ])")
_JOINED = re.compile(r",\s*(?:and\s+)?|\s+and\s+")
_THE = re.compile(r"^the\s+(?=[A-Z])")
_PARTED = re.compile(
    r"\s+et\s+(?:les?\s+|la\s+|l['’])(?=[A-ZÉ])|\s+y\s+(?:el|la|los|las)\s+(?=[A-Z])"
    r"|\s+and\s+the\s+|(?<=\)),?\s+and\s+(?=[A-Z])|,\s+(?:and\s+)?the\s+"
)
_BEGINS = re.compile(
    r"(?:jointly\s+)?(?:(?:organi[sz]ed|hosted|convened)\s+(?:jointly\s+)?by|organisée?\s+par"
    r"|organizad[oa]\s+por)\s",
    re.IGNORECASE,
)
_TWO_BODIES = re.compile(
    r"\s+(?:and|y|et|e|und)\s+(?=(?:l['’]|(?:le|la|el|o|a|das|die)\s+)?(?:Ministerio|Ministério|Universidade"
    r"|Agence|Agencia|Bureau|Fundación|Universidad|Instituto|Ministère|Université|Institut|Réseau|Red|Rede|Association|Asociación|Netzwerk"
    r"|Fondation|Stiftung)\b"
    r"|(?:the\s+)?(?:Ministry|Department|Institute|University|Centre|Center|Government|National|Council|Commission"
    r"|Agency|United\s+Nations)\b|the\s+[A-Z])"
)


def event_organizers(
    sections: Sequence[Section], used: Sequence[Unit], statements: Sequence[Statement], declared: Mapping[str, str]
) -> tuple[tuple[str, ...], tuple[Unit, ...]]:
    """The organizers' names whole, and the units they stand in. ``used`` are units that tell date and place.

    Names under a label are believed; without any, those marked "(Organizer)" in a list, then those a sentence
    names.
    """
    for names, units in (
        _under_labels(sections, used),
        (_declared(declared), []),
        _marked(sections),
        _in_lines(sections),
    ):
        if names:
            return tuple(dict.fromkeys(names)), tuple(units)
    said = next((names for one in statements if (names := _said(one.text))), [])
    return tuple(dict.fromkeys(said)), ()


def _under_labels(sections: Sequence[Section], used: Sequence[Unit]) -> tuple[list[str], list[Unit]]:
    dated = [section for section in sections if section.kind == "date" and _tells(section, used)]
    units = [unit for section in dated for unit in _own_lines(section, used)]
    told = next((_said(unit.text) for unit in units if _BEGINS.match(unit.text)), [])
    names = told or _names([unit.text for unit in units])
    for section in (section for section in sections if section.kind == "organizers"):
        own = list(_own_lines(section, used))
        if _are_persons(own):
            continue
        content = section.heading.text[section.content :] if section.heading and section.content else ""
        names += _names([content, *(unit.text for unit in own)])
        units += [section.heading, *own] if section.heading and section.content else own
    return names, units


def _tells(section: Section, used: Sequence[Unit]) -> bool:
    """Whether date or place of the event stand in a section; "Time" may be the head of a programme's column."""
    return any(unit in used for unit in (section.heading, *section.units))


def _declared(declared: Mapping[str, str]) -> list[str]:
    said = next((declared[key] for key in _KEYS if key in declared), "")
    return _names(re.split(r"\s*;\s*", said))


def _marked(sections: Sequence[Section]) -> tuple[list[str], list[Unit]]:
    units = [unit for section in sections for unit in section.units if _MARKED.search(unit.text)]
    return [name for unit in units if (name := _marked_name(unit.text))], units


def _in_lines(sections: Sequence[Section]) -> tuple[list[str], list[Unit]]:
    """The line that begins "Organized by the Port Institute and …"."""
    unit = next((unit for section in sections for unit in section.units if _BEGINS.match(unit.text)), None)
    return (_said(unit.text), [unit]) if unit else ([], [])


def _own_lines(section: Section, used: Sequence[Unit]) -> Iterator[Unit]:
    """The lines of names under an organizers' label: up to prose, a date, or a line that is no body's name."""
    named = unfinished = False
    for unit in section.units:
        if unit in used or _BESIDE.fullmatch(unit.text) or (section.kind == "date" and is_building(unit.text)):
            continue
        ended = (
            _OTHER_LABEL.match(unit.text)
            or is_prose(unit)
            or unit.text.endswith(":")
            or find_days(unit.text)
            or _NO_NAME.search(unit.text)
        )
        if ended or (named and not unfinished and not _is_body(unit.text)):
            return
        named = named or _is_body(unit.text)
        unfinished = _JOINING_END.search(unit.text) is not None
        yield unit


def _is_body(text: str) -> bool:
    """Whether a line names an organisation first, not a person of one."""
    first = re.split(r",\s", _JOINING_START.sub("", text))[0]
    # "Ana Example (Sort University)" is a person of it, "Sort University (SU)" is not.
    first = re.sub(r"\([^()]*\s[^()]*\)?", "", first)
    if _NO_BODY.fullmatch(first.strip(" :")):
        return False
    name, opened, acronym = first.partition("(")
    of_its_own = opened and "".join(re.findall(r"\b[A-Z]", name)) == re.sub(r"[^A-Z]", "", acronym)
    if opened and not of_its_own and name_score(name) >= _A_PERSON:
        return False  # "Ana Sample (DeepMind)"
    return ORGANISATION.search(first) is not None


def _are_persons(lines: Sequence[Unit]) -> bool:
    """Whether lines name persons, between which those of bodies say where they are from."""
    persons = sum(read_people(line.text).score >= _A_PERSON and not _is_body(line.text) for line in lines)
    return persons > 0 and 2 * persons >= sum(_is_body(line.text) for line in lines)


def _names(lines: Sequence[str]) -> list[str]:
    """One name for each organisation: an "and" at a line's end joins two, or goes on with a name."""
    joined: list[str] = []
    for line in lines:
        if len(line) > _LONGEST_LINE or _NO_NAME.search(line) or _BESIDE.fullmatch(line):
            continue
        if _goes_on(joined, line):
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(_JOINING_START.sub("", line))
    parts = [name for line in joined for part in _BETWEEN.split(line) for name in _two_bodies(part)]
    clean = [_THE.sub("", _ARTICLE.sub("", _JOINING_END.sub("", part))).strip(" .;,<>") for part in parts]
    return [name for part in clean for name in (_listed(part) or ([part] if _is_body(part) else []))]


def _two_bodies(line: str) -> list[str]:
    """ "Ports Association and Ministry of Infrastructure" are two; "Ministry of Trade and Industry" is one."""
    first, _, rest = line.partition(", ")
    if re.fullmatch(r"[A-Z]{2}[\w/&-]*", first) and _TWO_BODIES.match(f" and {rest}"):
        return [first, *_two_bodies(rest)]
    parts = _TWO_BODIES.split(line)
    return parts if all(ORGANISATION.search(part) for part in parts) else [line]


def _goes_on(joined: Sequence[str], line: str) -> bool:
    """Whether ``line`` ends the name of the line above it."""
    if not joined or not (mark := _JOINING_END.search(joined[-1][-20:])):
        return False
    ended = joined[-1][: len(joined[-1]) - len(mark.group())].rstrip().endswith(")")
    if ended:
        return False
    # "Department of Science &" has only begun; "Institute of Trade and" is followed by another name.
    return "&" in mark.group() or not ORGANISATION.search(line)


def _marked_name(text: str) -> str | None:
    name = _MARKED.split(text)[0]
    name = re.split(r"[,(]", name)[0].strip()
    return name if 0 < len(name.split()) <= 5 else None


def _said(sentence: str) -> list[str]:
    """The organizers a sentence names, none where any of them is not surely one."""
    match = _ORGANIZED_BY.search(sentence)
    if match is None and (holds := HOLDS.search(sentence)):
        match = _HOLDER.search(sentence[: holds.start()])
    if match is None or len(match["who"]) > _LONGEST_LINE:
        return []
    names = [name.strip(" ,;.") for name in _PARTED.split(match["who"])]
    names = [part for name in names for part in _two_acronyms(name)]
    english = not _OTHER_LANGUAGE.match(match.group())
    return names if all(_is_name(name, english) for name in names) else []


def _is_name(name: str, english: bool) -> bool:
    """Whether words of a sentence are the name of a body and nothing more."""
    begins = name[:1].isupper() and not _PRONOUN.match(name)
    return begins and _is_body(name) and not (english and _SMALL_WORD.search(name))


def _two_acronyms(name: str) -> list[str]:
    """ "UNCRD and DoE" are two; "Ministry of Science and Technology" is one."""
    parts = _JOINED.split(name)
    return _listed(name) or (parts if all(_ACRONYM.search(part) for part in parts) else [name])


def _listed(name: str) -> list[str]:
    """The bodies of a list that names them by a word each, most by their acronyms: "UNCRD, ISWA and Fiesp"."""
    parts = _JOINED.split(name)
    short = sum(_ACRONYM.search(part) is not None for part in parts)
    return parts if len(parts) > _FEW and short > len(parts) / 2 and not any(" " in part for part in parts) else []

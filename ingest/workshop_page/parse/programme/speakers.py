"""Lists of speakers as programmes print them: who they are, and where each of them is from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from corpus.model import Speaker
from ingest.workshop_page.parse.countries import is_country
from ingest.workshop_page.parse.people import ROLE, parse_speaker, starts_with_honorific
from ingest.workshop_page.parse.programme.affiliations import affiliation_score, is_place
from ingest.workshop_page.parse.programme.names import (
    HAN_SURNAMES,
    HAN_TITLE,
    HAN_TITLES,
    ORGANISATION,
    name_score,
)

_PREFIX = re.compile(
    r"^[\s,;:–—-]*(?:(?:presentation|paper|talk|lecture|keynote|address|speech|remarks|statement)s?\s+)?"
    r"(?:(?:presented|given|delivered|made)\s+)?(?:by|von|par|por|with)\b\s*:?\s+",
    re.IGNORECASE,
)
_SUFFIX = re.compile(
    r"[\s,]+(?:(?:speaks|spoke|talks?|presents?)\s+)?(?:on|about|entitled|titled|über|sur|sobre)\s*:?$",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*(?:[,;、，；،؛/|·•]|\s&(?=\s)|&(?=\s)|\b(?:and|und|et)\b)\s*")
_MARKS = re.compile(r"(?<=[^\W\d_.)])\s*(?:[\d*†‡§¶⋆¹²³⁴⁵⁶⁷⁸⁹]+(?:\s*,\s*[\d*†‡§¶]+)*)(?=\s*(?:[,;&)]|and\b|$))")
# "中国科学院王伟教授"
_ORGANISATION_NAME_TITLE = re.compile(
    r"(?P<place>[\u3400-\u9fffA-Za-z·（）()]{2,30}(?:大學|大学|學院|学院|研究院|研究所|科学院|中心|公司|集團|集团|協會|协会|學會|学会|醫院|医院|局|部))"
    rf"(?P<name>[{HAN_SURNAMES}][\u3400-\u9fff]{{1,2}}?)(?P<title>{HAN_TITLES})"
)
_UNSURE = re.compile(
    r"\s*[(\[](?:to be confirmed|t\.?b\.?c\.?|tba|invited|remote(?:ly)?|online|virtual)[)\]]", re.IGNORECASE
)
_CLOCK = re.compile(r"\s*[(\[][^()\[\]]{0,12}\b\d{1,2}[:.h]\d\d\b[^()\[\]]{0,20}[)\]]")
"""A time of day in brackets, which says nothing of where one is from."""
_BODY_ENDS = (
    r"大学|大學|学校|学院|學院|研究所|研究院|研究センター|センター|協会|协会|協會|学会|學會|財団|基金"
    r"|会社|公司|委員会|省|庁|局|部|課|機構|連盟|連合|組合|銀行|新聞社|病院|事務所|ネットワーク|グループ|クラブ|フォーラム"
)
# "三陸教育大学教授 菊池 恵子"
_PLACE_NAME = re.compile(
    rf"(?P<place>[\u3400-\u9fff\u3040-\u30ffー]{{3,30}}(?:{_BODY_ENDS}|{HAN_TITLES}))"
    r"\s(?P<name>[\u3400-\u9fff\u3040-\u30ffー々]{1,8}[\s・][\u3400-\u9fff\u3040-\u30ffー々]{1,8})"
)
_REFERENCE = re.compile(
    r"(?P<surname>[^\W\d_a-z][^\W\d_]+(?:[’'-][^\W\d_]+)*),\s+(?P<initials>[^\W\d_a-z](?:\.[-\s]?[^\W\d_a-z]){0,2}\b\.?)"
)
_REFERENCES = re.compile(
    rf"(?:{_REFERENCE.pattern}\s*(?:(?:[,;&:]"
    rf"|\band\b)\s*)*)+".replace("?P<surname>", "?:").replace("?P<initials>", "?:")
)
_COUNTRY_FIRST = re.compile(r"^([^:：,]{3,40}):\s+(.+)$", re.DOTALL)
# "Ana Sample (Sea College) Bo Muster (Hill College)": what stood on lines of its own.
_BEHIND_BRACKET = re.compile(r"\)\s+(?=[^\W\d_a-z][^()]{3,80}\([^()]{2,80}\))")
_DASH = re.compile(r"^(?P<name>[^,;()]{4,60}?)\s+[-–—]+\s+(?P<place>[^;]{2,200})$")
_AND = re.compile(r"\s+(?:y|e|i|и|och|og|oraz|dan|ve|en|ja)\s+")
_OPEN, _CLOSE = "([（［{", ")]）］}"
_NAME = 0.5
_PLAIN_NAME, _SURE, _LONG_LIST = 0.75, 0.95, 3
_LONGEST = 1200
_PAIR = 2
_MOST = 40


@dataclass(frozen=True, slots=True)
class People:
    """Speakers read from a text. ``score`` says how surely it is a list of persons, from 0 to 1.

    ``affiliated`` says that the affiliations came with them; ``second`` that the element after the first name
    reads like a further name, which then may also be an organisation.
    """

    speakers: tuple[Speaker, ...] = ()
    score: float = 0.0
    affiliated: bool = False
    second: bool | None = None


@dataclass(slots=True)
class _Element:
    separator: str
    text: str
    bracket: str = ""


@lru_cache(maxsize=8192)
def read_people(text: str, *, parts: bool = False) -> People:
    """The persons that ``text`` lists, with role, affiliation and country where it gives them.

    Brackets or the words behind a name say where the persons before them are from: "A, B (Org)" is both. With
    ``parts``, what follows a name after a comma is never a further name: "Name, Org, Country".
    """
    if len(text) > _LONGEST:
        return People()
    if text[:1] in _OPEN and text[-1:] in _CLOSE and not any(char in _OPEN for char in text[1:]):
        text = text[1:-1]
    text = _UNSURE.sub("", _CLOCK.sub("", " ".join(text.split())))
    text = _MARKS.sub("", _PREFIX.sub("", text)).strip(" .;,:|–—-")
    text = re.sub(r"[,\s]*\bet al\b\.?", "", _SUFFIX.sub("", text))
    text = _references(_COUNTRY_FIRST.sub(_country_last, text, count=1))
    text = _DASH.sub(_place_behind_dash, text, count=1)
    text = _BEHIND_BRACKET.sub("), ", text)
    people = [part.split(",") for part in text.split(";")]
    if (
        len(people) > 1
        and "(" not in text
        and all(len(part) == _PAIR and name_score(part[0]) >= _NAME for part in people)
    ):
        parts = True  # "Ana Sample, Sea College; Bo Muster, TTIC"
    elements = list(_elements(_joined_by_and(_han_parts(text))))
    if not elements or len(elements) > 3 * _MOST:
        return People()
    elements = _surname_first(elements)
    return _Reader(parts).read(elements)


def _han_parts(text: str) -> str:
    """Chinese set apart by blanks, "name title organisation", with commas instead."""
    words = _name_first(text.split(" "))
    if text and (match := _PLACE_NAME.fullmatch(text)) and _is_pair(match["name"]):
        return f"{match['name']}，{match['place']}"
    if len(words) < 2 or re.search(r"[A-Za-z,，、;；(（]", text) or not re.search(r"[\u3400-\u9fff]", text):
        return text
    if len(words) == 2 and max(map(len, words)) <= 4 and not any(HAN_TITLE.fullmatch(word) for word in words):
        return text
    return "，".join(words)


def _is_pair(name: str) -> bool:
    """Whether two words in Chinese or Japanese script are a name in two parts, no name with its title."""
    return name_score(name) >= _NAME and not any(HAN_TITLE.fullmatch(word) for word in name.split())


def _references(text: str) -> str:
    """Names as references have them, "Sample, A. and Muster, B.", in the usual order."""
    if not _REFERENCES.fullmatch(text):
        return text
    return ", ".join(f"{match['initials'].strip(' .')}. {match['surname']}" for match in _REFERENCE.finditer(text))


def _country_last(match: re.Match[str]) -> str:
    """ "Fiji: Ms. Ana Sample, Weather Office" with the country at the end."""
    return f"{match[2]}, {match[1]}" if is_country(match[1]) else match.group()


def _place_behind_dash(match: re.Match[str]) -> str:
    """ "Ana Sample – Sea University" with a comma for the dash."""
    name, place = match["name"], match["place"]
    if name_score(name) >= _NAME and (affiliation_score(place) >= 0.5 or is_country(place)):
        return f"{name}, {place}"
    return match.group()


def _name_first(words: list[str]) -> list[str]:
    """Chinese words in the order name, title, organisation, where the organisation stands first."""
    if len(words) == 1 and (match := _ORGANISATION_NAME_TITLE.fullmatch(words[0])):
        return [match["name"] + match["title"], match["place"]]
    for at in range(1, len(words)):
        titles = words[at + 1 :]
        titled = HAN_TITLE.search(words[at]) is not None or bool(titles)
        if titled and name_score(words[at]) >= _NAME and all(HAN_TITLE.fullmatch(word) for word in titles):
            before = words[:at]
            said = any(ORGANISATION.search(word) or HAN_TITLE.search(word) for word in before)
            return [words[at], *titles, *before] if said and name_score(before[0]) < _NAME else words
    return words


def _joined_by_and(text: str) -> str:
    """The text with "and" where another language joins two names by a word of its own."""
    at = 0
    while match := _AND.search(text, at):
        before = re.split(r"[,;/()]|\band\b", text[: match.start()])[-1].strip()
        behind = re.split(r"[,;/()]|\band\b", text[match.end() :])[0]
        behind = _AND.split(behind, maxsplit=1)[0].strip()
        if min(name_score(before), name_score(behind)) >= _NAME and " " in before and " " in behind:
            text = f"{text[: match.start()]} and {text[match.end() :]}"
        at = match.start() + 1
    return text


class _Reader:
    def __init__(self, parts: bool) -> None:
        self._parts_only = parts
        self._speakers: list[Speaker] = []
        self._scores: list[float] = []
        self._open = 0
        self._parts: list[str] = []
        self._doubt = 1.0
        self._bracketed = False

    def read(self, elements: list[_Element]) -> People:
        second: bool | None = None
        for at, element in enumerate(elements):
            score = self._name(elements, at)
            if at == 1 and element.separator == ",":
                second = score >= _NAME
            if at == 0 and score < 0.2:
                return People()
            if score >= _NAME or at == 0:
                self._take_name(element, score)
            else:
                self._take_part(element)
        self._assign(self._parts)
        if not self._speakers:
            return People()
        score = sum(self._scores) / len(self._scores) * self._doubt
        if len(self._speakers) >= _LONG_LIST and min(self._scores) >= _PLAIN_NAME and score >= _PLAIN_NAME:
            score = max(score, _SURE)  # so many names in a row do not come by chance
        affiliated = all(speaker.affiliation or speaker.country for speaker in self._speakers)
        return People(tuple(self._speakers), score, affiliated, second)

    def _name(self, elements: list[_Element], at: int) -> float:
        element = elements[at]
        score = name_score(element.text)
        if not score and starts_with_honorific(element.text) and ROLE.search(element.text):
            who = parse_speaker(element.text)  # "Mr. Ana Sample Head of Unit"
            score = name_score(f"{who.honorific} {who.name}")
        if at == 0 or starts_with_honorific(element.text):
            return score
        if ROLE.search(element.text):
            return 0.0
        if self._parts and element.separator in ("and", "&"):
            alone = at + 1 == len(elements) and not element.bracket
            return score if score >= 0.9 or (score >= _NAME and not alone) else 0.0
        if self._parts_only and element.separator in (",", "/"):
            return 0.0
        roles = [ROLE.search(other.text) is not None for other in elements[at + 1 : at + 2]]
        if self._parts and element.separator == "," and ROLE.search(self._parts[-1]) and not any(roles):
            return 0.0  # "Ana Sample, Director, Coopex R.L."
        listed = [other.separator for other in elements[1:]]
        joined = element.separator == "," and "and" in listed[: at - 1] and "and" not in listed[at:]
        if joined and not self._parts and not elements[at - 1].bracket:
            return 0.0  # "A and B, Labour Watch"
        if re.match(r"[A-Z]{2,5}\s+[A-Z]?[a-z]", element.text) and score < 0.9:
            return 0.0  # "TU Delft"
        if not self._parts and score >= 0.25 and element.separator in (",", "and", "&"):
            return max(score, _NAME)  # among names
        if self._parts and element.separator not in (";", "and", "&") and score < 0.9:
            return 0.0
        if 0 < score < 0.2 and 0 < at < len(elements) - 1 and len(self._speakers) > 1 and not self._parts:
            # A single name among full ones.
            return _NAME if name_score(elements[at + 1].text) >= _NAME else score
        return score

    def _take_name(self, element: _Element, score: float) -> None:
        self._assign(self._parts)
        self._parts = []
        who = parse_speaker(element.text)
        self._speakers.append(Speaker(who.name or element.text, who.honorific))
        self._scores.append(score)
        if who.role:
            self._parts = [who.role]
        if element.bracket:
            self._bracketed = True
            self._assign([element.bracket])

    def _take_part(self, element: _Element) -> None:
        text = f"{element.text} ({element.bracket})" if element.bracket else element.text
        joiner = {"and": " and ", "&": " & ", ";": "; "}.get(element.separator)
        if joiner and self._parts:
            self._parts[-1] += joiner + text
        else:
            self._parts.append(text)
        if self._bracketed and not (ROLE.search(text) or ORGANISATION.search(text) or is_place(text)):
            self._doubt *= 0.4  # "Ana Example (Org), Title"
        if element.text[:1].islower() and not (ORGANISATION.search(element.text) or ROLE.search(element.text)):
            self._doubt *= 0.4
        elif len(element.text.split()) > 9 and not ORGANISATION.search(element.text):
            self._doubt *= 0.5

    def _assign(self, parts: list[str]) -> None:
        """What is said of the speakers since the last such words."""
        if not parts or self._open >= len(self._speakers):
            return
        titles = [part for part in parts if HAN_TITLE.fullmatch(part)]
        said = parse_speaker("X, " + ", ".join(part for part in parts if part not in titles))
        if titles:
            said = replace(said, role="，".join(titles))
        said = _role_behind_place(_country_in_brackets(said))
        for at in range(self._open, len(self._speakers)):
            self._speakers[at] = replace(
                self._speakers[at], role=said.role, affiliation=said.affiliation, country=said.country
            )
        self._open = len(self._speakers)


def _role_behind_place(said: Speaker) -> Speaker:
    """The speaker, "大學學院院長" read as a place of work and what the speaker is there."""
    match = HAN_TITLE.search(said.affiliation or "")
    place = (said.affiliation or "")[: match.start()] if match else ""
    if not match or said.role or not re.fullmatch(r"[\u3400-\u9fff]{2,}", place):
        return said
    return replace(said, affiliation=place, role=match.group().strip())


def _country_in_brackets(said: Speaker) -> Speaker:
    """The speaker, "Weather Office (Nepal)" read as an organisation and its country."""
    match = re.fullmatch(r"(.+?)\s*[(（]([^()（）]+)[)）]", said.affiliation or "")
    if match is None or said.country or not is_country(match[2]):
        return said
    return replace(said, affiliation=match[1], country=match[2].strip())


def _elements(text: str) -> Iterator[_Element]:
    """The text cut at commas, semicolons and "and" outside of brackets; a closing bracket is kept apart."""
    depth = start = at = 0
    separator = ""
    while at <= len(text):
        char = text[at : at + 1]
        if char and char in _OPEN:
            depth += 1
        elif char and char in _CLOSE:
            depth = max(depth - 1, 0)
        match = _SEPARATOR.match(text, at) if not depth and char else None
        if match or not char:
            if (element := _element(separator, text[start:at])) is not None:
                yield element
                separator = ""
            if match is None:
                return
            found = match.group().strip()
            # "A, and B" is one separator; the stronger of two counts.
            separator = found if separator in ("", ",") or found == ";" else separator
            separator = {"、": ",", "，": ",", "،": ",", "؛": ";", "；": ";", "und": "and", "et": "and"}.get(
                separator, separator
            )
            start = at = match.end()
            continue
        at += 1


def _element(separator: str, text: str) -> _Element | None:
    text = (
        text.strip(" .:")
        if not re.search(r"\b[A-Z]\.$|\b(?:Ltd|Inc|Co|Corp|Jr|Sr)\.$", text.strip())
        else text.strip()
    )
    if not text:
        return None
    match = re.fullmatch(r"([^(\[（]*)[(\[（](.*)[)\]）]?", text)
    if match and match[1].strip() and (text[-1] in _CLOSE or not any(char in _CLOSE for char in match[2])):
        return _Element(separator, match[1].strip(), match[2].rstrip(_CLOSE).strip())
    return _Element(separator, text)


def _surname_first(elements: list[_Element]) -> list[_Element]:
    """ "Li, Jinhui, University" names one person."""
    if len(elements) < 3 or elements[1].separator != "," or elements[0].bracket:
        return elements
    first, second = elements[0].text, elements[1].text
    single = all(" " not in text and 0.1 < name_score(text) < 0.2 for text in (first, second))
    if single and ORGANISATION.search(" ".join(element.text for element in elements[2:])):
        joined = _Element("", f"{second} {first}", elements[1].bracket)
        return [joined, *elements[2:]]
    return elements

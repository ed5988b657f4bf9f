"""Where speakers are from: lines that name an organisation, a place of work or a country."""

from __future__ import annotations

import re

from ingest.workshop_page.parse.countries import is_country

_PLACE_OF_WORK = re.compile(
    r"\b(?-i:(?:UC|TU|KU|ETH|LMU|RWTH|KTH)\s[A-Z]|EPFL|UCL|CNRS)|\b(?:\w?niversit(?!ies\b)\w*|университет\w*|институт\w*|министерств\w+|m[üu]ze\w+|univ\.|instituts?"
    r"|institutes?|instituto|istituto|college|colegio|ministry"
    r"|ministère|ministerio|department"
    r"|agency|council|commission|academy|foundation|corporation|corp\.|co\.|ltd\.?|llc|inc\.?|gmbh|plc"
    r"|s\.p\.a|b\.v|berhad|bhd"
    r"|laborator(?:y|ies|io|ium)|laboratoire|labs?|hospital|cent(?:re|er)|centro|school of|business school"
    r"|faculty|bureau|secretariat"
    r"|federation|association|observatory|directorate|technische|politecnico|polytechnic\w*|[ée]cole|escuela"
    r"|hochschule"
    r"|universidade?|universit[àé]|universiteit|max planck|fraunhofer)(?![\w-])"
    r"|(?:大學|大学|醫院|医院|學會|学会|協會|协会|公會|公会|研究所|研究院|中心|公司|事務所|事务所|工會|工会|委員會|委员会|基金會|基金会|學院|学院|政府.*[處处局部]|대학교|연구원"
    r"|연구소)$",
    re.IGNORECASE,
)


def is_place(text: str) -> bool:
    """Whether the text's last part is a country."""
    return is_country(text.rsplit(",", 1)[-1].strip(" .)"))


def numbered_places(text: str) -> dict[str, str]:
    """Affiliations behind the marks that stand at their speakers' names: "1 Hill University, 2 Forest Agency"."""
    if not re.match(r"[\d*†‡§]", text):
        return {}
    found = re.findall(r"([\d*†‡§]+)\s*((?:(?!\s*[,;]?\s*[\d*†‡§]+\s*[^\W\d_]).)+)", text)
    return {mark: place.strip(" ,;") for mark, place in found}


def marks_of(name: str, text: str) -> list[str]:
    """The marks behind a name in the text that names it."""
    match = re.search(re.escape(name) + r"\s*((?:[\d*†‡§]+\s*,?\s*)+)", text)
    return re.findall(r"[\d*†‡§]", match[1]) if match else []


def affiliation_score(text: str) -> float:
    """How much a line looks like the name of an organisation or a place of work, from 0 to 1."""
    text = re.sub(r"^[\d*†‡§]+\s*(?=[^\W\d_])", "", text)
    words = text.split()
    if not words or len(words) > 60:
        return 0.0
    parts = [part.strip() for part in re.split(r"[;,]", text) if part.strip()]
    capitals = sum(word[:1].isupper() for word in words if len(word) > 3)
    content = sum(len(word) > 3 for word in words)
    proper = not content or capitals >= 0.6 * content or not re.search(r"[a-z]", text)
    if _PLACE_OF_WORK.search(text) and proper and not text.rstrip().endswith(("?", "!")):
        place = is_place(text)
        return 0.95 if place else 0.8
    if len(parts) > 1 and is_country(parts[-1].strip(" .")) and proper and len(words) <= 14:
        return 0.75
    if len(words) == 1 and re.fullmatch(r"[A-Z][A-Z0-9&/-]{1,9}", text):
        return 0.5
    return 0.0

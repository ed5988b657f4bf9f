"""Who a sentence asks to act: "the Secretariat should …", "Ana and Ben are invited to …", "… by the Ministry"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.workshop_page.parse.addressees import FOR_WHOM, heading_addressees, names_of
from ingest.workshop_page.parse.agents_in_languages import (
    ADDRESSED_TO,
    AND_TO,
    CJK_SUBJECT,
    HAN_HEADING,
    ROMANCE,
    ROMANCE_ASKED,
    ROMANCE_TO,
    TO,
    and_of,
)
from ingest.workshop_page.parse.countries import is_country
from ingest.workshop_page.parse.verbs import VERBS

ASKED = r"(?:asked|requested|urged|encouraged|invited|called\s+(?:up)?on|advised|recommended|proposed|reminded)"
"""What is done to someone who is asked to act."""

_ADVERB = r"(?:(?:also|therefore|further|furthermore|strongly|hereby|thus|now|jointly|always|\w+ly)\s+)*"
_BE = r"(?:is|are|was|were|be|been|should\s+be|could\s+be|may\s+be)"
_MODAL = r"(?:should|must|shall|ought\s+to|needs?\s+to|has\s+to|have\s+to|may|will)"
_SUBJECT_ASKED = re.compile(rf"\s+{_BE}\s+{_ADVERB}{ASKED}\s+(?:not\s+)?(?:to\s+(?!be\b)|that\b)", re.IGNORECASE)
_SUBJECT_ACTS = re.compile(rf"\s+{_MODAL}\s*,?\s+{_ADVERB}(?:not\s+)?(?P<verb>[a-z]+)", re.IGNORECASE)
_SUBJECT_MAY_ACT = re.compile(
    rf"\s+(?:{_MODAL}|could|might|can|would)\s*,?\s+{_ADVERB}(?:not\s+)?(?P<verb>[a-z]+)", re.IGNORECASE
)
_OBJECT_ASKED = re.compile(
    r"\b(?:call(?:s|ed|ing)?\s+(?:up)?on|urg(?:es?|ed|ing)|recommend(?:s|ed|ing)?|encourag(?:es?|ed|ing)"
    r"|invit(?:es?|ed|ing)"
    r"|request(?:s|ed|ing)?|advis(?:es?|ed|ing)|ask(?:s|ed|ing)?|challeng(?:es|ed|ing)|appeal(?:s|ed|ing)?\s+to"
    r"|^(?:further\s+|also\s+)?(?:challenge|exhort))\s+(?!that\b|to\b|by\b|not\b)"
    r"(?P<who>(?:[^.;:]|\.(?=\w)|(?<=[A-Z])\.){3,240}?)\s+to\s+(?=[a-z])",
    re.IGNORECASE,
)
# "The Group recommended to its members to …".
_RECOMMENDED_TO = re.compile(
    r"\brecommend(?:s|ed)?\s+to\s+(?:the|its|their|our|all|each|both)\s+(?P<who>[^.;:,]{3,80}?)\s+(?:to|that)\s+(?=[a-z])",
    re.IGNORECASE,
)
_BY = re.compile(
    r"(?P<before>[\w/-]+,?)\s+(?P<adverb>(?:respectively|jointly"
    r"|also)\s+)?by\s+(?P<who>[^,;:.()]+(?:\s*&\s*[^,;:.()]+)?)"
)
_TO_BE_DONE = re.compile(r"\b(?:to|should|must|shall|may)\s+be\s+(?:\w+ly\s+)?\w+$")
_PARTICIPLE = re.compile(
    r"(?:\w+ed|\w+en|made|held|done|led|set|put|built|run|kept|paid|sent|said|met)", re.IGNORECASE
)
_NOBODY = re.compile(
    r"(?:(?!(?:develop|implement|model|operat|manag|fund|participat|govern|lend|execut|train|exist)ing\b)\w+ing"
    r"|means|way|virtue|\d.*|(?:sector|country|region|province|district|state)(?=$|\s+(?:and|or)\b|\W)|(?:the\s+)?(?:end|beginning|year|time|use|use\s+of|help)"
    r"|january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)
# Where the name of someone who acts ends.
_NAME_ENDS = re.compile(
    r"\s+(?:to|of|in|on|with|at|as|through|under|which|who|that|including|and\s+(?:of|for|to|in|by)\b|when|where"
    r"|whenever"
    r"|should|must|may|in\s+order|for(?!\s+\w+\s+(?:Cooperation|Development|Asia)))\b"
)
_PROPER_OF = re.compile(r"\s+(?:of|for|on|in)\s+(?:the\s+)?(?=[A-Z])")
_AGENT = re.compile(
    r"(?:secretariats?|governments?|ministr(?:y|ies)|agenc(?:y|ies)|organi[sz]ations?|institut(?:e|es|ion|ions)"
    r"|universit(?:y|ies)|communit(?:y|ies)|groups?|committees?|councils?|participants|experts|part(?:y|ies)"
    r"|countr(?:y|ies)"
    r"|states|members?|donors?|sectors?|industr(?:y|ies)|compan(?:y|ies)|firms|enterprises|cent(?:re|er)s?"
    r"|programmes?"
    r"|networks?|banks?|authorit(?:y|ies)|stakeholders|entities|researchers|scientists|practitioners|bod(?:y|ies)|partners"
    r"|boards?|bureaus?|offices?|departments?|commissions?|associations?|societ(?:y|ies)|polic(?:y|ies)-?makers"
    r"|makers"
    r"|providers|users|teachers|schools|academia|ngos|leaders|decision-makers|regulators|funders|operators|teams?"
    r"|delegations?|delegates|chairs?|editors?|developers|engineers|vendors|publishers|librar(?:y|ies)"
    r"|parliaments?|media"
    r"|cities|municipalit(?:y|ies)|chambers?|courts?|mayors?|ministers?|farmers|workers|employers|unions?"
    r"|journals?|organi[sz]ers|forum|panel|manufacturers|producers|suppliers|traders|exporters|importers|investors"
    r"|consumers|carriers|shippers|utilities|insurers|lenders|parents|citizens|journalists|lawyers|doctors|nurses"
    r"|foundations|philanthrop(?:y|ies)|scholars|academics|lecturers|professors|students|trainers|architects|planners|administrations|polytechnics|colleges|hospitals|clinics|broadcasters|radios|inspectors|auditors|fishers|pilots"
    r"|museums|archives|airlines|airports|railways|owners|shipowners|breeders|growers|fishermen|cooperatives"
    r"|federations?|alliances?|secretar(?:y|ies)|directors?|heads|principals|judges|police|customs|treasur(?:y|ies)"
    r"|provinces|districts|counties|communes|villages|households|observers|landlords"
    r"|secretary-general|director-general|commissioner|president|regulator|employer|operator|organi[sz]er|developer"
    r"|publisher|provider|manufacturer|coordinators?|host|mayor|rapporteur|editor|minister|curators|conservators)",
    re.IGNORECASE,
)
# Kinds that a heading alone may address: "Development partners", but not "Second breakout group".
_HEADED = re.compile(
    r"\b(?:governments?|ministries|agencies|organi[sz]ations|institutions|universities|community|donors|sector"
    r"|industry|partners"
    r"|countries|states|authorities|practitioners|operators|owners|managers|farmers|researchers"
    r"|policy-?\s?makers|academia|ngos|companies|providers|secretariat"
    r"|schools|teachers|cities|municipalities|media|parliaments|businesses|employers|communities|banks"
    r"|universit(?:y|ies)|unions|administrations|funders)$",
    re.IGNORECASE,
)
# Those who speak at an event, or parts of it: a list below them tells what they said.
_MEETS = re.compile(
    r"\b(?:groups|panels|participants|delegates|delegations|experts|chairs|teams|organi[sz]ers|committees)$",
    re.IGNORECASE,
)
_VERB_WITHIN = re.compile(
    r"\b(?:is|are|was|were|be|has|have|had|remains?|needs?|means|will|would|can|could|said|noted|agreed|also)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:the|all|each|both|relevant|concerned|respective|these|those|such)\s+", re.IGNORECASE)
_DETERMINED = re.compile(r"(?:the|a|an|other|all|each|its|their|our|relevant|any)\s", re.IGNORECASE)
_JOINT = re.compile(
    r"\s*(?:,\s*and\s+|(?<=[a-z]s)\s+&\s+(?=[a-z])|,\s*|\s+and\s+(?:also\s+)?|\s+as\s+well\s+as\s+)"
)
_PARENTHESIS = re.compile(r"\s*\([^()]*\)")
# What stands before a sentence's subject: "In addition, …", "On technical support, …".
_LEADING = re.compile(
    r"^\s*(?:[a-z]+ly|(?:in|on|for|to|with|at|as|by|under|regarding|concerning|given|also|further\w*"
    r"|moreover)\b[^,]{0,120}),\s+",
    re.IGNORECASE,
)
# Where a sentence goes on to ask someone else: "…, and employers should …", "…, and that the WHO …".
_CLAUSE = re.compile(
    r",?\s+and\s+(?=that\s)|,\s+and\s+(?=(?:invited|urged|requested|encouraged|called\s+(?:up)?on)\s)|,\s+(?:and|while|whereas)\s+(?=(?:[\w'’-]+\s+){1,6}(?:should|must|shall|ought\s+to)\s)",
    re.IGNORECASE,
)
_AFTER_HEAD = frozenset("of in from for on at with to by that which under responsible".split())
_NO_END = frozenset("a an the of in on for up with by at from and or all each both".split())
_LONGEST = 160
_LONGEST_NAME = 10
_LONGEST_ASKED = 4
_MINISTRY = re.compile(r"(?:the\s+)?(?:ministry|ministries|department)\s+(?:of|for)\b", re.IGNORECASE)
_MINISTRIES_OF = re.compile(r"(?:the\s+)?(?:ministry|ministries|departments?)\s+(?:of|for)\s+\w+", re.IGNORECASE)
_PRONOUN = re.compile(
    r"them|us|you|it|him|her|everyone|everybody|all|others|each other|one another|they|he|she|we|this|these|those"
    r"|there|both|either|neither",
    re.IGNORECASE,
)


def agents_in(sentence: str, *, bare: bool = False) -> tuple[str, ...]:
    """Those whom a sentence asks to act, as it names them, in order and without articles; () where none is named.

    ``bare`` says that it stood behind "recommend that", where a verb has no ending. Who merely suffers the action
    ("information should be provided") and who is named as a source ("needs identified by Parties") is left out.
    """
    sentence = _JOINED_TO_NEXT.sub("", _TOGETHER.sub(" ", sentence))
    if match := ROMANCE.match(sentence) or ROMANCE_TO.match(sentence) or CJK_SUBJECT.match(sentence):
        return (match["who"],)
    found = [match["who"] for match in ROMANCE_ASKED.finditer(sentence)]
    for clause in _CLAUSE.split(sentence.rstrip(" ;,.")):
        for phrase, asked in _phrases(clause, bare):
            names = split_agents(phrase) or (_asked_alone(phrase) if asked else ())
            found.extend(name for name in names if name not in found)
    return tuple(found)


def heading_agents(heading: str) -> tuple[str, ...]:
    """Those a heading among recommendations is addressed to: "For WHO", "Recommendations to the private sector".

    Without such a word before it the heading must name a kind of body or people: "Development partners".
    """
    if known := heading_addressees(heading):
        return known
    plain = heading.strip(" :.")
    if match := _WHAT_TO_DO.fullmatch(plain):
        return split_agents(match["who"]) or _asked_alone(match["who"])
    rest = FOR_WHOM.sub("", plain)
    if ADDRESSED_TO.match(plain):
        return tuple(_ARTICLE.sub("", part) for part in and_of(rest)) if len(rest) <= _LONGEST else ()
    names = split_agents(rest)
    if match := HAN_HEADING.fullmatch(plain):
        return tuple(name for name in match.groups() if name)
    if TO.match(plain) and len(several := AND_TO.split(rest)) > 1:
        return tuple(several)
    if not names and TO.match(plain) and not set(rest.casefold().split()) & VERBS:
        return _asked_alone(rest)
    return names if rest != plain or all(_may_head(name, heading.strip()) for name in names) else ()


def _may_head(name: str, heading: str) -> bool:
    """Whether a name alone over a list says who is to act; before a colon any kind of people does: "Pilots:"."""
    if _HEADED.search(name) or _MINISTRY.match(name):
        return True
    return heading.endswith(":") and name.endswith("s") and is_kind_of_agent(name) and not _MEETS.search(name)


# "What schools can do", "How donors could help", "Schools should".
_WHAT_TO_DO = re.compile(
    rf"(?:(?:what|how)\s+)?(?P<who>[^,;:]{{3,60}}?)\s+(?:{_MODAL}|can|could)(?:\s+(?:do|help|act|contribute)(?:\s+.{{2,40}})?)?",
    re.IGNORECASE,
)
# "The Centre, together with its partners, train …"
_TOGETHER = re.compile(
    r",\s+(?:together|along|jointly|in\s+(?:co-?operation|collaboration|partnership))\s+with\s+[^,;]{2,80},\s+",
    re.IGNORECASE,
)
# What joins an item to the next one: "…; and".
_JOINED_TO_NEXT = re.compile(r"[;,]\s+(?:and|or)\s*$")
_LED = re.compile(
    r"\bthat\s+(?P<that>(?:(?!\bthat\s)[^:;.]){2,120}?)(?:\s+(?:should|shall|must|may))?\s*:$|\brecommend(?:s|ed"
    r"|ing)?\s+to\s+(?P<to>[^:;.]{3,120}?)(?:\s+to)?\s*:$"
    r"|\b(?:recommand\w*|recom[ei]{1,2}nd\w*|exhort\w+|inst(?:ó|aron|an?)|empf\w+)\s+(?:\w+\s+)?"
    r"(?:à\s+l['’]|(?:a\s+l[oa]s?|al?|à\s+la|aux?|à|aos?|às?|den|der|dem"
    r"|die)\b\s*)(?:todos\s+l[oa]s\s+)?(?P<a>[^:;.,]{3,80}?)"
    r"(?:\s+(?:de|que|d['’]|zu))?\s*:$"
    r"|^we\s+(?:\w+\s+)?(?:call(?:ed)?\s+(?:up)?on|urged?|request(?:ed)?|invited?|encouraged?)\s+(?P<of>[^:;.,]{3,100}?)"
    r"(?:\s+to)?\s*:$"
    r"|[对對向](?P<han>[^，。：:]{2,30}?)(?:提出|作出|的)(?:了)?(?:以下|如下|下列)?.{0,4}(?:建[议議]|提言)[：:]$"
    r"|(?:は|、|^)(?P<ja>[^は、。]{2,20})に(?:対し|向け)て?、?[^。：]{0,20}(?:提言|勧告)する[。：:]$",
    re.IGNORECASE,
)


def led_agents(lead: str) -> tuple[str, ...]:
    """Those whom the lead of a list asks to act: "The meeting recommended that ports:"; () where it names none."""
    match = _LED.search(lead.strip())
    if match is None:
        return ()
    if match["han"] or match["ja"]:
        return tuple(re.split("[、和及与與]", match["han"] or match["ja"]))
    who = match["that"] or match["to"] or match["a"] or match["of"]
    return split_agents(who) or _asked_alone(who)


# "recommended the concept of using sonar to …"
_NO_NAME = re.compile(r"\b(?:of|for|in|on|\w+ing)\b")


def _asked_alone(phrase: str) -> tuple[str, ...]:
    """Whoever is asked to act is somebody, whatever kind of word it is: "urged ports to map their reefs"."""
    name = _ARTICLE.sub("", " ".join(phrase.split()).strip(" ,;:."))
    if _NO_NAME.search(name):
        return ()
    able = (
        0 < len(name.split()) <= _LONGEST_ASKED and not _VERB_WITHIN.search(name) and not _PRONOUN.fullmatch(name)
    )
    return (name,) if able and "," not in name else ()


def _phrases(sentence: str, bare: bool) -> Iterator[tuple[str, bool]]:
    """The phrases that name whom a sentence means, and whether somebody asks them."""
    if match := _SUBJECT_ASKED.search(sentence):
        yield _subject(sentence[: match.start()]), True
        return
    if match := _RECOMMENDED_TO.search(sentence):
        yield match["who"], True
        return
    if asked := list(_OBJECT_ASKED.finditer(sentence)):
        yield from ((match["who"], True) for match in asked)
        return
    match = (_SUBJECT_MAY_ACT if bare else _SUBJECT_ACTS).search(sentence)
    if match and match["verb"].casefold() != "be":
        yield _LEADING.sub("", _after_that(sentence[: match.start()])), False
    elif bare and not match and (who := bare_subject(_after_that(sentence))):
        yield who, False
    else:
        yield from ((who, False) for who in _doers(sentence))


def bare_subject(clause: str) -> str | None:
    """Who stands before a verb without an ending: "the Secretariat develop a …", "Countries to nominate a …"."""
    words = clause.split()
    for count in range(1, min(len(words) - 1, _LONGEST_NAME) + 1):
        name = " ".join(words[:count])
        if "to" in words[:count] or words[count - 1] in _NO_END:
            continue
        acts = words[count].strip(",") in VERBS or (words[count] == "to" and count + 1 < len(words))
        if acts and words[0].casefold() not in VERBS and _acts_by_name(name):
            return name
    return None


def _acts_by_name(name: str) -> bool:
    """Whether a phrase surely names someone: a kind of body or people, an acronym, or a name behind an article."""
    if not split_agents(name):
        return False
    bare = _ARTICLE.sub("", name)
    words = bare.split()
    kind = _AGENT.fullmatch(words[-1]) or any(_AGENT.fullmatch(word) for word in words)
    return bool(kind or names_of(name) or bare != name or re.fullmatch(r"[A-Z][A-Z\d&/-]+", words[0]))


def _doers(sentence: str) -> Iterator[str]:
    """Those behind "by" where they are to act, not where they did."""
    for match in _BY.finditer(sentence):
        before = match["before"]
        done = _PARTICIPLE.fullmatch(before.rstrip(",")) and not before.endswith(",")
        if done and not _TO_BE_DONE.search(sentence[: match.start()] + before):
            continue
        if not _NOBODY.match(match["who"]):
            yield _name_at(match["who"])


def _name_at(text: str) -> str:
    """The name that ``text`` begins with, cut where its sentence goes on."""
    if re.match(r"(?:the\s+)?[a-z]+\s+responsible\s+for\b", text):
        return text
    ministry = _MINISTRIES_OF.match(text)
    end = _NAME_ENDS.search(text, ministry.end() if ministry else 0)
    while end and _PROPER_OF.match(text, end.start()):
        end = _NAME_ENDS.search(text, end.end())
    return text[: end.start()] if end else text


def _subject(before: str) -> str:
    """The subject at the end of ``before``: what stands behind the last clause that is not part of it."""
    tail = _after_that(before[-_LONGEST:])
    pieces = _JOINT.split(tail)
    marks = [match.group() for match in _JOINT.finditer(tail)]
    at = len(pieces) - 1
    while at > 0 and _may_act(pieces[at - 1]):
        at -= 1
    kept = pieces[at]
    for mark, piece in zip(marks[at:], pieces[at + 1 :], strict=False):
        kept += mark + piece
    return kept


def _after_that(text: str) -> str:
    return text[
        max((match.end() for match in re.finditer(r"\b(?:that|whereby|so)\s+|[;:]\s*", text)), default=0) :
    ]


def _may_act(piece: str) -> bool:
    return not _VERB_WITHIN.search(piece) and (_is_agent(piece) or piece.islower()) and len(piece.split()) <= 8


def split_agents(phrase: str) -> tuple[str, ...]:
    """The agents that a phrase lists; () where any part of it is no agent.

    Two names are parted ("UNDP and other organizations"), two words for one body of people are not ("experts and
    institutions from the region").
    """
    phrase = " ".join(_PARENTHESIS.sub("", phrase).split()).strip(" ,;:.")
    if not phrase or len(phrase) > _LONGEST:
        return ()
    if known := names_of(phrase):
        return known
    parts: list[str] = []
    for piece in re.split(_JOINT, phrase):
        if parts and not _parted(parts[-1], piece):
            parts[-1] = phrase[phrase.index(parts[-1]) : phrase.index(piece, phrase.index(parts[-1])) + len(piece)]
        else:
            parts.append(piece)
    bare = [_ARTICLE.sub("", part).strip() for part in parts]
    return tuple(bare) if all(_is_agent(part) and not _VERB_WITHIN.search(part) for part in bare) else ()


def split_unknown(names: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """A subject kept as it stands, parted where it lists agents: "Universities and polytechnics"."""
    return split_agents(names[0]) or names if names and len(names) == 1 else names


def _parted(left: str, right: str) -> bool:
    """Whether two phrases joined by "and" are two agents."""
    if not _is_agent(left) or (_MINISTRY.match(left) and len(right.split()) == 1):
        # "Ministry of Trade and Industry" is one.
        return False
    if is_country(right) and " of " in left and is_country(left.rpartition(" of ")[2]):
        return False  # "Permanent Representatives of Fiji and Samoa" are the representatives of both
    opens = " " not in left and left[1:].replace("-", "").islower()
    if opens and right.islower() and not (is_kind_of_agent(left) or is_country(left)):
        return False  # "Science and technology communities" opens with a capital only because it opens
    if _DETERMINED.match(right) or _is_proper(left) or _is_proper(right):
        return True
    if _AGENT.fullmatch(left) and _AGENT.fullmatch(right):
        return True  # "scholars and teachers"
    whole = _AFTER_HEAD.isdisjoint((*left.split(), *right.split()))  # no "governments of small and large states"
    own = " " in left or _AGENT.fullmatch(left) is not None  # "utilities and technical colleges"
    return whole and own and " " in right and _is_agent(right)


def _is_proper(text: str) -> bool:
    words = [word for word in text.split() if word.casefold() not in ("the", "of", "and", "for", "on", "in", "&")]
    return bool(words) and all(word[0].isupper() or word[0].isdigit() for word in words)


def is_kind_of_agent(phrase: str) -> bool:
    """Whether a phrase names people or bodies by their kind: "Operators", "Port authorities of the region"."""
    words = phrase.split()
    head = next((at for at, word in enumerate(words) if word in _AFTER_HEAD), len(words))
    return head > 0 and _AGENT.fullmatch(words[head - 1].strip(",.")) is not None


def _is_deed(word: str) -> bool:
    """Whether a word is a verb's noun, "Training", not a name such as "Beijing"."""
    stem = word.removesuffix("ing").casefold()
    return word[1:].endswith("ing") and not VERBS.isdisjoint((stem, f"{stem}e", stem[:-1]))


def _is_agent(phrase: str) -> bool:
    """Whether a phrase names somebody who can act: a name in capitals, or people and bodies by their kind."""
    words = _ARTICLE.sub("", phrase.strip()).split()
    if not words or len(words) > 12 or "," in phrase or _PRONOUN.fullmatch(phrase.strip()):
        return False
    if len(words) == 1 and _is_deed(words[0]):
        return False
    if re.match(r"[A-Z][A-Z\d&/-]+$", words[0]) or _is_proper(" ".join(words)):
        return True
    return is_kind_of_agent(" ".join(words))

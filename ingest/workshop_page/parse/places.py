"""Where an event is held: a printed place taken apart into venue, city and country."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ingest.workshop_page.parse.countries import country_of_place, is_country
from ingest.workshop_page.parse.month_names import MONTH

_BUILDING = (
    r"hotels?|universit\w+|universidad\w*|cent(?:re|er)s?|halls?|rooms?|buildings?|campus|auditorium|houses?"
    r"|palace|palais"
    r"|colleges?|headquarters?|museum|library|resort|inn|plaza|tower|club|theat(?:re|er)|pavilion|lodge|castle"
    r"|château"
    r"|villa|lounge|hq|complex|gallery|square|rathaus|universität|hochschule|schloss|saal|hörsaal|zentrum"
    r"|kongress\w*"
    r"|zoo|aquarium|auditorio|auditório|biblioteca|bibliothèque|anfiteatro|aula magna"
    r"|haus|hôtel|université|école|salle|maison|centro|universidade|sala|edificio|sede"
)
_BODY = (
    r"institut\w*|schools?|offices?|laborator\w+|faculty|academy|ministry|department|embassy|secretariat"
    r"|foundation"
    r"|inria|cnrs"
)
_CJK_BUILDING = (
    "(?:宾馆|賓館|酒店|饭店|飯店|大厦|大廈|大楼|大樓|中心|会馆|會館|会堂|會堂|会议室|會議室|会議場|学院|學院|校区"
    "|大学|大學|ホテル|ホール|センター|호텔|대학교|센터)"
)
VENUE_WORD = re.compile(rf"\b(?:{_BUILDING}|{_BODY})\b|{_CJK_BUILDING}", re.IGNORECASE)
"""A word for a building, or for a body that has one."""

_BUILDING_WORD = re.compile(rf"\b(?:{_BUILDING})\b|{_CJK_BUILDING}", re.IGNORECASE)
# "Suva (Civic Hall)"
_TOWN_AND_HOUSE = re.compile(r"(?P<city>[^\W\d_a-z][^(),]{1,40}?)\s*\(\s*(?P<venue>[^()]{4,60}?)\s*\)")
_TOWN_AND_STATE = re.compile(r"(?P<town>[^\W\d_a-z][\w.' -]{2,40}?)\s+(?P<state>[A-Z]{2,3})")
_HOUSE_WORD = re.compile(
    r"\b(?:hotels?|halls?|rooms?|auditorium|buildings?|palace|palais|resort|inn|plaza|tower|theat(?:re|er)|pavilion"
    r"|lodge|castle|château|villa|hôtel|salle|sala|salón|saal|hörsaal|rathaus|schloss"
    r"|auditorio|auditório|campus"
    r"|(?:convention|conference|congress|civic|exhibition) cent(?:re|er)|centro de (?:convenciones|congresos))\b"
    r"|宾馆|賓館|酒店|饭店|飯店|会堂|會堂|会议室|會議室|会議場|会議室|ホテル|ホール|호텔",
    re.IGNORECASE,
)
_ABOUT_HOUSES = re.compile(
    r"\b(?:information|reservations?|bookings?|rates?|accommodation|list|map|fees?|hotels)\b", re.IGNORECASE
)
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
# From the largest to the smallest: "云南省昆明市翠湖宾馆".
_CJK_PLACE = re.compile(
    r"(?:(?P<country>中国|中國|日本|台湾|臺灣|韩国|韓國)[,，\s]*)?(?:\w{2,4}[省州][,，\s]*)?"
    r"(?:(?P<city>[\u3400-\u9fff]{2,3}[市縣县])[,，\s]*)?(?P<venue>.*)"
)
# What may be left around a place: "Location:" before it, "假" before and "舉行" behind it.
_SAYS_PLACE = re.compile(
    r"^[^\w\s]*\s*(?:(?:main|event|conference|workshop|meeting)\s+)?(?:venue|place|location|where|address|lugar|lieu|ort)\s*[:：]\s*",
    re.IGNORECASE,
)
_CJK_HELD_AT = re.compile(
    r"^(?:[假在於于])(?=\w{3})|(?:(?:隆重|顺利|順利)?(?:举行|舉行|召开|召開|举办|舉辦|開催)[。.]?)+$"
)
_CJK_TOWN = re.compile(r"(?P<venue>.{2,60})[（(](?P<city>[\u3400-\u9fff]{1,4}[市縣县町])[）)]")
_STATES = frozenset(
    """
AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA
RI SC SD TN TX UT VT VA WA WV WI WY DC ON QC BC AB NSW VIC QLD
""".split()
)
_STATE_NAMES = frozenset(
    name.strip().casefold()
    for name in """
Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Hawaii|Idaho|Illinois
|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri
|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio
|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia
|West Virginia|Wisconsin|Wyoming|Ontario|Quebec|British Columbia|Alberta|Nova Scotia|Queensland
|New South Wales|Victoria|Tasmania|South Australia|Western Australia|Bavaria|Catalonia|Tuscany|Kerala
|Tamil Nadu|Karnataka|Maharashtra|Gujarat|West Bengal|Uttar Pradesh|Punjab|Sabah|Sarawak|Bali|Java|Yunnan
|Guangdong|Sichuan|Jiangsu|Zhejiang|Hubei|Hunan|Shandong|Hokkaido
""".split("|")
)
_POSTCODE = re.compile(
    r"\s+\d{1,2}\s*$|\s*\b(?:\d{4,6}(?:-\d{3,4})?|[A-Z]\d[A-Z]\s?\d[A-Z]\d)\s*$|^(?:[A-Z]{1,2}-)?\d{4,6}\s+"
)
_HELD_WITH = re.compile(
    r"\s*(?:[-–—,;(]\s*)?\b(?:co-?located|collocated|held jointly|jointly|in conjunction|together) with\b.*$",
    re.IGNORECASE,
)
_AND_ONLINE = re.compile(
    r"\s*(?:,|\band\b|&|/|\+)\s*\(?(?:online|virtual(?:ly)?|hybrid|(?:via )?zoom)\)?$", re.IGNORECASE
)
_ONLINE = re.compile(
    r"\s*(?:,|\band\b|&|/|\+)?\s*\(?\b(?:online|virtual(?:ly)?|hybrid|zoom|via zoom)\b\)?\s*(?:and\s+)?",
    re.IGNORECASE,
)
_CITY = re.compile(
    r"[^\W\d_a-z][^\W\d_]*(?:[-'’.]\s?[^\W\d_]+)*(?:\s(?:(?:of|de|la|do|da|am|an|der|upon"
    r"|el)\s)?[^\W\d_a-z][\w'’.-]*){0,3}(?:\sa\.\s?[MdO]\.?|/[^\W\d_a-z]\w+)?"
)
_NO_CITY = re.compile(
    r"\b(?:workshop|minutes|report|notes|summary|agenda|conference|seminar|meeting|symposium|forum|session|day|programme?|road|street|avenue|(?<!^)st|ave"
    r"|rd|floor"
    r"|north|south|east|west|usa|republic|government|group|january|february|march|april|may|june|july|august"
    r"|september"
    r"|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|part|session|chair)\b",
    re.IGNORECASE,
)
_NO_PLACE = re.compile(
    r"[!?:：]|\.\s+[A-Z][a-z]|@|\b(?:organi[sz]\w+|organis\w+|host\w*|sponsor\w*|support\w*|funded|chair\w*"
    r"|speakers?|by|par|von|por"
    r"|will|was|were|is|are|has|have"
    r"|contact|tel|prof|professor|dr|mr|ms|mrs|welcome|opening|registration|welcomes|director|head of)\b",
    re.IGNORECASE,
)
_IN = r"\b(?:in|à|en)\s+(?P<name>[^\W\d_a-z][^\W\d_]+(?:[ -][^\W\d_a-z][^\W\d_]+){0,2})"
_IN_BEFORE = re.compile(_IN + r",?\s+(?:on|from|between|during|du|del|le|el)?\s*(?:the\s+)?$")
_IN_BEHIND = re.compile(r"[\s,]*" + _IN + r"(?=\s*[.,;]|\s+(?:to|for|with|under|and|at)\b|\s*$)")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Place:
    """A place as a page prints it in ``text``, and the parts of it that are sure."""

    text: str
    venue: str | None = None
    city: str | None = None
    country: str | None = None


def split_place(text: str) -> Place:
    """The parts of a place: "Grand Hotel, Suva, Fiji". What is not sure is None.

    A city is one only beside a country, a state or a venue; a venue is what stands before them.
    """
    text = _SAYS_PLACE.sub("", " ".join(text.split()).strip(" ,;.|"))
    if _CJK.search(text):
        text = _CJK_HELD_AT.sub("", text)
    if _CJK.match(text) and (bracket := _CJK_TOWN.fullmatch(text)):
        return Place(text, bracket["venue"].strip(), bracket["city"])
    if _CJK.match(text) and (match := _CJK_PLACE.fullmatch(text)) and not is_country(text):
        return Place(text, match["venue"].strip() or None, match["city"], match["country"])
    if (bracket := re.search(r"\s*\(([^()]{2,40})\)$", text)) and is_country(
        bracket[1].rsplit(",", 1)[-1].strip()
    ):
        text = f"{text[: bracket.start()]}, {bracket[1]}"
    text = _AND_ONLINE.sub("", _HELD_WITH.sub("", text))
    if (
        (house := _TOWN_AND_HOUSE.fullmatch(text))
        and _HOUSE_WORD.search(house["venue"])
        and _city_name(house["city"])
    ):
        return Place(text, house["venue"], house["city"])
    country = country_of_place(text)
    rest = text
    if country:
        country = re.sub(r"^the\s+", "", country, flags=re.IGNORECASE)
        rest = re.sub(r",?\s*(?:[Tt]he\s+)?" + re.escape(country) + r"[\s.]*$", "", text)
    parts = [part.strip() for part in _ONLINE.sub("", rest).split(",") if part.strip()]
    stated = bool(country)
    if parts and (match := _TOWN_AND_STATE.fullmatch(parts[-1])) and match["state"] in _STATES:
        parts[-1:] = [match["town"], match["state"]]
    while len(parts) > 1 and _is_state(parts[-1]):
        parts.pop()
        stated = True
    city = None
    last = parts[-1] if parts else ""
    inside = re.fullmatch(r"(.{4,100}?)\s+in\s+(\S.{1,40})", last)
    if (name := _city_name(last)) and (stated or VENUE_WORD.search(", ".join(parts[:-1]))):
        region = len(parts) > 1 and _city_name(parts[0]) is not None
        city = None if region else name
        parts = parts if region else parts[:-1]
    elif inside and VENUE_WORD.search(inside[1]) and (name := _city_name(inside[2])):
        city, parts[-1] = name, inside[1]
    venue = ", ".join(parts) or None
    return Place(text, venue, city, country)


def _is_state(text: str) -> bool:
    bare = re.sub(r"(?<=[A-Z])\.", "", _POSTCODE.sub("", text).strip())
    return bare in _STATES or bare.casefold() in _STATE_NAMES


def _city_name(text: str) -> str | None:
    """``text`` without its postcode where it can be a city's name: one to four words, no building, no street."""
    bare = _POSTCODE.sub("", text).strip(" .")
    if not _CITY.fullmatch(bare) or VENUE_WORD.search(bare) or _NO_CITY.search(bare) or is_country(bare):
        return None
    # "HQ" is no city, "LYON" is one.
    return bare if not bare.isupper() or len(bare) > 3 else None


def is_place(text: str) -> bool:
    """Whether a line is a place and nothing else: "Suva, Fiji", "Lindner Hotel, Leipzig", "Atlanta, GA"."""
    text = text.strip(" ,;.@📍📌")
    if not 2 < len(text) <= _LONGEST or text[0].islower() or _NO_PLACE.search(text):
        return False
    place = split_place(text)
    if place.city:
        return True
    # A body alone may be the organizer: "Ministry of Trade".
    return bool(_BUILDING_WORD.search(text)) or is_country(text)


def is_building(text: str) -> bool:
    """Whether a line names a hall, a hotel or a room, which is nobody who could have organized the event."""
    return _HOUSE_WORD.search(text) is not None and is_place(text) and not _ABOUT_HOUSES.search(text)


def city_before(text: str, *, days: int = 1) -> str | None:
    """The city that stands before a date of so many days: "Course on Ontologies, Dagstuhl," or "Suva,".

    Where nothing stands before it, two words are a city only before several days; before one they may be a writer.
    """
    match = re.search(r"(?P<more>.,)?\s*\(?(?P<name>[^,(]{2,40}?)\s*(?:,|\s[–—-])\s*\(?$", text)
    name = _city_name(match["name"]) if match and match["name"][0].isupper() else None
    if not match or not name or name.isupper():
        return None
    alone = match.start("name") == len(text) - len(text.lstrip(" \t("))
    whole = alone and (days > 1 or " " not in name)
    return name if match["more"] or whole else None


def city_beside(text: str, start: int, end: int) -> str | None:
    """The city that a sentence names right beside the date ``text[start:end]``: "met in Suva on 3 May 2015"."""
    before, behind = _IN_BEFORE.search(text[:start]), _IN_BEHIND.match(text[end:])
    return next((_city_name(match["name"]) for match in (before, behind) if match), None)


def place_at_end(title: str) -> Place | None:
    """The place that a title ends with, where it names city and country: "… Meeting 2015, Austin, TX, USA"."""
    parts = [part.strip() for part in title.split(",")]
    for count in (3, 2):
        tail = ", ".join(parts[-count:])
        place = split_place(tail) if len(parts) > count else None
        if place and place.country and place.city and not place.venue:
            return place
    return None


_TITLE_COUNTRY = re.compile(
    r".*\b(?i:workshop|seminar|conference|symposium|forum|meeting|training|consultation|dialogue)\s+(?:in\s+|-\s+|–\s+)?"
    r"(?P<country>[^\W\d_a-z].{2,40}?)(?:,?\s+(?:19|20)\d\d)?"
)


def country_at_end(title: str) -> str | None:
    """The country a title ends with behind the word for the event: "Harbour Workshop Cape Verde"."""
    match = _TITLE_COUNTRY.fullmatch(title)
    return match["country"] if match and is_country(match["country"]) else None


_END = (
    r"(?=\s*[.;\[]|\s*\((?![A-Z][\w/&-]{1,11}\))|\s*$|(?:\s*,\s*|\s+)(?:from|on|during|between|to|with|which|where|that|as|by|back|prior"
    r"|followed|under"
    r"|du|del?\s+\d+|del\s+\d+|vom|bis|statt|por|par|avec|con|com|organizad\w+|organisée?"
    r"|for(?=\s+(?:\d|[a-z]))|located|situated|see|was|were|is|will|following|immediately|organi[sz]ed|hosted|convened|a|an)\b"
    r"|,?\s+and\s+(?:was|were|is|are|will|attended|brought|organi[sz]ed|hosted|in|on|at)\b|,\s+and\b"
    r"|,?\s+in\s+(?:conjunction|cooperation|collaboration|order|(?:19|20)\d\d|the\s+[a-z])"
    r"|,\s+the\s+\w+\s+of\b|,?\s+(?:at|upon|on)\s+the\s+(?:\w+\s+)?(?:invitation|initiative|request)\b"
    r"|,\s+(?:l['’](?=[A-ZÉ])|(?:le|la|les|el)\s+(?=[A-ZÉ]))"
    r"|,\s+(?:the|this)\s+(?:[\w-]+\s+)?(?:workshop|seminar|meeting|conference|forum|event|course)\b"
    r"|(?<![Rr]oom)(?<![Hh]all)(?<![Ff]loor),?\s+(?:at\s+)?\d{1,2}\b(?!\s+[A-Z]))"
)
_WHEN = rf"[0-2]\d[0-5]\d\s+(?:on|hours|hrs|h)\b|\d{{1,2}}(?:er|º)?\s+(?:de\s+)?(?:{MONTH})\b"
_AT = re.compile(
    r"(?:\b(?:at|in|im|en|no|na)\s+(?:the\s+|el\s+|las?\s+|los\s+|l['’])?|\bau\s+|\bà\s+(?:la\s+|l['’])?)"
    rf"(?!{_WHEN})(?P<place>(?:room\s|hall\s|lecture\s|headquarters\s|premises\s|h[oô]tel\s|auditori(?:um|o)\s|campus\s|sede\s|siège\s|salle\s|sala\s|salón\s|centro\s"
    r"|[^\W\d_a-z]|\d+\w*\s)(?:[^.;(\[]|\s\([A-Z][\w/&-]{1,11}\)){1,160}?)" + _END
)
_CJK_HELD = re.compile(
    r"在(?P<zh>[^，。、；在]{2,30}?)(?:隆重|顺利|順利|成功)?(?:举行|舉行|召开|召開|举办|舉辦)"
    r"|(?:日|、|に|は)(?P<ja>[^、。にはが年月日]{2,30}?)(?:にて|において|で)開催"
)
_SAYS_VENUE = re.compile(r"\bvenue\b[^.;:]*\b(?:is|was|be)$", re.IGNORECASE)
_NOT_WHERE = re.compile(
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|cooperation"
    r"|partnership"
    r"|collaboration|conjunction|english|french|spanish|person|parallel|session)\b",
    re.IGNORECASE,
)


def place_in_sentence(sentence: str, cue: int) -> Place | None:
    """The place a sentence says behind ``cue``, where the event "was held": "at the Grand Hotel in Suva, Fiji"."""
    if _SAYS_VENUE.search(sentence[:cue]):
        # "The venue of the workshop is the Grand Hotel".
        sentence = f"{sentence[:cue]} at {sentence[cue:].lstrip()}"
    start = end = -1
    for match in _AT.finditer(sentence, cue):
        text = match["place"].strip(" ,")
        if _NOT_WHERE.match(text):
            continue
        if VENUE_WORD.search(text) or country_of_place(text) or split_place(text).city:
            start = match.start("place") if start < 0 else start
            end = match.end("place")
        elif start >= 0:
            break
        if country_of_place(text):
            break
    if start < 0 and (said := _CJK_HELD.search(sentence)):
        place = split_place(said["zh"] or said["ja"])
        return place if VENUE_WORD.search(place.text) or place.city else None
    if start < 0 or end - start >= _LONGEST:
        return None
    place = split_place(re.sub(r",?\s+(?:à|en|em|im)\s+(?=[^\W\d_a-z])", ", ", sentence[start:end]))
    house = next((m["place"] for m in _AT.finditer(sentence, end) if VENUE_WORD.search(m["place"])), "")
    if place.venue or not place.city or not house[:1].isupper():
        return place
    return replace(place, text=f"{house.strip(' ,')}, {place.text}", venue=house.strip(" ,"))

"""Countries by all the names that texts use for them and their people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from search.analysis.conditions.countries_abroad import LATIN, countries_unspaced

_COUNTRIES = """
Afghanistan: Afghan|Afghans
Albania: Albanian
Algeria: Algerian
Angola: Angolan
Argentina: Argentine|Argentinian
Armenia: Armenian
Australia: Australian
Austria: Austrian
Azerbaijan: Azerbaijani
Bahamas: Bahamian
Bahrain: Bahraini
Bangladesh: Bangladeshi
Barbados: Barbadian
Belarus: Belarusian
Belgium: Belgian
Belize: Belizean
Benin: Beninese
Bhutan: Bhutanese
Bolivia: Bolivian
Bosnia and Herzegovina: Bosnia|Bosnian
Botswana
Brazil: Brazilian
Brunei: Brunei Darussalam|Bruneian
Bulgaria: Bulgarian
Burkina Faso
Burundi: Burundian
Cabo Verde: Cape Verde
Cambodia: Cambodian
Cameroon: Cameroonian
Canada: Canadian
Central African Republic
Chad: Chadian
Chile: Chilean
China: Chinese|PRC|P.R.C.|P.R. China|PR China|People's Republic of China
Colombia: Colombian
Comoros: Comorian
Congo: Congolese|DRC|Democratic Republic of the Congo|Republic of the Congo
Costa Rica: Costa Rican
Côte d'Ivoire: Cote d'Ivoire|Ivory Coast|Ivorian
Croatia: Croatian
Cuba: Cuban
Cyprus: Cypriot
Czechia: Czech Republic|Czech
Denmark: Danish|Danes
Djibouti: Djiboutian
Dominican Republic
Ecuador: Ecuadorian|Ecuadorean
Egypt: Egyptian
El Salvador: Salvadoran
Equatorial Guinea
Eritrea: Eritrean
Estonia: Estonian
Eswatini: Swaziland
Ethiopia: Ethiopian
Fiji: Fijian
Finland: Finnish|Finns
France: French
Gabon: Gabonese
Gambia: Gambian
Georgia: Georgian
Germany: German|Germans|FRG
Ghana: Ghanaian
Greece: Greek
Guatemala: Guatemalan
Guinea-Bissau
Guinea: Guinean
Guyana: Guyanese
Haiti: Haitian
Honduras: Honduran
Hong Kong
Hungary: Hungarian
Iceland: Icelandic
India: Indian
Indonesia: Indonesian
Iran: Iranian|Islamic Republic of Iran
Iraq: Iraqi
Ireland: Irish
Israel: Israeli
Italy: Italian
Jamaica: Jamaican
Japan: Japanese
Jordan: Jordanian
Kazakhstan: Kazakh|Kazakhstani
Kenya: Kenyan
Kuwait: Kuwaiti
Kyrgyzstan: Kyrgyz|Kyrgyz Republic
Laos: Lao|Laotian|Lao PDR|Lao P.D.R.|Lao People's Democratic Republic
Latvia: Latvian
Lebanon: Lebanese
Lesotho
Liberia: Liberian
Libya: Libyan
Lithuania: Lithuanian
Luxembourg
Macao: Macau
Madagascar: Malagasy
Malawi: Malawian
Malaysia: Malaysian
Maldives: Maldivian
Mali: Malian
Malta: Maltese
Mauritania: Mauritanian
Mauritius: Mauritian
Mexico: Mexican
Micronesia: Micronesian
Moldova: Moldovan
Monaco
Mongolia: Mongolian
Montenegro: Montenegrin
Morocco: Moroccan
Mozambique: Mozambican
Myanmar: Burma|Burmese
Namibia: Namibian
Nauru
Nepal: Nepalese|Nepali
Netherlands: Dutch|Holland
New Zealand
Nicaragua: Nicaraguan
Nigeria: Nigerian
Niger: Nigerien
North Korea: DPRK|DPR Korea|Democratic People's Republic of Korea|North Korean
North Macedonia: Macedonia|Macedonian
Norway: Norwegian
Oman: Omani
Pakistan: Pakistani
Palau
Palestine: Palestinian
Panama: Panamanian
Papua New Guinea: PNG
Paraguay: Paraguayan
Peru: Peruvian
Philippines: Philippine|Filipino|Filipinos|Filipina|Phillipines|Phillippines
Poland: Polish|Poles
Portugal: Portuguese
Qatar: Qatari
Romania: Romanian
Russia: Russian|Russian Federation
Rwanda: Rwandan
Samoa: Samoan
Saudi Arabia: Saudi
Senegal: Senegalese
Serbia: Serbian
Seychelles
Sierra Leone: Sierra Leonean
Singapore: Singaporean
Slovakia: Slovak|Slovak Republic
Slovenia: Slovenian|Slovene
Solomon Islands
Somalia: Somali
South Africa: South African
South Korea: Korea|Korean|Republic of Korea|ROK|Rep. of Korea|R.O. Korea|South Korean
South Sudan: South Sudanese
Spain: Spanish|Spaniards
Sri Lanka: Sri Lankan
Sudan: Sudanese
Suriname: Surinamese
Sweden: Swedish|Swedes
Switzerland: Swiss
Syria: Syrian|Syrian Arab Republic
Taiwan: Taiwanese|Chinese Taipei
Tajikistan: Tajik
Tanzania: Tanzanian
Thailand: Thai|Thais
Timor-Leste: East Timor|Timorese
Togo: Togolese
Tonga: Tongan
Trinidad and Tobago
Tunisia: Tunisian
Turkey: Turkish|Türkiye|Turks
Turkmenistan: Turkmen
Tuvalu
Uganda: Ugandan
Ukraine: Ukrainian
United Arab Emirates: UAE|U.A.E.|Emirati
United Kingdom: UK|U.K.|Britain|Great Britain|British
United States: US|U.S.|USA|U.S.A.|United States of America|America|American|Americans
Uruguay: Uruguayan
Uzbekistan: Uzbek
Vanuatu
Venezuela: Venezuelan
Vietnam: Viet Nam|Vietnamese
Yemen: Yemeni
Zambia: Zambian
Zimbabwe: Zimbabwean
"""
_AMBIGUOUS = frozenset(
    "america chad jordan georgia mali niger guinea turkey turks poles polish us lao drc frg".split()
)
"""Names that in lower case may be another word, or a slip of the keyboard."""


@lru_cache(maxsize=4096)
def _key(name: str) -> str:
    return " ".join(name.replace("’", "'").replace(".", "").casefold().split())


def _read() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _COUNTRIES.strip().splitlines():
        country, _, others = line.partition(":")
        for name in (country, *others.strip().split("|")):
            if name:
                found[_key(name)] = country
                found.setdefault(_key(name) + "s", country)
    for name, country in LATIN.items():
        found.setdefault(_key(name), country)
    return found


_BY_NAME = _read()
_LONGEST = max(name.count(" ") for name in _BY_NAME)
_FIRST_WORDS = frozenset(name.split()[0] for name in _BY_NAME)
_WORD = re.compile(r"[^\W\d_](?:\w|[.'’-](?=\w))*\.?")
_CAPITALISED = re.compile(r"(?<!\w)[^\W\d_a-z](?:\w|[.'’-](?=\w))*\.?")
_POSSESSIVE = re.compile(r"(?:['’]s)?\.?$")
_OF_MONEY = re.compile(r"\s?\$|\s(?:dollar|cent|yuan|yen|baht|rupee|pound|rupiah|franc|ringgit)s?\b")
"""What follows a country in "US dollars"."""


def countries(text: str, *, in_lower_case: bool = True) -> Iterator[tuple[int, int, str]]:
    """(start, end, country) of every country that ``text`` names; of overlapping names the longest.

    ``in_lower_case``: a name without a capital counts if it can mean nothing else, as people type questions.
    """
    yield from countries_unspaced(text)
    reached = 0
    for match in (_WORD if in_lower_case else _CAPITALISED).finditer(text):
        if match.start() < reached or _key(_POSSESSIVE.sub("", match[0])) not in _FIRST_WORDS:
            continue
        ends = [match.end()]
        while len(ends) <= _LONGEST and (following := _WORD.match(text, ends[-1] + 1)):
            ends.append(following.end())
        for end in reversed(ends):
            written = _POSSESSIVE.sub("", text[match.start() : end])
            name = _key(written)
            if name in _BY_NAME and _is_meant(name, written) and not _OF_MONEY.match(text, end):
                yield match.start(), match.start() + len(written), _BY_NAME[name]
                reached = end
                break


def _is_meant(name: str, written: str) -> bool:
    if name == "us":
        return written.replace(".", "") == "US"
    return written[0].isupper() or name.removesuffix("s") not in _AMBIGUOUS

"""Countries by all the names that texts use for them and their people."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
    return found


_BY_NAME = _read()
_LONGEST = max(name.count(" ") for name in _BY_NAME) + 1
_FIRST_WORDS = frozenset(name.split()[0] for name in _BY_NAME)
_WORD = re.compile(r"[^\W\d_](?:\w|[.'’-](?=\w))*\.?")
_POSSESSIVE = re.compile(r"(?:['’]s)?\.?$")


def countries(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, country) of every country that ``text`` names; of overlapping names the longest.

    Names in lower case count if they can mean nothing else.
    """
    words = [match.span() for match in _WORD.finditer(text)]
    keys = [_key(_POSSESSIVE.sub("", text[start:end])) for start, end in words]
    at = 0
    while at < len(words):
        step = 1
        if keys[at] in _FIRST_WORDS:
            for count in range(min(_LONGEST, len(words) - at), 0, -1):
                start, end = words[at][0], words[at + count - 1][1]
                name = " ".join(keys[at : at + count])
                if name in _BY_NAME and _is_meant(name, text[start:end]):
                    yield start, start + len(_POSSESSIVE.sub("", text[start:end])), _BY_NAME[name]
                    step = count
                    break
        at += step


def _is_meant(name: str, written: str) -> bool:
    if name == "us":
        return written.replace(".", "") == "US"
    return written[0].isupper() or name.removesuffix("s") not in _AMBIGUOUS

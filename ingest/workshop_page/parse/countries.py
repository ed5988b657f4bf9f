"""Names of countries as affiliations and venues print them."""

from __future__ import annotations

from corpus.ids import normalise

_NAMES = """
Afghanistan|Albania|Algeria|American Samoa|Andorra|Angola|Antigua and Barbuda|Argentina|Armenia|Australia
|Austria|Azerbaijan|Bahamas|Bahrain|Bangladesh|Barbados|Belarus|Belgium|Belize|Benin|Bhutan|Bolivia
|Bosnia and Herzegovina|Botswana|Brazil|Brunei|Brunei Darussalam|Bulgaria|Burkina Faso|Burma|Burundi
|Cabo Verde|Cambodia|Cameroon|Canada|Cape Verde|Central African Republic|Chad|Chile|China|P.R. China
|P. R. China|PR China|P.R.China|People's Republic of China|Hong Kong|Hong Kong SAR|Hong Kong, China|Macao
|Macao, China|Colombia|Comoros|Congo|Democratic Republic of the Congo|Cook Islands|Costa Rica|Côte d'Ivoire
|Ivory Coast|Croatia|Cuba|Cyprus|Czech Republic|Czechia|Denmark|Djibouti|Dominica|Dominican Republic|DPR Korea
|Democratic People's Republic of Korea|East Timor|Ecuador|Egypt|El Salvador|Equatorial Guinea|Eritrea|Estonia
|Eswatini|Ethiopia|Fiji|Fiji Islands|Finland|France|French Polynesia|Gabon|Gambia|Georgia|Germany|Ghana|Greece
|Grenada|Guam|Guatemala|Guinea|Guinea-Bissau|Guyana|Haiti|Honduras|Hungary|Iceland|India|Indonesia|Iran
|I.R. Iran|I. R. Iran|IR Iran|Islamic Republic of Iran|Iran (Islamic Republic of)|Iraq|Ireland|Israel|Italy
|Jamaica|Japan|Jordan|Kazakhstan|Kenya|Kiribati|Korea|Republic of Korea|Rep. of Korea|R. of Korea|R.O. Korea
|South Korea|North Korea|Kuwait|Kyrgyzstan|Kyrgyz Republic|Laos|Lao PDR|Lao P.D.R.
|Lao People's Democratic Republic|Latvia|Lebanon|Lesotho|Liberia|Libya|Liechtenstein|Lithuania|Luxembourg
|Madagascar|Malawi|Malaysia|Maldives|Mali|Malta|Marshall Islands|Mauritania|Mauritius|Mexico|Micronesia
|Federated States of Micronesia|Moldova|Monaco|Mongolia|Montenegro|Morocco|Mozambique|Myanmar|Namibia|Nauru
|Nepal|Netherlands|New Caledonia|New Zealand|Nicaragua|Niger|Nigeria|Niue|North Macedonia|Norway|Oman|Pakistan
|Palau|Palestine|Panama|Papua New Guinea|Paraguay|Peru|Philippines|Poland|Portugal|Qatar|Romania|Russia
|Russian Federation|Rwanda|Saint Kitts and Nevis|Saint Lucia|St. Lucia|Saint Vincent and the Grenadines
|St. Vincent and the Grenadines
|Sao Tome and Principe|São Tomé and Príncipe|Samoa|San Marino|Saudi Arabia|Senegal|Serbia|Seychelles
|Sierra Leone|Singapore
|Slovakia|Slovak Republic|Slovenia|Solomon Islands|Somalia|South Africa|South Sudan|Spain|Sri Lanka|Sudan
|Suriname|Sweden|Switzerland|Syria|Syrian Arab Republic|Taiwan|Taiwan Province of China|Tajikistan|Tanzania
|United Republic of Tanzania|Thailand|Timor-Leste|Togo|Tonga|Trinidad and Tobago|Tunisia|Turkey|Türkiye
|Turkmenistan|Tuvalu|Uganda|Ukraine|United Arab Emirates|UAE|U.A.E.|United Kingdom|UK|U.K.|United States
|United States of America|USA|U.S.A.|US|U.S.|Uruguay|Uzbekistan|Vanuatu|Vatican|Venezuela|Viet Nam|Vietnam
|Socialist Republic of Vietnam|Yemen|Zambia|Zimbabwe
|Albanie|Alemania|Algérie|Allemagne|Arabia Saudita|Argentine|Autriche|Bélgica|Belgique|Belgien|Bénin|Brasil
|Brésil|Cameroun|Canadá|Chili|Chine|Colombie|Corea|Corée|Croacia|Dinamarca|Deutschland|Égypte|Equateur|Espagne
|España|Estados Unidos|Estados Unidos de América|États-Unis|États-Unis d'Amérique|Éthiopie|Finlande|Finlandia
|Francia|Frankreich|Gabón|Grèce|Grecia|Guinée|Haïti|Hongrie|Inde|Indonésie|Irlanda|Irlande|Italia|Italie
|Italien|Japon|Japón|Jordanie|Liban|Líbano|Luxemburgo|Malasia|Malaisie|Maroc|Marruecos|Mauritanie|Méjico
|México|Mexique|Moçambique|Népal|Niederlande|Norvège|Noruega|Österreich|Países Bajos|Panamá|Pays-Bas|Perú
|Pérou|Pologne|Polonia|República Dominicana|República de Corea|Reino Unido|Royaume-Uni|Russie|Schweiz|Sénégal
|Singapur|Sudáfrica|Suecia|Suède|Suisse|Suiza|Tailandia|Tchad|Thaïlande|Togo|Tunisie|Turquie|Turquía|Venezuela
|Azərbaycan|België|Bosna i Hercegovina|Crna Gora|Curaçao|Česko|Česká republika|Danmark|Eesti|Hrvatska|Éire|Ísland
|Kosovo|Latvija|Lëtzebuerg|Lietuva|Luxemburg|Magyarország|Nederland|Noreg|Norge|Oʻzbekiston|Pilipinas|Polska
|Puerto Rico|Republica Moldova|România|Shqipëri|Singapura|Slovenija|Slovensko|Srbija|Suomi|Sverige|Svizzera
|Türkmenistan|Việt Nam|Ελλάδα|Κύπρος|Азербайджан|Армения|Беларусь|Босна и Херцеговина|България|Грузия|Казахстан
|Қазақстан|Киргизия|Кыргызстан|Молдова|Монгол|Россия|Российская Федерация|Северна Македонија|Србија|Тоҷикистон
|Таджикистан|Узбекистан|Украина|Україна|Հայաստան|საქართველო|ישראל|الأردن|الإمارات العربية المتحدة|البحرين
|الجزائر|السودان|العراق|الكويت|المغرب|المملكة العربية السعودية|اليمن|تونس|سوريا|لبنان|ليبيا|مصر|ایران|پاکستان
|नेपाल|भारत|বাংলাদেশ|대한민국|中國|台灣
|Viêt Nam|中国|日本|韩国|大韓民国|台湾|臺灣|泰国|越南|印度|印度尼西亚|马来西亚|新加坡|菲律宾
"""
_KNOWN = frozenset(normalise(name) for name in _NAMES.split("|"))


def is_country(text: str) -> bool:
    """Whether ``text`` is the name of a country and nothing else ("The Netherlands", "Viet Nam.")."""
    key = normalise(text).removeprefix("the ").strip()
    return key in _KNOWN or key.rstrip(".") in _KNOWN


def country_of_place(place: str) -> str | None:
    """The country a place ends with: "Beijing, China" gives "China". None where it names none."""
    parts = [part.strip() for part in place.split(",")]
    for count in (2, 1):
        if (tail := ", ".join(parts[-count:])) and is_country(tail):
            return tail.strip(" .")
    return None

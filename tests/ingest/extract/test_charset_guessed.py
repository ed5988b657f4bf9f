"""Text in a charset that nobody declared is read in the one in which it is a language's."""

from __future__ import annotations

import pytest

from ingest.extract.charset import decode_text

SAID = {
    "Die Teilnehmer beschlossen, dass die Prämien für Kleinbauern künftig jährlich gezahlt werden müssen.": (
        "cp1252", "mac_roman", "cp850"),
    "Les participants ont décidé que les primes seraient payées chaque année, où cela est possible.": (
        "cp1252", "mac_roman", "cp850"),
    "Deltagarna beslöt att premierna ska betalas årligen före skörden på öarna.": ("cp1252", "mac_roman"),
    "Þátttakendur ákváðu að iðgjöldin skyldu greidd árlega í október.": ("cp1252",),
    "Uczestnicy warsztatów uzgodnili, że składki będą płacone w październiku.": ("cp1250", "iso8859-2", "cp852"),
    "Účastníci semináře se dohodli na pojištění úrody; příspěvky se platí v říjnu.": ("cp1250", "iso8859-2"),
    "A résztvevők megállapodtak, hogy a díjakat ősszel, tűzkár esetén fizetik.": ("cp1250", "iso8859-2"),
    "Participanţii au hotărât că primele se plătesc în octombrie şi înainte de iarnă.": ("cp1250",),
    "Çalıştaya katılanlar ürün sigortası üzerinde anlaştı; ödemeler ekim ayında yapılır.": ("cp1254",),
    "Semināra dalībnieki vienojās par ražas apdrošināšanu; maksājumi tiek veikti oktobrī.": ("cp1257",),
    "Семинар по страхованию урожая прошёл в Казани.": ("cp1251", "koi8-r", "cp866", "iso8859-5"),
    "Семінар зі страхування врожаю відбувся в Києві.": ("cp1251", "koi8-u"),
    "Το εργαστήριο για την ασφάλιση των καλλιεργειών έγινε στην Αθήνα.": ("cp1253", "iso8859-7"),
    "סדנה בנושא ביטוח חקלאי התקיימה בירושלים בהשתתפות שלושים איש": ("cp1255",),
    "農業保險研討會在台北舉行，與會者共三十人，討論小農貸款問題。": ("big5",),
    "农业保险研讨会在北京举行，与会者共三十人，讨论小农贷款问题。": ("gb18030",),
    "The café owners’ résumé said “naïve” – paid 5 € of façade costs.": ("cp1252",),
    "Temperature 25 °C ± 2, § 5, 10 µg, £5 – “quoted” text, it’s ½ of it.": ("cp1252",),
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "charset"), [(text, charset) for text, charsets in SAID.items() for charset in charsets]
)
def test_an_undeclared_charset_is_told_by_the_language(text: str, charset: str) -> None:
    data = text.encode(charset, "ignore")
    assert decode_text(data).text == data.decode(charset)


@pytest.mark.parametrize(
    "text",
    [
        "Café owners in Côte d’Ivoire paid “five” francs.",
        "École et théâtre, été, où – çà et là",
        "Семинар в Казани",
        "Größe über Straße",
    ],
)
def test_text_that_was_encoded_twice_is_mended(text: str) -> None:
    garbled = text.encode().decode("cp1252", "replace")
    if "\ufffd" in garbled:  # cp1252 leaves a few bytes without a character
        garbled = text.encode().decode("latin-1")
    assert decode_text(garbled.encode()).text.replace("\xa0", " ") == text


@pytest.mark.parametrize("text", ["0Â® is a name", "AMANHÃ” SÃO NÃO", "Ã© is how é is garbled", "d’ÂGE 5 Â»"])
def test_a_single_strange_pair_of_letters_is_left(text: str) -> None:
    assert decode_text(text.encode()).text == text

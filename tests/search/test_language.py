import pytest

from search.language import detect_language, is_foreign, is_latin


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Who gave the opening speech?", "en"),
        ("谁组织了这次研讨会?", "zh"),
        ("ใครเป็นผู้จัดการประชุม", "th"),
        ("ワークショップはどこで開催されましたか", "ja"),
        ("Quand et où l'atelier a-t-il eu lieu ?", "fr"),
        ("Qui a organisé l'atelier ?", "fr"),
        ("Bagaimana usaha kecil dapat memperoleh pinjaman?", "id"),
        ("Siapa yang menyelenggarakan lokakarya ini?", "id"),
        ("¿Quién organizó el taller?", "es"),
        ("Wer hat den Workshop organisiert?", "de"),
        ("Кто организовал семинар?", "ru"),
        ("kebijakan inovasi daerah", "id"),
        ("hak kekayaan intelektual", "id"),
        ("transfert de technologie", "fr"),
        ("financement des petites entreprises", "fr"),
        ("réseaux régionaux d'innovation", "fr"),
        ("UNESCAP 的作用", "zh"),
        ("SMEs ไทย", "th"),
        ("transferencia de tecnología", "es"),
    ],
)
def test_a_plain_sentence_shows_its_language(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "Patarapong Intarakumnerd",
        "SME cluster policy",
        "WTO RTA FTA TRIP",
        "27-30 2006",
        "",
        "de Souza",
        "Wang Jici",
        "Le Minh Duc",
        "Kim Seoktae",
        "Universidad de los Andes",
        "Côte d'Ivoire delegation",
        "El Salvador participation",
        "São Paulo cluster funding",
        "Tsinghua University 清华大学",
        "per capita R&D spending",
    ],
)
def test_names_and_keywords_have_no_language(text: str) -> None:
    assert detect_language(text) in (None, "en")


def test_an_english_question_about_a_foreign_name_stays_english() -> None:
    assert detect_language("What did Dr. van der Berg say about the Universidad de la República?") == "en"


def test_a_chinese_name_in_an_english_question_stays_english() -> None:
    assert detect_language("What did Ms. Wang Jici (王缉慈) of Peking University present on clusters?") == "en"


@pytest.mark.parametrize(
    ("text", "foreign"),
    [("什么是创新集群？", True), ("¿Quién organizó el taller?", True), ("Who spoke?", False), ("APCTT", False)],
)
def test_a_text_is_foreign_only_if_it_is_plainly_in_another_language(text: str, foreign: bool) -> None:
    assert is_foreign(text) is foreign


@pytest.mark.parametrize(
    ("text", "latin"), [("Châu Á", True), ("APCTT 和 Wang Jici", False), ("科技 R&D 政策", False)]
)
def test_a_text_is_latin_if_all_its_letters_are(text: str, latin: bool) -> None:
    assert is_latin(text) is latin

# ruff: noqa: E501 (lines of pages are as long as they are)
"""Facts, recommendations and furniture of pages in other languages than English."""

from __future__ import annotations

import pytest

from corpus.model import Workshop
from ingest.workshop_page.parse.dates import find_days
from ingest.workshop_page.parse.page import ParsedPage, parse_workshop_page
from ingest.workshop_page.passages import passages_of_workshop
from ingest.workshop_page.read.furniture import role_of
from ingest.workshop_page.read.page import read_page

URL = "http://events.example/2015/page"


def read(html: str) -> ParsedPage:
    page = read_page(f"<html><body>{html}</body></html>".encode(), name="page.html", url=URL)
    return parse_workshop_page(page, "page", URL)


def workshop(html: str) -> Workshop:
    parsed = read(html)
    assert parsed.workshop is not None, parsed.notes
    return parsed.workshop


def recommended(html: str) -> list[tuple[str, tuple[str, ...]]]:
    parsed = read(html)
    assert parsed.workshop is not None, parsed.notes
    return [
        (parsed.page.text[item.extent.start : item.extent.end], item.addressees or group.addressees)
        for group in parsed.workshop.groups
        for item in group.recommendations
    ]


@pytest.mark.parametrize(
    "text",
    [
        "12–14 мая 2015 г.",
        "12-14 مايو 2015",
        "12-14 Mei 2015",
        "12-14 พฤษภาคม 2558",
        "12 - 14 พฤษภาคม พ.ศ. 2558",
        "2015年5月12-14日",
        "2015年5月12日（火）～14日（木）",
        "平成27年5月12日から14日",
        "民國104年5月12日至14日",
        "2015년 5월 12일 - 14일",
        "05/12/2015 - 05/14/2015",
    ],
)
def test_days_are_read_with_other_months_and_eras(text: str) -> None:
    found = find_days(text)
    assert found
    assert (str(found.first), str(found.last)) == ("2015-05-12", "2015-05-14")


@pytest.mark.parametrize(
    ("text", "first"),
    [("25/04/2015", "2015-04-25"), ("04/25/2015", "2015-04-25"), ("05/04/2015 to 25/04/2015", "2015-04-05")],
)
def test_slashed_dates_are_read_in_the_order_that_one_of_them_shows(text: str, first: str) -> None:
    found = find_days(text)
    assert found
    assert str(found.first) == first


def test_a_slashed_date_that_may_be_read_both_ways_has_no_days() -> None:
    found = find_days("05/04/2015")
    assert found
    assert found.first is None


@pytest.mark.parametrize(
    "html",
    [
        "<h1>Taller sobre puertos</h1><p>Fecha: 12 al 14 de mayo de 2015</p>",
        "<h1>Atelier sur les ports</h1><p>Quand : du 12 au 14 mai 2015</p>",
        "<h1>Семинар о портах</h1><p>Дата проведения: 12–14 мая 2015 г.</p>",
        "<h1>港口研讨会</h1><p>发布时间：2015-06-28</p><p>会议时间：2015年5月12日至14日</p>",
        "<h1>Atelier sur les ports</h1><p>L'atelier s'est tenu à Dakar du 12 au 14 mai 2015.</p>",
        "<h1>Taller sobre puertos</h1><p>El taller se celebró en Lima del 12 al 14 de mayo de 2015.</p>",
        "<h1>港口研讨会</h1><p>研讨会于2015年5月12日至14日举行。</p>",
        "<h1>Agenda</h1><h3>Miercoles, 13 de mayo de 2015</h3><p>Charla.</p><h3>Jueves, 14 de mayo de 2015</h3><p>Charla.</p>",
    ],
)  # fmt: skip
def test_the_days_of_the_event_are_told_in_other_languages(html: str) -> None:
    assert (
        workshop(f"{html}<h2>Session 1</h2><p>On ports - Dr. Ana Example, Head, Port Office, Fiji</p>").last_day
        == "2015-05-14"
    )


def test_a_chinese_address_goes_from_city_to_building() -> None:
    found = workshop("<h1>港口研讨会</h1><p>会议时间：2015年5月12日</p><p>会议地点：海湾市，蓝色宾馆</p>")
    assert (found.venue, found.city) == ("海湾市，蓝色宾馆", "海湾市")


def test_under_a_chinese_label_only_bodies_are_organizers() -> None:
    found = workshop(
        "<h1>港口研讨会</h1><p>会议时间：2015年5月12日</p><p>主办单位：港口研究所</p><p>承办单位：海湾大学</p>"
        "<p>来自十个国家的代表参加了研讨会。</p><p>一、报告</p>"
    )
    assert found.organizers == ("港口研究所",)


@pytest.mark.parametrize(
    ("html", "addressees"),
    [
        ("<h2>Recomendaciones</h2><p>Se recomienda a los gobiernos:</p>", ("gobiernos",)),
        ("<h2>Recommandations</h2><p>Il est recommandé aux États membres de :</p>", ("États membres",)),
        ("<h2>Recomendações</h2><p>O seminário recomendou aos governos:</p>", ("governos",)),
        ("<h2>Recommandations</h2><p>Aux bibliothèques :</p>", ("bibliothèques",)),
        ("<h2>提言</h2><p>参加者は各国政府に対し、以下のとおり提言する。</p>", ("各国政府",)),
        ("<h2>提言</h2><h3>自治体への提言</h3>", ("自治体",)),
        ("<p>二、会议建议</p><p>与会代表对各国政府提出如下建议：</p>", ("各国政府",)),
    ],
)
def test_the_lead_of_a_list_names_who_is_to_act(html: str, addressees: tuple[str, ...]) -> None:
    items = recommended(
        f"<h1>Seminario</h1><p>12-14 May 2015</p>{html}<ul><li>Uno, dos y tres;</li><li>四五六。</li></ul>"
    )
    assert items == [("Uno, dos y tres;", addressees), ("四五六。", addressees)]


def test_sentences_tell_who_should_act_in_romance_languages() -> None:
    html = "<h1>Taller</h1><p>12-14 May 2015</p><h2>Recomendaciones</h2><p>Los países deberían publicar sus mapas.</p>"
    assert recommended(html) == [("Los países deberían publicar sus mapas.", ("países",))]


@pytest.mark.parametrize(
    "line",
    [
        "当前位置：首页 > 会议活动 > 正文",
        "发布时间：2015-05-28 来源：本站 浏览次数：3021",
        "【打印本页】【关闭窗口】",
        "上一篇：渔业培训班招生通知",
        "版权所有 港口网 京ICP备00000000号",
        "Última actualización: 3 de marzo de 2015",
        "Dernière mise à jour : 3 mars 2015",
        "Zuletzt aktualisiert am 3. März 2015",
        "Todos los derechos reservados",
        "Compartir",
        "Imprimer cette page",
        "ページトップへ",
        "Harbour Union | English | Français | Español | Print Version",
        "Home : Ports : Events : 2015",
        "Top - Feedback - Copyright © Harbour Union 2015",
        "Comments to webmaster",
        "[Print this page] [Send to a friend]",
        "Síguenos en Twitter",
        "Partager cette page : Facebook Twitter",
        "ホーム > イベント > 報告",
        "‹ Workshop in Suva up Workshop in Apia ›",
    ],
)
def test_buttons_and_notices_are_known_in_other_languages(line: str) -> None:
    assert role_of(line) == "furniture"


@pytest.mark.parametrize(
    "line",
    [
        "Séminaire « Les ports de demain »",
        "Copyright and small enterprises",
        "著作权法研讨会",
        "经验分享：港口管理",
        "Partager les données des ports",
        "Del puerto al mercado → resultados",
        "Hak cipta dan pelabuhan",
        "Drucken in drei Dimensionen",
    ],
)
def test_lines_of_content_are_no_furniture(line: str) -> None:
    assert role_of(line) is None


def test_a_menu_in_chinese_is_in_no_passage() -> None:
    links = "".join(
        f'<a href="/{at}">{name}</a> ' for at, name in enumerate(["首页", "新闻中心", "会议活动", "资料下载"])
    )
    parsed = read(
        f"<div>{links}</div><h1>港口研讨会</h1><p>会议时间：2015年5月12日</p><p>港口代表参加了研讨会。</p>"
    )
    text = "\n".join(passage.text for passage in passages_of_workshop(parsed, "d" * 16))
    assert "资料下载" not in text
    assert "港口代表参加了研讨会" in text

# ruff: noqa: E501 (lines of pages are as long as they are)
"""Programmes in languages other than English."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ingest.workshop_page.parse.page import parse_workshop_page
from ingest.workshop_page.read.page import read_page

LAYOUTS: dict[str, tuple[str, str, list[tuple[str, list[str]]]]] = {
    "a Spanish table with columns for time, subject and speaker": (
        "html",
        """\
<h1>Taller sobre agua segura</h1>
<h2>Programa</h2>
<table><tr><th>Hora</th><th>Tema</th><th>Ponente</th></tr>
<tr><td>9:00 - 9:30</td><td>Inscripción de participantes</td><td></td></tr>
<tr><td>9:30 - 10:00</td><td>Cloro barato en pueblos pequeños</td><td>Lic. Ana Muestra, Ministerio de Salud, Honduras</td></tr>
<tr><td>10:00 - 10:30</td><td>Pozos que se secan: lecciones de Cochabamba</td><td>Dr. Benito Ejemplo (Universidad del Lago, Bolivia)</td></tr>
<tr><td>10:30 - 11:00</td><td>Receso</td><td></td></tr>
<tr><td>11:00</td><td>Tarifas sociales</td><td>Carla Modelo y Diego Prueba</td></tr>
</table>
""",
        [
            ("Cloro barato en pueblos pequeños", ["Ana Muestra"]),
            ("Pozos que se secan: lecciones de Cochabamba", ["Benito Ejemplo"]),
            ("Tarifas sociales", ["Carla Modelo", "Diego Prueba"]),
        ],
    ),
    'French paragraphs of time, title in bold and "par" before the speaker': (
        "html",
        """\
<h1>Atelier régional sur les semences</h1>
<h3>Mardi 4 mai</h3>
<p>9h00 – 9h30 : Accueil des participants</p>
<p>9h30 – 10h15 : <b>Les banques de semences villageoises</b>, par Mme Awa Exemple, Directrice, Institut du Sahel (Mali)</p>
<p>10h15 – 11h00 : <b>Le droit des semences au Bénin</b>, par M. Jean Modèle, conseiller, Ministère de l'Agriculture (Bénin)</p>
<p>11h00 – 11h15 : Pause café</p>
<p>11h15 – 12h00 : <b>Marchés locaux et foires</b>, par Mme Chantal Témoin, Réseau des foires (Togo)</p>
""",
        [
            ("Les banques de semences villageoises", ["Awa Exemple"]),
            ("Le droit des semences au Bénin", ["Jean Modèle"]),
            ("Marchés locaux et foires", ["Chantal Témoin"]),
        ],
    ),
    "a German definition list of times": (
        "html",
        """\
<h1>Workshop Bodenkunde</h1>
<h2>Programm</h2>
<dl><dt>9:00 Uhr</dt>
<dd>Begrüßung durch den Dekan</dd>
<dt>9:15 Uhr</dt>
<dd><strong>Was Regenwürmer erzählen</strong><br>Prof. Dr. Anna Muster, Universität Beispielstadt</dd>
<dt>10:00 Uhr</dt>
<dd><strong>Moore wieder vernässen</strong><br>Dr. Bernd Probe, Landesamt für Umwelt</dd>
<dt>10:45 Uhr</dt>
<dd>Kaffeepause</dd>
<dt>11:15 Uhr</dt>
<dd><strong>Humus und Klima</strong><br>Carla Vorlage, Institut für Bodenschutz</dd>
</dl>
""",
        [
            ("Was Regenwürmer erzählen", ["Anna Muster"]),
            ("Moore wieder vernässen", ["Bernd Probe"]),
            ("Humus und Klima", ["Carla Vorlage"]),
        ],
    ),
    "a Japanese table with numbered lectures in quotes and speakers in the same cell": (
        "html",
        """\
<h1>防災ワークショップ</h1>
<h2>プログラム</h2>
<table><tr><td>13:00</td><td>開会挨拶</td></tr>
<tr><td>13:10-13:40</td><td>講演1「津波避難の地域計画」<br>山田 花子（見本大学 准教授）</td></tr>
<tr><td>13:40-14:10</td><td>講演2「地震計ネットワークの運用」<br>鈴木 一郎（例示研究所 主任研究員）</td></tr>
<tr><td>14:10-14:30</td><td>休憩</td></tr>
<tr><td>14:30-15:00</td><td>講演3「避難所の衛生」<br>佐藤 次郎（モデル市役所）</td></tr>
</table>
""",
        [
            ("津波避難の地域計画", ["山田 花子"]),
            ("地震計ネットワークの運用", ["鈴木 一郎"]),
            ("避難所の衛生", ["佐藤 次郎"]),
        ],
    ),
    "Chinese paragraphs whose speakers stand behind a label, with title and organisation behind blanks": (
        "html",
        """\
<h1>绿色建筑国际研讨会</h1>
<p><b>会议议程</b></p>
<p>09:00-09:20 开幕式</p>
<p>09:20-09:50 主题报告：夏热冬冷地区的遮阳设计</p>
<p>报告人：王明 教授 样本大学建筑学院</p>
<p>09:50-10:20 主题报告：村镇住宅的节能改造</p>
<p>报告人：李华 高级工程师 示例设计研究院</p>
<p>10:20-10:40 茶歇</p>
<p>10:40-11:10 主题报告：竹结构的抗震性能</p>
<p>报告人：张丽 研究员 模型科学研究所</p>
""",
        [("夏热冬冷地区的遮阳设计", ["王明"]), ("村镇住宅的节能改造", ["李华"]), ("竹结构的抗震性能", ["张丽"])],
    ),
    "a Korean table with organisations in brackets": (
        "html",
        """\
<h1>스마트시티 워크숍</h1>
<table><tr><th>시간</th><th>제목</th><th>발표자</th></tr>
<tr><td>10:00~10:30</td><td>등록</td><td></td></tr>
<tr><td>10:30~11:00</td><td>교통 데이터의 공개</td><td>김민수 (예시대학교)</td></tr>
<tr><td>11:00~11:30</td><td>물 관리 센서망</td><td>이영희 (견본연구원)</td></tr>
<tr><td>11:30~12:00</td><td>시민 참여 지도</td><td>박철수 (모델시청)</td></tr>
</table>
""",
        [("교통 데이터의 공개", ["김민수"]), ("물 관리 센서망", ["이영희"]), ("시민 참여 지도", ["박철수"])],
    ),
    "Russian paragraphs of time, bold title and speaker below": (
        "html",
        """\
<h1>Семинар по лесному хозяйству</h1>
<h2>Программа</h2>
<p>10:00–10:30 Регистрация участников</p>
<p>10:30–11:00 <b>Учёт лесных пожаров со спутника</b><br>Анна Образцова, Институт леса, Россия</p>
<p>11:00–11:30 <b>Посадка ореха в Ферганской долине</b><br>Бахтияр Примеров, Министерство экологии, Узбекистан</p>
<p>11:30–11:45 Кофе-брейк</p>
<p>11:45–12:15 <b>Пастбища и лес</b><br>Вера Модельная, Университет гор, Кыргызстан</p>
""",
        [
            ("Учёт лесных пожаров со спутника", ["Анна Образцова"]),
            ("Посадка ореха в Ферганской долине", ["Бахтияр Примеров"]),
            ("Пастбища и лес", ["Вера Модельная"]),
        ],
    ),
    "Portuguese cards under a day": (
        "html",
        """\
<h1>Oficina sobre energia solar</h1>
<div class="dia">Segunda-feira, 5 de maio</div>
<div class="card"><div class="hora">9h30</div>
<h4>Painéis em escolas rurais</h4>
<p class="quem">Ana Modelo, Universidade do Cerrado</p>
</div>
<div class="card"><div class="hora">10h15</div>
<h4>Baterias de segunda vida</h4>
<p class="quem">Bruno Exemplo e Clara Amostra</p>
</div>
<div class="card"><div class="hora">11h00</div>
<h4>Intervalo</h4>
<p class="quem"></p>
</div>
<div class="card"><div class="hora">11h30</div>
<h4>Leilões para pequenas usinas</h4>
<p class="quem">Dora Prova, Ministério de Minas</p>
</div>
""",
        [
            ("Painéis em escolas rurais", ["Ana Modelo"]),
            ("Baterias de segunda vida", ["Bruno Exemplo", "Clara Amostra"]),
            ("Leilões para pequenas usinas", ["Dora Prova"]),
        ],
    ),
    "an Arabic list with a label before the speaker within the line": (
        "html",
        """\
<h1>ورشة عمل حول المياه</h1>
<h2>البرنامج</h2>
<ul><li>09:00 - 09:30 التسجيل</li>
<li>09:30 - 10:00 إدارة الآبار الجوفية - المتحدث: د. سامي النموذج، جامعة المثال</li>
<li>10:00 - 10:30 تحلية المياه بالطاقة الشمسية - المتحدث: د. ليلى العينة، مركز البحوث</li>
</ul>
""",
        [("إدارة الآبار الجوفية", ["سامي النموذج"]), ("تحلية المياه بالطاقة الشمسية", ["ليلى العينة"])],
    ),
    "an Italian table with title in italics over the speaker": (
        "html",
        """\
<h1>Convegno sul vino</h1>
<p>Programma</p>
<table><tr><td>9.00</td><td>Registrazione dei partecipanti</td></tr>
<tr><td>9.30</td><td><i>Vigne in pendenza</i><br>Anna Esempio, Università del Colle</td></tr>
<tr><td>10.00</td><td><i>Il sughero e i suoi rivali</i><br>Bruno Prova e Carla Modello, Istituto del Vino</td></tr>
<tr><td>10.30</td><td>Pausa caffè</td></tr>
<tr><td>11.00</td><td><i>Vendere in Cina</i><br>Dario Campione, Camera di Commercio</td></tr>
</table>
""",
        [
            ("Vigne in pendenza", ["Anna Esempio"]),
            ("Il sughero e i suoi rivali", ["Bruno Prova", "Carla Modello"]),
            ("Vendere in Cina", ["Dario Campione"]),
        ],
    ),
    "a Polish list of time, bold title, speaker and organisation": (
        "html",
        """\
<h1>Warsztaty o torfowiskach</h1>
<h2>Program</h2>
<ul><li>9:00 Rejestracja</li>
<li>9:30 <b>Ptaki bagien</b>, Anna Przykładowa, Uniwersytet Leśny</li>
<li>10:00 <b>Zaśpiewać żurawiom</b>, Jan Wzorowski i Ewa Modelska, Instytut Bagien</li>
<li>10:30 Przerwa kawowa</li>
<li>11:00 <b>Torf w ogrodzie</b>, Piotr Próbny, Fundacja Mech</li>
</ul>
""",
        [
            ("Ptaki bagien", ["Anna Przykładowa"]),
            ("Zaśpiewać żurawiom", ["Jan Wzorowski", "Ewa Modelska"]),
            ("Torf w ogrodzie", ["Piotr Próbny"]),
        ],
    ),
    "a Chinese table with columns for speaker, organisation and title": (
        "html",
        """\
<h2>研讨会日程</h2>
<table><tr><th>时间</th><th>主讲人</th><th>单位</th><th>题目</th></tr>
<tr><td>8:30-9:00</td><td colspan=3>签到</td></tr>
<tr><td>9:00-9:40</td><td>王小明</td><td>样本大学</td><td>山区公路的边坡防护</td></tr>
<tr><td>9:40-10:20</td><td>李大伟</td><td>示例研究院</td><td>桥梁健康监测</td></tr>
<tr><td>10:20-10:40</td><td colspan=3>茶歇</td></tr>
<tr><td>10:40-11:20</td><td>欧阳静</td><td>模型设计院</td><td>隧道照明节能</td></tr>
</table>
""",
        [("山区公路的边坡防护", ["王小明"]), ("桥梁健康监测", ["李大伟"]), ("隧道照明节能", ["欧阳静"])],
    ),
    "Spanish saved text with numbered talks and labelled speakers below": (
        "txt",
        """\
TALLER NACIONAL SOBRE PESCA ARTESANAL
Manta, Ecuador, 3 de mayo de 2007

PROGRAMA

08h30  Inscripciones
09h00  Palabras de bienvenida
       Ing. Max Invitado, Director de Pesca
09h30  Ponencia 1: Redes que dejan crecer
       Expositor: Blgo. Ana Muestra, Instituto del Mar, Perú
10h15  Receso
10h30  Ponencia 2: Hielo solar en las caletas
       Expositora: Dra. Bea Ejemplo, Universidad de la Costa
11h15  Ponencia 3: Vender sin intermediarios
       Expositor: Sr. Carlos Modelo, Cooperativa El Ancla
12h00  Clausura
""",
        [
            ("Redes que dejan crecer", ["Ana Muestra"]),
            ("Hielo solar en las caletas", ["Bea Ejemplo"]),
            ("Vender sin intermediarios", ["Carlos Modelo"]),
        ],
    ),
}


@pytest.mark.parametrize(("kind", "page", "talks"), LAYOUTS.values(), ids=LAYOUTS)
def test_talks_are_found_with_their_speakers(
    expect_talks: Callable[[str, str, list[tuple[str, list[str]]]], None],
    kind: str,
    page: str,
    talks: list[tuple[str, list[str]]],
) -> None:
    expect_talks(kind, page, talks)


def test_a_numbered_communication_is_called_by_its_title() -> None:
    told = {"Cartes des récifs": "Ana Exemple", "Pilotes et ports": "Luc Modèle", "Phares du sud": "Zoé Merle"}
    items = "<br>".join(
        f"– <em>Communication n° {at} : « {title} »</em>, par Dr {name}, Laboratoire des eaux"
        for at, (title, name) in enumerate(told.items(), 1)
    )
    html = f"<html><body><h1>Atelier sur les ports</h1><h2>Programme</h2><p>{items}</p></body></html>"
    workshop = parse_workshop_page(read_page(html.encode(), name="page.html"), "page").workshop
    assert workshop is not None
    assert [talk.title for talk in workshop.talks] == list(told)

"""Static maps: what is in the files, that they come out the same, and that nothing is cut off."""

from __future__ import annotations

import io
import itertools
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pypdf
import pytest
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

import clustermap as cm
from clustermap.errors import ClustermapError, OutputError, UnknownNameError
from clustermap.maps.figures.borders import border_color, contrast
from clustermap.maps.figures.fonts import Lettering, _packaged
from clustermap.maps.figures.islands import GROUPS
from clustermap.maps.figures.projection import Projection, projection_for, views
from clustermap.maps.palettes import THEMES

if TYPE_CHECKING:
    from clustermap.atlas import Atlas
    from clustermap.maps.figures.figure import MapFigure
    from clustermap.maps.figures.projection import View
    from clustermap.maps.palettes import Theme

LANGUAGES = ("en", "ja", "ko")
KINDS: dict[str, dict[str, Any]] = {
    "map": {},
    "zones": {"zones": True, "color_by": "none", "size": "a4", "dpi": 100},
    "tiles": {"tile_grid": True, "color_by": "investment"},
    "panels": {"panels": "sector", "size": "slide", "dpi": 100, "theme": "dark"},
    "print": {"color_by": "shipments_jsic28_electronic_parts_4plus", "theme": "print"},
}


def _texts(picture: MapFigure) -> list[Any]:
    return [text for axes in picture.figure.axes for text in axes.texts if text.get_text()]


@pytest.mark.wide
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_no_words_leave_the_sheet_or_lie_on_each_other(atlas: Atlas, kind: str, lang: str) -> None:
    picture = atlas.figure(lang=lang, **KINDS[kind])
    figure = picture.figure
    figure.canvas.draw()
    sheet = figure.bbox
    boxes = [(text.get_text(), text.get_window_extent()) for text in _texts(picture)]
    assert len(boxes) > 10
    for words, box in boxes:
        assert sheet.x0 <= box.x0 < box.x1 <= sheet.x1, words
        assert sheet.y0 <= box.y0 < box.y1 <= sheet.y1, words
    for at, (words, box) in enumerate(boxes):
        for other, beside in boxes[at + 1 :]:
            wide = min(box.x1, beside.x1) - max(box.x0, beside.x0)
            high = min(box.y1, beside.y1) - max(box.y0, beside.y0)
            # descenders of one line may come near the next
            assert wide < 1 or high < 0.25 * min(box.height, beside.height), (words, other)


@pytest.mark.parametrize(
    "size", ["6x6cm", "8x20cm", "40x8cm", "slide", "a4-landscape", "column", "social"]
)
def test_odd_sizes_hold_title_legend_and_source(atlas: Atlas, size: str) -> None:
    picture = atlas.select(region="kyushu").figure(size=size, dpi=60)
    figure = picture.figure
    figure.canvas.draw()
    words = [text.get_text() for text in _texts(picture)]
    assert any("Global Map" in " ".join(words[at : at + 3]) for at in range(len(words)))
    for text in _texts(picture):
        box = text.get_window_extent()
        assert figure.bbox.x0 - 1 <= box.x0
        assert box.x1 <= figure.bbox.x1 + 1


def test_a_title_that_leaves_no_room_is_refused(atlas: Atlas) -> None:
    with pytest.raises(ClustermapError, match="no room"):
        atlas.figure(title="word " * 600, size="8x8cm")


def test_a_png_says_what_it_shows(atlas: Atlas) -> None:
    picture = atlas.select(region="kyushu").figure(color_by="semiconductor", lang="ja")
    with Image.open(io.BytesIO(picture.render())) as image:
        assert image.size == (1889, 1181)
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        told = image.text
    assert told["Title"] == "九州・沖縄の半導体"
    counts = cm.load().select(region="kyushu", sector="semiconductor").sites
    assert f"熊本県 {(counts['prefecture_code'] == '43').sum()}件" in told["Description"]
    assert "地球地図日本" in told["Source"]
    assert "2026年3月時点" in told["Source"]


def test_an_svg_has_title_and_description_and_asks_no_host(atlas: Atlas) -> None:
    svg = atlas.figure(title='<b> & "quotes" $x$', lang="ko").render("svg").decode()
    root = ET.fromstring(svg)  # noqa: S314  # our own
    space = {"s": "http://www.w3.org/2000/svg"}
    assert root.find("s:title", space).text == '<b> & "quotes" $x$'
    assert "일본" in root.find("s:desc", space).text
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "cm-title cm-desc"
    links = re.findall(r'(?:xlink:href|href)="([^"]*)"', svg)
    assert links
    assert all(link.startswith("#") for link in links)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_letters_of_a_pdf_can_be_selected_and_are_embedded(atlas: Atlas, lang: str) -> None:
    picture = atlas.figure(lang=lang)
    reader = pypdf.PdfReader(io.BytesIO(picture.render("pdf")))
    (page,) = reader.pages
    assert float(page.mediabox.width) == pytest.approx(16 / 2.54 * 72, abs=0.1)
    words = re.sub(r"\s", "", page.extract_text())
    for expected in (
        picture.title,
        {"en": "Shipbuilding", "ja": "航空宇宙", "ko": "항공우주"}[lang],
    ):
        assert re.sub(r"\s", "", expected) in words
    assert reader.metadata.title == picture.title
    assert reader.metadata.subject == picture.alternative
    fonts = page["/Resources"]["/Font"]
    assert fonts
    # TrueType, which editing programs can change; never Type 3
    for font in fonts.values():
        (below,) = font.get_object()["/DescendantFonts"]
        about = below.get_object()
        assert about["/Subtype"] == "/CIDFontType2"
        assert about["/FontDescriptor"].get_object()["/FontFile2"].get_data()[:4] == b"\0\1\0\0"


def test_the_same_picture_has_the_same_bytes_in_another_process(
    atlas: Atlas, tmp_path: Path
) -> None:
    code = (
        "import sys, clustermap as cm; a = cm.load().select(prefecture='43'); "
        "[a.figure(lang='ja').save(f'{sys.argv[1]}/a.{f}') for f in ('png', 'svg', 'pdf')]"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, env=environment)
    picture = atlas.select(prefecture="43").figure(lang="ja")
    for form in ("png", "svg", "pdf"):
        assert (tmp_path / f"a.{form}").read_bytes() == picture.render(form), form


def test_the_legend_tells_zero_withheld_and_unknown_apart(atlas: Atlas) -> None:
    name = "shipments_jsic28_electronic_parts_4plus"
    words = [text.get_text() for text in _texts(atlas.figure(color_by=name))]
    assert words[words.index("Suppressed") + 1] == str(atlas.indicators.suppressed[name].sum())
    words = [text.get_text() for text in _texts(atlas.figure(color_by="investment"))]
    unknown = atlas.indicators.values["investment"].isna().sum()
    assert words[words.index("No data") + 1] == str(unknown)
    words = [text.get_text() for text in _texts(atlas.figure(color_by="sites:ai"))]
    zeros = (atlas.indicators.values["sites:ai"] == 0).sum()
    assert words[words.index("0") + 1] == str(zeros)


def test_counts_in_the_legend_are_of_the_areas_selected(atlas: Atlas) -> None:
    words = [text.get_text() for text in _texts(atlas.select(region="tohoku").figure(sites=False))]
    start, end = words.index("prefectures") + 1, words.index("100 km")
    assert sum(int(words[at + 1]) for at in range(start, end - 1, 2)) == 6


def test_the_projections_keep_areas_true(atlas: Atlas) -> None:
    everything = atlas.prefectures
    albers = projection_for(tuple(everything.total_bounds))
    assert albers.kind == "albers"
    shapes = albers.shapes(everything.geometry.to_numpy())
    geodesic = everything.to_crs("EPSG:6933").geometry.area.to_numpy()
    areas = np.array([shape.area for shape in shapes])
    assert areas == pytest.approx(geodesic, rel=2e-3)
    lambert = projection_for(tuple(atlas.select(region="chugoku").prefectures.total_bounds))
    assert lambert.kind == "lambert"
    okayama = everything.geometry.loc["33"]
    assert lambert.shapes(np.array([okayama]))[0].area == pytest.approx(
        everything.to_crs("EPSG:6933").geometry.area.loc["33"], rel=2e-3
    )


def test_north_is_up_in_the_middle_of_a_regional_map() -> None:
    local = Projection("+proj=laea +lat_0=32.5 +lon_0=131 +ellps=GRS80", "lambert")
    assert local.convergence((131.0, 32.5)) == pytest.approx(0, abs=0.01)


def test_sites_on_tanegashima_and_okinawa_are_within_the_frames(atlas: Atlas) -> None:
    every = atlas.prefectures
    points = atlas.sites.geometry.get_coordinates().to_numpy()
    main, insets = views(every, np.ones(47, bool), points, list(every.index))
    inside = [one.holds(one.projection.points(points)) for one in (main, *insets)]
    assert np.any(inside, axis=0).all()


def test_ogasawara_does_not_shrink_tokyo(atlas: Atlas) -> None:
    tokyo = atlas.select(prefecture="Tokyo")
    shown = np.asarray(atlas.prefectures.index == "13")
    points = tokyo.sites.geometry.get_coordinates().to_numpy()
    main, insets = views(atlas.prefectures, shown, points, list(atlas.prefectures.index))
    assert max(main.size) < 120_000
    assert [one.group.name for one in insets if one.group] == ["izu", "ogasawara"]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ((), ["islands", "ogasawara"]), (("13",), ["izu", "ogasawara"]), (("46",), ["amami"]),
        (("47",), []), (("43",), []), (("47", "43"), ["okinawa"]),
    ],
)  # fmt: skip
def test_a_map_has_the_islands_that_it_does_not_reach(
    atlas: Atlas, chosen: tuple[str, ...], expected: list[str]
) -> None:
    _, insets = _views(atlas, *chosen)
    assert [one.group.name for one in insets if one.group] == expected


def test_page_and_figure_have_the_same_groups_of_islands() -> None:
    script = Path(cm.__file__).parent / "web/src/map/islands.ts"
    rows = re.findall(
        r"box: \[([\d., ]+)\], prefectures: \[([^]]+)\]", script.read_text(encoding="utf-8")
    )
    page = [(tuple(map(float, box.split(","))), codes.replace('"', "")) for box, codes in rows]
    assert page == [(group.box, ", ".join(group.prefectures)) for group in GROUPS]


@pytest.mark.parametrize("size", ["16x10cm", "column", "social", "slide", "a4"])
def test_insets_of_tokyo_hide_none_of_its_land(atlas: Atlas, size: str) -> None:
    picture = atlas.select(prefecture="Tokyo").figure(size=size, dpi=60)
    _, main, *insets = picture.figure.axes
    frames = [one.get_position() for one in insets]
    assert len(frames) == 2
    assert not frames[0].overlaps(frames[1])
    view, _ = _views(atlas, "13")
    tokyo = view.shapes[list(atlas.prefectures.index).index("13")]
    turn = main.transData + picture.figure.transFigure.inverted()
    for part in shapely.get_parts(shapely.transform(tokyo, turn.transform)):
        for one in frames:
            assert not part.intersects(shapely.box(*one.extents)), size
    for one in frames:
        assert main.get_position().containsx(one.x0 + 1e-6)
        assert main.get_position().containsy(one.y0 + 1e-6)


@pytest.mark.parametrize("region", ["kyushu", "kanto"])
def test_names_of_few_areas_hide_no_mark_and_stand_on_no_other_area(
    atlas: Atlas, region: str
) -> None:
    chosen = atlas.select(region=region)
    picture = chosen.figure(dpi=100)
    main = picture.figure.axes[1]
    names = dict(zip(chosen.prefectures["name_en"], chosen.prefectures.index, strict=True))
    points = chosen.sites.geometry.get_coordinates().to_numpy()
    view, _ = _views(atlas, *chosen.prefectures.index)
    marks = main.transData.transform(view.projection.points(points))
    renderer = FigureCanvasAgg(picture.figure).get_renderer()
    found = [text for text in main.texts if text.get_text() in names]
    assert len(found) >= 6
    for text in found:
        box = text.get_window_extent(renderer)
        assert not [at for at in marks if box.contains(*at)], text.get_text()
        middle = shapely.Point(*text.get_position())
        code = names[text.get_text()]
        on = atlas.prefectures.index[[shape.contains(middle) for shape in view.shapes]]
        assert list(on) in ([code], []), text.get_text()


def test_panels_by_year_count_what_was_announced_or_opened_by_then(atlas: Atlas) -> None:
    picture = atlas.figure(panels="year", size="slide", dpi=60)
    words = [text.get_text().replace("\xa0", " ") for text in _texts(picture)]
    years = [2005, 2010, 2015, 2020, 2025]
    assert [word for word in words if word.startswith("to ")] == [f"to {year}" for year in years]
    counts = [len(atlas.select(until=year).sites) for year in years]
    assert [f"{n} sites" for n in counts] == [
        word for word in words if re.fullmatch(r"\d+ sites", word)
    ][-5:]
    for panel, year in zip(picture.subject.panels, years, strict=True):
        until = atlas.select(until=year).indicators.values["sites"]
        assert panel.values.equals(until.reindex(panel.values.index))
    # one legend, whose top class ends with the largest value of all years
    assert sum("Sites, all sectors" in word for word in words) == 1
    undated = int(atlas.sites["year"].isna().sum())
    assert f"{undated} sites without a date are left out." in " ".join(words)
    with pytest.raises(ClustermapError, match="no panels by year"):
        atlas.figure(panels="year", color_by="population_census")


def test_panels_share_their_classes_and_show_each_sector(atlas: Atlas) -> None:
    picture = atlas.figure(panels="sector", size="slide", dpi=60)
    words = [text.get_text() for text in _texts(picture)]
    for sector in ("AI", "Semiconductors", "Shipbuilding", "Bio", "Aerospace"):
        assert sector in words
    top = atlas.indicators.values[[f"sites:{s}" for s in atlas.selection.sectors]].max().max()
    assert any(word.endswith(f"– {top:.0f}") for word in words)
    with pytest.raises(ClustermapError, match="no panels"):
        atlas.figure(panels="sector", color_by="population_census")
    with pytest.raises(ClustermapError, match="no panels"):
        atlas.select(sector="bio").figure(panels="sector")


def test_letters_that_no_font_has_are_marked_and_not_boxes() -> None:
    letters = Lettering()
    assert letters.printable("熊本 반도체 Łódź") == "熊本 반도체 Łódź"
    assert letters.printable("chips \U0001f9ec") == "chips 〓"
    assert letters.printable("a\u200db\u0007") == "ab"


def test_the_packaged_font_has_japanese_and_korean() -> None:
    from matplotlib.ft2font import FT2Font

    regular, bold = _packaged()
    for path in (regular, bold):
        letters = FT2Font(str(path)).get_charmap()
        assert all(ord(letter) in letters for letter in "熊本県半導体のグラフ반도체구마모토현£––")


def test_lines_break_by_the_rules_of_their_letters() -> None:
    letters = Lettering()
    lines = letters.wrap("拠点・クラスター・特区（CC BY 4.0）、各行に出典。", 10, 60)
    assert "".join(lines).replace(" ", "") == "拠点・クラスター・特区（CCBY4.0）、各行に出典。"
    assert not any(line[0] in "、。）・ー" for line in lines)
    assert not any(line.endswith("（") for line in lines)
    assert letters.wrap("one two three", 10, 42) == ["one two", "three"]


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"size": "huge"}, ClustermapError),
        ({"size": "1x1cm"}, ClustermapError),
        ({"size": "100x100cm", "dpi": 600}, ClustermapError),
        ({"theme": "neon"}, UnknownNameError),
        ({"lang": "fr"}, UnknownNameError),
        ({"color_by": "investmnt"}, UnknownNameError),
        ({"classes": 12}, ClustermapError),
    ],
)
def test_what_cannot_be_drawn_is_said(
    atlas: Atlas, options: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        atlas.figure(**options)


def test_the_ending_names_the_format(atlas: Atlas, tmp_path: Path) -> None:
    picture = atlas.select(prefecture="43").figure(dpi=50)
    assert picture.save(tmp_path / "a.SVG").read_bytes().startswith(b"<?xml")
    with pytest.raises(OutputError, match="no format"):
        picture.save(tmp_path / "a.gif")
    with pytest.raises(OutputError, match="does not exist"):
        picture.save(tmp_path / "nowhere" / "a.png")


def test_municipalities_of_official_boundaries_are_drawn(n03: Path) -> None:
    atlas = cm.load(boundaries=n03 / "N03-21_43_210101.geojson", level="municipality")
    picture = atlas.figure(dpi=80)
    counted = [text.get_text() for text in _texts(picture)]
    assert "municipalities" in counted
    assert "N03" in picture.source or "MLIT" in picture.source
    assert len(picture.subject.areas) > 20
    picture.render()


def test_an_empty_selection_still_makes_a_map(atlas: Atlas) -> None:
    picture = atlas.select(prefecture="Nara", sector="shipbuilding").figure(dpi=60)
    assert "0 sites" in " ".join(text.get_text() for text in _texts(picture))
    picture.render()


def test_one_prefecture_is_colored_by_its_municipalities(atlas: Atlas) -> None:
    kumamoto = atlas.select(prefecture="43")
    picture = kumamoto.figure()
    assert picture.subject.level == "municipality"
    assert len(picture.subject.areas) == 49
    words = [text.get_text() for text in _texts(picture)]
    start = words.index("municipalities") + 1
    counted = [int(words[at + 1]) for at in range(start, words.index("Sites", start), 2)]
    assert sum(counted) == 49
    assert {"Amakusa", "Aso", "Hitoyoshi"} <= set(words)
    assert kumamoto.figure(level="prefecture").subject.level == "prefecture"
    assert kumamoto.figure(tile_grid=True).subject.level == "prefecture"


def test_names_of_many_areas_lie_apart(atlas: Atlas) -> None:
    picture = atlas.select(prefecture="14").figure(size="slide", dpi=100)
    picture.figure.canvas.draw()
    names = set(picture.subject.names.values())
    boxes = [one.get_window_extent() for one in _texts(picture) if one.get_text() in names]
    assert len(boxes) > 15
    for at, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[at + 1 :])


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_borders_can_be_told_from_both_sides(theme: Theme) -> None:
    fills = [theme.land, theme.zero, theme.none, *theme.sequential, *theme.below, *theme.above]
    for one, other in itertools.combinations_with_replacement(fills, 2):
        color = border_color((one, other), theme)
        assert min(contrast(color, one), contrast(color, other)) >= 1.5, (one, other)


def _views(atlas: Atlas, *chosen: str) -> tuple[View, tuple[View, ...]]:
    every = atlas.prefectures
    shown = np.asarray(every.index.isin(chosen)) if chosen else np.ones(len(every), bool)
    return views(every, shown, np.empty((0, 2)), list(every.index))


def test_far_islands_do_not_set_the_frame(atlas: Atlas) -> None:
    main, (apart, *_) = _views(atlas)
    # from Yakushima (30.2 N) to Cape Soya (45.5 N), from Goto (128.6 E) to Nemuro (145.8 E)
    places = {
        "Soya": (141.94, 45.52), "Nemuro": (145.82, 43.38), "Yakushima": (130.5, 30.24),
        "Ogasawara": (142.2, 27.1), "Minamitorishima": (153.98, 24.29), "Naha": (127.68, 26.21),
    }  # fmt: skip
    inside = main.holds(main.projection.points(np.array(list(places.values()))))
    assert [name for name, there in zip(places, inside, strict=True) if there] == [
        "Soya", "Nemuro", "Yakushima",
    ]  # fmt: skip
    assert main.size[1] < 1.12 * 1_720_000  # Cape Soya to Yakushima, margins apart
    islands = {"Naha": (127.68, 26.21), "Amami": (129.5, 28.38), "Yonaguni": (123.0, 24.46)}
    assert apart.holds(apart.projection.points(np.array(list(islands.values())))).all()
    daito = np.array([[131.24, 25.85]])  # the whole group stands in its frame
    assert apart.holds(apart.projection.points(daito)).all()


@pytest.mark.parametrize("chosen", [(), ("40", "41", "42", "43", "44", "45", "46", "47"), ("46",)])
def test_no_island_is_drawn_twice(atlas: Atlas, chosen: tuple[str, ...]) -> None:
    main, insets = _views(atlas, *chosen)
    for lon, lat in ((127.98, 26.6), (129.35, 28.3), (130.52, 30.34), (142.2, 27.07)):
        there = [
            shapely.contains(
                view.shapes, shapely.Point(*view.projection.points(np.array([[lon, lat]]))[0])
            ).any()
            for view in (main, *insets)
        ]
        assert sum(there) == 1, (lon, lat)


def test_kyushu_fills_its_frame(atlas: Atlas) -> None:
    main, insets = _views(atlas, "40", "41", "42", "43", "44", "45", "46", "47")
    assert len(insets) == 1
    # Tsushima to Yakushima is 510 km
    assert main.size[1] < 560_000
    words = [text.get_text() for text in _texts(atlas.select(region="kyushu").figure(dpi=60))]
    assert "Okinawa, Amami (other scale)" in words
    assert any(word.endswith(" km") for word in words[: words.index("Status")])


def test_rings_leave_the_map_to_be_seen(atlas: Atlas) -> None:
    picture = atlas.figure(dpi=200)
    words = [text.get_text() for text in _texts(picture)]
    assert "Sites near each other, by sector" in words
    paper, main = picture.figure.axes[:2]
    paper.set_visible(False)
    for axes in picture.figure.axes[2:]:
        axes.set_visible(False)
    for text in list(main.texts):
        text.remove()

    def pixels() -> np.ndarray:
        with Image.open(io.BytesIO(picture.render())) as image:
            return np.asarray(image.convert("RGB")).astype(int)

    marked = pixels()
    for mark in [one for one in (*main.patches, *main.collections) if one.get_zorder() == 4]:
        mark.remove()
    plain = pixels()
    hidden = np.abs(marked - plain).max(axis=2) > 24
    assert hidden.any()
    high, wide = hidden.shape
    columns, rows = np.meshgrid(np.arange(wide) + 0.5, high - np.arange(high) - 0.5)
    at = main.transData.inverted().transform(
        np.column_stack([columns.ravel(), rows.ravel()]) * picture.figure.dpi / 200
    )
    view, _ = _views(atlas)
    land = np.zeros(hidden.size, bool)
    for code, shape in zip(atlas.prefectures.index, view.shapes, strict=True):
        inside = shapely.contains_xy(shape, at)
        if code != "47":
            assert hidden.ravel()[inside].mean() <= 0.5, code
        land |= inside
    assert 0.02 < hidden.ravel()[land].mean() <= 0.08


def test_titles_say_what_and_where(atlas: Atlas) -> None:
    kyushu = atlas.select(region="kyushu", sector="semiconductor")
    assert kyushu.figure().title == "Semiconductors in Kyushu-Okinawa"
    assert kyushu.figure(lang="ja").title == "九州・沖縄の半導体"
    assert atlas.figure(color_by="bio").title == "Bio in Japan"
    assert atlas.figure(color_by="investment", lang="ja").title.startswith("日本：")
    some = atlas.select(prefecture=["01", "13", "40"]).figure(color_by="investment")
    assert "Hokkaido" not in some.title
    assert any("Hokkaido, Tokyo, Fukuoka" in text.get_text() for text in _texts(some))

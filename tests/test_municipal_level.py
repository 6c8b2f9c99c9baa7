"""Municipalities without any file: maps, counts, tests, groups; context that is not counted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import clustermap as cm
from clustermap.data.municipalities import read_municipalities
from clustermap.errors import DataError, UnknownNameError
from clustermap.questions.municipal_indicators import municipal_statistics

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.atlas import Atlas
    from tests.conftest import PayloadReader, Runner


def test_the_areas_are_of_two_kinds() -> None:
    wards, cities = read_municipalities(), read_municipalities(whole_cities=True)
    assert (len(wards), len(cities)) == (1896, 1741)
    assert wards.geometry.is_valid.all()
    yokohama = wards[wards.index.str.startswith("141") & (wards["prefecture_code"] == "14")]
    whole = cities.geometry["14100"].union(cities.geometry["14130"]).union(cities.geometry["14150"])
    inside = yokohama[yokohama.index < "14200"]
    assert inside.union_all().symmetric_difference(whole).area < 1e-6


def test_official_indicators_are_those_of_published_tables() -> None:
    table = municipal_statistics()
    assert table["population_2020"].sum() == 126_146_099  # census of 2020, nation
    assert table["population_2020"]["43404"] == 43_337
    assert table["employees_2021"].sum() == 57_937_290  # 12,625 short of the nation, README
    shares = [table[f"share_{age}_2020"]["43404"] for age in ("0_14", "15_64", "65")]
    assert sum(shares) == pytest.approx(100)
    assert table["density_2020"]["43404"] == pytest.approx(43_337 / 37.46)
    manufacturing, every = (table[name] for name in ("employees_E_2021", "employees_2021"))
    by_hand = manufacturing["43404"] / every["43404"] / (manufacturing.sum() / every.sum())
    assert table["lq_employees_E_2021"]["43404"] == pytest.approx(by_hand)


def test_the_commands_take_the_level(run: Runner, tmp_path: Path) -> None:
    done = run("map", "--level", "municipality", "--prefecture", "43", "-o", "map.html")
    assert done.status == 0, done.err
    assert run("figure", "--level", "municipality", "--prefecture", "43", "-o", "m.svg").status == 0
    (tmp_path / "p.csv").write_text("lon,lat\n130.83,32.86\n130.83,32.861\n", encoding="utf-8")
    done = run("count", "p.csv", "--by", "municipality", "--format", "json")
    counted = {row["code"]: row["count"] for row in json.loads(done.out) if row["count"]}
    assert counted == {"43404": 2}
    done = run("stats", "indicators", "--level", "municipality", "--prefecture", "43",
               "--indicator", "population_2020", "--format", "csv")  # fmt: skip
    assert "43404,Kikuyo,43337" in done.out.replace(".0", "")


def test_a_ward_shows_its_city_s_value_and_is_not_ranked(
    run: Runner, payload: PayloadReader, tmp_path: Path
) -> None:
    done = run("map", "--prefecture", "14", "-o", "map.html")
    assert done.status == 0
    towns = payload((tmp_path / "map.html").read_text(encoding="utf-8"))["towns"]
    people = next(one for one in towns["indicators"] if one["id"] == "population_2020")
    naka = towns["code"].index("14104")
    assert people["values"][naka] == 3_777_491  # Yokohama
    assert people["ofCity"]
    assert towns["cities"]["en"][towns["city"][naka]] == "Yokohama"


def test_a_city_s_value_counts_once_whatever_its_wards(
    run: Runner, payload: PayloadReader, tmp_path: Path
) -> None:
    """Fukuoka Prefecture has 60 municipalities, two of them with seven wards each."""
    chosen = ["--prefecture", "40", "--level", "municipality", "--color-by", "population_2020"]
    assert run("map", *chosen, "-o", "map.html").status == 0
    told = payload((tmp_path / "map.html").read_text(encoding="utf-8"))
    areas = told["areas"]
    (people,) = [one for one in told["indicators"] if one["id"] == "population_2020"]
    cities = [city for city, shown in zip(areas["city"], areas["selected"], strict=True) if shown]
    wards = [city for city in cities if city is not None]
    assert people["ofCity"]
    assert (len(cities) - len(wards) + len(set(wards)), len(wards)) == (60, 14)
    done = run("figure", *chosen, "-o", "map.png")
    assert (
        "Highest: Fukuoka 1,612,392 people, Kitakyushu 939,029 people, Kurume"
        in done.err.replace("\xa0", " ")
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("府中市", "東京都府中市 (13206); 広島県府中市 (34208)"),
        ("43999", "code of no municipality"),
        ("Kikuyoo", "Did you mean Kikuyo?"),
    ],
)
def test_names_that_are_not_clear_are_asked_back(run: Runner, name: str, words: str) -> None:
    done = run("map", "--municipality", name, "-o", "map.html")
    assert done.status == 1
    assert words in done.err
    assert len(done.err.strip().splitlines()) == 2


def test_municipalities_are_chosen_by_every_name(atlas: Atlas) -> None:
    expected = atlas.select(municipality="43404").sites.index
    assert "jasm-kumamoto-1" in expected
    for name in ("菊陽町", "Kikuyo", "Kikuyo-machi", "기쿠요정", "434043", "熊本県菊池郡菊陽町"):
        assert atlas.select(municipality=name).sites.index.equals(expected), name
    # a city stands for its wards
    kumamoto = atlas.select(municipality="熊本市").sites
    assert set(kumamoto["municipality_code"]) <= {f"4310{ward}" for ward in range(6)}
    assert len(kumamoto)


def test_groups_stand_where_regions_do(atlas: Atlas, run: Runner, tmp_path: Path) -> None:
    north = atlas.select(group="Northern Kyushu=40,Saga,長崎県")
    assert list(north.prefectures.index) == ["40", "41", "42"]
    table = atlas.select(group=["N=40,41,42", "S=43,44,45,46"]).stats(
        "concentration", level="region"
    ).table  # fmt: skip
    assert set(table["top_area"]) <= {"N", "S"}
    (tmp_path / "groups.csv").write_text(
        "グループ,市区町村\n西,菊陽町\n,合志市\n東,大津町\n", encoding="utf-8"
    )
    done = run("stats", "concentration", "--group", "groups.csv", "--level", "region",
               "--format", "json")  # fmt: skip
    assert done.status == 0, done.err
    chips = next(row for row in json.loads(done.out) if row["sector"] == "semiconductor")
    assert chips["total"] == len(
        atlas.select(municipality=["43404", "43216", "43403"], sector="semiconductor").sites
    )


@pytest.mark.parametrize(
    ("group", "words"),
    [
        ("X=40,41,40", "twice"),
        ("X=40,foo", "Unknown municipality 'foo'"),
        ("X=43,43404", "熊本県"),
        ("X=", "is not a group"),
        ("nothing.csv", "neither a file nor a group"),
    ],
)
def test_groups_that_can_t_be_are_refused(run: Runner, group: str, words: str) -> None:
    done = run("map", "--group", group, "-o", "map.html")
    assert done.status == 1
    assert words in done.err
    assert len(done.err.strip().splitlines()) == 2


def test_places_in_two_groups_are_not_compared(atlas: Atlas) -> None:
    both = atlas.select(group=["A=40,41", "B=41,42"])
    with pytest.raises(DataError, match="places in common: 41"):
        both.stats("concentration", level="region")


def test_context_is_drawn_and_not_counted(
    run: Runner, payload: PayloadReader, tmp_path: Path
) -> None:
    shapes = [
        {"type": "Point", "coordinates": [130.8, 32.85]},
        {"type": "LineString", "coordinates": [[130.7, 32.8], [131.0, 32.7]]},
        {"type": "Polygon",
         "coordinates": [[[130.75, 32.8], [130.85, 32.8], [130.85, 32.9], [130.75, 32.8]]]},
    ]  # fmt: skip
    features = [
        {"type": "Feature", "properties": {"name": "<b>x</b>"}, "geometry": shape}
        for shape in shapes
    ]
    (tmp_path / "schools.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8"
    )
    done = run("map", "--context", "schools.geojson", "--context", "airports", "-o", "map.html")
    assert done.status == 0, done.err
    told = payload((tmp_path / "map.html").read_text(encoding="utf-8"))
    assert [layer["label"] if isinstance(layer["label"], str) else layer["label"]["en"]
            for layer in told["context"]] == ["schools", "Airports"]  # fmt: skip
    assert [sorted(one) for one in told["context"][0]["features"]] == [
        ["name", "points"], ["lines", "name"], ["lines", "name"],
    ]  # fmt: skip
    assert f"{len(cm.load().sites)} sites" in done.err
    done = run("figure", "--context", "schools.geojson", "--prefecture", "43", "-o", "map.svg")
    assert done.status == 0
    assert "schools" in (tmp_path / "map.svg").read_text(encoding="utf-8")
    twice = run("map", "--context", "airports", "--context", "airports", "-o", "x.html")
    assert (twice.status, "given twice" in twice.err) == (1, True)
    assert not (tmp_path / "x.html").exists()


def test_the_zones_on_a_page_have_their_municipalities(
    run: Runner, payload: PayloadReader, tmp_path: Path
) -> None:
    assert run("map", "-o", "map.html").status == 0
    told = payload((tmp_path / "map.html").read_text(encoding="utf-8"))
    zones = {zone["id"]: zone for zone in told["zones"]}
    assert zones["ns_sendai"]["municipalities"] == [f"0410{ward}" for ward in range(1, 6)]
    assert zones["ns_sendai"]["unknown"] == []
    vague = zones["sr_kanagawa_bio"]
    assert (vague["municipalities"], len(vague["unknown"])) == ([], 1)


def test_levels_that_are_not_there_are_refused(atlas: Atlas) -> None:
    with pytest.raises(DataError, match="areas of your own"):
        atlas.stats("concentration", level="area")
    with pytest.raises(UnknownNameError):
        atlas.stats("concentration", level="town")

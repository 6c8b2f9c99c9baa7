"""Municipalities compared, ranked and matched, against figures read straight from the tables."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clustermap.errors import ClustermapError, DataError, UnknownNameError
from clustermap.questions.places import places_named

if TYPE_CHECKING:
    from clustermap.atlas import Atlas
    from clustermap.reports.comparison import ComparisonReport
    from tests.conftest import Runner

GEODATA = Path(__file__).parents[1] / "geodata"


@pytest.fixture(scope="module")
def people() -> dict[str, int]:
    """Return the population of 2020 by municipality, as the table has it."""
    with (GEODATA / "statistics" / "municipality_basic.csv").open(encoding="utf-8") as file:
        return {
            row["municipality_code"]: int(row["population_2020"]) for row in csv.DictReader(file)
        }


@pytest.fixture(scope="module")
def towns(atlas: Atlas) -> ComparisonReport:
    return atlas.compare("菊陽町", "Koshi", "01100")


def _rank(people: dict[str, int], code: str) -> int:
    return 1 + sum(other > people[code] for other in people.values())


def test_municipalities_are_ranked_out_of_all(
    towns: ComparisonReport, people: dict[str, int]
) -> None:
    frame = towns.indicators.set_index(["indicator", "code"]).loc["population_2020"]
    assert people["43404"] == 43337
    assert frame["value"].to_dict() == {code: people[code] for code in towns.codes}
    assert frame["rank"].to_dict() == {code: _rank(people, code) for code in towns.codes}
    assert set(frame["of"]) == {1741} == {len(people)}


def test_sites_lie_in_their_municipality_and_a_ward_in_its_city(
    towns: ComparisonReport, atlas: Atlas
) -> None:
    counts = towns.by_sector.groupby("code")["sites"].sum()
    code = atlas.sites["municipality_code"]
    assert counts["43404"] == (code == "43404").sum()
    assert counts["01100"] == code.str.startswith("011").sum() > 0
    assert towns.indicators["lower"].isna().all()


def test_zones_and_clusters_of_a_municipality(atlas: Atlas) -> None:
    found = atlas.compare("仙台市", "菊陽町", "高松市", "神戸市")
    zones = found.zones.set_index(["zone", "code"])["covers"]
    assert zones["ns_sendai", "04100"] == "named"
    assert set(zones.xs("43404", level="code")) == {"whole"}
    kagawa = found.zones[found.zones["name_en"].str.startswith("Kagawa Medical")]
    assert kagawa[["code", "covers"]].to_numpy().tolist() == [["37201", "unknown"]]
    clusters = atlas.clusters
    for code in found.codes:
        told = set(found.clusters.loc[found.clusters["code"] == code, "cluster"])
        assert told == {
            name for name, codes in clusters["prefecture_codes"].items() if code[:2] in codes
        }


def test_a_ward_is_a_part_of_its_city(atlas: Atlas) -> None:
    zones = atlas.selection.zones.copy()
    zones.at["ns_sendai", "municipality_codes"] = ("04101",)
    from dataclasses import replace

    from clustermap.questions import compare

    answer = compare.ask(
        replace(atlas.selection, zones=zones), compare.Options(places=("仙台市", "名取市"))
    )
    covers = answer.result.zones.set_index(["zone", "code"])["covers"]
    assert covers["ns_sendai", "04100"] == "part"
    assert ("ns_sendai", "04207") not in covers.index


@pytest.mark.parametrize("lang", ["en", "ja", "ko"])
def test_a_municipal_comparison_speaks_of_municipalities(
    towns: ComparisonReport, lang: str
) -> None:
    text = "\n".join([*towns.sentences(lang), towns.markdown(lang), towns.html(lang)])
    for word in ("prefectural", "out of 47", "47都道府県", "都道府県庁", "県庁", "47개 도도부현"):
        assert word not in text
    assert "1,741" in text
    assert {"en": "Kikuyo", "ja": "菊陽町", "ko": "기쿠요정"}[lang] in text
    assert {"en": "its jobs", "ja": "従業者数は", "ko": "종사자 수는"}[lang] in text


def test_municipalities_of_one_name_are_told_apart(atlas: Atlas) -> None:
    found = atlas.compare("Fuchu, Tokyo", "広島県府中市")
    assert found.answer.title("en") == "Fuchu (Tokyo) and Fuchu (Hiroshima) compared"
    assert found.answer.title("ja") == "府中市（東京都）、府中市（広島県）の比較"
    assert list(found.table("ko").columns)[1:] == ["후추시(도쿄도)", "후추시(히로시마현)"]


def test_places_without_sites_are_said_nothing_of_but_that(atlas: Atlas) -> None:
    found = atlas.compare("檜原村", "早川町", "双葉町")
    words = " ".join(found.sentences("en"))
    assert "no amount is known" not in words
    assert "Sites: Futaba 1, Hinohara 0 and Hayakawa 0." in words


@pytest.mark.parametrize(
    ("names", "cause", "remedy"),
    [
        (["熊本", "菊陽町"], "'熊本' is a prefecture, '菊陽町' a municipality", "熊本市 or 43100"),
        (["Tokyo", "Kikuyo"], "is a prefecture", "prefectures with prefectures"),
        (["札幌市北区", "千歳市"], "is a ward", "札幌市 (01100)"),
        (["菊揚町", "合志市"], "Unknown municipality", "Did you mean 菊陽町?"),
        (["Fuchu", "Kikuyo"], "is the name of 3 municipalities", "Fuchu, Tokyo (13206)"),
        (["府中市", "合志市"], "is the name of 2 municipalities", "広島県府中市 (34208)"),
        (["Kumamoto", "Hokaido"], "Unknown prefecture", "Did you mean Hokkaido?"),
        (["Kumamto"], "Unknown prefecture", "Did you mean Kumamoto?"),
        (["Seoul"], "Unknown place 'Seoul'", "菊陽町"),
        (["Kyushu", "Oita"], "'Kyushu' is a region", "Fukuoka, Saga, Nagasaki"),
        (["43499", "合志市"], "43499 is the code of no municipality", "JIS X 0402"),
    ],
)
def test_names_that_do_not_go_together(names: list[str], cause: str, remedy: str) -> None:
    with pytest.raises(ClustermapError) as told:
        places_named(names)
    assert cause in told.value.cause
    assert remedy in told.value.remedy


def test_one_or_too_many(atlas: Atlas) -> None:
    with pytest.raises(DataError, match="One municipality can't be compared with itself"):
        atlas.compare("菊陽町", "43404")
    with pytest.raises(DataError, match="11 municipalities are too many"):
        atlas.compare(*range(13101, 13112))


def test_the_municipalities_selected_are_compared(atlas: Atlas) -> None:
    found = atlas.select(municipality=["菊陽町", "大津町"]).compare()
    assert (found.level, found.codes) == ("municipality", ("43404", "43403"))
    assert {"municipality_code", "municipality"} <= set(found.rows().columns)


def test_a_ranking_within_a_prefecture_is_out_of_all(run: Runner, people: dict[str, int]) -> None:
    done = run(
        "rank", "population_2020", "--level", "municipality", "--prefecture", "43",
        "--format", "json",
    )  # fmt: skip
    rows = {row["municipality_code"]: row for row in json.loads(done.out)}
    assert set(rows) == {code for code in people if code[:2] == "43"}
    assert {code: row["rank"] for code, row in rows.items()} == {
        code: _rank(people, code) for code in rows
    }
    assert rows["43404"]["value"] == 43337
    assert rows["43404"]["prefecture"] == "Kumamoto"
    done = run("rank", "population_2020", "--level", "municipality", "--prefecture", "43")
    assert "Ranked: 1,741 of 1,741 municipalities" in done.out
    assert "Shown: 45 of 1,741 municipalities" in done.out
    assert "ward" not in done.out


def test_municipalities_and_groups_choose_what_a_ranking_shows(atlas: Atlas) -> None:
    chosen = atlas.select(group="半導体=菊陽町,合志市").rank("employees_2021").table
    assert chosen["municipality_code"].tolist() == ["43404", "43216"]
    kyushu = atlas.select(region="kyushu").rank("lq_employees_E_2021", level="municipality").table
    assert set(kyushu["prefecture_code"]) == {f"{code}" for code in range(40, 48)}
    assert atlas.rank("sites").table.columns[0] == "prefecture_code"


def test_many_places_without_data_are_counted(run: Runner) -> None:
    done = run("rank", "investment", "--level", "municipality", "--lang", "ja")
    shown, known = done.out.split("順位を付けたのは1,741市区町村のうち")
    ranked = int(known.split("（")[0])
    assert shown.count("位") >= ranked
    assert f"表示範囲のうち{1741 - ranked:,}市区町村" in done.out


def test_counts_of_municipalities_have_ranges_of_ranks(atlas: Atlas) -> None:
    table = atlas.rank("sites", level="municipality").table
    assert (table["lower"] <= table["rank"]).all()
    assert (table["rank"] <= table["upper"]).all()
    assert table["upper"].iloc[0] < 1741 / 3


@pytest.mark.parametrize(
    ("indicator", "level", "remedy"),
    [
        ("population_2020", None, "Add --level municipality."),
        ("gross_prefectural_product_nominal", "municipality", "leave --level municipality out"),
    ],
)
def test_an_indicator_of_the_other_level(
    atlas: Atlas, indicator: str, level: str | None, remedy: str
) -> None:
    with pytest.raises(DataError, match=f"{indicator} is an indicator of") as told:
        atlas.rank(indicator, level=level)
    assert remedy in told.value.remedy
    with pytest.raises(DataError, match=f"{indicator} is an indicator of"):
        atlas.stats("indicators", names=(indicator,), level=level or "prefecture")
    with pytest.raises(UnknownNameError, match="Unknown indicator 'populaton'"):
        atlas.rank("populaton", level=level)


def test_peers_of_a_municipality(atlas: Atlas) -> None:
    found = atlas.peers("大阪市")
    assert found.table["municipality"].head(3).tolist() == ["Nagoya", "Fukuoka", "Yokohama"]
    assert found.level == "municipality"
    assert len(found.result.distances) == 1740
    # numbers of people or jobs only repeat the size
    assert not [one for one in found.result.apart.index if one.startswith("employees")]
    assert "市区町村" in found.title("ja")


def test_peers_where_nobody_lives(run: Runner) -> None:
    done = run("peers", "双葉町", "--format", "json")
    assert done.status == 0
    assert len(json.loads(done.out)) == 5

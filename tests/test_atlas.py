from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import clustermap as cm
from clustermap.data import catalog
from clustermap.errors import ClustermapError, DataError, UnknownNameError

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.atlas import Atlas


def test_the_frames_are_what_their_names_say(atlas: Atlas) -> None:
    assert isinstance(atlas.prefectures, gpd.GeoDataFrame)
    assert isinstance(atlas.sites, gpd.GeoDataFrame)
    assert list(atlas.prefectures.index) == [f"{code:02}" for code in range(1, 48)]
    assert atlas.prefectures.crs.to_epsg() == atlas.sites.crs.to_epsg() == 6668
    assert atlas.prefectures.geometry.is_valid.all()
    assert set(atlas.sites["sector"]) == {"ai", "semiconductor", "shipbuilding", "bio", "aerospace"}
    assert atlas.sites.index.is_unique
    assert atlas.sites.loc["jasm-kumamoto-1", "investment_jpy_bn"] > 0
    assert atlas.statistics["prefecture_code"].nunique() == 47


def test_areas_are_about_the_official_ones(atlas: Atlas) -> None:
    measured = atlas.prefectures.to_crs("EPSG:6933").area / 1e6
    # The official area of Hokkaido holds the Northern Territories, ours does not.
    ratio = (measured / atlas.prefectures["area_km2"]).drop("01")
    assert ratio.between(0.93, 1.07).all(), ratio[~ratio.between(0.93, 1.07)]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"region": "kyushu"}, 8),
        ({"region": ["四国", "Tohoku"]}, 10),
        ({"prefecture": "熊本"}, 1),
        ({"prefecture": ["43", "Fukuoka-ken", "오이타"]}, 3),
        ({"prefecture": 43, "region": "shikoku"}, 5),
    ],
)
def test_places_add_up(atlas: Atlas, given: dict[str, object], expected: int) -> None:
    chosen = atlas.select(**given)  # type: ignore[arg-type]
    assert len(chosen.prefectures) == expected
    assert set(chosen.sites["prefecture_code"]) <= set(chosen.prefectures.index)
    assert len(chosen.sites) == atlas.sites["prefecture_code"].isin(chosen.prefectures.index).sum()


def test_sites_are_selected_by_kind(atlas: Atlas) -> None:
    chosen = atlas.select(sector=["半導体", "bio"], status="operating")
    assert set(chosen.sites["sector"]) == {"semiconductor", "bio"}
    assert set(chosen.sites["status"]) == {"operating"}
    yards = atlas.select(segment="Shipyard").sites
    assert set(yards["segment"]) == {"shipyard"}
    assert len(yards) == (atlas.sites["segment"] == "shipyard").sum()


def test_until_keeps_what_was_known_by_then(atlas: Atlas) -> None:
    chosen = atlas.select(prefecture="43", sector="semiconductor", until=2020)
    assert len(chosen.sites)
    assert (chosen.sites["year"] <= 2020).all()
    assert "jasm-kumamoto-1" not in chosen.sites.index
    later = atlas.select(prefecture="43", sector="semiconductor", until=2021)
    assert "jasm-kumamoto-1" in later.sites.index
    undated = atlas.select(prefecture="43", sector="semiconductor").sites["year"].isna().sum()
    assert f"{undated} sites without a date" in chosen.selection.chosen.left_out[0]


def test_selecting_again_narrows(atlas: Atlas) -> None:
    once = atlas.select(region="kyushu", sector="semiconductor")
    twice = once.select(prefecture="熊本県")
    assert list(twice.prefectures.index) == ["43"]
    assert set(twice.sites["sector"]) == {"semiconductor"}
    with pytest.raises(DataError, match="among those chosen before"):
        once.select(prefecture="Tokyo")
    assert len(atlas.sites) > len(once.sites) > len(twice.sites)


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ({"sector": "semiconductr"}, "semiconductor"),
        ({"segment": "shipyrd"}, "shipyard"),
        ({"status": "operational"}, "operating"),
        ({"region": "kyusu"}, "kyushu"),
        ({"prefecture": "Osaca"}, "Osaka"),
    ],
)
def test_unknown_names_get_a_hint(atlas: Atlas, given: dict[str, str], hint: str) -> None:
    with pytest.raises(UnknownNameError) as error:
        atlas.select(**given)  # type: ignore[arg-type]
    assert hint in error.value.suggestions


def test_zones_and_clusters_follow_the_places(atlas: Atlas) -> None:
    kumamoto = atlas.select(prefecture="Kumamoto")
    assert "kz_miyagi_kumamoto" in kumamoto.zones.index
    assert all("43" in codes for codes in kumamoto.zones["prefecture_codes"])
    assert len(kumamoto.clusters)
    assert all("43" in codes for codes in kumamoto.clusters["prefecture_codes"])


def test_indicators_are_counted_from_the_sites(atlas: Atlas) -> None:
    table = atlas.indicators
    by_hand = atlas.sites.groupby("prefecture_code").size()
    assert table["sites"].sum() == len(atlas.sites)
    assert table["sites"]["43"] == by_hand["43"]
    rate = table["sites_per_million"]["43"]
    assert rate == pytest.approx(by_hand["43"] / table["population_estimate"]["43"] * 1e6)
    spent = atlas.sites.loc[atlas.sites["prefecture_code"] == "43", "investment_jpy_bn"].sum()
    assert table["investment"]["43"] == pytest.approx(spent)


def test_an_area_without_known_amounts_has_no_investment_rather_than_zero(atlas: Atlas) -> None:
    known = atlas.sites.dropna(subset="investment_jpy_bn")["prefecture_code"].unique()
    unknown = [code for code in atlas.prefectures.index if code not in known]
    assert unknown
    assert atlas.indicators["investment"][unknown].isna().all()


def test_location_quotients_of_employment_average_to_one(atlas: Atlas) -> None:
    table = atlas.indicators
    quotient = table["lq_employees_jsic28_electronic_parts_4plus"]
    weights = table["employees_manufacturing_4plus"]
    assert np.average(quotient, weights=weights) == pytest.approx(1.0)


def test_suppressed_cells_are_no_numbers(atlas: Atlas) -> None:
    hidden = atlas.indicators.suppressed["shipments_jsic30_ict_equipment_4plus"]
    assert 0 < hidden.sum() < 47
    assert atlas.indicators["shipments_jsic30_ict_equipment_4plus"][hidden].isna().all()


def test_partial_series_are_not_offered(atlas: Atlas) -> None:
    assert not [name for name in atlas.indicators.about if "pharmaceutical" in name]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("sites", "sites"),
        ("Sites per million people", "sites_per_million"),
        ("半導体", "sites:semiconductor"),
        ("拠点数（全分野）", "sites"),
        ("population-census", "population_census"),
        ("gross", "gross_prefectural_product_nominal"),
    ],
)
def test_indicators_are_found_by_id_and_label(atlas: Atlas, name: str, found: str) -> None:
    assert atlas.indicators.find(name) == found


def test_an_unknown_indicator_is_an_error_with_a_hint(atlas: Atlas) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean"):
        atlas.indicators.find("populaton_census")
    with pytest.raises(UnknownNameError, match="Which of these"):
        atlas.indicators.find("population")


def _broken(tmp_path: Path) -> Path:
    copy = tmp_path / "geodata"
    shutil.copytree(catalog.folder(), copy)
    return copy


def test_a_copy_of_the_data_elsewhere_is_read(tmp_path: Path) -> None:
    assert len(cm.load(_broken(tmp_path)).sites) == len(cm.load().sites)


def test_a_broken_table_is_named_with_line_and_column(tmp_path: Path) -> None:
    copy = _broken(tmp_path)
    table = copy / "sites" / "ai.csv"
    frame = pd.read_csv(table, dtype=str, keep_default_na=False)
    frame.loc[3, "lon"] = "here"
    frame.to_csv(table, index=False)
    with pytest.raises(DataError, match=r"ai\.csv, line 5: lon is 'here', not a number"):
        cm.load(copy)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("sites/ai.csv", None),
        ("sites/ai.csv", b""),
        ("sites/ai.csv", b"id,name_en\nx,y\n"),
        ("zones.csv", b"\xff\xfe\x00"),
        ("prefectures/prefectures.shp", b"junk"),
        ("prefectures/prefectures.shp", None),
        ("prefectures/prefectures.dbf", None),
        ("datapackage.json", b"{"),
        ("datapackage.json", None),
        ("neighbors.csv", b"<html>not here</html>"),
    ],
)
def test_a_damaged_file_is_one_clear_error(
    tmp_path: Path, file: str, content: bytes | None
) -> None:
    copy = _broken(tmp_path)
    if content is None:
        (copy / file).unlink()
    else:
        (copy / file).write_bytes(content)
    catalog.tables.cache_clear()
    with pytest.raises(ClustermapError) as error:
        cm.load(copy)
    assert error.value.remedy
    assert "\n" not in error.value.cause

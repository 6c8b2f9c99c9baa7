"""Prefectures dissolved from the municipalities, airports and ports."""

import pyarrow.parquet
import pytest
import shapely


@pytest.fixture(scope="module")
def document(script):
    topology, maker = script("topology"), script("make_boundaries")
    return topology.read(maker.AREAS)


@pytest.fixture(scope="module")
def outlines(document):
    return {
        each["properties"]["code"]: document.shape(each)
        for each in document.geometries("prefectures")
    }


def test_prefectures_are_their_municipalities_put_together(document, outlines):
    inside = {}
    for each in document.geometries("municipalities"):
        inside.setdefault(each["properties"]["code"][:2], []).append(document.shape(each))
    assert list(outlines) == [f"{code:02}" for code in range(1, 48)]
    for code, outline in outlines.items():
        together = shapely.union_all(inside[code])
        assert together.symmetric_difference(outline).area < 1e-9


def test_land_borders_are_those_of_the_table(tables, outlines):
    told = {(row["code_a"], row["code_b"]) for row in tables("neighbors") if row["kind"] == "land"}
    touching = {
        (a, b)
        for a in outlines
        for b in outlines
        if a < b and outlines[a].intersection(outlines[b]).length > 0
    }
    # Okayama and Kagawa share two islets; the table has them as the bridge
    assert touching - {("33", "37")} == told


def test_sites_lie_in_their_prefecture(tables, outlines, distance_km):
    off = [distance_km(s["lon"], s["lat"], outlines[s["prefecture_code"]]) for s in tables.sites]
    assert sum(distance > 0 for distance in off) <= 11  # on quays and reclaimed land
    assert max(off) < 1.1


def test_making_again_gives_the_same_bytes(script, tmp_path):
    maker = script("make_boundaries")
    areas = tmp_path / maker.AREAS.name
    maker.make(areas)
    assert areas.read_bytes() == maker.AREAS.read_bytes()
    maker.write_shapefile(maker.frame(areas), tmp_path / "prefectures.shp")
    for ending in (".shp", ".shx", ".dbf", ".prj", ".cpg"):
        made = tmp_path / f"prefectures{ending}"
        assert made.read_bytes() == maker.SHAPEFILE.with_suffix(ending).read_bytes()


@pytest.mark.parametrize(("table", "rows", "slack"), [("airports", 82, 1.5), ("ports", 163, 5.0)])
def test_places_lie_in_their_prefecture(tables, outlines, distance_km, table, rows, slack):
    assert len(tables(table)) == rows
    for row in tables(table):
        outline = outlines[row["prefecture_code"]]
        assert distance_km(row["lon"], row["lat"], outline) < slack, row["name"]


def test_towns_have_codes_of_municipalities(tables):
    towns = pyarrow.parquet.read_table(tables.folder / "towns.parquet")
    assert towns.column_names == ["code", "town", "koaza", "lon", "lat"]
    assert len(towns) == 277676
    codes = set(towns["code"].to_pylist())
    areas = {
        row["code"]
        for row in tables("municipalities")
        if row["kind"] != "designated_city" and not row["leads_to"]
    }
    assert areas - codes == {"13362"}
    assert codes <= areas

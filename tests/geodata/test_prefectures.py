import pandas as pd
import pytest
import shapely

SMALLEST_KM2 = 1.0  # rocks below this size may lie off by their own width


def test_polygons_and_table_agree(tables, polygons):
    rows = {row["code"]: row for row in tables("prefectures")}
    assert list(polygons.index) == sorted(rows)
    assert list(polygons.columns) == ["name_ja", "name_en", "name_ko", "region", "geometry"]
    for code, polygon in polygons.iterrows():
        for column in ("name_ja", "name_en", "name_ko"):
            assert polygon[column] == rows[code][column]
        assert polygon["region"] == rows[code]["region_en"]
    assert polygons.crs.to_epsg() == 6668


def test_borders_match_point_for_point(polygons):
    assert polygons.geometry.is_valid.all()
    assert shapely.coverage_is_valid(polygons.geometry.to_numpy())


def test_offices_stand_on_their_polygon(tables, polygons, distance_km):
    for row in tables("prefectures"):
        polygon = polygons.geometry[row["code"]]
        assert distance_km(row["office_lon"], row["office_lat"], polygon) < 1, row["code"]


def test_every_island_lies_where_the_official_boundaries_have_it(polygons, official_prefectures):
    parts = polygons.explode()
    parts = parts[parts.to_crs(6933).area > SMALLEST_KM2 * 1e6]
    home = official_prefectures.to_numpy()
    met = 0
    for code, part in parts.geometry.items():
        shares = shapely.area(shapely.intersection(home, part))
        if shares.max() > 0:
            met += 1
            place = official_prefectures.index[shares.argmax()]
            assert place == code, part.representative_point()
    assert met > 0.9 * len(parts)


def test_areas_are_near_the_official_ones(tables, polygons):
    drawn = polygons.to_crs(6933).area / 1e6
    official = pd.Series(
        {
            row["prefecture_code"]: float(row["value"])
            for row in tables("prefecture_statistics")
            if row["indicator"] == "area_excl_northern_territories_takeshima_km2"
        }
    )
    ratio = (drawn / official).sort_index()
    assert ratio.between(0.93, 1.07).all(), ratio[~ratio.between(0.93, 1.07)]
    assert drawn.sum() / official.sum() == pytest.approx(1, abs=0.01)

"""The outlines of a page against the polygons that are shipped, and what is read back from a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from clustermap.data.municipalities import read_municipalities
from clustermap.data.outlines import read_outlines
from clustermap.errors import ClustermapError, UnknownNameError
from clustermap.maps.page import points, topology
from clustermap.maps.page.reading import page_table
from clustermap.maps.page.simplify import kept_corners

if TYPE_CHECKING:
    from pathlib import Path

    import clustermap as cm
    from clustermap.atlas import Atlas
    from clustermap.data.outlines import Outlines
    from tests.conftest import Runner


def _area(outlines: Outlines, rings: list[list[int]]) -> float:
    """Return the area (square degrees) of rings by the even-odd rule."""
    shapes = []
    for ring in rings:
        corners = [
            outlines.points[outlines.starts[max(a, ~a)] : outlines.starts[max(a, ~a) + 1]][
                :: 1 if a >= 0 else -1
            ]
            for a in ring
        ]
        line = np.concatenate(corners) * outlines.scale + outlines.translate
        shapes.append(shapely.Polygon(line).buffer(0))
    total = shapes[0]
    for shape in shapes[1:]:
        total = total.symmetric_difference(shape)
    return float(total.area)


@pytest.mark.parametrize("code", ["43404", "01101", "27128", "47207"])
def test_rings_are_the_shipped_polygons(code: str) -> None:
    outlines = read_outlines()
    expected = read_municipalities().geometry[code].area
    assert _area(outlines, outlines.rings["municipalities"][code]) == pytest.approx(expected)


def test_a_prefecture_is_its_municipalities() -> None:
    outlines = read_outlines()
    inside = [
        _area(outlines, rings)
        for code, rings in outlines.rings["municipalities"].items()
        if code[:2] == "37"
    ]
    assert _area(outlines, outlines.rings["prefectures"]["37"]) == pytest.approx(sum(inside))


def test_a_designated_city_is_its_wards() -> None:
    codes = list(read_municipalities(whole_cities=True).index)
    found = read_outlines().with_cities(codes)
    expected = read_municipalities(whole_cities=True).geometry["14100"].area
    assert _area(found, found.rings["municipalities"]["14100"]) == pytest.approx(expected)


def test_no_area_is_simplified_away() -> None:
    outlines = read_outlines()
    least = np.full(len(outlines.starts) - 1, 1e6)
    kept = kept_corners(outlines, least)
    counts = np.add.reduceat(kept, outlines.starts[:-1], dtype=int)
    first, last = outlines.points[outlines.starts[:-1]], outlines.points[outlines.starts[1:] - 1]
    rings = (first == last).all(axis=1)
    assert counts.min() == 2
    assert counts[rings].min() >= 4


def test_sizes_of_pages(atlas: Atlas) -> None:
    def size(page: cm.Atlas, level: str | None = None) -> int:
        return len(page.map(level=level).html.encode())

    assert size(atlas) < 1_100_000
    assert size(atlas, "prefecture") < 750_000
    for chosen in ({"region": "kyushu"}, {"region": "chubu"}, {"prefecture": "01"}):
        assert size(atlas.select(**chosen)) < 680_000


def test_a_page_without_municipalities_says_so(atlas: Atlas) -> None:
    html = atlas.select(prefecture="43").map(level="prefecture").html
    assert topology.shipped_prefectures(["43"], []).rings.keys() == {"areas", "towns"}
    with pytest.raises(ClustermapError, match="no municipalities"):
        page_table(html, "municipalities")


def test_tables_come_back_as_they_went_in(atlas: Atlas) -> None:
    html = atlas.map().html
    sites = page_table(html, "sites").set_index("id")
    for column in ("name_ja", "operator_en", "status", "opened", "source_url", "evidence"):
        expected = atlas.sites.set_index("id")[column].fillna("")
        assert sites[column].fillna("").tolist() == expected.tolist(), column
    towns = page_table(html, "municipalities").set_index("code")
    assert towns.loc["43404", "population_2020"] == 43_337
    assert towns.loc["14101", "population_2020"] == towns.loc["14102", "population_2020"]
    with pytest.raises(UnknownNameError, match="Did you mean sites"):
        page_table(html, "sitse")


def test_packed_sites_come_back(atlas: Atlas) -> None:
    sites = atlas.sites
    found = points.unpack(points.pack(sites)).set_index("id").loc[sites["id"]]
    assert found["name_ja"].tolist() == sites["name_ja"].tolist()
    assert found["lon"].to_numpy() == pytest.approx(sites["lon"].to_numpy(), abs=1e-4)
    amounts = sites["investment_jpy_bn"].to_numpy(float)
    assert found["investment_jpy_bn"].to_numpy(float) == pytest.approx(amounts, nan_ok=True)


def test_the_command_reads_a_page(run: Runner, tmp_path: Path) -> None:
    assert run("map", "--prefecture", "43", "-o", "m.html").status == 0
    done = run("data", "show", "sites", "--from", "m.html", "-o", "s.csv")
    assert done.status == 0
    assert "jasm-kumamoto-1" in (tmp_path / "s.csv").read_text("utf-8-sig")
    (tmp_path / "x.html").write_text("<html></html>")
    done = run("data", "show", "sites", "--from", "x.html")
    assert (done.status, "not a map of clustermap" in done.err) == (1, True)

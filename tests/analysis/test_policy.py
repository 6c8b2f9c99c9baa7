from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from clustermap.analysis.policy import competitiveness, credit_by, credit_sites, timeline
from clustermap.errors import DataError, UnknownNameError

if TYPE_CHECKING:
    from clustermap.atlas import Atlas

SITES = pd.DataFrame(
    {
        "sector": ["ai", "ai", "bio", "bio", "bio", "ai", "ai"],
        "prefecture_code": ["01", "01", "01", "02", "02", "02", "02"],
        "status": ["planned"] * 2 + ["under_construction"] * 4 + ["operating"],
        "announced": ["2025", "2026-01", "2024", "", "2020", "2026", "2026"],
        "opened": ["2027", "", "2025-06", "", "2028", "2030", "2027"],
        "investment_jpy_bn": [100.0, 10.0, 50.0, 20.0, np.nan, 3.0, 500.0],
    },
    index=list("abcdefg"),
)
INSIDE = pd.DataFrame({"zone": ["x", "y", "x"], "site": ["a", "a", "b"]})


def test_the_credit_by_hand() -> None:
    found = credit_sites(SITES, rate=7, start="2025-12-26", minimum=3.5)
    assert dict(found["counted"]) == {
        "a": "yes", "b": "yes", "c": "before start", "d": "no date", "e": "no amount",
        "f": "too small",
    }  # fmt: skip
    assert found["credit_jpy_bn"].sum() == pytest.approx(7.7)
    assert credit_sites(SITES, rate=8)["credit_jpy_bn"].sum() == pytest.approx(8.8)
    assert credit_sites(SITES, cap=2.0)["credit_jpy_bn"].sum() == pytest.approx(2.7)
    assert credit_sites(SITES, minimum=0)["credit_jpy_bn"].sum() == pytest.approx(7.91)
    assert credit_sites(SITES, start="2025")["credit_jpy_bn"].sum() == pytest.approx(11.2)


def test_later_buildings_of_running_sites_count_by_hand() -> None:
    investments = pd.DataFrame(
        [
            ("g", "2026-04", "", 40.0, True),  # ahead
            ("g", "2027", "", 20.0, True),  # ahead, later
            ("g", "2025-09", "", 30.0, True),  # before the start
            ("g", "2026-05", "2026-06", 5.0, True),  # runs already
            ("g", "2028", "", 900.0, False),  # superseded
            ("g", "2028", "", np.nan, True),
            ("a", "2027", "", 88.0, True),  # the site's own total stands
        ],
        columns=["site_id", "planned_start", "actual_start", "amount_jpy_bn", "counted"],
    ).assign(kind="expansion")
    land = pd.DataFrame(
        {
            "site_id": ["a", "b", "g"], "kind": "purchase", "planned_start": "2027",
            "actual_start": "", "amount_jpy_bn": [12.0, 10.0, 7.0], "counted": True,
        }
    )  # fmt: skip
    investments = pd.concat([investments, land], ignore_index=True)
    found = credit_sites(SITES, investments)
    assert found.loc["g", ["status", "date", "investment_jpy_bn", "counted"]].tolist() == [
        "operating", "2026-04", 60.0, "yes",
    ]  # fmt: skip
    assert found.loc["a", "investment_jpy_bn"] == pytest.approx(88)  # 12 went for land
    assert found.loc["b", "counted"] == "no amount"  # all of its 10 did
    assert found["credit_jpy_bn"].sum() == pytest.approx(0.07 * (88 + 60))


def test_sums_by_sector_and_zone_by_hand() -> None:
    found = credit_sites(SITES)
    sector = credit_by(found, "sector", INSIDE)
    assert sector["credit_jpy_bn"].tolist()[0] == pytest.approx(7.7)
    assert math.isnan(sector.loc["bio", "credit_jpy_bn"])  # none is counted: not zero
    assert sector.loc["bio", ["sites", "counted", "no_amount", "left_out"]].tolist() == [3, 0, 1, 2]
    zone = credit_by(found, "zone", INSIDE)
    assert zone.loc["x", "credit_jpy_bn"] == pytest.approx(7.7)
    assert zone.loc["y", "credit_jpy_bn"] == pytest.approx(7.0)
    assert zone.loc["", "sites"] == 4
    prefecture = credit_by(found, "prefecture", INSIDE)
    assert prefecture["sites"].sum() == len(found)
    with pytest.raises(UnknownNameError, match="Unknown group"):
        credit_by(found, "town", INSIDE)


def test_the_shipped_sites_add_up_in_every_way(atlas: Atlas) -> None:
    total = atlas.policy("credit", by="site").table["credit_jpy_bn"].sum()
    for by in ("sector", "prefecture"):
        assert atlas.policy("credit", by=by).table["credit_jpy_bn"].sum() == pytest.approx(total)
    money = atlas.policy("credit", by="sector").table["investment_jpy_bn"].sum()
    assert total == pytest.approx(0.07 * money)
    higher = atlas.policy("credit", by="sector", rate=8).table
    assert higher["credit_jpy_bn"].sum() == pytest.approx(0.08 * money)
    sources = atlas.policy("credit").facts["sources"]
    assert "2025-12-26" in dict(sources)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"rate": 0}, "rate of 0"),
        ({"rate": 101}, "rate of 101"),
        ({"cap": 0}, "cap of 0"),
        ({"start": "soon"}, "not a date"),
    ],
)
def test_options_without_sense_are_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(DataError, match=words):
        credit_sites(SITES, **options)


def test_no_site_ahead_is_said(atlas: Atlas) -> None:
    with pytest.raises(DataError, match="planned or under construction"):
        atlas.select(status="closed").policy("credit")


def test_technologies_are_crossed_with_sites(atlas: Atlas) -> None:
    found = atlas.policy("technologies").table.set_index("id")
    assert len(found) == 67
    assert found["list"].iloc[0] == "national_strategic_6"
    assert (found["source_url"].str.startswith("http")).all()
    chips = found.loc["jp6-03"]
    own = atlas.sites[atlas.sites["sector"] == "semiconductor"]
    assert chips["sites"] == len(own)
    assert chips["investment_jpy_bn"] == pytest.approx(own["investment_jpy_bn"].sum())
    assert chips["examples"][0] == own["investment_jpy_bn"].idxmax()
    assert pd.isna(found.loc["jp6-02", "sites"])  # quantum: none of the sectors here
    both = found.loc["jp17-01"]
    assert both["sites"] == atlas.sites["sector"].isin(["ai", "semiconductor"]).sum()
    bio = atlas.select(sector="bio").policy("technologies").table
    assert len(bio)
    assert all("bio" in held for held in bio["cluster_sectors"])
    with pytest.raises(UnknownNameError, match="Unknown list"):
        atlas.policy("technologies", lists=["five"])


def test_the_time_line_by_sector_place_and_date(atlas: Atlas) -> None:
    events = atlas.selection.events
    chips = atlas.select(sector="semiconductor", prefecture="Kumamoto").policy("timeline").table
    assert len(chips)
    assert all("semiconductor" in held for held in chips["sectors"])
    assert all(not held or "43" in held for held in chips["prefecture_codes"])
    assert chips["date"].is_monotonic_increasing
    late = timeline(events, since="2025-12", until="2025-12-19")
    assert set(late["date"].str[:7]) <= {"2025-12", "2025"}
    assert late["date"].max() == "2025-12-19"
    assert "2025-12-11" in set(late["date"])
    taxes = atlas.policy("timeline", kinds=["税制"]).table
    assert set(taxes["kind"]) == {"tax"}
    with pytest.raises(DataError, match="No policy event"):
        timeline(events, since="2040")
    with pytest.raises(UnknownNameError, match="kind of event"):
        atlas.policy("timeline", kinds=["war"])


def test_places_in_rankings_and_ranks_that_are_not_known(atlas: Atlas) -> None:
    found = atlas.policy("competitiveness").table.set_index(["index", "indicator", "period"])
    belfer = found.loc[("Belfer Critical and Emerging Technologies Index", "AI", "2025")]
    assert (belfer["rank"], belfer["above"], belfer["below"]) == (10, "South Korea", "Italy")
    assert pd.isna(found.loc[("Tortoise Global AI Index", "Overall", "2024"), "rank"])
    korea = atlas.policy("competitiveness", country="south korea").table
    assert korea["rank"].notna().sum() > 5
    with pytest.raises(UnknownNameError, match="Unknown country"):
        competitiveness(
            pd.DataFrame(
                {"index": "a", "indicator": "b", "country_iso3": "USA", "country_en": "U",
                 "period": 2024, "rank": 1, "score": 1.0, "source_url": ""}, index=[0],
            ),
            "XYZ",
        )  # fmt: skip
    assert len(atlas.policy("competitiveness", every=True).table) == 72


def test_an_unknown_question_is_an_error_with_a_hint(atlas: Atlas) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean credit"):
        atlas.policy("credits")

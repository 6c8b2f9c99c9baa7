import datetime as dt
import itertools
import re
from collections import Counter, defaultdict
from urllib.parse import urlsplit

import pytest
from pyproj import Geod

from clustermap.data.sites import read_sites

# Latest month of the pages that the tables were compiled from.
AS_OF = "2026-03"
MOST_JPY_BN = 5000  # Rapidus: the whole program
TWIN_METERS = 200
#: Sites of one operator that are near each other, or share the point of a town, and are two.
NEIGHBORS_OF_ONE_OPERATOR = {
    ("nec-ai-supercomputer-tamagawa", "nec-innovation-building-tamagawa"): "machine and building",
    ("riken-fugakunext", "riken-rccs-fugaku"): "successor planned beside the center at work",
    ("rapidus-iim-1", "rapidus-iim-2"): "first and second fab on one ground",
    ("rapidus-iim-1", "rapidus-rcs"): "fab, and back-end line in the plant beside it",
    ("rapidus-iim-2", "rapidus-rcs"): "second fab, and back-end line in the plant beside it",
    ("kioxia-kitakami-k1", "kioxia-kitakami-k2"): "first and second fab",
    ("tel-oshu-new", "tel-ts-tohoku"): "new logistics and production building, and works",
    ("tel-miyagi-dev", "tel-miyagi-production"): "works, and production building under way",
    ("disco-gohara", "disco-kuwabata"): "two works of one town's point",
    ("micron-hiroshima", "micron-hiroshima-expansion"): "fab, and new building planned",
    ("j-eng-akashi", "j-eng-ammonia-plant"): "works, and engine plant being built",
    ("mitsui-es-tamano", "mitsui-es-tamano-ammonia"): "works, and ammonia engine line",
    ("oshima-koyagi", "oshima-koyagi-floating-wind"): "yard, and floating wind line planned",
    (
        "hitachi-zosen-marine-engine-ammonia",
        "hitachi-zosen-marine-engine-ariake",
    ): "ammonia plant planned at the engine works",
    ("takara-bio-kusatsu", "takara-bio-kusatsu-3"): "center, and vaccine building planned",
    ("s-racmo-force", "sumitomo-pharma-smart"): "two cell plants, of 2022 and 2018",
    ("jcr-kobe-formulation", "jcr-kobe-science-park-api"): "two plants on plots of their own",
    ("km-biologics-kikuchi", "km-biologics-kikuchi-kd"): "institute, and dual-use building",
    (
        "asahi-kasei-planova-nobeoka-fab4",
        "asahi-kasei-planova-nobeoka-spinning",
    ): "fourth spinning plant planned beside the earlier ones",
    ("mhiael-nagasaki-1", "mhiael-nagasaki-2"): "first and second building",
}
DATES = {
    "clusters": ("established", "source_date"),
    "zones": ("designated", "ended", "source_date"),
    "policy_events": ("date",),
}


def after(first, second):
    """Say whether a partial date lies after another, as far as both are exact."""
    exact = min(len(first), len(second))
    return first[:exact] > second[:exact]


def test_ids_are_unique_across_sectors(tables):
    counts = Counter(row["id"] for row in tables.sites)
    assert [name for name, count in counts.items() if count > 1] == []


def test_anchors_are_other_sites(tables):
    known = {row["id"] for row in tables.sites}
    anchored = [row for row in tables.sites if row["anchor_id"]]
    assert anchored
    for row in anchored:
        assert row["anchor_id"] in known, row["id"]
        assert row["anchor_id"] != row["id"]


def test_municipalities_lie_in_their_prefecture(tables):
    for row in [*tables.sites, *tables("municipalities")]:
        code = row.get("municipality_code") or row["code"]
        assert code[:2] == row["prefecture_code"], row
    for row in tables("zones"):
        prefectures = set(row["prefecture_codes"].split(";"))
        municipalities = [code for code in row["municipality_codes"].split(";") if code]
        assert {code[:2] for code in municipalities} <= prefectures, row["id"]
        assert set(filter(None, row["whole_prefecture"].split(";"))) <= prefectures, row["id"]
        assert len(municipalities) == len(
            [name for name in row["municipalities_ja"].split(";") if name]
        ), row["id"]
    for row in tables("clusters"):
        if row["core_municipality_code"]:
            assert row["core_municipality_code"][:2] in row["prefecture_codes"].split(";")


def test_every_municipality_named_has_a_point_and_one_name(tables):
    names = {row["code"]: row["name_ja"] for row in tables("municipalities")}
    for row in tables("zones"):
        pairs = zip(
            filter(None, row["municipality_codes"].split(";")),
            filter(None, row["municipalities_ja"].split(";")),
            strict=True,
        )
        for code, name in pairs:
            assert names[code] == name, (row["id"], code)
    for row in tables.sites:
        assert row["municipality_ja"].endswith(names[row["municipality_code"]]), row["id"]


def test_dates_are_days_months_or_years_of_the_calendar(tables):
    dates = [
        row[column]
        for table, columns in DATES.items()
        for row in tables(table)
        for column in columns
    ]
    dates += [
        row[column] for row in tables.sites for column in ("announced", "opened", "source_date")
    ]
    for date in filter(None, dates):
        full = date + "-01-01"[len(date) - 4 :]
        assert 1850 <= dt.date.fromisoformat(full).year <= 2040, date


def test_nothing_opens_before_it_is_announced(tables):
    assert [
        row["id"]
        for row in tables.sites
        if row["announced"] and row["opened"] and after(row["announced"], row["opened"])
    ] == []


def test_status_fits_the_dates(tables):
    for row in tables.sites:
        if row["status"] == "operating" and row["opened"]:
            assert not after(row["opened"], AS_OF), row["id"]
        if row["status"] in {"planned", "under_construction"} and row["opened"]:
            assert not after(row["source_date"] or row["opened"], row["opened"]), row["id"]


def test_jobs_say_whether_they_are_planned_and_of_what_year(tables):
    told = [row for row in tables.sites if row["jobs"]]
    assert told
    for row in tables.sites:
        assert bool(row["jobs"]) == bool(row["jobs_kind"]) == bool(row["jobs_year"]), row["id"]
    assert all(0 < int(row["jobs"]) <= 10_000 for row in told)


def test_investments_are_of_sites_and_plausible(tables):
    rows = tables("investments")
    known = {row["id"] for row in tables.sites}
    assert {row["site_id"] for row in rows} <= known
    for row in rows:
        amount, aid = (float(row[name] or 0) for name in ("amount_jpy_bn", "subsidy_jpy_bn"))
        assert amount or aid or row["planned_start"] or row["actual_start"], row
        assert not row["amount_jpy_bn"] or 0 <= aid <= amount <= MOST_JPY_BN, row
        for start in ("planned_start", "actual_start"):
            both = row["announced"] and row[start]
            assert not (both and after(row["announced"], row[start])), row
    counted = [row for row in rows if row["counted"] == "true"]
    assert len({(row["site_id"], row["what_en"]) for row in rows}) == len(rows)
    assert len(counted) < len(rows)  # superseded plans are kept, not added up


def test_the_sites_totals_are_the_sums_of_the_investments(tables):
    totals = defaultdict(float)
    for row in tables("investments"):
        if row["counted"] == "true" and row["amount_jpy_bn"]:
            totals[row["site_id"]] += float(row["amount_jpy_bn"])
    read = read_sites()["investment_jpy_bn"].dropna()
    assert read.to_dict() == pytest.approx(dict(totals))


def test_every_row_says_how_sure_it_is(tables):
    rated = Counter(row["confidence"] for row in tables.sites)
    assert set(rated) == {"confirmed", "single", "weak"}
    for row in tables.sites:
        first, second = row["source_url"], row["source_url_2"]
        assert first != second, row["id"]
        if row["confidence"] == "confirmed":
            assert second, row["id"]
        assert dt.date.fromisoformat(row["checked"]) >= dt.date(2026, 11, 24), row["id"]


@pytest.mark.parametrize("table", ["zones", "clusters", "policy_events"])
def test_a_confirmed_zone_cluster_or_event_names_two_pages(tables, table):
    rows = tables(table)
    assert sum(row["confidence"] == "confirmed" for row in rows) > len(rows) / 2
    for row in rows:
        assert row["source_url"] != row["source_url_2"], row
        if row["confidence"] == "confirmed":
            assert row["source_url_2"], row
            assert dt.date.fromisoformat(row["checked"]), row


def test_no_site_stands_twice(tables):
    pairs = set()
    for sector in tables.sectors:
        rows = tables(f"sites/{sector}")
        for one, other in itertools.combinations(rows, 2):
            same = one["operator_en"] == other["operator_en"]
            if same and meters(one, other) <= TWIN_METERS:
                pairs.add((one["id"], other["id"]))
    assert pairs == set(NEIGHBORS_OF_ONE_OPERATOR), pairs ^ set(NEIGHBORS_OF_ONE_OPERATOR)


def meters(one, other):
    points = (float(row[axis]) for row in (one, other) for axis in ("lon", "lat"))
    return Geod(ellps="GRS80").inv(*points)[2]


def test_where_no_site_stands_it_was_searched(tables):
    sites = {row["id"]: (row["prefecture_code"], row["sector"]) for row in tables.sites}
    searched = {(row["prefecture_code"], row["sector"]): row for row in tables("searches")}
    assert len(searched) == len(tables("searches"))
    codes = [row["code"] for row in tables("prefectures")]
    empty = {*itertools.product(codes, tables.sectors)} - set(sites.values())
    assert {place for place, row in searched.items() if not row["found"]} == empty
    for place, row in searched.items():
        assert {sites[name] for name in row["found"].split(";") if name} <= {place}


def test_sources_are_addresses_of_pages(tables):
    names = ["investments", "clusters", "zones", "policy_events", "strategic_technologies"]
    names += ["ai_competitiveness", "municipalities", "neighbors", "searches"]
    rows = [row for name in names for row in tables(name)] + tables.sites
    for row in rows:
        for address in filter(None, (row["source_url"], row.get("source_url_2"))):
            parts = urlsplit(address)
            assert parts.scheme in {"http", "https"}, row
            assert "." in (parts.hostname or ""), row
            assert not re.search(r"[\s<>\"]", address), row


def test_the_readme_counts_what_is_there(tables, package):
    readme = (tables.folder / "README.md").read_text(encoding="utf-8")
    for resource in package["resources"]:
        if resource["path"].endswith(".csv"):
            rows = tables(resource["path"].removesuffix(".csv"))
            assert f"| `{resource['path']}` | {len(rows)} |" in readme
    assert f"**{len(tables.sites)} sites**" in readme
    positions = Counter(row["position"] for row in tables.sites)
    assert f"({positions['site']} rows)" in readme
    assert f"({positions['district']})" in readme
    rated = Counter(row["confidence"] for row in tables.sites)
    told = " | ".join(str(rated[kind]) for kind in ("confirmed", "single", "weak"))
    assert f"| {len(tables.sites)} | {told} |" in readme
    front = " ".join((tables.folder.parent / "README.md").read_text(encoding="utf-8").split())
    assert f"The {len(tables.sites)} sites" in front
    assert (
        f"{rated['confirmed']} sites are confirmed by two independent pages, {rated['single']} rest "
        f"on one, {rated['weak']} on an old or weak one"
    ) in front
    overtaken = sum(
        row["status"] == "operating" and after(row["opened"], row["source_date"])
        for row in tables.sites
        if row["opened"] and row["source_date"]
    )
    assert f"{overtaken} `operating` rows" in readme

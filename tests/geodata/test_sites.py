import datetime as dt
from collections import Counter
from urllib.parse import urlsplit

# Latest month of the pages that the tables were compiled from.
AS_OF = "2026-03"
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


def test_amounts_are_plausible(tables):
    invested = [row for row in tables.sites if row["investment_jpy_bn"]]
    assert max(float(row["investment_jpy_bn"]) for row in invested) == 5000  # Rapidus
    for row in invested:
        assert float(row["investment_jpy_bn"]) > 0, row["id"]
        assert float(row["subsidy_jpy_bn"] or 0) <= float(row["investment_jpy_bn"]), row["id"]
    assert all(0 < int(row["jobs"]) <= 10_000 for row in tables.sites if row["jobs"])


def test_sources_are_addresses_of_pages(tables):
    names = ["clusters", "zones", "policy_events", "strategic_technologies", "ai_competitiveness"]
    rows = [row for name in names for row in tables(name)] + tables.sites
    for row in rows:
        parts = urlsplit(row["source_url"])
        assert parts.scheme in {"http", "https"}, row
        assert "." in (parts.hostname or ""), row


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
    overtaken = sum(
        row["status"] == "operating" and after(row["opened"], row["source_date"])
        for row in tables.sites
        if row["opened"] and row["source_date"]
    )
    assert f"{overtaken} `operating` rows" in readme

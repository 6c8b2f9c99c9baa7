"""The value chain, the links between sites and the events of sites, row by row."""

import datetime as dt
import itertools
import re
from collections import Counter
from urllib.parse import urlsplit

import pytest

LATEST = dt.date(2026, 11, 30)  # the day on which the pages were read


def ids(tables):
    return {row["id"] for row in tables.sites}


def listed(cell):
    return [one for one in cell.split(";") if one]


def test_every_segment_stands_at_one_step_of_its_sector(tables):
    at = Counter(
        (row["sector"], segment)
        for row in tables("value_chain")
        for segment in listed(row["segments"])
    )
    assert {pair for pair, count in at.items() if count > 1} == set()
    assert set(at) == {(row["sector"], row["segment"]) for row in tables.sites}


def test_steps_are_in_order_and_hold_something(tables):
    for sector, rows in itertools.groupby(tables("value_chain"), lambda row: row["sector"]):
        steps = list(rows)
        assert [int(row["order"]) for row in steps] == list(range(1, len(steps) + 1)), sector
        for name in ("step", "name_en", "name_ja", "name_ko"):
            assert len({row[name] for row in steps}) == len(steps), (sector, name)
        assert all(row["segments"] or row["site_ids"] for row in steps), sector


def test_sites_named_at_a_step_are_of_its_sector_and_named_once(tables):
    sector_of = {row["id"]: row["sector"] for row in tables.sites}
    named = [(row, one) for row in tables("value_chain") for one in listed(row["site_ids"])]
    assert [one for row, one in named if sector_of.get(one) != row["sector"]] == []
    assert len({one for _, one in named}) == len(named)


def test_each_end_of_a_link_is_a_site_or_a_firm_in_two_languages(tables):
    known = ids(tables)
    for row in tables("links"):
        for end in ("from", "to"):
            assert (row[end] in known) == (row[f"{end}_ja"] == ""), row


def test_links_join_two_and_stand_once(tables):
    rows = tables("links")
    assert all(row["from"] != row["to"] for row in rows)
    keys = Counter((row["from"], row["to"], row["kind"]) for row in rows)
    assert [key for key, count in keys.items() if count > 1] == []


def test_a_firm_has_one_japanese_name(tables):
    names = {(row[end], row[f"{end}_ja"]) for row in tables("links") for end in ("from", "to")}
    english = Counter(en for en, ja in names if ja)
    japanese = Counter(ja for _, ja in names if ja)
    assert english.most_common(1)[0][1] == japanese.most_common(1)[0][1] == 1


def test_the_firms_of_the_issue_have_links(tables):
    """JASM, Rapidus, Micron, Kioxia, Imabari, Mitsubishi Heavy Industries, Chugai first."""
    ends = {row[end] for row in tables("links") for end in ("from", "to")}
    assert len(tables("links")) >= 150
    assert {
        "jasm-kumamoto-1", "rapidus-iim-1", "micron-hiroshima", "kioxia-yokkaichi-y7",
        "kioxia-kitakami-k2", "imabari-hq-imabari", "mhi-nagasaki", "mhi-nagoya-oye",
        "Chugai Pharmaceutical",
    } <= ends  # fmt: skip


@pytest.mark.parametrize("table", ["links", "site_events", "value_chain"])
def test_every_row_quotes_a_page(tables, table):
    for row in tables(table):
        address = urlsplit(row["source_url"])
        assert address.scheme in {"http", "https"}, row
        assert "." in address.netloc, row
        assert row["source_url"].isascii()
        assert len(row["evidence"]) > 10, row
        assert dt.date.fromisoformat(row["checked"]) <= LATEST


def test_links_and_events_quote_the_words_of_the_page(tables):
    for row in tables("links") + tables("site_events"):
        assert re.search(r"「.+」|\".+\"", row["evidence"]), row


def test_what_is_written_in_three_scripts(tables):
    for row in tables("links") + tables("site_events"):
        assert not re.search(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]", row["what_en"]), row
        assert not re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", row["what_ko"]), row
        assert not re.search(r"[\uac00-\ud7a3]", row["what_ja"]), row


def test_events_are_of_sites_dated_and_past(tables):
    known = ids(tables)
    for row in tables("site_events"):
        assert row["site_id"] in known, row
        exact = (row["date"] + "-01-01")[:10]
        assert dt.date.fromisoformat(exact) <= LATEST, row


def test_no_site_opens_before_it_is_begun(tables):
    for row in tables("site_events"):
        for other in tables("site_events"):
            if row["site_id"] == other["site_id"] and (row["event"], other["event"]) == (
                "begun", "opened",
            ):  # fmt: skip
                exact = min(len(row["date"]), len(other["date"]))
                assert row["date"][:exact] <= other["date"][:exact], (row, other)


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("links", ("from", "to", "kind")),
        ("site_events", ("site_id", "date", "event")),
    ],
)
def test_rows_are_sorted(tables, table, key):
    keys = [tuple(row[name] for name in key) for row in tables(table)]
    assert keys == sorted(keys)

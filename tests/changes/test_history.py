"""A site's history out of three tables, and what should have happened by now."""

from __future__ import annotations

import pandas as pd
import pytest

from clustermap.data.history import COLUMNS, history
from clustermap.data.investments import read_investments
from clustermap.data.overdue import STALLED_AFTER, months_between, to_check
from clustermap.questions import overdue
from clustermap.questions.history import ask

SITES = pd.DataFrame(
    {
        "status": ["planned", "under_construction", "operating", "planned", "planned"],
        "announced": ["2021-05", "", "2019", "", ""],
        "opened": ["2023", "2024-06", "2020", "2024-01", "2026-12"],
        "source_url": [f"https://example.jp/{n}" for n in range(5)],
        "source_date": ["2021-05-28", "2024-09-01", "", "", ""],
    },
    index=list("abcde"),
)  # fmt: skip
MONEY = read_investments().iloc[:0]
EVENTS = pd.DataFrame(
    [["a", "announced", "2021-05-28", "x", "x", "x", "https://example.jp/e", "2026-11-29", ""]],
    columns=["site_id", "event", "date", "what_en", "what_ja", "what_ko", "source_url", "checked", "evidence"],
)  # fmt: skip


def test_a_date_is_told_once_by_the_table_that_knows_most() -> None:
    found = history(SITES, MONEY, EVENTS)
    assert tuple(found.columns) == COLUMNS
    mine = found[found["site_id"] == "a"]
    assert mine[["date", "event", "planned", "table"]].to_numpy().tolist() == [
        ["2021-05-28", "announced", False, "site-events"], ["2023", "opened", True, "sites"],
    ]  # fmt: skip


def test_every_entry_of_the_shipped_register_is_dated_and_sourced(atlas) -> None:
    found = history(atlas.sites, atlas.selection.investments)
    assert found["date"].str.fullmatch(r"\d{4}(-\d\d){0,2}").all()
    assert found["source_url"].str.startswith("http").all()
    assert set(found["site_id"]) <= set(atlas.sites.index)
    for _, rows in found.groupby("site_id"):
        assert rows["date"].is_monotonic_increasing
    # every dated event of the table stands in the history
    assert (found["table"] == "site-events").sum() == 135
    # and every announced investment of a listed site, once
    money = atlas.selection.investments
    told = found[(found["table"] == "investments") & (found["event"] == "announced")]
    assert 0 < len(told) <= (money["announced"] != "").sum()


def test_stalled_is_a_flag_with_a_stated_rule() -> None:
    found = to_check(SITES, MONEY, "2026-03-15").set_index("id")
    assert found["flag"].to_dict() == {"a": "stalled", "b": "overdue", "d": "stalled"}
    # b: late by more than a year, but a page of later says that it is still being built
    assert found.loc["b", "months_late"] == 20
    assert found.loc["b", "last_sign"] == "2024-09-01"
    # nothing can be heard after the day that the register is as of
    early = to_check(SITES, MONEY, "2026-03-15", "2024-03").set_index("id")
    assert early.loc["d", "flag"] == "overdue"
    assert early.loc["d", "months_late"] == found.loc["d", "months_late"]


@pytest.mark.parametrize(
    ("due", "day", "months"),
    [("2025", "2025-12-31", 0), ("2025", "2026-02-01", 1), ("2025-06", "2025-07-31", 0),
     ("2025-06", "2025-08-01", 1), ("2025-01-31", "2025-02-28", 0), ("2024-02-29", "2025-02", 11)],
)  # fmt: skip
def test_months_are_whole_ones(due: str, day: str, months: int) -> None:
    assert months_between(due, day) == months


def test_the_answer_carries_what_a_page_needs(atlas) -> None:
    found = overdue.ask(atlas.selection, overdue.Options(day="2026-11-30"))
    table = found.table
    needed = ["id", "name_en", "name_ja", "what", "due", "months_late", "flag", "source_url"]
    assert list(table.columns[:2]) == ["id", "name_en"]
    assert set(needed) <= set(table.columns)
    assert (table[["id", "name_en", "what", "due", "source_url"]] != "").all().all()
    # the flag never touches the status
    assert table["status"].tolist() == atlas.sites.loc[table["id"], "status"].tolist()
    openings = table[table["what"] == "opening"]
    assert set(openings["status"]) <= {"planned", "under_construction"}
    stalled = table[table["flag"] == "stalled"]
    assert (stalled["months_late"] >= STALLED_AFTER).all()
    for lang in ("en", "ja", "ko"):
        assert len(found.to_read(lang)) == len(table)
        assert len(found.sentences(lang)) == 4


def test_history_is_a_list_and_a_part_of_the_brief(run, atlas) -> None:
    done = run("data", "show", "history", "--near", "菊陽町", "--km", "5", "--format", "csv")
    lines = done.out.splitlines()
    assert lines[0].startswith("site_id,name_en,name_ja,name_ko,date,event,planned")
    assert any(line.startswith("jasm-kumamoto-1,") and ",begun," in line for line in lines)
    one = ask(atlas.selection, atlas.sites.loc[["jasm-kumamoto-2"]])
    assert "postponed" in set(one.table["event"])
    text = atlas.brief(site="jasm-kumamoto-2", lang="en").render("html").decode()
    assert "Postponed" in text


def test_amounts_are_told_once_and_superseded_ones_are_marked(atlas) -> None:
    money = atlas.selection.investments
    found = history(atlas.sites, money)
    shown = money[money["site_id"].isin(atlas.sites.index) & (money["announced"] != "")]
    assert found["amount_jpy_bn"].sum() == pytest.approx(shown["amount_jpy_bn"].sum())
    fab = found[(found["site_id"] == "jasm-kumamoto-2") & found["amount_jpy_bn"].notna()]
    assert fab[["date", "amount_jpy_bn", "counted"]].to_numpy().tolist() == [
        ["2024-02-06", 2100.0, True], ["2026-02-05", 2600.0, False],
    ]  # fmt: skip

"""What is asked of a user's own table of industries has to be there; options do something."""

from __future__ import annotations

import pytest

ROWS = """prefecture,industry,year,jobs
熊本県,Chips,2016,100
熊本県,Food,2016,200
福岡県,Chips,2016,50
福岡県,Food,2016,400
熊本県,Chips,2021,150
熊本県,Food,2021,190
福岡県,Chips,2021,55
福岡県,Food,2021,420
"""


@pytest.fixture
def own(run, tmp_path):
    (tmp_path / "own.csv").write_text(ROWS, encoding="utf-8")
    return lambda question, *more: run("stats", question, "--values", "own.csv", *more)


@pytest.mark.parametrize("question", ["specialization", "change"])
@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--industry", "Steel"], ["Unknown industry 'Steel'", "Your table has: Chips, Food."]),
        (["--basis", "shipments"], ["--basis chooses among official figures"]),
        (["--by", "division"], ["--by chooses among official figures"]),
        (["--level", "municipality"], ["--level chooses among official figures"]),
    ],
)
def test_what_is_not_there_is_said(own, question, more, words):
    status, out, err = own(question, *more)
    assert (status, out) == (1, "")
    assert len(err.strip().splitlines()) == 2
    for word in words:
        assert word in err


def test_a_benchmark_that_the_table_lacks(own):
    status, _, err = own("specialization", "--against", "Tokyo")
    assert status == 1
    assert "Your table has no area of Tokyo." in err
    assert own("specialization", "--against", "Fukuoka")[0] == 0


@pytest.mark.parametrize("question", ["specialization", "change"])
def test_an_industry_is_found_whatever_its_case(own, question):
    status, out, _ = own(question, "--industry", "chips", "--format", "csv")
    assert status == 0
    rows = out.strip().splitlines()[1:]
    assert rows
    assert all("Chips" in row for row in rows)

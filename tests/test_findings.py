"""The findings that the docs tell of the embedded data are what the studies find."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from clustermap.questions import STATISTICS

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = (DOCS / "questions" / "index.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| [^|]+ \| `([^`]+)` \| ([^|]+) \|$", PAGE, re.MULTILINE))


def test_every_study_has_a_row():
    assert {command.split()[0] for command in ROWS} == set(STATISTICS)


@pytest.mark.parametrize("command", ROWS)
def test_the_commands_run(command, run):
    few = ["--permutations", "99"] if command.split()[0] == "pattern" else []
    done = run("stats", *shlex.split(command), *few)
    assert done.status == 0
    assert done.out


def said(command: str) -> str:
    (row,) = [text for given, text in ROWS.items() if given.startswith(command)]
    return row


def test_indicators(atlas):
    found = atlas.stats("indicators").table.set_index("name")["sites_per_million"]
    assert found.idxmax() == "Kumamoto"
    assert said("indicators").startswith(f"{found.idxmax()} has the most")
    assert f": {found.max():.1f}." in said("indicators")


def test_concentration(atlas):
    gamma = atlas.stats("concentration").table.set_index("sector")["ellison_glaeser"]
    text = said("concentration")
    assert f"semiconductor sites (Ellison-Glaeser {gamma['semiconductor']:.3f})" in text
    assert f"shipbuilding sites ({gamma['shipbuilding']:.3f})" in text
    assert f"AI sites ({gamma['ai']:.3f})" in text
    # above 0.05 is very localized by the paper's own word
    assert gamma[["semiconductor", "shipbuilding"]].min() > 0.05
    assert abs(gamma["ai"]) < 0.02


def test_specialization(atlas):
    found = atlas.select(prefecture="kumamoto").stats("specialization").table.iloc[0]
    text = said("specialization")
    assert (found["industry"], found["code"]) == ("28", "43")
    assert text.startswith("In electronic parts and devices")
    assert f"{found['lq']:.2f} times the nation's" in text


def test_change(atlas):
    found = atlas.select(prefecture="kumamoto").stats("change").table
    row = found.set_index("industry").loc["all"]
    for part in ("change", "national", "mix", "competitive"):
        assert f"{row[part]:,.0f}" in said("change")


def test_relatedness(atlas):
    found = atlas.stats("relatedness", draws=99).facts["measured"]
    aucs = f"{found['density']['auc']:.2f} for density, {found['already']['auc']:.2f} for how"
    assert aucs in said("relatedness")
    assert f"({found['gains']} gains" in said("relatedness")


def test_flows(atlas):
    net = atlas.stats("flows", place="kumamoto").table.set_index("name")["net"].sort_values()
    assert list(net.index[:2]) == ["Fukuoka", "Tokyo"]
    for lost in net.iloc[:2]:
        assert f"{-lost:,}" in said("flows")


def test_autocorrelation(atlas):
    found = atlas.stats("autocorrelation").table.set_index("variable")
    row, rest = found.loc["shipbuilding"], found.drop(index="shipbuilding")
    text = ROWS["autocorrelation"]
    assert f"I {row['morans_i']:.2f}, q {row['q']:.2f}" in text
    assert row["q"] < 0.05
    assert f"q at least {rest['q'].min():.2f}" in text


def test_local(atlas):
    command = next(command for command in ROWS if "--local" in command)
    indicator = command.split()[-1]
    found = atlas.stats("autocorrelation", local=True, names=(indicator,)).table
    high = found.loc[found["label"] == "high-high", "name"].tolist()
    assert f"{', '.join(high[:-1])} and {high[-1]} are high among high" in ROWS[command]
    assert set(found["label"]) == {"high-high", "not significant"}


def test_pattern(atlas):
    found = (
        atlas.select(sector="shipbuilding").stats("pattern", distances=(10,), permutations=99).table
    )
    assert f"is {found['m_10'].item():.1f} times" in said("pattern")


def test_colocation(atlas):
    found = atlas.stats("colocation").table.set_index(["from", "to"])
    ships = found.loc["shipbuilding"]
    text = said("colocation")
    assert f"another one {ships.loc['shipbuilding', 'quotient']:.1f} times" in text
    assert f"an AI site {ships.loc['ai', 'quotient']:.2f} times" in text
    assert ships.loc[["shipbuilding", "ai"], "q"].max() < 0.05


def test_hotspots(atlas):
    found = atlas.select(sector="semiconductor").stats("hotspots").table
    largest = found.loc[found["size"].idxmax()]
    assert f"of {largest['size']} sites, lies around {largest['name']} in Kumamoto" in said(
        "hotspots"
    )
    codes = atlas.sites.loc[largest["members"], "prefecture_code"]
    assert codes.mode().item() == "43"


def test_zones(atlas):
    found = (
        atlas.select(sector="semiconductor").stats("zones").table.set_index("scope").loc["focus"]
    )
    text = said("zones")
    assert f"{found['share']:.0%} of the semiconductor sites" in text
    assert f"{found['share_all_sites']:.0%} of all sites do (q {found['q']:.3f})" in text
    assert found["zones"] == 1

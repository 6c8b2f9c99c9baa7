"""The value chain by place: counts, gaps, single sites; in every language and format."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from clustermap.answer import read_answer
from clustermap.data.chain import read_chain, steps_of
from clustermap.errors import DataError, UnknownNameError
from clustermap.locales import LANGUAGES, keys

if TYPE_CHECKING:
    from clustermap.atlas import Atlas
    from tests.conftest import Runner

SITES = Path(__file__).parents[1] / "geodata" / "sites"


def shipped(sector: str) -> list[dict[str, str]]:
    with (SITES / f"{sector}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["status"] != "closed"]


@pytest.mark.parametrize("sector", keys("sector"))
def test_every_open_site_is_counted_once(atlas: Atlas, sector: str) -> None:
    table = atlas.chain(sector).table
    assert table["sites"].sum() == len(shipped(sector))
    assert (
        table.groupby("step")["sites"].sum() == table.groupby("step")["sites_japan"].first()
    ).all()
    assert (table["operating"] <= table["sites"]).all()


def test_counts_are_those_of_the_file(atlas: Atlas) -> None:
    table = atlas.select(region="kyushu").chain("semiconductor").table
    found = table.set_index(["step", "code"])["sites"]
    rows = shipped("semiconductor")
    power = Counter(row["prefecture_code"] for row in rows if row["segment"] == "power_device")
    for code in sorted(set(table["code"])):
        assert found["power", code] == power[code]
    assert len(table) == 8 * 11


def test_masks_and_test_are_by_the_site(atlas: Atlas) -> None:
    steps = steps_of(atlas.sites, read_chain())
    assert steps["hoya-hachioji"] == "masks"
    assert steps["advantest-gunma"] == "test"
    assert steps["toyo-gosei-chiba"] == "materials"
    assert (steps != "").all()


def test_gaps_and_single_sites_are_named(atlas: Atlas) -> None:
    answer = atlas.select(prefecture="Hokkaido").chain("semiconductor")
    said = " ".join(answer.sentences("en"))
    assert "No site in the list at: Design (2 in Japan), Masks" in said
    assert "A single site at: Equipment (ASML" in said
    singles = answer.table[answer.table["single"]]
    assert set(singles["step"]) == {"equipment", "back_end"}


def test_a_complete_chain_has_no_gap_sentence(atlas: Atlas) -> None:
    said = atlas.chain("shipbuilding").sentences("en")
    assert said[0].endswith("sites at all 8 steps.")
    assert not any("No site" in one for one in said)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_reads_in_one_language(atlas: Atlas, lang: str) -> None:
    read = atlas.select(region="tohoku").chain("bio", lang=lang).read(lang)
    words = " ".join([read.title, *read.sentences, *map(str, read.table.columns)])
    latin = sum(letter.isascii() and letter.isalpha() for letter in words)
    assert (latin > len(words) / 2) == (lang == "en"), words


def test_places_are_prefectures_up_to_ten_and_regions_above(atlas: Atlas) -> None:
    assert atlas.chain("ai").level == "region"
    assert atlas.chain("ai", by="prefecture").table["code"].nunique() == 47
    few = atlas.select(region="shikoku")
    assert few.chain("shipbuilding").level == "prefecture"
    assert set(few.chain("shipbuilding", by="region").table["code"]) == {"shikoku"}


def test_municipalities_and_groups_are_columns_of_their_own(atlas: Atlas) -> None:
    towns = atlas.select(municipality=["北上市", "四日市市"]).chain("semiconductor")
    assert list(towns.read("ja").table.columns) == ["工程", "北上市", "四日市市", "全国"]
    found = towns.table.groupby("name")["sites"].sum()
    rows = Counter(row["municipality_ja"] for row in shipped("semiconductor"))
    assert found["Kitakami"] == rows["北上市"]
    assert found["Yokkaichi"] == rows["四日市市"]
    north = atlas.select(group="North Kyushu=40,41,42", prefecture="43").chain("semiconductor")
    assert set(north.table["name"]) == {"North Kyushu", "Kumamoto"}


def test_what_is_not_there_is_refused(atlas: Atlas) -> None:
    with pytest.raises(UnknownNameError, match="nano"):
        atlas.chain("nano")
    with pytest.raises(DataError, match="No site"):
        atlas.select(prefecture="Nara").chain("shipbuilding")


def test_kinds_of_a_users_file_that_stand_at_no_step_are_named(run: Runner, tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text(
        "name,sector,segment,lat,lon\nFab X,semiconductor,quantum,33.0,130.7\n", encoding="utf-8"
    )
    done = run("chain", "semiconductor", "--prefecture", "Kumamoto", "--sites", str(file))
    assert done.status == 0, done.err
    assert "Not counted, as their kind stands at no step: quantum." in done.out


@pytest.mark.parametrize("ending", ["csv", "json", "xlsx", "parquet", "md", "html"])
def test_every_format(run: Runner, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"c.{ending}"
    done = run("chain", "バイオ", "--region", "kansai", "--lang", "ja", "-o", str(file))
    assert done.status == 0, done.err
    match ending:
        case "csv":
            frame = pd.read_csv(file)
        case "json":
            frame = pd.DataFrame(json.loads(file.read_text(encoding="utf-8")))
        case "xlsx":
            frame = pd.read_excel(file, engine="openpyxl")
        case "parquet":
            frame = pd.read_parquet(file)
            assert read_answer(file).question == "chain"
        case _:
            assert "ワクチン製造" in file.read_text(encoding="utf-8")
            return
    assert set(frame["step"]) == set(read_chain().query("sector == 'bio'")["step"])


def test_a_report_on_one_sector_has_its_chain(atlas: Atlas) -> None:
    one = atlas.select(sector="semiconductor", region="kyushu").report(lang="ja")
    section = next(part for part in one.sections if part.key == "chain")
    assert "11工程のうち9工程" in section.message
    # without a sector chosen, that of the sector with the most sites
    section = next(
        part for part in atlas.select(region="kyushu").report().sections if part.key == "chain"
    )
    assert "54 sites" in section.message


def test_a_report_on_kinds_without_steps_has_none(run: Runner, tmp_path: Path) -> None:
    own, page = tmp_path / "own.csv", tmp_path / "own.md"
    own.write_text(
        "name,sector,segment,lat,lon\nFab X,semiconductor,quantum,33.0,130.7\n"
        "Yard Y,shipbuilding,shipyard,34.1,133.0\n",
        encoding="utf-8",
    )
    choice = ("--sector", "semiconductor", "--sites", str(own), "--sites-only")
    done = run("report", *choice, "-o", str(page))
    assert done.status == 0, done.err
    assert "Value chain" not in page.read_text(encoding="utf-8")

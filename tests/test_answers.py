"""Answers: one way for each, whole in a file, in languages that are there, with options that count."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

import clustermap as cm
from clustermap.answer import Answer, read_answer
from clustermap.cli import cli
from clustermap.errors import DataError, OutputError, UnknownNameError
from clustermap.questions import STATISTICS, question
from clustermap.questions.options import described

if TYPE_CHECKING:
    from clustermap.atlas import Atlas
    from tests.conftest import PayloadReader, Runner

QUICK = {"permutations": 99}
DRAWN = {
    "concentration": {},
    "specialization": {"industry": ("28",)},
    "change": {"industry": ("E",)},
    "flows": {"place": "Kumamoto"},
    "autocorrelation": {**QUICK, "local": True},
    "pattern": {**QUICK, "function": "m", "distances": (10, 50)},
    "colocation": QUICK,
    "hotspots": {},
}


@pytest.mark.parametrize("name", STATISTICS)
def test_a_question_answers_with_a_table(atlas: Atlas, name: str) -> None:
    known = {one.name for one in described(question(name).Options)}
    quick = {key: value for key, value in QUICK.items() if key in known}
    answer = atlas.stats(name, **quick)
    assert isinstance(answer, Answer)
    assert isinstance(answer.table, pd.DataFrame)
    assert len(answer.table)
    assert answer.explain
    assert not answer.table.attrs
    titles = {answer.title(lang) for lang in ("en", "ja", "ko")}
    assert len(titles) == 3
    assert name not in titles


@pytest.mark.parametrize("ending", ["json", "parquet"])
@pytest.mark.parametrize("name", DRAWN)
def test_an_answer_that_was_saved_can_still_be_drawn(
    atlas: Atlas, tmp_path: Path, name: str, ending: str
) -> None:
    ships = atlas.select(sector="shipbuilding") if name == "pattern" else atlas
    answer = ships.stats(name, **DRAWN[name])
    file = answer.save(tmp_path / f"answer.{ending}")
    again = read_answer(file)
    plain = answer.table.drop(columns=[c for c in ("geometry", "members") if c in answer.table])
    pd.testing.assert_frame_equal(again.table, pd.DataFrame(plain), check_dtype=False)
    assert (again.notes, again.level) == (answer.notes, answer.level)
    assert again.title("ja") == answer.title("ja")
    assert again.explain == answer.explain
    drawn, first = ships.chart(file, lang="ja"), ships.chart(answer, lang="ja")
    assert drawn.alternative == first.alternative
    assert drawn.render("svg")


def test_the_command_s_parquet_is_an_answer(run: Runner, atlas: Atlas, tmp_path: Path) -> None:
    done = run("stats", "colocation", "--permutations", "99", "-o", "found.parquet")
    assert done.status == 0, done.err
    again = read_answer(tmp_path / "found.parquet")
    assert again.notes == atlas.stats("colocation", permutations=99).notes
    assert pd.read_parquet(tmp_path / "found.parquet")["quotient"].notna().any()


@pytest.mark.parametrize("content", ["", "{}", '{"question": 1}', "[1, 2]", "\x00"])
@pytest.mark.parametrize("ending", ["json", "parquet"])
def test_files_that_are_no_answers(tmp_path: Path, content: str, ending: str) -> None:
    file = tmp_path / f"other.{ending}"
    with pytest.raises(DataError, match=f"other.{ending}"):
        read_answer(file)
    file.write_text(content)
    with pytest.raises(DataError, match="holds no answer"):
        read_answer(file)


def test_an_answer_is_kept_in_two_formats(atlas: Atlas, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="keeps an answer"):
        atlas.stats("colocation", **QUICK).save(tmp_path / "found.docx")


def test_zone_shares_are_one_answer(atlas: Atlas) -> None:
    shares, zones = atlas.zone_shares(permutations=99), atlas.stats("zones", permutations=99)
    pd.testing.assert_frame_equal(shares.table, zones.table)
    in_force = atlas.zones["ended"] == ""
    known = zones.table["zones"] + zones.table["unknown_zones"]
    assert set(known[zones.table["scope"] == "any"]) == {in_force.sum()}
    every = atlas.stats("zones", permutations=99, ended=True).table
    assert set(every["zones"] + every["unknown_zones"]) >= {len(atlas.zones)}
    one = atlas.zone_shares(permutations=99, scheme="kizuna").table
    assert one["zones"].max() == ((atlas.zones["scheme"] == "kizuna") & in_force).sum()


def test_a_language_that_is_not_there(atlas: Atlas) -> None:
    report = atlas.compare("Kumamoto", "Oita")
    around = atlas.spillover("jasm-kumamoto-1", permutations=99)
    answer = atlas.stats("colocation", **QUICK)
    for ask in (
        lambda: atlas.stats("concentration", lang="fr"),
        lambda: atlas.rank("sites", lang="fr"),
        lambda: atlas.policy("timeline", lang="fr"),
        lambda: answer.title("fr"),
        lambda: answer.sentences("fr"),
        lambda: report.html("fr"),
        lambda: report.markdown("fr"),
        lambda: report.sentences("fr"),
        lambda: report.table("fr"),
        lambda: report.rows("fr"),
        lambda: around.html("fr"),
        lambda: around.sentences("fr"),
        lambda: around.caveats("fr"),
        lambda: around.title("fr"),
        lambda: atlas.map(lang="fr"),
        lambda: atlas.figure(lang="fr"),
        lambda: atlas.report(lang="fr"),
        lambda: atlas.chart(answer, lang="fr"),
    ):
        with pytest.raises(UnknownNameError, match="Unknown language 'fr'"):
            ask()


def test_kinds_are_named_in_the_language_asked_for(atlas: Atlas) -> None:
    found = atlas.stats("colocation", lang="ja", **QUICK).table.set_index("from")
    assert set(found.loc["shipbuilding", "from_name"]) == {"造船"}
    segments = atlas.select(sector="shipbuilding").stats("colocation", by="segment", **QUICK).table
    assert "Shipyards" in set(segments["to_name"]) or "Shipyard" in set(segments["to_name"])


def test_rings_stay_when_boundaries_are_given(
    atlas: Atlas, n03: Path, payload: PayloadReader
) -> None:
    rings = atlas.spillover("jasm-kumamoto-1", permutations=99).rings_on_map()
    page = atlas.select(prefecture="43").map(
        boundaries=n03 / "N03-21_43_210101.geojson", rings=rings
    )
    told = payload(page.html)
    assert told["rings"] == rings
    assert told["areas"]["level"] == "municipality"


@pytest.mark.parametrize(
    "line",
    [
        "map --lang ja --lang ko",
        "stats concentration --basis sites --basis jobs",
        "rank sites --seed 1 --seed 2",
        "zones list --scheme kizuna --scheme kizuna",
        "policy credit --rate 7 --rate 8",
        "data validate sites.csv --kind sites --kind zones",
        "count points.csv --by prefecture --by area",
        "embed map.html --as iframe --as script",
    ],
)
def test_an_option_given_twice_is_wrong_usage(run: Runner, tmp_path: Path, line: str) -> None:
    done = run(*line.split())
    assert done.status == 2
    assert "is given twice" in done.err
    assert not list(tmp_path.iterdir())


def test_repeatable_options_may_be_given_twice(run: Runner) -> None:
    assert run(
        *[
            "rank",
            "sites",
            "--region",
            "kyushu",
            "--region",
            "kanto",
            "--sector",
            "ai",
            "--sector",
            "bio",
        ]
    ).out


@pytest.mark.parametrize(
    ("line", "option"),
    [
        ("stats zones --values x.csv", "--values"),
        ("stats pattern --values x.csv", "--values"),
        ("stats concentration --zones x.csv", "--zones"),
        ("rank sites --zones x.csv", "--zones"),
        ("zones list --values x.csv", "--values"),
        ("policy credit --values x.csv", "--values"),
        ("spillover --values x.csv", "--values"),
    ],
)
def test_an_option_that_a_question_does_not_use_is_not_offered(
    run: Runner, line: str, option: str
) -> None:
    done = run(*line.split())
    assert done.status == 2
    assert f"No such option '{option}'" in done.err or f"No such option: {option}" in done.err


def test_the_short_help_is_that_of_the_commands() -> None:
    import click

    from clustermap.cli import COMMANDS

    context = click.Context(cli)
    for name, summary in COMMANDS.items():
        made = cli.get_command(context, name)
        assert made is not None
        assert made.help is not None
        assert " ".join(made.help.split()).startswith(summary), name


def test_the_options_of_a_question_are_those_of_its_command() -> None:
    import click

    group = cli.get_command(click.Context(cli), "stats")
    assert isinstance(group, click.Group)
    for name in STATISTICS:
        made = group.get_command(click.Context(group), name)
        assert made is not None
        offered = {one.name for one in made.params}
        wanted = {one.name for one in described(question(name).Options) if one.kind != "api"}
        assert wanted <= offered, name


def test_a_report_of_sites_does_not_ask_the_values(run: Runner, tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text(
        "name,sector,lon,lat\nA,bio,130.7,32.8\nB,ai,130.75,32.8\nC,ai,131.6,33.2\n"
    )
    (tmp_path / "values.csv").write_text("prefecture,share\n43,1.5\n44,2\n")
    done = run(
        "report", "--sites", "sites.csv", "--sites-only", "--values", "values.csv",
        "--region", "kyushu", "-o", "report.html",
    )  # fmt: skip
    assert done.status == 0, done.err


def test_infinite_numbers_go_into_a_workbook(run: Runner, tmp_path: Path) -> None:
    done = run("spillover", "--permutations", "99", "-o", "rings.xlsx")
    assert done.status == 0, done.err
    rings = pd.read_excel(tmp_path / "rings.xlsx", engine="openpyxl")
    assert rings["ring"].tolist() == cm.load().spillover("jasm-kumamoto-1").table()["ring"].tolist()


def test_a_saved_answer_is_whole(atlas: Atlas, tmp_path: Path) -> None:
    ranking = atlas.rank("sites:bio")
    quotients = atlas.stats("colocation", **QUICK)
    around = atlas.spillover("jasm-kumamoto-1", permutations=99).answer
    for ending in ("json", "parquet"):
        again = read_answer(ranking.save(tmp_path / f"rank.{ending}"))
        pd.testing.assert_frame_equal(again.to_read("ja"), ranking.to_read("ja"))
        assert again.sentences("ko") == ranking.sentences("ko")
        assert again.facts == ranking.facts
        again = read_answer(quotients.save(tmp_path / f"quotients.{ending}"))
        assert again.facts == pytest.approx(quotients.facts)
        again = read_answer(around.save(tmp_path / f"around.{ending}"))
        assert set(again.frames) == set(around.frames)
        assert again.read("en").below == around.read("en").below


@pytest.mark.parametrize("content", ["1", "null", '"x"', "NaN"])
def test_json_that_is_no_answer(tmp_path: Path, content: str) -> None:
    file = tmp_path / "other.json"
    file.write_text(content)
    with pytest.raises(DataError, match="holds no answer"):
        read_answer(file)


@pytest.mark.parametrize("key", ["notes", "explain", "question", "titles", "chart", "frames"])
def test_answers_with_a_part_missing_or_of_another_kind(
    atlas: Atlas, tmp_path: Path, key: str
) -> None:
    file = atlas.stats("colocation", **QUICK).save(tmp_path / "found.json")
    whole = json.loads(file.read_text())
    for broken in ({k: v for k, v in whole.items() if k != key}, {**whole, key: 3}):
        if key == "question" and broken.get("question") == 3:
            continue  # a name like any other
        file.write_text(json.dumps(broken))
        with pytest.raises(DataError, match="holds no answer"):
            read_answer(file)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"local": "no"}, "local is 'no'"),
        ({"permutations": 99.5}, "not a whole number"),
        ({"permutations": float("nan")}, "not a number"),
        ({"permutations": None}, "not a number"),
        ({"permutations": 3}, "at least 19"),
        ({"weights": 3}, "not a text"),
        ({"measure": "g"}, "--measure is of the local test"),
        ({"local": True, "geary_z": "below"}, "--geary-z is of the global test"),
    ],
)
def test_values_that_an_option_can_t_have(atlas: Atlas, options: dict, words: str) -> None:
    with pytest.raises(DataError, match=words):
        atlas.stats("autocorrelation", **options)


def test_numbers_of_any_library_are_numbers(atlas: Atlas) -> None:
    one = atlas.stats("colocation", permutations=np.int64(99), seed=np.int8(1))
    two = atlas.stats("colocation", permutations=99.0, seed=1)
    pd.testing.assert_frame_equal(one.table, two.table)
    assert len(atlas.stats("hotspots", radius_km=np.float32(30), min_size=np.uint8(5)).table)


@pytest.mark.parametrize("until", [2020.5, 99999, "20", "then", -5])
def test_years_that_are_none(atlas: Atlas, until: object) -> None:
    with pytest.raises(DataError, match="is not a year"):
        atlas.select(until=until)


@pytest.mark.parametrize("ending", ["json", "parquet", "xyz", ""])
def test_a_report_is_not_written_under_another_format_s_ending(
    atlas: Atlas, tmp_path: Path, ending: str
) -> None:
    with pytest.raises(OutputError, match="names no format of a report"):
        atlas.compare("43", "44").save(tmp_path / f"found.{ending}")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("line", "status", "words"),
    [
        ("map -o map.pdf", 1, "clustermap figure -o map.pdf"),
        ("map -o map.docx", 1, "clustermap report -o map.docx"),
        ("map --embed-kit kit -o map.html", 2, "leave -o out"),
        ("rank sites --seed -1", 2, "--seed"),
        ("stats autocorrelation --measure gstar", 1, "Add --local"),
    ],
)
def test_what_can_t_be_done_is_refused(
    run: Runner, tmp_path: Path, line: str, status: int, words: str
) -> None:
    done = run(*line.split())
    assert done.status == status
    assert words in done.err
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_output_is_said() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "clustermap", "rank", "sites"],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    cause, remedy = done.stderr.splitlines()
    assert cause == "Error: The output can't be written: there is no space."
    assert remedy

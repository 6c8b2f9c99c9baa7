"""What a plain installation leaves out is asked for in one line, before anything is written."""

from __future__ import annotations

import tomllib
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clustermap import extras
from clustermap.analysis.weights.neighbors import queen
from clustermap.errors import DataError

if TYPE_CHECKING:
    from clustermap.atlas import Atlas
    from tests.conftest import Runner

PYPROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let none of the extras be installed."""
    monkeypatch.setattr(extras, "_missing", lambda extra: list(extras.EXTRAS[extra]))


@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize(
    ("line", "cause", "extra"),
    [
        ("figure -o a.png", "A static map needs matplotlib", "figures"),
        ("report -o a.html", "A report needs matplotlib", "figures"),
        ("report -o a.docx", "A report needs python-docx", "reports"),
        ("report -o a.pdf", "A report needs python-docx", "reports"),
        ("map --embed-kit kit", "--embed-kit needs matplotlib", "figures"),
        ("stats colocation --plot a.svg", "A chart needs matplotlib", "figures"),
        ("count points.csv --engine dask", "The engine dask needs distributed", "dask"),
        ("count points.csv --engine sedona", "The engine sedona needs sedonadb", "sedona"),
    ],
)
def test_a_missing_extra_is_named(
    run: Runner, tmp_path: Path, line: str, cause: str, extra: str
) -> None:
    (tmp_path / "points.csv").write_text("lon,lat\n130.7,32.8\n")
    done = run(*line.split())
    assert done.status == 1
    first, second = done.err.splitlines()
    assert first == f"Error: {cause}, which is not installed."
    assert second.startswith(f"Install it: pip install 'clustermap[{extra}]'")
    assert [file.name for file in tmp_path.iterdir()] == ["points.csv"]


@pytest.mark.usefixtures("plain")
def test_scripts_are_told_too(atlas: Atlas) -> None:
    with pytest.raises(DataError, match="A picture needs matplotlib"):
        atlas.figure()
    with pytest.raises(DataError, match="A Graph needs libpysal"):
        queen(atlas.prefectures)


@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize(
    "line",
    ["map", "compare 43 44 -o a.csv", "stats autocorrelation --permutations 99", "rank sites"],
)
def test_a_plain_installation_maps_compares_and_measures(run: Runner, line: str) -> None:
    done = run(*line.split())
    assert done.status == 0, done.err


def test_the_extras_bring_what_is_asked_for() -> None:
    held = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    provided = metadata.packages_distributions()
    for extra, modules in extras.EXTRAS.items():
        listed = " ".join(held[extra])
        for module in modules:
            assert any(name in listed for name in provided[module]), (extra, module)

from __future__ import annotations

import itertools
import json
import shutil
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import pytest
from hypothesis import settings

import clustermap as cm
from clustermap.cli import main
from clustermap.japan import PREFECTURES
from clustermap.maps.page.html import read_payload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    from clustermap.atlas import Atlas

    Runner = Callable[..., "Run"]
    PayloadReader = Callable[[str], dict[str, Any]]

# scripts with needs of their own, run by hand
collect_ignore_glob = [
    "fuzz/*", "benchmarks/*", "*/reference/*", "browser/screenshots.py", "reports/qgis_render.py"
]  # fmt: skip
CHROMIUM = shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
BOUNDARIES = Path(__file__).parents[1] / "geodata" / "boundaries" / "municipalities.topo.json"
#: Counties of Kumamoto by the first four digits of their towns' codes.
COUNTIES = {
    "4334": "下益城郡", "4336": "玉名郡", "4340": "菊池郡", "4342": "阿蘇郡", "4343": "阿蘇郡",
    "4344": "上益城郡", "4346": "八代郡", "4348": "葦北郡", "4350": "球磨郡", "4351": "球磨郡",
    "4353": "天草郡",
}  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--full", action="store_true", help="run wide matrices and simulations whole, not a sample"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "wide: of all combinations, a sample with each parameter's every value is run"
    )
    # a busy machine is no failure; examples are seeded but for a full run
    settings.register_profile("tests", deadline=None, derandomize=not config.getoption("full"))
    settings.load_profile("tests")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("full"):
        return
    seen: set[tuple[str, str, str]] = set()
    left_out: list[pytest.Item] = []
    # by checksum, so that the sample is the same on every worker and whatever else is collected
    for item in sorted(items, key=lambda each: zlib.crc32(each.nodeid.encode())):
        if item.get_closest_marker("wide") and isinstance(item, pytest.Function):
            test = item.nodeid.partition("[")[0]
            values = {(test, name, repr(one)) for name, one in item.callspec.params.items()}
            if values <= seen:
                left_out.append(item)
            seen |= values
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        gone = set(left_out)
        items[:] = [item for item in items if item not in gone]


@pytest.fixture(scope="session")
def full(pytestconfig: pytest.Config) -> bool:
    """Say whether simulations are run in full length."""
    return bool(pytestconfig.getoption("full"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once: a process can drive no two of Playwright's loops."""
    if CHROMIUM is None:
        pytest.fail("Debian's chromium is not installed: run tests/run.sh")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


class Run(NamedTuple):
    """One run of the command line: its status and what it printed."""

    status: int
    out: str
    err: str


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Runner:
    """Run the command line in this process, in a folder of the test's own."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str) -> Run:
        capsys.readouterr()  # what was printed before is not this run's
        with pytest.raises(SystemExit) as stop:
            main(list(arguments))
        return Run(stop.value.code, *capsys.readouterr())

    return command


@pytest.fixture(scope="session")
def payload() -> PayloadReader:
    """Read what a page's script is told, from the page's text."""

    return read_payload


@pytest.fixture(scope="session")
def atlas() -> Atlas:
    return cm.load()


@pytest.fixture(scope="session")
def n03(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Boundaries with the fields and file names of N03, made from those of ``geodata``.

    The country as TopoJSON, Kumamoto and the prefectures as GeoJSON. Subprefectures, and counties
    outside Kumamoto, are blank.
    """
    folder = tmp_path_factory.mktemp("n03")
    (folder / "N03-21_210101.topo.json").write_text(
        json.dumps(_country(), ensure_ascii=False), encoding="utf-8"
    )
    areas = gpd.read_file(folder / "N03-21_210101.topo.json").set_crs("EPSG:4326")
    fields = ["N03_001", "N03_002", "N03_003", "N03_004", "N03_007", "geometry"]
    areas = areas[fields].set_geometry(areas.geometry.make_valid())
    kumamoto = areas[areas["N03_001"] == "熊本県"]
    kumamoto.to_file(folder / "N03-21_43_210101.geojson")
    prefectures = areas.dissolve("N03_001", sort=False).reset_index()
    prefectures[["N03_001", "geometry"]].to_file(folder / "prefectures.geojson")
    return folder


def _country() -> dict[str, Any]:
    """Municipalities in N03's fields, with a rock in the sea that belongs to none, as N03 has."""
    names = {each.code: each.ja for each in PREFECTURES}
    topology: dict[str, Any] = json.loads(BOUNDARIES.read_text(encoding="utf-8"))
    shapes = topology["objects"].pop("municipalities")
    del topology["objects"]["prefectures"]
    for shape in shapes["geometries"]:
        code, name = shape["properties"]["code"], shape["properties"]["name"]
        inside = COUNTIES.get(code[:4])
        if name.endswith("区") and "市" in name:
            city, _, name = name.partition("市")
            inside = f"{city}市"
        shape["properties"] = {
            "N03_001": names[code[:2]],
            "N03_002": None,
            "N03_003": inside,
            "N03_004": name,
            "N03_007": code,
        }
    scale, origin = topology["transform"]["scale"], topology["transform"]["translate"]
    rock = [(140.34, 29.79), (140.35, 29.79), (140.35, 29.80), (140.34, 29.80), (140.34, 29.79)]
    grid = [[round((p[i] - origin[i]) / scale[i]) for i in (0, 1)] for p in rock]
    steps = [[b[0] - a[0], b[1] - a[1]] for a, b in itertools.pairwise(grid)]
    topology["arcs"].append([grid[0], *steps])
    undetermined = dict.fromkeys(("N03_002", "N03_003", "N03_007"))
    shapes["geometries"].append(
        {
            "type": "Polygon",
            "arcs": [[len(topology["arcs"]) - 1]],
            "properties": {"N03_001": "東京都", **undetermined, "N03_004": "所属未定地"},
        }
    )
    topology["objects"]["N03-21_210101"] = shapes
    return topology

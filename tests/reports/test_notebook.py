"""A notebook that is executed: maps, figures, reports and frames show by themselves."""

from __future__ import annotations

import base64
import io
import os
import re
import sys
from pathlib import Path

import nbclient
import nbformat
import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
CELLS = (
    "import clustermap as cm\natlas = cm.load().select(region='kyushu', sector='semiconductor')\natlas",
    "atlas.map(lang='ja')",
    "atlas.figure(lang='ja', dpi=100)",
    "atlas.rank('sites')",
    "atlas.stats('concentration')",
    "atlas.report()",
)


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> nbformat.NotebookNode:
    """Execute the cells in a kernel of this Python, with its files in a folder of their own."""
    home = tmp_path_factory.mktemp("jupyter")
    before = dict(os.environ)
    os.environ |= {
        "PYTHONPATH": str(ROOT), "JUPYTER_DATA_DIR": str(home), "IPYTHONDIR": str(home),
        "JUPYTER_RUNTIME_DIR": str(home), "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }  # fmt: skip
    try:
        from ipykernel.kernelspec import install

        install(prefix=str(home / "prefix"), kernel_name="here")
        os.environ["JUPYTER_PATH"] = str(home / "prefix" / "share" / "jupyter")
        made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in CELLS])
        nbclient.NotebookClient(made, timeout=180, kernel_name="here").execute()
    finally:
        os.environ.clear()
        os.environ |= before
    return made


def _shown(notebook: nbformat.NotebookNode, cell: int) -> nbformat.NotebookNode:
    (result,) = [one for one in notebook.cells[cell].outputs if one.output_type == "execute_result"]
    return result.data


pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.skipif(sys.platform == "win32", reason="kernels need another event loop there"),
]


def test_nothing_is_printed_beside_the_results(notebook: nbformat.NotebookNode) -> None:
    for cell in notebook.cells:
        assert [one.output_type for one in cell.outputs] == ["execute_result"], cell.outputs


def test_a_map_shows_in_a_frame_without_rights(notebook: nbformat.NotebookNode) -> None:
    html = _shown(notebook, 1)["text/html"]
    assert html.startswith("<iframe")
    assert "allow-same-origin" not in html
    assert "clustermap-data" in html


def test_a_figure_shows_as_a_picture(notebook: nbformat.NotebookNode) -> None:
    picture = base64.b64decode(_shown(notebook, 2)["image/png"])
    with Image.open(io.BytesIO(picture)) as image:
        assert image.width == pytest.approx(2 * 605, abs=2)
    (result,) = notebook.cells[2].outputs
    assert result.metadata["image/png"]["width"] == 604


def test_result_frames_are_tables(notebook: nbformat.NotebookNode) -> None:
    for cell in (3, 4):
        assert "<table" in _shown(notebook, cell)["text/html"]
    assert "Kumamoto" in _shown(notebook, 3)["text/html"]


def test_a_report_shows_with_its_map(notebook: nbformat.NotebookNode) -> None:
    html = _shown(notebook, 5)["text/html"]
    assert html.startswith("<iframe")
    assert "Semiconductors in Kyushu" in html


def test_what_is_shown_fits_into_one_self_contained_page(notebook: nbformat.NotebookNode) -> None:
    # as Quarto with embed-resources writes it: nothing that is shown points to another file
    for cell in (1, 5):
        outer = re.sub(r'srcdoc="[^"]*"', "", _shown(notebook, cell)["text/html"])
        assert not re.search(r'(?:src|href)="', outer)

"""Every command and every piece of Python in the README runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Runner

README = (Path(__file__).resolve().parents[1] / "README.md").read_text(encoding="utf-8")
SHELL = [
    line
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
]
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("line", [line for line in SHELL if line.startswith("clustermap")])
def test_commands_of_the_readme_run(line: str, run: Runner, tmp_path: Path) -> None:
    arguments = shlex.split(line)[1:]
    done = run(*arguments)
    assert done.status == 0, done.err
    if "-o" in arguments:
        assert (tmp_path / arguments[arguments.index("-o") + 1]).stat().st_size > 1000


def test_the_two_commands_of_the_readme_are_the_ones_that_ci_runs() -> None:
    set_up, test = (line for line in SHELL if not line.startswith("clustermap"))
    assert "clustermap map -o clusters.html" in set_up
    ci = (Path(__file__).resolve().parents[1] / ".ci" / "run").read_text(encoding="utf-8")
    assert test in ci.splitlines()


@pytest.mark.parametrize("code", PYTHON)
def test_python_of_the_readme_runs(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102
    assert (tmp_path / "kyushu.html").stat().st_size > 100_000

"""Every command line prints and writes what the record says: see README.md."""

from __future__ import annotations

import difflib

import pytest

from . import runner


@pytest.mark.parametrize("case", runner.CASES)
def test_nothing_has_changed(case: str) -> None:
    file = runner.stored(case)
    want = file.read_text(encoding="utf-8") if file.exists() else ""
    got = runner.run(case)
    if got != want:
        lines = difflib.unified_diff(
            want.splitlines(), got.splitlines(), "record", "now", lineterm="", n=2
        )
        pytest.fail("\n".join([f"{case}: {runner.CASES[case]}", *lines]), pytrace=False)


def test_the_record_has_no_other_cases() -> None:
    assert {file.stem for file in runner.RECORD.glob("*.txt")} == set(runner.CASES)

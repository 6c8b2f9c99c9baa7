"""The second audit: what was drawn, what was found, and what README.md says of it."""

import re
import subprocess
from collections import Counter

import pytest
from scipy.stats import binomtest


@pytest.fixture(scope="module")
def draw(script):
    return script("draw_audit")


def test_anyone_draws_the_same_rows(tables, draw):
    at_hand = subprocess.run(
        ["git", "cat-file", "-e", draw.COMMIT], cwd=tables.folder, capture_output=True, check=False
    )
    if at_hand.returncode:
        pytest.skip("the history of the tables isn't at hand")
    drawn = [(row["table"], row["key"]) for row in tables("audit_2026_11")]
    assert draw.draw() == drawn


def test_what_was_checked_names_the_page_and_faults_say_what_was_done(tables):
    for row in tables("audit_2026_11"):
        assert bool(row["page"]) == (row["result"] in {"agrees", "minor", "material"}), row
        assert row["note"], row
        if row["result"] in {"minor", "material"}:
            assert re.search(r"(mended|blanked)$", row["note"]), row


def test_the_readme_counts_the_results(tables):
    readme = (tables.folder / "README.md").read_text(encoding="utf-8")
    found = Counter(row["result"] for row in tables("audit_2026_11"))
    looked_up = found.total() - found["not looked up"]
    kinds = ("agrees", "minor", "material", "not found")
    told = [found.total(), looked_up, *(found[kind] for kind in kinds)]
    assert f"| {' | '.join(map(str, told))} |" in readme
    checked = looked_up - found["not found"]
    exact = binomtest(found["material"], checked).proportion_ci(method="exact")
    assert f"**{checked} that could be checked, {found['material']} had a material fault" in readme
    assert f"**{100 * exact.low:.2f} to {100 * exact.high:.1f} %**" in readme

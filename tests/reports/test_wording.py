from __future__ import annotations

import pandas as pd
import pytest

from clustermap.locales import wording


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("구마모토현은(는)", "구마모토현은"),
        ("홋카이도은(는)", "홋카이도는"),
        ("도쿄도과(와) 교토부이(가)", "도쿄도와 교토부가"),
        ("AI을(를)", "AI를"),
        ("조선을(를)", "조선을"),
        ("JASM 구마모토 제1공장(으)로", "JASM 구마모토 제1공장으로"),
        ("서울(으)로", "서울로"),
        ("33곳(이)다", "33곳이다"),
        ("1~39위(이)다", "1~39위다"),
        ("5,248억 엔(9곳)(이)다", "5,248억 엔(9곳)이다"),
        ("제3(으)로, 제2은(는)", "제3으로, 제2는"),
    ],
)
def test_korean_particles_follow_the_sound_before_them(text: str, expected: str) -> None:
    assert wording.particles(text) == expected


def test_ranks_ties_and_ranges() -> None:
    row = pd.Series({"rank": 19, "tied": 4, "lower": 3, "upper": 47})
    assert wording.rank_text(row, "en") == "19th= (3–47)"
    assert wording.rank_text(row, "ja") == "19位タイ（3–47）"
    assert wording.rank_text(row, "ko") == "19위 동률(3–47)"
    assert wording.rank_text(row.replace(19, pd.NA), "en") == ""


def test_a_p_value_is_never_zero() -> None:
    assert wording.p_text(0.0) == "p < 0.001"
    assert wording.p_text(0.9999) == "p = 1.00"

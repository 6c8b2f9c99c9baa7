"""What should have opened or started by now: what a page 'to be checked' needs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap import japan
from clustermap.analysis.frames import each
from clustermap.answer import Answer, Reading
from clustermap.data import catalog
from clustermap.data.history import history
from clustermap.data.overdue import OLDEST_EXPANSION, STALLED_AFTER, older_expansions, to_check
from clustermap.locales import wording
from clustermap.locales.dates import written
from clustermap.questions import options as option
from clustermap.questions.options import QuestionOptions

if TYPE_CHECKING:
    from clustermap.data.selection import Selection

#: Columns of the site beside what is overdue.
_ABOUT = (
    "name_en", "name_ja", "name_ko", "sector", "prefecture_code", "municipality_ja", "status",
    "source_url", "source_date", "checked",
)  # fmt: skip
_ORDER = (
    "id", "name_en", "name_ja", "status", "what", "what_en", "due", "months_late", "flag",
    "last_sign", "last_sign_url", "source_url", "checked",
)  # fmt: skip
_HEAD = ("site", "place", "what", "due", "late", "flag", "sign", "source")


@dataclass(frozen=True, kw_only=True)
class Options(QuestionOptions):
    """The day that is compared with."""

    day: str = option.from_script("")


def ask(selection: Selection, options: Options | None = None) -> Answer:
    """List what should have opened or started by now, oldest first: what to look up again.

    A plan is overdue when its date has passed; it is flagged as stalled, to be checked, when that
    was 12 months ago or more and nothing dated later is known of the site. The status that the
    source gives is never changed.
    """
    options = options or Options()
    day = options.day or dt.datetime.now(dt.UTC).astimezone().date().isoformat()
    until = catalog.as_of() if selection.national.embedded_sites else day
    found = to_check(selection.sites, selection.investments, day, until)
    about = pd.DataFrame(selection.sites)[[one for one in _ABOUT if one in selection.sites]]
    table = found.join(about, on="id")
    table = table[[*_ORDER, *(name for name in table if name not in _ORDER)]]
    counts = {
        "opening": int((table["what"] == "opening").sum()),
        "expansion": int((table["what"] == "expansion").sum()),
        "stalled": int((table["flag"] == "stalled").sum()),
        "older": older_expansions(history(selection.sites, selection.investments), day),
    }

    def reading(lang: str) -> Reading:
        title = _say("title", lang, day=written(day, lang))
        return Reading(title, _sentences(counts, day, until, lang), _in_words(table, lang))

    return Answer(
        "overdue", table, facts={**counts, "day": day, "stalled_after": STALLED_AFTER},
        explain={
            "method": f"overdue: the planned date, as exact as it is known, lies wholly before the "
            f"day; stalled: due {STALLED_AFTER} months or more before what the register knows of "
            f"({until}), and no event, announcement or dated page of the site after the planned "
            "date; the source's status stays",
        },
        reading=reading,
    )  # fmt: skip


def _say(key: str, lang: str, **values: Any) -> str:
    return wording.say("overdue", key, lang, **values)


def _sentences(counts: dict[str, int], day: str, until: str, lang: str) -> list[str]:
    lines = []
    for key in ("opening", "expansion", "stalled", "older"):
        n = counts[key]
        if n:
            lines.append(
                _say(f"n_{key}_one" if n == 1 else f"n_{key}", lang, n=f"{n:,}",
                     day=written(day, lang), months=STALLED_AFTER,
                     years=OLDEST_EXPANSION // 12, until=written(until, lang))
            )  # fmt: skip
    return lines or [_say("none", lang, day=written(day, lang))]


def _in_words(table: pd.DataFrame, lang: str) -> pd.DataFrame:
    rows = []
    for row in each(table):
        home = japan.BY_CODE.get(str(row.prefecture_code))
        plan = row.what_en if lang == "en" and row.what_en else _say(row.what, lang)
        rows.append([
            str(getattr(row, f"name_{lang}")), str(getattr(home, lang, "")), plan,
            written(row.due, lang), _say("months", lang, n=row.months_late) if row.months_late else
            _say("under_a_month", lang), _say(row.flag, lang),
            written(row.last_sign, lang) if row.last_sign else wording.NOTHING, row.source_url,
        ])  # fmt: skip
    return pd.DataFrame(rows, columns=[_say(f"head_{key}", lang) for key in _HEAD])

"""What the numbers are, area by area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clustermap.analysis.indicators import user_value_ids
from clustermap.answer import Answer
from clustermap.questions.areas import default_level, study_areas
from clustermap.questions.indicator_tables import PEOPLE, found_at, indicators_of
from clustermap.questions.labels import with_areas
from clustermap.questions.municipal_indicators import PEOPLE as MUNICIPAL_PEOPLE
from clustermap.questions.options import QuestionOptions, choice, flag, texts

if TYPE_CHECKING:
    from clustermap.data.selection import Selection

#: Files of the user's that the answer depends on.
USER_DATA = ("boundaries", "sites", "values")


@dataclass(frozen=True, kw_only=True)
class Options(QuestionOptions):
    """Which indicators; without a name, those of the sites."""

    names: tuple[str, ...] = texts("Only this one; repeatable.", flag="--indicator", metavar="ID")
    every: bool = flag("Official statistics too.", flag="--all")
    level: str | None = choice(
        "prefecture", "municipality", default=None,
        help="Size of the areas.  [default: prefecture, municipality where one is chosen]",
    )  # fmt: skip


def ask(selection: Selection, options: Options | None = None) -> Answer:
    """Print the indicators of each prefecture or municipality.

    \b
    Examples:
      clustermap stats indicators --region kyushu
      clustermap stats indicators --indicator investment --indicator population_census
      clustermap stats indicators --level municipality --prefecture 43 --all -o kumamoto.csv
    """
    options = options or Options()
    level = options.level or default_level(selection)
    place = study_areas(selection, level)
    table = indicators_of(selection, level)
    if options.names:
        chosen = list(dict.fromkeys(found_at(selection, name, level) for name in options.names))
    elif options.every:
        chosen = list(table.values.columns)
    else:
        usual = {"sites", "investment"}
        chosen = [one for one in user_value_ids(selection.user_values) if one in table.about]
        chosen += [
            one.id for one in table.about.values()
            if (one.group in usual or one.id in {PEOPLE, MUNICIPAL_PEOPLE})
            and one.id not in chosen
        ]  # fmt: skip
    here = place.areas.index
    hidden = int(table.suppressed.loc[here, chosen].to_numpy().sum())
    found = table.values.loc[here, chosen].rename_axis("area")
    values = "1 value is" if hidden == 1 else f"{hidden} values are"
    notes = [f"{values} withheld by the publisher: blank here, not zero."]
    lang = options.lang
    explain = {
        name: {
            "what": f"{about.label[lang]}, {about.unit[lang]}",
            **({"year": about.year} if about.year else {}),
            "source": about.source[lang],
            **({"note": about.note[lang]} if about.note[lang] else {}),
        }
        for name in chosen
        for about in [table.about[name]]
    }
    return Answer(
        "indicators",
        with_areas(found, place, lang),
        notes=(*place.notes, *(notes if hidden else [])),
        explain=explain,
        level=level,
    )

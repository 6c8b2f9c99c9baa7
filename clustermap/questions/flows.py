"""Who moves where, and where does freight go?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap import japan, locales
from clustermap.analysis.flows.balance import balances, partners
from clustermap.answer import Answer, Chart, Reading
from clustermap.data import official
from clustermap.errors import DataError
from clustermap.locales import numbers, wording
from clustermap.questions import economy
from clustermap.questions import options as option
from clustermap.questions.methods import explanation
from clustermap.questions.options import QuestionOptions

if TYPE_CHECKING:
    from clustermap.data.selection import Selection

#: Files of the user's that the answer depends on.
USER_DATA: tuple[str, ...] = ()
TABLES = {
    "migration": ("migration-prefecture-od", "year", "persons"),
    "freight": ("freight-prefecture-od", "fiscal_year", "thousand_tonnes"),
}
#: Partners drawn as arcs; the others are folded.
DRAWN = 12
NAMED = 3


@dataclass(frozen=True, kw_only=True)
class Options(QuestionOptions):
    """What flows, in which year, and around which prefecture."""

    what: str = option.choice("migration", "freight", help="People who move, or freight.")
    place: str | None = option.text(
        "Prefecture whose partners are listed.  [default: the one selected, if it is one]",
        metavar="PREF", flag="--around",
    )  # fmt: skip
    year: int | None = option.integer("Year of the flows.  [default: the latest]", default=None)
    every: bool = option.flag("All pairs of prefectures, without sums.", flag="--pairs")


def ask(selection: Selection, options: Options | None = None) -> Answer:
    """Migration between prefectures by pair and year: net, largest partners, shares.

    One prefecture is shown with its partners, several with what comes and goes. Freight is for a
    picture only: its survey is not designed for pairs, and none is named.

    \b
    Examples:
      clustermap stats flows
      clustermap stats flows --around Kumamoto --plot arcs.svg
      clustermap stats flows --year 2019 --pairs -o pairs.csv
    """
    options = options or Options()
    name, column, amount = TABLES[options.what]
    years = official.years(name)
    year = years[-1] if options.year is None else options.year
    if year not in years:
        raise official.not_there("year", year, years)
    place = _place(selection, options)
    if options.what == "freight" and options.every:
        raise DataError(
            "Freight is not told by pair: its survey is not designed for that.",
            "Leave --pairs out, or use --what migration.",
        )
    table = official.read(name)
    flows = table[table[column] == year].astype({amount: "int64"})
    if options.every:
        chosen = set(selection.prefectures.index)
        inside = flows["origin_code"].isin(chosen) | flows["destination_code"].isin(chosen)
        found = flows[inside].drop(columns=column).reset_index(drop=True)
    elif place and options.what == "migration":
        found = partners(flows, amount, place).reset_index()
    else:
        found = balances(flows, amount).reset_index()
        shown = {place} if place else set(selection.prefectures.index)
        found = found[found["code"].isin(shown)].reset_index(drop=True)
    found = found.assign(year=year, grade=official.about(name).quality)
    if "code" in found:
        names = economy.area_names("prefecture", options.lang)
        found.insert(1, "name", names.reindex(found["code"]).to_numpy())

    def reading(lang: str) -> Reading:
        return _reading(found, place, year, options.what, lang)

    return Answer(
        "flows",
        found,
        notes=tuple(_notes(options.what, year, options.lang)),
        explain=_explained(options.what),
        chart=Chart("arcs", _arcs(flows, amount, place, options.what, year)) if place else None,
        level="prefecture",
        facts={"what": options.what, "year": year, "place": place},
        reading=reading,
    )


def _place(selection: Selection, options: Options) -> str | None:
    if options.place:
        return japan.prefecture(options.place).code
    chosen = selection.chosen.prefectures
    return chosen[0] if len(chosen) == 1 else None


def arcs_around(place: str, year: int | None = None) -> dict[str, Any]:
    """Return the arcs of migration around a prefecture, the small ones folded.

    Returns
    -------
    dict
        ``place, year, arcs`` (``code, arrivals, departures, net`` of the largest partners) and
        ``folded`` (the same of all others together, with their number ``n``).

    Examples
    --------
    >>> arcs = arcs_around("43", 2023)
    >>> arcs["arcs"][0]["code"], len(arcs["arcs"]), arcs["folded"]["n"]
    ('40', 12, 34)
    """
    name, column, amount = TABLES["migration"]
    table = official.read(name)
    year = official.years(name)[-1] if year is None else year
    flows = table[table[column] == year].astype({amount: "int64"})
    return _arcs(flows, amount, place, "migration", year)


def arcs_on_map(selection: Selection, place: str | int) -> list[dict[str, Any]]:
    """Return the arcs of migration around a prefecture for the map page, with their texts.

    Raises
    ------
    UnknownNameError
        No prefecture of that name.
    """
    code = japan.prefecture(place).code
    found = arcs_around(code)
    every = selection.national.prefectures
    points = every[["office_lon", "office_lat"]].round(4)
    names = {each.code: each for each in japan.PREFECTURES}
    texts = {one: {lang: getattr(names[one], lang) for lang in locales.LANGUAGES} for one in names}
    name, year = official.about(TABLES["migration"][0]), str(found["year"])
    when = locales.texts("economy", "year_migration", year=year)
    source = locales.texts("economy", "source", survey=name.survey, year=when, grade=name.quality)
    rest = found["folded"]
    return [
        {
            "label": locales.texts("economy", "arcs_migration", area=texts[code], year=year),
            "from": points.loc[code].tolist(),
            "arcs": [
                {"to": points.loc[one["code"]].tolist(), "name": texts[one["code"]],
                 "net": one["net"]}
                for one in found["arcs"]
            ],
            "notes": [
                {
                    lang: wording.say(
                        "economy", "arcs_rest", lang, n=rest["n"],
                        net=economy.signed_amount(rest["net"], lang),
                    )
                    for lang in locales.LANGUAGES
                },
                locales.texts("economy", "figures", source=source),
            ],
        }
    ]  # fmt: skip


def _arcs(
    flows: pd.DataFrame, amount: str, place: str | None, what: str, year: int
) -> dict[str, Any]:
    """Return what a picture of arcs shows: the largest partners, the others folded."""
    if place is None:
        return {}
    found = partners(flows, amount, place)[["arrivals", "departures", "net"]]
    rest = found.iloc[DRAWN:]
    keep = found.head(DRAWN).reset_index().to_dict("records")
    return {
        "place": place,
        "what": what,
        "year": year,
        "arcs": [
            {key: str(value) if key == "code" else int(value) for key, value in row.items()}
            for row in keep
        ],
        "folded": {"n": len(rest), **{key: int(rest[key].sum()) for key in rest}},
        "source": official.about(TABLES[what][0]).survey,
    }


def _reading(found: pd.DataFrame, place: str | None, year: int, what: str, lang: str) -> Reading:
    def say(key: str, **values: Any) -> str:
        return wording.say("economy", key, lang, **values)

    names = economy.area_names("prefecture", lang)
    title = say(f"title_{what}", year=year)
    if "code" not in found:
        shown = found.drop(columns=["year", "grade"])
        for column in ("origin_code", "destination_code"):
            shown[column] = names.reindex(shown[column]).to_numpy()
        return Reading(title, (), shown.rename(columns=say))
    listed = place is not None and what == "migration"
    rows = []
    for row in found.to_dict("records"):
        cells = {say("partner" if listed else "area"): names[row["code"]]}
        for part in ("arrivals", "departures"):
            cells[say(f"{part}_{what}")] = numbers.decimal(row[part])
        cells[say("net")] = economy.signed_amount(row["net"], lang)
        if listed:
            cells[say("share_flow")] = economy.percent_text(row["share"])
        rows.append(cells)
    lines = _sentences(found, names, place, year, lang) if listed and place else []
    return Reading(title, lines, pd.DataFrame(rows))


def _sentences(
    found: pd.DataFrame, names: pd.Series[str], place: str, year: int, lang: str
) -> list[str]:
    net = int(found["net"].sum())
    lines = [
        wording.say(
            "economy", "net_gain" if net >= 0 else "net_loss", lang, area=names[place], year=year,
            net=numbers.decimal(abs(net)), arrivals=numbers.decimal(found["arrivals"].sum()),
            departures=numbers.decimal(found["departures"].sum()),
        )
    ]  # fmt: skip
    for key, rows in (
        ("gains_from", found[found["net"] > 0].nlargest(NAMED, "net")),
        ("losses_to", found[found["net"] < 0].nsmallest(NAMED, "net")),
    ):
        if len(rows):
            parts = [
                wording.say(
                    "economy", "named", lang, industry=names[row["code"]],
                    lq=economy.signed_amount(row["net"], lang),
                )
                for row in rows.to_dict("records")
            ]  # fmt: skip
            lines.append(wording.say("economy", key, lang, parts=wording.listed(parts, lang)))
    return lines


def _notes(what: str, year: int, lang: str) -> list[str]:
    about = official.about(TABLES[what][0])
    when = locales.text("economy", f"year_{what}", lang, year=str(year))
    source = locales.text(
        "economy", "source", lang, survey=about.survey[lang], year=when, grade=about.quality
    )
    return [
        wording.say("economy", "figures", lang, source=source),
        wording.say("economy", f"note_{what}", lang),
    ]


def _explained(what: str) -> dict[str, Any]:
    return explanation(
        "Who moves where, and where does freight go?",
        {
            "net": {"method": "Arrivals less departures; over all prefectures 0."},
            "share": {"method": "The partner's share of all arrivals and departures."},
        },
        null_model="none: full counts"
        if what == "migration"
        else "none; the survey is designed for the nation, not for pairs",
    )

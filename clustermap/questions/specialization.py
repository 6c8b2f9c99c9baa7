"""In which industries is an area specialized, by official figures or among the listed sites?"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from clustermap import japan, locales
from clustermap.analysis.concentration import benchmark, strong_clusters
from clustermap.analysis.degenerate import DegenerateInputWarning
from clustermap.analysis.least import FEW
from clustermap.answer import Answer, Chart, Reading
from clustermap.data import official
from clustermap.errors import DataError
from clustermap.locales import wording
from clustermap.questions import economy, site_quotients
from clustermap.questions import options as option
from clustermap.questions.economy import figures_of
from clustermap.questions.methods import METHODS, explanation
from clustermap.questions.options import QuestionOptions
from clustermap.questions.own_economy import own_industries, refuse_official, require_benchmark

if TYPE_CHECKING:
    import geopandas as gpd

    from clustermap.data.selection import Selection
    from clustermap.questions.economy import Figures
    from clustermap.questions.methods import Method

#: Files of the user's that the answer depends on.
USER_DATA = ("boundaries", "sites", "values")
#: Coverage of the intervals.
COVERAGE = 0.95
#: How many peers make a benchmark.
PEERS = 5
BENCHMARKS = ("nation", "region", "peers")
#: Quotients that a sentence names.
NAMED = 5


@dataclass(frozen=True, kw_only=True)
class Options(QuestionOptions):
    """What is counted and where, by which industries, against which benchmark."""

    level: str | None = option.level()
    basis: str | None = option.choice(
        "jobs", "establishments", "shipments", "value_added", "sites", default=None,
        help="What is counted: official figures, or the list of sites.  [default: jobs; sites "
        "with files of your own]",
    )  # fmt: skip
    by: str | None = option.choice(
        "industry", "division", "sector", default=None,
        help="24 manufacturing industries, 18 divisions of the whole economy, or the industries "
        "that stand for the sectors.  [default: industry; division for municipalities; sector "
        "with --sector]",
    )  # fmt: skip
    industry: tuple[str, ...] = option.texts(
        "Only this industry or division, by code or name; again for more.", metavar="CODE"
    )
    against: str = option.text(
        "Benchmark: nation, region (of each area), peers (the 5 most alike) or a prefecture.",
        default="nation", metavar="WHAT",
    )  # fmt: skip
    year: int | None = option.integer("Year of the figures.  [default: the latest]", default=None)
    method: Literal["exact", "monte_carlo"] = option.choice(
        "exact", "monte_carlo", help="Sites: how the interval of a quotient is made."
    )
    krugman: Literal["nation", "rest"] = option.choice(
        "nation", "rest", help="Sites: what an area's mix is compared with, all or all others."
    )
    permutations: int = option.permutations(9999, "simulations for rank ranges of sites")
    seed: int = option.seed()
    areas: gpd.GeoDataFrame | None = option.from_script()
    values: pd.Series[Any] | pd.DataFrame | None = option.from_script()
    #: A file with amounts by area and industry (and year) of the user's own.
    table: str | None = option.from_script()


def ask(selection: Selection, options: Options | None = None) -> Answer:
    """Location quotients by official jobs, establishments, shipments or value added.

    An industry's share of the area over its share of the benchmark. All areas of Japan are
    computed; the options choose which rows are shown. --basis sites takes the list of sites.

    \b
    Examples:
      clustermap stats specialization --prefecture Kumamoto
      clustermap stats specialization --prefecture Kumamoto --against region --by division
      clustermap stats specialization --sector semiconductor --basis establishments -o lq.csv
      clustermap stats specialization --level municipality --prefecture Ehime --industry E
    """
    options = options or Options()
    if options.table is not None:
        return _own(selection, options)
    counted = _basis(selection, options)
    _check_together(options, counted)
    if counted == "sites":
        study = site_quotients.Study(
            level=options.level, method=options.method, krugman=options.krugman,
            permutations=options.permutations, seed=options.seed, areas=options.areas,
            values=options.values, lang=options.lang,
        )  # fmt: skip
        return site_quotients.quotients(selection, study)
    return _official(selection, options)


def _check_together(options: Options, counted: str) -> None:
    """Refuse an option of the other kind of figures: it would do nothing."""
    usual = Options()
    of_sites, of_figures = ("method", "krugman"), ("by", "industry", "against", "year")
    for name in of_figures if counted == "sites" else of_sites:
        if getattr(options, name) != getattr(usual, name):
            if counted == "sites":
                raise DataError(
                    f"--{name} goes with official figures, not with a list of sites.",
                    "Leave it out, or use --basis jobs.",
                )
            raise DataError(
                f"--{name} goes with the list of sites, not with official figures.",
                "Leave it out, or use --basis sites.",
            )


def _basis(selection: Selection, options: Options) -> str:
    """Return what is counted: a user's own things if there are any, else official jobs."""
    every = selection.national
    brought = (
        options.areas is not None
        or options.values is not None
        or bool(every.user_values)
        or any(kind in {"sites", "boundaries"} for kind, _ in every.user_sources)
        or options.level == "area"
    )
    return options.basis or ("sites" if brought else "jobs")


def _own(selection: Selection, options: Options) -> Answer:
    """Answer for a table of the user's own: its areas together are the nation."""
    from clustermap.ingest.economy_table import read_economy_table

    refuse_official(options, Options(), ("level", "basis", "by", "method", "krugman"))
    figures = economy.own_figures(read_economy_table(str(options.table)), options.year)
    if options.against.strip().casefold() not in BENCHMARKS:
        require_benchmark(options.against, figures.amounts.index)
    table = quotient_table(selection, figures, options.against)
    if options.industry:
        table = table[table["industry"].isin(own_industries(options.industry, figures.amounts))]
    return _answer(selection, options, [table], [figures], figures.level, "own", "value")


def _official(selection: Selection, options: Options) -> Answer:
    level = economy.level_of(selection, options.level)
    if level == "area":
        raise DataError("There are no official figures of areas of your own.", "Use --basis sites.")
    by, basis = _by(selection, options, level), options.basis or "jobs"
    economy.check_basis(by, basis)
    tables, figures = _tables(selection, options, by, basis, level)
    return _answer(selection, options, tables, figures, level, by, basis)


def _answer(
    selection: Selection,
    options: Options,
    tables: list[pd.DataFrame],
    figures: list[Figures],
    level: str,
    by: str,
    basis: str,
) -> Answer:
    """Put rows of the areas selected in order, with what has to be said beside them."""
    found = pd.concat(tables, ignore_index=True)
    shown = economy.selected_areas(selection, found["code"].unique(), level)
    found = found[found["code"].isin(shown)]
    found = found.assign(order=found["code"].map({code: at for at, code in enumerate(shown)}))
    found = found.sort_values(
        ["order", "lq"], ascending=[True, False], kind="stable", ignore_index=True
    ).drop(columns="order")
    found.insert(1, "name", _names(level, options.lang).reindex(found["code"]).to_numpy())

    def label(row: Any, lang: str) -> str:
        return _label(row, figures, lang)

    def reading(lang: str) -> Reading:
        return _reading(found, figures, level, basis, options, lang)

    texts = economy.chart_texts(found, level, label, figures)

    return Answer(
        "specialization",
        found,
        notes=tuple(_notes(found, figures, by, basis, options.lang)),
        explain=_explained(by, basis, options.against, figures),
        chart=Chart("official_quotients", texts),
        level=level,
        facts={
            "by": by, "basis": basis, "against": options.against,
            "sources": [one.source(options.lang) for one in figures],
        },
        reading=reading,
    )  # fmt: skip


def _by(selection: Selection, options: Options, level: str) -> str:
    if options.by:
        return options.by
    letters = options.industry and options.industry[0].strip().upper() in official.DIVISIONS
    if letters or level == "municipality":
        return "division"
    return "sector" if selection.chosen.sectors and not options.industry else "industry"


def _tables(
    selection: Selection, options: Options, by: str, basis: str, level: str
) -> tuple[list[pd.DataFrame], list[Figures]]:
    """Return the rows of each classification needed, and the figures they are of."""
    if by != "sector":
        figures = figures_of(by, basis, level, options.year)
        wanted = economy.industry_codes(by, options.industry) or list(figures.amounts.columns)
        table = quotient_table(selection, figures, options.against)
        return [table[table["industry"].isin(wanted)]], [figures]
    if options.industry:
        raise DataError(
            "--industry does not go with --by sector.", "Use --by industry or --by division."
        )
    tables, used = [], {}
    for sector, (told, code) in economy.proxies().items():
        if sector not in selection.chosen_sectors:
            continue
        if level == "municipality" and told != "division":
            continue
        if told not in used:
            used[told] = figures_of(told, basis, level, options.year)
        table = quotient_table(selection, used[told], options.against)
        table = table[table["industry"] == code]
        table.insert(1, "sector", sector)
        tables.append(table)
    if not tables:
        raise DataError(
            "No official industry stands for these sectors here.",
            "Use --level prefecture, --by division, or --basis sites.",
        )
    return tables, list(used.values())


def quotient_table(
    selection: Selection | None, figures: Figures, against: str = "nation"
) -> pd.DataFrame:
    """Return every area's quotients: one row an area and industry.

    Returns
    -------
    pandas.DataFrame
        ``code, industry``, the amount (named by the basis), ``share, benchmark`` (shares of the
        industry in the area and in what it is compared with), ``lq, range_low, range_high`` (what
        withheld cells leave open), ``establishments``; of establishments ``lower, upper, p, q``;
        ``rank`` (of the quotient, blank under 3 establishments), ``strong`` (the rule of the U.S.
        Cluster Mapping Project), ``few, state, year, grade``.
    """
    amounts = figures.amounts
    members = _members(selection, figures, against)
    visible = figures.totals.fillna(amounts.sum(axis=1))
    expected = benchmark.benchmark_shares(amounts, visible, members)
    quotient = benchmark.quotient_against(amounts, figures.totals, expected)
    low, high = _ranges(figures, members)
    share = amounts.div(figures.totals.where(figures.totals > 0), axis=0)
    columns = {
        figures.basis: amounts, "share": share, "benchmark": expected, "lq": quotient,
        "range_low": low, "range_high": high,
    }  # fmt: skip
    plants = figures.establishments
    if plants is not None and figures.basis != "establishments":
        columns["establishments"] = plants
    index = pd.MultiIndex.from_product([amounts.index, amounts.columns], names=["code", "industry"])
    long = {name: one.to_numpy().ravel() for name, one in columns.items()}
    found = pd.DataFrame(long, index=index)
    settled = (found["range_high"] - found["range_low"]).abs() < 1e-9
    found.loc[settled | found["lq"].isna(), ["range_low", "range_high"]] = np.nan
    if figures.basis == "establishments" and plants is not None:
        tested = benchmark.interval_against(plants, figures.totals, expected, COVERAGE)
        found[["lower", "upper", "p", "q"]] = tested.to_numpy()
    few = (
        found["establishments"] < FEW
        if "establishments" in found
        else pd.Series(data=False, index=index)
    )
    ranked = found["lq"].mask(few)
    found["rank"] = ranked.groupby(level="industry").rank(method="min", ascending=False)
    found["rank"] = found["rank"].astype("Int64")
    found["strong"] = _strong(figures, index)
    found["few"] = few
    hidden = figures.hidden.to_numpy(bool).ravel()
    shown = found[figures.basis].notna().to_numpy()
    nothing = (found["establishments" if plants is not None else figures.basis] == 0).to_numpy()
    found["state"] = np.select(
        [hidden & ~shown, hidden, nothing], ["suppressed", "part", "none"], "value"
    )
    found["year"], found["grade"] = figures.year, figures.grade
    return found.reset_index()


def _ranges(figures: Figures, members: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Bound the quotients by what withheld cells can hold."""
    if not figures.hidden.any(axis=None):
        nothing = figures.amounts * np.nan
        return nothing, nothing
    amounts, totals = figures.amounts, figures.totals
    most_totals = totals + figures.open_totals
    chosen = members.loc[amounts.index, amounts.index].to_numpy(float)
    parts = chosen @ amounts.fillna(0.0).to_numpy(float)
    hidden = (chosen @ figures.hidden.to_numpy(float)) > 0
    whole = chosen @ totals.to_numpy(float)
    opened = np.minimum(chosen @ figures.open_totals.to_numpy(float), figures.most)
    if members.to_numpy().all():
        # the nation's total is published
        whole, opened = np.full(len(amounts), figures.nation), np.zeros(len(amounts))
    with np.errstate(invalid="ignore", divide="ignore"):
        least = parts / (whole + opened)[:, None]
        largest = (parts + hidden * figures.most) / whole[:, None]
    shares = [pd.DataFrame(one, amounts.index, amounts.columns) for one in (least, largest)]
    low, _ = benchmark.quotient_range(amounts, (totals, most_totals), (shares[0], shares[1]))
    partly = amounts + figures.hidden * figures.most
    _, high = benchmark.quotient_range(partly, (totals, most_totals), (shares[0], shares[1]))
    return low, high


def _members(selection: Selection | None, figures: Figures, against: str) -> pd.DataFrame:
    """Say for each area which areas it is compared with."""
    index, level = figures.amounts.index, figures.level
    plain = against.strip().casefold()
    if plain == "nation":
        return pd.DataFrame(np.full((len(index), len(index)), 1, bool), index, index)
    if plain == "region" and level != "region":
        regions = np.array([japan.BY_CODE[str(code)[:2]].region for code in index])
        return pd.DataFrame(regions[:, None] == regions[None, :], index=index, columns=index)
    if plain == "peers" and level == "prefecture" and selection is not None:
        return _peers(selection, index)
    if plain in BENCHMARKS:
        raise DataError(
            f"--against {plain} is not for {level} level.",
            "Use nation, a prefecture" + (", or region." if level == "municipality" else "."),
        )
    code = japan.prefecture(against).code
    if level == "region":
        code = japan.BY_CODE[code].region
        raise DataError(
            "Regions are compared with the nation.", "Use --against nation or --level prefecture."
        )
    chosen = np.array([str(one)[:2] == code for one in index])
    return pd.DataFrame(np.tile(chosen, (len(index), 1)), index=index, columns=index)


def _peers(selection: Selection, index: pd.Index) -> pd.DataFrame:
    from clustermap.analysis.comparison.peers import peer_distances, peer_features
    from clustermap.questions.indicator_tables import prefecture_indicators

    features = peer_features(prefecture_indicators(selection.nationwide).values)
    members = pd.DataFrame(np.zeros((len(index), len(index)), bool), index, index)
    for code in index:
        alike = peer_distances(features, code).index[:PEERS]
        members.loc[code, alike[alike.isin(index)]] = True
    return members


def _strong(figures: Figures, order: pd.MultiIndex) -> pd.Series[Any]:
    """Mark strong clusters; the quartiles of eight regions say nothing."""
    if figures.level == "region" or figures.jobs is None:
        return pd.Series(pd.NA, order, dtype="boolean")
    with warnings.catch_warnings():
        # an area or industry without jobs is no strong cluster: nothing to be told of
        warnings.simplefilter("ignore", DegenerateInputWarning)
        found = strong_clusters(figures.jobs, figures.establishments)["strong"]
    return found.reindex(order).astype("boolean")


def _names(level: str, lang: str) -> pd.Series[str]:
    return economy.area_names(level, lang)


def _label(row: Any, figures: list[Figures], lang: str) -> str:
    """Return the industry's name, for a proxy with the sector that it stands for."""
    code = str(row["industry"])
    # of two classifications, divisions have letters
    one = next((one for one in figures if (one.by == "division") == code.isalpha()), figures[0])
    name = one.label(code, lang)
    if "sector" not in row:
        return name
    sector = locales.text("sector", row["sector"], lang)
    return locales.text("economy", "proxy", lang, sector=sector, industry=name)


def _reading(
    found: pd.DataFrame,
    figures: list[Figures],
    level: str,
    basis: str,
    options: Options,
    lang: str,
) -> Reading:
    """Return the table in words, with what is most specialized in a sentence."""

    def say(key: str, **values: Any) -> str:
        return wording.say("economy", key, lang, **values)

    names = _names(level, lang)
    money = basis in economy.MONEY
    several = len(set(found["code"])) > 1
    rows = []
    for row in found.to_dict("records"):
        amount = economy.amount_text(row[basis], lang, money=money, state=row["state"])
        cells = {say("area"): names[row["code"]]} if several else {}
        cells |= {
            say("industry"): _label(row, figures, lang),
            say(basis): amount,
            say("share"): economy.percent_text(row["share"]),
            say("lq"): economy.quotient_text(row),
        }
        if "lower" in row and pd.notna(row["lower"]):
            cells[say("interval")] = f"{row['lower']:.2f}–{row['upper']:.2f}"
        if basis != "establishments" and "establishments" in row:
            cells[say("establishments")] = economy.amount_text(row["establishments"], lang)
        if pd.notna(row["strong"]):
            cells[say("strong")] = say("strong_yes") if row["strong"] else ""
        rows.append(cells)
    area = "" if several or not rows else names[found["code"].iloc[0]]
    return Reading(
        say(
            "special_title_of" if area else "special_title",
            area=area,
            basis=wording.within(say(basis), lang),
        ),
        _sentences(found, names, figures, options, lang),
        pd.DataFrame(rows).fillna(""),
    )


def _sentences(
    found: pd.DataFrame, names: pd.Series[str], figures: list[Figures], options: Options, lang: str
) -> list[str]:
    """Say in what a single area is most specialized, and where the figures are from."""
    lines = []
    kept = found[~found["few"] & (found["lq"] > 1)]
    if len(set(found["code"])) == 1 and len(kept):
        parts = [
            wording.say(
                "economy", "named", lang,
                industry=wording.within(_label(row, figures, lang), lang),
                lq=economy.quotient_text(row),
            )
            for row in kept.head(NAMED).to_dict("records")
        ]  # fmt: skip
        area = names[found["code"].iloc[0]]
        lines.append(
            wording.say("economy", "most", lang, area=area, parts=wording.listed(parts, lang))
        )
    lines.append(_against_words(options.against, lang))
    return lines


def _against_words(against: str, lang: str) -> str:
    plain = against.strip().casefold()
    if plain in BENCHMARKS:
        return wording.say("economy", f"against_{plain}", lang)
    name = getattr(japan.prefecture(against), lang)
    return wording.say("economy", "against_prefecture", lang, name=name)


def _notes(
    found: pd.DataFrame, figures: list[Figures], by: str, basis: str, lang: str
) -> list[str]:
    notes = [wording.say("economy", "figures", lang, source=one.source(lang)) for one in figures]
    withheld = int((found["state"] == "suppressed").sum())
    if withheld:
        notes.append(wording.say("economy", "withheld", lang, n=withheld))
    if found["range_low"].notna().any():
        notes.append(wording.say("economy", "ranged", lang))
    if by == "sector":
        notes.append(wording.say("economy", "proxies", lang))
    if basis not in {"establishments", "value"}:
        notes.append(wording.say("economy", "no_test", lang))
    if any(one.by == "industry" for one in figures):
        notes.append(wording.say("economy", "four_or_more", lang))
    return notes


def _explained(by: str, basis: str, against: str, figures: list[Figures]) -> dict[str, Any]:
    measures: dict[str, str | Method] = {
        "lq": {
            "method": f"The industry's share of the area's {basis.replace('_', ' ')} over its "
            f"share of the benchmark's; benchmark: {against}. Both of one survey.",
            "formula": "LQ_ij = (x_ij / x_i.) / (b_ij / b_i.), b the benchmark's",
            "paper": "Florence (1939)",
        },
        "range_low, range_high": {
            "method": "What withheld cells in a total or in the benchmark leave open: together "
            "they hold no more than the published total less the visible cells. They are never "
            "solved for.",
        },
        "strong": {
            "method": "Quotient of jobs in the top quartile of all areas and at least 1, jobs and "
            "establishments above the bottom quartile. A quartile of 47 calls up to 12 prefectures "
            "strong whatever the level.",
            "paper": "Porter (2003); Delgado, Porter and Stern (2016)",
        },
        "rank": {"method": f"By the quotient; blank under {FEW} establishments."},
    }
    if basis == "establishments":
        measures["lower, upper"] = {
            "method": f"Where the quotient lies with {COVERAGE:.0%}: Clopper and Pearson's exact "
            "binomial interval over the benchmark's share, taken as known.",
            "paper": "Moineddin, Beyene and Boyle (2003); Clopper and Pearson (1934)",
        }
        measures["p, q"] = METHODS["p, q"]
    null = (
        "each establishment falls to an industry by the benchmark's shares"
        if basis == "establishments"
        else "none: jobs and money come and go by the plant; --basis establishments is tested"
    )
    facts = {"proxies": "JSIC 31 is cars, ships and aircraft together"} if by == "sector" else {}
    return explanation(
        "In which industries is an area specialized?",
        measures,
        null_model=null,
        few=f"under {FEW} establishments in the cell: the quotient is noise",
        figures="; ".join(one.source("en") for one in figures),
        **facts,
    )

"""Do neighboring areas resemble each other, and where are the clusters?"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from clustermap.analysis.autocorrelation import local_table
from clustermap.analysis.autocorrelation.sample import UndefinedStatisticWarning
from clustermap.analysis.autocorrelation.tables import (
    Settings,
    global_table,
    moran_scatter,
    sensitivity_table,
)
from clustermap.analysis.weights.neighbors import describe
from clustermap.answer import Answer, Chart
from clustermap.errors import DataError
from clustermap.messages import listed_ids
from clustermap.questions import options as option
from clustermap.questions.areas import (
    loaded_values,
    people_or_jobs,
    sites_by_sector,
    study_areas,
    values_over,
)
from clustermap.questions.indicator_tables import indicators_of
from clustermap.questions.labels import with_areas
from clustermap.questions.methods import amended, explanation, permutation_null
from clustermap.questions.options import QuestionOptions
from clustermap.questions.undefined import (
    NOTHING_TO_TEST,
    g_sentence,
    require_tested,
    untested_sentences,
)

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from clustermap.analysis.autocorrelation import LocalResult
    from clustermap.analysis.weights.adjacency import Adjacency
    from clustermap.data.selection import Selection
    from clustermap.questions.areas import StudyAreas
    from clustermap.questions.methods import Explanation, Method

    Values = pd.Series[Any] | pd.DataFrame

LocalMeasure = Literal["moran", "g", "g*"]
#: Files of the user's that the answer depends on.
USER_DATA = ("boundaries", "sites", "values")
#: The weights that are compared beside those asked for.
COMPARED = ("links", "queen", "knn:4", "distance:150")
#: Largest q that is called significant.
LEVEL = 0.05


@dataclass(frozen=True, kw_only=True)
class Options(QuestionOptions):
    """What is tested, with which weights, and which of several common forms is used."""

    level: str | None = option.level()
    names: tuple[str, ...] = option.texts(
        "Test this one; repeatable.", flag="--indicator", metavar="ID"
    )
    weights: str = option.text(
        "Who is a neighbor: links (borders, tunnels, bridges), queen, knn:4, distance:150.",
        default="links",
    )
    local: bool = option.flag("Area by area: where the clusters are.")
    measure: LocalMeasure = option.choice(
        "moran", "g", "g*", spelled={"gstar": "g*"}, help="The local statistic."
    )
    sensitivity: bool = option.flag("Moran's I under several kinds of weights.")
    permutations: int = option.permutations(9999, "permutations")
    seed: int = option.seed()
    isolates: Literal["keep", "drop"] = option.choice(
        "keep", "drop", help="Whether areas without neighbors count in n and mean."
    )
    divisor: Literal["n-1", "n"] = option.choice("n-1", "n", help="Of the variance in local Moran.")
    geary_z: Literal["above", "below"] = option.choice(
        "above", "below", help="Which of Geary's C get a positive z: above 1, or below."
    )
    eb_negative: Literal["unit", "all"] = option.choice(
        "unit", "all", help="Empirical-Bayes Moran: mend where a is negative."
    )
    areas: gpd.GeoDataFrame | None = option.from_script()
    values: Values | None = option.from_script()

    @property
    def settings(self) -> Settings:
        """How the tests are made."""
        return Settings(
            self.permutations, self.seed, self.isolates, self.divisor, self.geary_z,
            self.eb_negative,
        )  # fmt: skip


def ask(selection: Selection, options: Options | None = None) -> Answer:
    """Moran's I, Geary's C and G; with --local the clusters, false discovery rate controlled.

    Without --indicator: sites per million people, sector by sector.

    \b
    Examples:
      clustermap stats autocorrelation
      clustermap stats autocorrelation --local --sector shipbuilding --measure gstar
      clustermap stats autocorrelation --indicator gross_prefectural_product_nominal --sensitivity
    """
    return asked(selection, options or Options(), strict=True)


def asked(selection: Selection, options: Options, *, strict: bool = False) -> Answer:
    """Answer; if strict, refuse where no variable can be tested: a document goes on without.

    Raises
    ------
    DataError
        Options that don't go together, or if strict, nothing to test.
    """
    _check_together(options)
    place = study_areas(selection, options.level, options.areas)
    variables, events, people = variables_of(selection, place, options.names, options.values)
    about = _about(selection, place, variables)
    if options.sensitivity:
        texts = dict.fromkeys((options.weights, *COMPARED))
        graphs = {text: place.graph(text) for text in texts if _possible(text, place)}
        return _sensitivity(variables, graphs, place, options)
    graph = place.graph(options.weights)
    if strict:
        require_tested(
            untested_sentences(variables, graph, options.isolates, options.lang), variables
        )
    if options.local:
        return local_answer(variables, graph, place, options, about)
    return _global(variables, graph, place, options, about, events, people)


def _check_together(options: Options) -> None:
    """Refuse options of the one test that are given with the other.

    Raises
    ------
    DataError
        An option would do nothing.
    """
    if options.local and options.sensitivity:
        raise DataError("--sensitivity compares the global test.", "Leave --local out.")
    usual = Options()
    of_global, of_local = ("geary_z", "eb_negative"), ("measure", "divisor")
    for name in of_global if options.local else of_local:
        if getattr(options, name) != getattr(usual, name):
            flag = f"--{name.replace('_', '-')}"
            if options.local:
                raise DataError(f"{flag} is of the global test.", "Leave it or --local out.")
            raise DataError(f"{flag} is of the local test.", "Add --local, or leave it out.")


def _global(
    variables: pd.DataFrame,
    graph: Adjacency,
    place: StudyAreas,
    options: Options,
    about: dict[str, Any],
    events: pd.DataFrame | None,
    people: pd.Series[float] | None,
) -> Answer:
    settings = options.settings
    found = global_table(variables, graph, events=events, population=people, settings=settings)
    untested = untested_sentences(variables, graph, options.isolates, options.lang)
    tested = found.drop(index=[name for names in untested.values() for name in names])
    without_g = g_sentence(tested, options.lang)
    return Answer(
        "autocorrelation",
        tested.rename_axis("variable").reset_index(),
        notes=(*place.notes, weights_note(graph), *untested, *without_g),
        explain=_explain_global(graph, settings, rates=events is not None),
        chart=Chart(
            "moran_scatterplots",
            {
                **about,
                "scatter": {
                    str(name): moran_scatter(variables[name], graph, settings) for name in variables
                },
                "weights": graph.name,
                "permutations": settings.permutations,
                "seed": settings.seed,
            },
        ),
        level=place.level,
    )


def local_answer(
    variables: pd.DataFrame,
    graph: Adjacency,
    place: StudyAreas,
    options: Options,
    about: dict[str, Any] | None = None,
) -> Answer:
    """Find areas in clusters of high or low values, with one false discovery rate over all.

    The table has a row for each area and variable: ``code, name, variable, value, statistic, z,
    p, q, label``; an area without neighbors, or without a value, is ``not tested``.
    """
    settings = options.settings
    with warnings.catch_warnings():
        # the label of an area that was not tested says what the warning does
        warnings.simplefilter("ignore", UndefinedStatisticWarning)
        result = local_table(
            variables,
            graph,
            settings.permutations,
            settings.seed,
            measure=options.measure,
            isolates=settings.isolates,
            ddof=1 if settings.divisor == "n-1" else 0,
            level=LEVEL,
        )
    tested, alarms = result.tested, result.expected_false_alarms
    table = result.table.rename_axis(index=["area", "variable"])
    areas, names = (table.index.get_level_values(name) for name in ("area", "variable"))
    row, column = variables.index.get_indexer(areas), variables.columns.get_indexer(names)
    table.insert(0, "value", variables.to_numpy()[row, column])
    facts = {
        "measure": options.measure,
        "weights": graph.name,
        "permutations": settings.permutations,
        "seed": settings.seed,
        "tested": tested,
    }
    return Answer(
        "autocorrelation",
        with_areas(table, place, options.lang),
        notes=(
            *place.notes,
            weights_note(graph),
            *untested_sentences(variables, graph, settings.isolates, options.lang),
            (
                f"{tested} tests: about {alarms:.1f} p values of at most {LEVEL:g} are expected "
                "by chance alone; labels go by q, the false discovery rate."
            ),
        ),
        explain=_explain_local(graph, options, result),
        chart=Chart("local_map", {**(about or {}), **facts}),
        level=place.level,
        facts={**facts, "expected_false_alarms": alarms},
    )


def _sensitivity(
    variables: pd.DataFrame,
    graphs: dict[str, Adjacency],
    place: StudyAreas,
    options: Options,
) -> Answer:
    found = sensitivity_table(variables, graphs, settings=options.settings).reset_index()
    told: dict[str, list[str]] = {}
    for name, graph in graphs.items():
        for words in untested_sentences(variables, graph, options.isolates, options.lang):
            told.setdefault(words, []).append(name)
    tested = found.dropna(subset="morans_i").reset_index(drop=True)
    if tested.empty and told:
        raise DataError(" ".join(told), NOTHING_TO_TEST)
    return Answer(
        "autocorrelation",
        tested,
        notes=(*place.notes, *(f"{words} ({', '.join(by)})" for words, by in told.items())),
        explain=explanation(
            "Does the verdict depend on who is called a neighbor?",
            {"morans_i": "morans_i"},
            null_model=permutation_null(options.permutations, options.seed),
            weights=", ".join(graphs),
            isolates=_isolate_words(options.isolates),
        ),
        level=place.level,
    )


def _about(selection: Selection, place: StudyAreas, variables: pd.DataFrame) -> dict[str, Any]:
    """Return labels and sources of the variables that are indicators, in all languages."""
    about = indicators_of(selection, "prefecture" if place.level == "region" else place.level).about
    known = [about[str(name)] for name in variables if str(name) in about]
    sources = {one.source["en"]: one.source for one in known}
    return {
        "labels": {one.id: dict(one.label) for one in known},
        "sources": [dict(source) for source in sources.values()],
    }


def _possible(text: str, place: StudyAreas) -> bool:
    """Say whether there are as many other areas as nearest neighbors are asked for."""
    kind, _, number = text.partition(":")
    return kind != "knn" or not number.isdigit() or int(number) < len(place.areas)


def variables_of(
    selection: Selection,
    place: StudyAreas,
    names: tuple[str, ...] = (),
    values: Values | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame | None, pd.Series[float] | None]:
    """Return what is tested, and where these are rates their counts and populations.

    User-supplied values; else the indicators named; else sites per million people by sector, or
    their number where the people of the areas are not known.
    """
    if values is None and names:
        return _named_indicators(selection, place, names), None, None
    values = loaded_values(selection) if values is None else values
    if values is not None:
        return values_over(values, place), None, None
    return site_variables(selection, place)


def site_variables(
    selection: Selection, place: StudyAreas
) -> tuple[pd.DataFrame, pd.DataFrame | None, pd.Series[float] | None]:
    """Return sites per million people by sector, their counts and the people, see above."""
    counts = sites_by_sector(selection, place)
    people = people_or_jobs(selection, place, "people")
    if people is None:
        place.notes.append("Tested is the number of sites: the people of the areas are not known.")
        return counts, None, None
    # nobody lived in Futaba in 2020
    people = people.where(people > 0)
    return counts.div(people, axis=0) * 1e6, counts, people


def _named_indicators(
    selection: Selection, place: StudyAreas, names: tuple[str, ...]
) -> pd.DataFrame:
    if place.level not in {"prefecture", "municipality"}:
        raise DataError(
            "Indicators are known for prefectures and municipalities.",
            "Leave --indicator or --level out.",
        )
    table = indicators_of(selection, place.level)
    chosen = list(dict.fromkeys(table.find(name) for name in names))
    found: pd.DataFrame = table.values.loc[place.areas.index, chosen].astype(float)
    return found


def _explain_global(graph: Adjacency, settings: Settings, *, rates: bool) -> Explanation:
    measures: dict[str, str | Method] = {
        "morans_i": "morans_i",
        "gearys_c": amended("gearys_c", convention=_geary_words(settings)),
        "getis_ord_g": "getis_ord_g",
    }
    if rates:
        measures["eb_morans_i"] = amended("eb_morans_i", convention=_negative_words(settings))
    return explanation(
        "Are the values of neighboring areas more alike than chance makes them?",
        measures,
        null_model=permutation_null(settings.permutations, settings.seed),
        q="false discovery rate over the rows (Benjamini and Hochberg 1995)",
        **weights_words(graph, settings.isolates),
    )


def _explain_local(graph: Adjacency, options: Options, result: LocalResult) -> Explanation:
    return explanation(
        "Which areas lie in a cluster of high or of low values, or stand out in one?",
        {
            "statistic": _local_words(options.measure, options.settings),
            "label": _label_words(options.measure),
        },
        null_model=f"neighbors drawn from the other areas {options.permutations} times, seed "
        f"{options.seed}; two-sided: p is twice the smaller tail, at least "
        f"{result.smallest_p:.2g}",
        false_alarms=f"{result.tested} tests, so about {result.expected_false_alarms:.1f} p values "
        f"of at most {LEVEL:g} by chance alone",
        **weights_words(graph, options.isolates),
    )


def weights_note(graph: Adjacency) -> str:
    """Say in a line what has to stand beside every result made with weights.

    Examples
    --------
    >>> from clustermap.analysis.weights.adjacency import Adjacency
    >>> weights_note(Adjacency.of("abc", [0, 1], [1, 0], name="links"))
    'Weights links: 3 areas, 1 link, 2 components; no neighbors, so not tested: c.'
    """
    about = describe(graph)
    alone = f"; no neighbors, so not tested: {listed_ids(about.isolates)}" if about.isolates else ""
    return (
        f"Weights {about.weights}: {about.n} areas, {about.links} link{'s' * (about.links != 1)}, "
        f"{about.components} component{'s' * (about.components != 1)}{alone}."
    )


def weights_words(graph: Adjacency, isolates: str) -> dict[str, str]:
    """Say at length what the weights are."""
    about = describe(graph)
    sizes = ", ".join(map(str, about.component_sizes[:8]))
    return {
        "weights": f"{about.weights}: {about.n} areas, {about.links} links, "
        f"{about.mean_neighbors:.2f} neighbors on average ({about.fewest_neighbors} to "
        f"{about.most_neighbors})",
        "components": f"{about.components} (of {sizes} areas)",
        "isolates": f"{listed_ids(about.isolates) or 'none'}; {_isolate_words(isolates)}",
    }


def _isolate_words(isolates: str) -> str:
    if isolates == "keep":
        return (
            "an area without neighbors is never tested, but its value counts in n, mean and "
            "variance (--isolates drop leaves it out)"
        )
    return "areas without neighbors are left out of n, mean and variance (--isolates keep)"


def _geary_words(settings: Settings) -> str:
    if settings.geary_z == "above":
        return "z is positive for C above 1 (as esda); --geary-z below turns it (as spdep)."
    return "z is positive for C below 1, alike neighbors (as spdep); --geary-z above as esda."


def _negative_words(settings: Settings) -> str:
    if settings.negative == "unit":
        return (
            "Where a is negative, areas whose variance would be negative get b / p_i (the paper, "
            "esda); --eb-negative all sets a to 0 for all (GeoDa, spdep)."
        )
    return (
        "Where a is negative it is 0 for all areas (GeoDa, spdep); --eb-negative unit only mends "
        "areas whose variance would be negative (the paper, esda)."
    )


def _local_words(kind: LocalMeasure, settings: Settings) -> str | Method:
    if kind != "moran":
        return kind
    other = {"n-1": "n", "n": "n-1"}[settings.divisor]
    return amended(
        "moran",
        convention=f"m2 = sum z^2 / ({settings.divisor}); --divisor {other} changes the statistic "
        "by a factor, not z, p or label. Row-standardized weights.",
    )


def _label_words(kind: LocalMeasure) -> Method:
    kinds = {
        "moran": "high-high and low-low: a cluster; high-low and low-high: unlike its neighbors",
        "g": "high: hot spot; low: cold spot",
        "g*": "high: hot spot; low: cold spot",
    }
    return {
        "method": f"{kinds[kind]}. Where q, the false discovery rate over all areas and variables "
        f"tested, is at most {LEVEL:g}; else not significant. Without neighbors or value: not "
        "tested.",
        "paper": "Benjamini and Hochberg (1995); Caldas de Castro and Singer (2006)",
    }

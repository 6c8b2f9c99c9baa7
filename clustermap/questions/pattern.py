"""Do a sector's sites lie closer together than sites in general do, and at which distances?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from clustermap import locales
from clustermap.analysis.points.tables import (
    DISTANCES,
    FEW_POINTS,
    LEAST,
    Draws,
    curve_table,
    pattern_table,
)
from clustermap.answer import Answer, Chart
from clustermap.errors import DataError
from clustermap.locales.approximations import approximation_sentences, exactness
from clustermap.questions import options as option
from clustermap.questions.labels import with_sectors
from clustermap.questions.methods import amended, explanation
from clustermap.questions.options import QuestionOptions
from clustermap.questions.pattern_limits import off_land_notes, untested_notes, without_m_notes

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from clustermap.analysis.points.tables import Approximations
    from clustermap.data.selection import Selection
    from clustermap.questions.methods import Explanation, Method

#: Files of the user's that the answer depends on.
USER_DATA = ("boundaries", "sites")
POSITIONS = (
    "geodesic kilometers; positions are exact to about 1 to 3 km, some only to the municipality: "
    "read nothing below 5 km"
)


@dataclass(frozen=True, kw_only=True)
class Options(QuestionOptions):
    """The summary of several measures, or one function distance by distance."""

    function: Literal["k", "m", "l"] | None = option.choice(
        "k", "m", "l", default=None,
        help="One function distance by distance: k Duranton-Overman, m Marcon-Puech, l Ripley.",
    )  # fmt: skip
    distances: tuple[float, ...] = option.numbers(
        "Distance in kilometers; repeatable.", flag="--distance", metavar="KM", above=0
    )
    normalization: Literal["density", "paper"] = option.choice(
        "density", "paper",
        help="K-density that integrates to 1, or without the factor 2 as the paper prints it.",
    )  # fmt: skip
    permutations: int = option.permutations(999, "simulations")
    seed: int = option.seed()
    progress: Callable[[int, int], None] | None = option.from_script()


def sectors_with_sites(selection: Selection) -> list[str]:
    """Return the sectors selected that have sites.

    Raises
    ------
    DataError
        None has.
    """
    here = set(selection.sites["sector"])
    found = [sector for sector in selection.chosen_sectors if sector in here]
    if not found:
        raise DataError("No site is in this selection.", "Choose more prefectures or sectors.")
    return found


def ask(selection: Selection, options: Options | None = None) -> Answer:
    """Whether a sector's sites lie closer to each other than the other sites.

    Every pair is measured up to some thousands of sites; of more, sites are sampled or counted
    into cells, and the words beside the table say how, and with what error.

    \b
    Examples:
      clustermap stats pattern --sector shipbuilding
      clustermap stats pattern --sector semiconductor --function m -o m.csv
    """
    options = options or Options()
    sectors = sectors_with_sites(selection)
    sites = selection.across_sectors.sites
    draws = Draws(options.permutations, options.seed, options.normalization, options.progress)
    if options.function:
        return curves(sites, selection.prefectures, sectors, options, draws)
    return summary(sites, selection.prefectures, sectors, options, draws)


def summary(
    sites: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame,
    sectors: list[str],
    options: Options,
    draws: Draws,
) -> Answer:
    """Summarize how each sector's sites cluster: one row a sector."""
    found, approximations = pattern_table(
        sites, land, sectors, distances=options.distances or DISTANCES, draws=draws
    )
    explain = explanation(
        "Do a sector's sites lie closer to each other than sites in general do?",
        {
            "m_": "m",
            "localized, dispersed": _kernel_words(draws),
            "localization": {
                "method": "How much of K-density lies above the global band (share of all pairs); "
                "localization_p: one-sided, over all distances.",
                "paper": "Duranton and Overman (2005)",
            },
            "nearest_neighbor_index": "nearest_neighbor_index",
        },
        **_facts(draws),
        approximations=exactness(approximations),
    )
    untested = untested_notes(sites, sectors, options.lang)
    if "m_p" not in found:
        raise DataError(
            " ".join(untested),
            "Choose other sectors, or a larger region.",
        )
    return Answer(
        "pattern",
        with_sectors(found.dropna(subset="nearest_neighbor_index"), options.lang),
        notes=(
            *untested,
            *without_m_notes(found, options.lang),
            *off_land_notes(sites, land, sectors, options.lang),
            *_approximation_notes(approximations, sectors, options.lang),
        ),
        explain=explain,
    )


def curves(
    sites: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame,
    sectors: list[str],
    options: Options,
    draws: Draws,
) -> Answer:
    """Give one distance function with its bands: one row a sector and distance."""
    function = options.function or "k"
    found = curve_table(
        sites, land, sectors, function, distances=options.distances or None, draws=draws
    )
    few = [sector for sector, count in found.sites.items() if count < FEW_POINTS]
    words = f"Under {FEW_POINTS} sites the bands are too wide to say much: {', '.join(few)}."
    return Answer(
        "pattern",
        found.table.reset_index(),
        notes=(
            *([words] if few else []),
            *untested_notes(sites, sectors, options.lang),
            *(off_land_notes(sites, land, sectors, options.lang) if function == "l" else ()),
            *_approximation_notes(found.approximations, sectors, options.lang),
        ),
        explain=_explain_curve(
            function, replace(draws, simulations=found.simulations), found.approximations
        ),
        chart=Chart(
            "distance_curves",
            {
                "function": function,
                "simulations": found.simulations,
                "seed": options.seed,
                "sites": found.sites,
                "few": FEW_POINTS,
                "approximations": found.approximations,
            },
        ),
    )


def _approximation_notes(
    approximations: Approximations, sectors: list[str], lang: str
) -> list[str]:
    labels = {sector: locales.text("sector", sector, lang) for sector in sectors}
    return approximation_sentences(approximations, lang, labels)


def _kernel_words(draws: Draws) -> Method:
    factor = (
        "K integrates to 1; --normalization paper leaves out the factor 2, as equation 1 is "
        "printed."
        if draws.normalization == "density"
        else "Without the factor 2, as the paper's equation 1 is printed: K integrates to a half."
    )
    return amended(
        "k",
        convention="Gaussian kernel, Silverman's bandwidth, reflected at 0, up to the median "
        f"distance between the other sites; 5 % of curves pass the band on each side. {factor}",
    )


def _facts(draws: Draws) -> dict[str, str]:
    return {
        "null_model": f"the sector's label thrown {draws.simulations} times on all sites, its own "
        f"and those of the other sectors, seed {draws.seed}: where industry is, not an empty map",
        "few": f"under {FEW_POINTS} sites the bands are too wide to say much; under {LEAST} "
        "nothing is tested",
        "distances": POSITIONS,
    }


def _explain_curve(function: str, draws: Draws, approximations: Approximations) -> Explanation:
    columns: dict[str, str | Method] = {
        "k": {"density": _kernel_words(draws)},
        "m": {"m": "m"},
        "l": {"l": "l"},
    }[function]  # type: ignore[assignment]
    facts = {**_facts(draws), "approximations": exactness(approximations)}
    if function == "l":
        facts["null_model"] = (
            f"as many points thrown on the land {draws.simulations} times, seed {draws.seed}: "
            "against empty mountains every industry is clustered"
        )
    return explanation(
        "At which distances do a sector's sites lie closer to each other than by chance?",
        {
            **columns,
            "lower_local, upper_local": {
                "method": "Where the simulated curves lie at each distance by itself."
            },
            "lower_global, upper_global": {
                "method": "The band that simulated curves leave anywhere with 5 % (K: on each "
                "side; M, L: 2.5 % on each side): the one to test with."
            },
        },
        **facts,
    )

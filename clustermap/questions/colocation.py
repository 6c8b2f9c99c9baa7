"""Which kinds of sites are each other's nearest neighbors?"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clustermap import locales
from clustermap.analysis import points as measure
from clustermap.analysis.degenerate import DegenerateInputWarning
from clustermap.analysis.points.tables import LEAST
from clustermap.answer import Answer, Chart
from clustermap.errors import DataError
from clustermap.questions import options as option
from clustermap.questions.methods import explanation
from clustermap.questions.options import QuestionOptions
from clustermap.questions.pattern import sectors_with_sites

if TYPE_CHECKING:
    import geopandas as gpd

    from clustermap.data.selection import Selection

#: Files of the user's that the answer depends on.
USER_DATA = ("boundaries", "sites")


@dataclass(frozen=True, kw_only=True)
class Options(QuestionOptions):
    """Which kinds are compared."""

    by: str = option.choice("sector", "segment", help="Kinds of sites to compare.")
    permutations: int = option.permutations(999, "permutations")
    seed: int = option.seed()


def ask(selection: Selection, options: Options | None = None) -> Answer:
    """Co-location quotients: whose nearest neighbor is whose.

    \b
    Examples:
      clustermap stats colocation
      clustermap stats colocation --sector semiconductor --by segment
    """
    sectors_with_sites(selection)
    return quotients(selection.sites, options or Options())


def quotients(sites: gpd.GeoDataFrame, options: Options) -> Answer:
    """Compare how often kind B is A's nearest neighbor with chance.

    The table has a row for each ordered pair of kinds: ``from, to, from_name, to_name, n_from,
    n_to, neighbors, quotient, lower, upper, p, q, few`` (under 3 sites of either kind).

    Raises
    ------
    DataError
        One kind only.
    """
    by, permutations, seed = options.by, options.permutations, options.seed
    if sites[by].nunique() < 2:
        raise DataError(
            f"Co-location compares kinds of sites, and there is one {by} here.",
            "Choose several sectors, or --by segment.",
        )
    with warnings.catch_warnings():
        # a kind with one site has no quotient with itself: the NaN says it
        warnings.simplefilter("ignore", DegenerateInputWarning)
        result = measure.colocation_quotient(sites, by, permutations, seed=seed)
    found = result.pairwise.rename(columns={"p_value": "p", "q_value": "q"})
    found["few"] = found[["n_from", "n_to"]].min(axis=1) < LEAST
    table = found.reset_index()
    for at, side in ((2, "from"), (3, "to")):
        names = [locales.text(by, str(kind), options.lang) for kind in table[side]]
        table.insert(at, f"{side}_name", names)
    whole = f"{result.global_quotient:.3f}, p {result.global_p_value:.3g}"
    note = (
        f"All kinds together, a kind with itself: {whole}. {result.shared} of {result.n} "
        "sites have several nearest neighbors at one distance, which share their vote."
    )
    return Answer(
        "colocation",
        table,
        notes=(note,),
        explain=explanation(
            "Is a site of kind B the nearest neighbor of A more often than chance makes it?",
            {
                "quotient": "quotient",
                "lower, upper": {"method": "Where 95 % of the permutations lie."},
                "p, q": {
                    "method": "Two-sided, by permutation; q: false discovery rate over all pairs.",
                    "paper": "Benjamini and Hochberg (1995)",
                },
            },
            null_model=f"the kinds permuted over the sites {permutations} times, seed {seed}",
            all_kinds=f"a kind with itself, over all kinds: {whole}",
            few=f"under {LEAST} sites of either kind",
        ),
        chart=Chart("colocation_matrix", {"by": by, "permutations": permutations, "seed": seed}),
        facts={"global_quotient": result.global_quotient, "global_p": result.global_p_value},
    )

"""``clustermap stats``: spatial statistics, one subcommand a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from clustermap.cli import options
from clustermap.cli.terminal import say

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

F = TypeVar("F", bound="Callable[..., Any]")


@click.group("stats")
def command() -> None:
    """Measure concentration, specialization, neighborhood and distance.

    \b
    Which measure answers which question:
      indicators       What are the numbers?
      concentration    Is a sector concentrated in few prefectures?
      specialization   In which sectors is a prefecture specialized, and how sure is that?
      autocorrelation  Do neighbors resemble each other? Where are the clusters (--local)?
      pattern          Do a sector's sites lie closer together than sites in general?
      colocation       Which sectors are each other's nearest neighbors?
      hotspots         Where are the dense groups of sites?

    \b
    Examples:
      clustermap stats concentration
      clustermap stats autocorrelation --local --sector shipbuilding --explain
    """  # noqa: D301


def _tested(default: int, what: str) -> Callable[[F], F]:
    """Add the options of a test by permutation or simulation."""

    def add(function: F) -> F:
        permutations = click.option(
            "--permutations", type=click.IntRange(19), default=default, show_default=True,
            help=f"Number of {what}.",
        )  # fmt: skip
        seed = click.option(
            "--seed", type=int, default=0, show_default=True, help="Seed: same seed, same result."
        )
        return permutations(seed(function))

    return add


def _level(function: F) -> F:
    return click.option(
        "--level", type=click.Choice(("prefecture", "region", "municipality")),
        default="prefecture", show_default=True, help="Size of the areas.",
    )(function)  # fmt: skip


def _common(function: F) -> F:
    """Add what every study takes: selection, language, output, --explain."""
    explain = click.option(
        "--explain", is_flag=True,
        help="Say the method, formula, paper, null model, weights and seed.",
    )  # fmt: skip
    return options.selection(options.lang(options.table_output(explain(function))))


def _run(kind: str, given: dict[str, Any]) -> None:
    """Run a study, print its table, explain it, draw it."""
    from clustermap.files import check_writable

    output, form, explain = (given.pop(name) for name in ("output", "form", "explain"))
    selection = {name: given.pop(name) for name in options.SELECTION}
    if output not in {None, "-"}:
        check_writable(output)
    atlas = options.load(**selection)
    found = atlas.stats(kind, **given)
    if explain:
        _explain(found)
    _write(found, output, form, kind)
    expected = found.attrs.get("expected_false_alarms")
    if expected is not None:
        say(
            f"{found.attrs['tested']} tests: about {expected:.1f} p values of at most 0.05 are "
            "expected by chance alone; labels go by q, the false discovery rate."
        )


def _write(found: pd.DataFrame, output: str | None, form: str | None, kind: str) -> None:
    """Write the table; geometry goes to GeoJSON, and nowhere else."""
    from clustermap.cli.output import write_frame

    if "geometry" in found and output and output.endswith((".geojson", ".gpkg")):
        from clustermap.cli.output import write_geometry

        write_geometry(found, output)
        return
    plain = found.drop(columns=[name for name in ("geometry", "members") if name in found])
    write_frame(plain, output, form, title=kind)


def _explain(found: pd.DataFrame) -> None:
    for name, words in found.attrs["explain"].items():
        say(f"{name}: {words}")
    say("")


@command.command()
@_common
@click.option("--indicator", "names", multiple=True, help="Only this one; repeatable.")
@click.option("--all", "every", is_flag=True, help="Official statistics too.")
def indicators(**given: Any) -> None:
    """Print the indicators of each prefecture.

    \b
    Examples:
      clustermap stats indicators --region kyushu
      clustermap stats indicators --indicator investment --indicator population_census
    """  # noqa: D301
    _run("indicators", given)


@command.command()
@_common
@_level
@click.option(
    "--basis", type=click.Choice(("sites", "jobs")), default="sites", show_default=True,
    help="Count sites, or jobs of the official industry that stands for a sector.",
)  # fmt: skip
def concentration(**given: Any) -> None:
    """Measure how concentrated each sector is: Herfindahl, Gini, Theil, Ellison-Glaeser ...

    \b
    Examples:
      clustermap stats concentration
      clustermap stats concentration --basis jobs --explain
    """  # noqa: D301
    _run("concentration", given)


@command.command()
@_common
@_level
@_tested(9999, "simulations for rank ranges")
@click.option(
    "--method", type=click.Choice(("exact", "monte_carlo")), default="exact", show_default=True,
    help="How the interval of a location quotient is made.",
)  # fmt: skip
def specialization(**given: Any) -> None:
    """Location quotients with interval, shrunk value, test and rank range.

    \b
    Examples:
      clustermap stats specialization --prefecture Kumamoto
      clustermap stats specialization --sector semiconductor -o lq.csv
    """  # noqa: D301
    _run("specialization", given)


@command.command()
@_common
@_level
@_tested(9999, "permutations")
@click.option("--indicator", "names", multiple=True, help="Test this one; repeatable.")
@click.option(
    "--weights", default="links", show_default=True,
    help="Who is a neighbor: links (borders, tunnels, bridges), queen, knn:4, distance:150.",
)  # fmt: skip
@click.option("--local", is_flag=True, help="Area by area: where the clusters are.")
@click.option(
    "--measure", "kind", type=click.Choice(("moran", "g", "g*")), default="moran",
    show_default=True, help="The local statistic.",
)  # fmt: skip
@click.option("--sensitivity", is_flag=True, help="Moran's I under four kinds of weights.")
def autocorrelation(**given: Any) -> None:
    """Moran's I, Geary's C and G; with --local the clusters, false discovery rate controlled.

    Without --indicator: sites per million people, sector by sector.

    \b
    Examples:
      clustermap stats autocorrelation
      clustermap stats autocorrelation --local --sector shipbuilding --measure 'g*'
      clustermap stats autocorrelation --indicator gross_prefectural_product_nominal --sensitivity
    """  # noqa: D301
    _run("autocorrelation", given)


@command.command()
@_common
@_tested(999, "simulations")
@click.option(
    "--function", type=click.Choice(("k", "m", "l")),
    help="One function distance by distance: k Duranton-Overman, m Marcon-Puech, l Ripley.",
)  # fmt: skip
@click.option(
    "--distance", "distances", multiple=True, type=click.FloatRange(0, min_open=True),
    help="Kilometers; repeatable.",
)  # fmt: skip
def pattern(**given: Any) -> None:
    """Whether a sector's sites lie closer to each other than the other sites.

    \b
    Examples:
      clustermap stats pattern --sector shipbuilding
      clustermap stats pattern --sector semiconductor --function m --plot m.svg
    """  # noqa: D301
    _run("pattern", given)


@command.command()
@_common
@_tested(999, "permutations")
@click.option(
    "--by", type=click.Choice(("sector", "segment")), default="sector", show_default=True,
    help="Kinds of sites to compare.",
)  # fmt: skip
def colocation(**given: Any) -> None:
    """Co-location quotients: whose nearest neighbor is whose.

    \b
    Examples:
      clustermap stats colocation
      clustermap stats colocation --sector semiconductor --by segment
    """  # noqa: D301
    _run("colocation", given)


@command.command()
@_common
@click.option(
    "--method", type=click.Choice(("dbscan", "hdbscan")), default="dbscan", show_default=True,
    help="How groups are found.",
)  # fmt: skip
@click.option(
    "--min-size", type=click.IntRange(2), default=5, show_default=True,
    help="Sites in the smallest group.",
)  # fmt: skip
@click.option(
    "--radius-km", type=click.FloatRange(0, min_open=True), default=20.0, show_default=True,
    help="Sites nearer than this belong together (dbscan).",
)  # fmt: skip
def hotspots(**given: Any) -> None:
    """Dense groups of a sector's sites, named after their municipality.

    \b
    Examples:
      clustermap stats hotspots --sector semiconductor
      clustermap stats hotspots -o hotspots.geojson
    """  # noqa: D301
    _run("hotspots", given)

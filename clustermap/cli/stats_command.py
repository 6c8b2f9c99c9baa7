"""``clustermap stats``: spatial statistics, one subcommand a question."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, TypeVar

import click

from clustermap.cli import options
from clustermap.cli.terminal import progress, say

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from clustermap.atlas import Atlas

F = TypeVar("F", bound="Callable[..., Any]")
#: The studies that have a picture.
DRAWN = (
    "concentration", "specialization", "autocorrelation", "pattern", "colocation", "hotspots",
)  # fmt: skip
GEO_ENDINGS = (".geojson", ".gpkg")


@click.group("stats")
def command() -> None:
    """Measure concentration, specialization, neighborhood and distance.

    \b
    Which measure answers which question:
      indicators       What are the numbers, prefecture by prefecture?
      concentration    Is a sector concentrated in few prefectures?
      specialization   In which sectors is a prefecture specialized, and how sure is that?
      autocorrelation  Do neighbors resemble each other? With --local: where are the clusters?
      pattern          Do a sector's sites lie closer together than sites in general?
      colocation       Which sectors are each other's nearest neighbors?
      hotspots         Where are the dense groups of sites?
      zones            Are a sector's sites inside special zones more often than others?

    \b
    How to read them:
      few         fewer than 3 sites (30 for patterns): too few to read anything into
      p, q        two-sided p value; q is the false discovery rate over all rows tested
      not tested  an area without neighbors or without a value
      --explain   method, formula, paper, conventions, null model, weights, seed

    \b
    Examples:
      clustermap stats concentration
      clustermap stats specialization --prefecture Kumamoto
      clustermap stats autocorrelation --local --sector shipbuilding --explain
      clustermap stats pattern --function m --sector semiconductor
    """  # noqa: D301


def _choice(name: str, values: tuple[str, ...], what: str) -> Callable[[F], F]:
    """Make an option with a few values."""
    return click.option(
        name, type=click.Choice(values), default=values[0], show_default=True, help=what
    )


def _tested(default: int, what: str) -> Callable[[F], F]:
    """Add the options of a test by permutation or simulation."""

    def add(function: F) -> F:
        permutations = click.option(
            "--permutations", type=click.IntRange(19), default=default, show_default=True,
            help=f"Number of {what}.",
        )  # fmt: skip
        seed = click.option(
            "--seed", type=click.IntRange(0), default=0, show_default=True,
            help="Same seed, same result.",
        )  # fmt: skip
        return permutations(seed(function))

    return add


_level = click.option(
    "--level", type=click.Choice(("prefecture", "region", "municipality", "area")),
    help="Size of the areas.  [default: what --boundaries holds, else prefectures]",
)  # fmt: skip


def _study(function: Callable[..., None]) -> click.Command:
    """Make a subcommand that runs the study of its name: selection, language, output, words."""
    kind = function.__name__

    @functools.wraps(function)
    def run(**given: Any) -> None:
        _run(kind, given)

    explain = click.option(
        "--explain", is_flag=True,
        help="Say method, formula, paper, conventions, null model, weights, seed.",
    )  # fmt: skip
    plot = click.option(
        "--plot", type=click.Path(), metavar="FILE", help="Draw it: a .png, .svg or .pdf file."
    )
    drawn = plot(run) if kind in DRAWN else run
    wrapped = options.selection(options.own(options.lang(options.table_output(explain(drawn)))))
    return command.command(kind)(wrapped)


def _run(kind: str, given: dict[str, Any]) -> None:
    """Run a study, write its table, say what has to be said beside it."""
    from clustermap.files import check_writable

    output, form, explain = (given.pop(name) for name in ("output", "form", "explain"))
    plot = given.pop("plot", None)
    selection = {name: given.pop(name) for name in options.SELECTION}
    if output not in {None, "-"}:
        check_writable(output)
    if plot:
        from clustermap.maps.figures.files import format_of

        format_of(plot)
        check_writable(plot)
    own = {name: given.pop(name) for name in options.OWN if name in given}
    level = given.get("level")
    atlas = options.load(level=None if level == "region" else level, **selection, **own)
    if kind == "pattern":
        with progress("Drawing random patterns") as given["progress"]:
            found = atlas.stats(kind, **given)
    else:
        found = atlas.stats(kind, **given)
    if explain:
        _explain(found)
    _write(found, output, form, kind)
    for words in found.attrs["notes"]:
        say(words)
    if plot:
        _draw(atlas, kind, found, given, plot)


def _draw(atlas: Atlas, kind: str, found: pd.DataFrame, given: dict[str, Any], plot: str) -> None:
    """Draw a study into a file."""
    from clustermap.statistics.pictures import picture

    if kind == "pattern" and not given["function"]:
        # the summary has no curve of its own
        with progress("Drawing random patterns") as given["progress"]:
            found = atlas.stats(kind, **{**given, "function": "k", "distances": ()})
    drawing = picture(atlas, found, lang=given["lang"])
    drawing.save(plot)
    say(f"Wrote {plot}. Alternative text: {drawing.alternative}")


def _write(found: pd.DataFrame, output: str | None, form: str | None, kind: str) -> None:
    """Write the table; geometry goes to GeoJSON and GeoPackage, and nowhere else."""
    from clustermap.cli.output import write_frame, write_geometry

    if "geometry" in found and output and form is None and output.endswith(GEO_ENDINGS):
        write_geometry(found, output)
        return
    plain = found.drop(columns=[name for name in ("geometry", "members") if name in found])
    # what was said goes to the terminal, not into a file's metadata
    plain.attrs = {}
    write_frame(plain, output, form, title=kind)


def _explain(found: pd.DataFrame) -> None:
    for name, words in found.attrs["explain"].items():
        if isinstance(words, str):
            say(f"{name}: {words}")
            continue
        say(f"{name}:")
        for part, text in words.items():
            say(f"  {part}: {text}")
    say("")


@_study
@click.option(
    "--indicator", "names", multiple=True, metavar="ID", help="Only this one; repeatable."
)
@click.option("--all", "every", is_flag=True, help="Official statistics too.")
def indicators() -> None:
    """Print the indicators of each prefecture.

    \b
    Examples:
      clustermap stats indicators --region kyushu
      clustermap stats indicators --indicator investment --indicator population_census
    """  # noqa: D301


@_study
@_level
@_choice(
    "--basis",
    ("sites", "jobs"),
    "Count sites, or official jobs of the industry that stands for a sector.",
)
@_choice("--theil", ("T", "L"), "Theil's T, or L, the mean log deviation.")
@_choice(
    "--gini", ("weighted", "unweighted"),
    "Locational Gini: areas weigh by their share of all jobs, or the same.",
)  # fmt: skip
def concentration() -> None:
    """Measure how concentrated each sector is: Herfindahl, Gini, Theil, Ellison-Glaeser ...

    \b
    Examples:
      clustermap stats concentration
      clustermap stats concentration --basis jobs --explain
      clustermap stats concentration --level region --theil L
    """  # noqa: D301


@_study
@_level
@_choice("--method", ("exact", "monte_carlo"), "How the interval of a quotient is made.")
@_choice(
    "--krugman", ("nation", "rest"), "What an area's mix is compared with: all, or all others."
)
@_tested(9999, "simulations for rank ranges")
def specialization() -> None:
    """Location quotients with interval, shrunk value, test and rank range.

    Every area of Japan and every sector is compared; the options choose which rows are shown.

    \b
    Examples:
      clustermap stats specialization --prefecture Kumamoto
      clustermap stats specialization --sector semiconductor -o lq.csv
    """  # noqa: D301


def _plain_star(ctx: Any, param: Any, value: str) -> str:  # noqa: ARG001
    # "g*" unquoted is a pattern of file names to a shell
    return "g*" if value == "gstar" else value


@_study
@_level
@click.option(
    "--indicator", "names", multiple=True, metavar="ID", help="Test this one; repeatable."
)
@click.option(
    "--weights", default="links", show_default=True,
    help="Who is a neighbor: links (borders, tunnels, bridges), queen, knn:4, distance:150.",
)  # fmt: skip
@click.option("--local", is_flag=True, help="Area by area: where the clusters are.")
@click.option(
    "--measure", type=click.Choice(("moran", "g", "gstar", "g*")), default="moran",
    show_default=True, callback=_plain_star, help="The local statistic.",
)  # fmt: skip
@click.option("--sensitivity", is_flag=True, help="Moran's I under several kinds of weights.")
@_tested(9999, "permutations")
@_choice("--isolates", ("keep", "drop"), "Whether areas without neighbors count in n and mean.")
@_choice("--divisor", ("n-1", "n"), "Of the variance in local Moran.")
@_choice("--geary-z", ("above", "below"), "Which of Geary's C get a positive z: above 1, or below.")
@_choice("--eb-negative", ("unit", "all"), "Empirical-Bayes Moran: mend where a is negative.")
def autocorrelation() -> None:
    """Moran's I, Geary's C and G; with --local the clusters, false discovery rate controlled.

    Without --indicator: sites per million people, sector by sector.

    \b
    Examples:
      clustermap stats autocorrelation
      clustermap stats autocorrelation --local --sector shipbuilding --measure gstar
      clustermap stats autocorrelation --indicator gross_prefectural_product_nominal --sensitivity
    """  # noqa: D301


@_study
@click.option(
    "--function", type=click.Choice(("k", "m", "l")),
    help="One function distance by distance: k Duranton-Overman, m Marcon-Puech, l Ripley.",
)  # fmt: skip
@click.option(
    "--distance", "distances", multiple=True, type=click.FloatRange(0, min_open=True),
    metavar="KM", help="Distance in kilometers; repeatable.",
)  # fmt: skip
@_choice(
    "--normalization",
    ("density", "paper"),
    "K-density that integrates to 1, or without the factor 2 as the paper prints it.",
)
@_tested(999, "simulations")
def pattern() -> None:
    """Whether a sector's sites lie closer to each other than the other sites.

    Every pair is measured up to some thousands of sites; of more, sites are sampled or counted
    into cells, and the words beside the table say how, and with what error.

    \b
    Examples:
      clustermap stats pattern --sector shipbuilding
      clustermap stats pattern --sector semiconductor --function m -o m.csv
    """  # noqa: D301


@_study
@_choice("--by", ("sector", "segment"), "Kinds of sites to compare.")
@_tested(999, "permutations")
def colocation() -> None:
    """Co-location quotients: whose nearest neighbor is whose.

    \b
    Examples:
      clustermap stats colocation
      clustermap stats colocation --sector semiconductor --by segment
    """  # noqa: D301


@_study
@_choice("--method", ("dbscan", "hdbscan"), "How groups are found.")
@click.option(
    "--min-size", type=click.IntRange(2), default=5, show_default=True,
    help="Sites in the smallest group.",
)  # fmt: skip
@click.option(
    "--radius-km", type=click.FloatRange(0, min_open=True), default=20.0, show_default=True,
    help="The sparsest that counts as dense.",
)  # fmt: skip
def hotspots() -> None:
    """Dense groups of a sector's sites, named after their municipality.

    \b
    Examples:
      clustermap stats hotspots --sector semiconductor
      clustermap stats hotspots -o hotspots.geojson
    """  # noqa: D301


@_study
@_tested(9999, "permutations")
def zones() -> None:
    """Whether a sector's sites lie inside special zones more than other sites do.

    \b
    Examples:
      clustermap stats zones
      clustermap stats zones --sector semiconductor --explain
    """  # noqa: D301

"""``clustermap stats``: spatial statistics, one subcommand a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clustermap.cli import options
from clustermap.cli.lazy import LazyGroup
from clustermap.cli.terminal import progress, say
from clustermap.questions import STATISTICS, question

if TYPE_CHECKING:
    from clustermap.answer import Answer
    from clustermap.atlas import Atlas

#: The questions whose answers have a chart.
DRAWN = (
    "concentration", "specialization", "change", "flows", "autocorrelation", "pattern",
    "colocation", "hotspots",
)  # fmt: skip
GEO_ENDINGS = (".geojson", ".gpkg")


class Statistics(LazyGroup):
    """The questions as commands, each made when it is wanted."""

    summaries = STATISTICS

    def make(self, name: str) -> click.Command:
        """Make the command of a question."""
        return _command(name)


@click.group("stats", cls=Statistics)
def command() -> None:
    """Measure concentration, specialization, neighborhood and distance.

    \b
    Which measure answers which question:
      indicators       What are the numbers, prefecture by prefecture?
      concentration    Is a sector concentrated in few prefectures?
      specialization   In which sectors is a prefecture specialized, and how sure is that?
      change           What changed, with the nation, by the mix of industries, of its own?
      relatedness      Which industries go together, and does that foretell gains?
      flows            Who moves where, and from where?
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
    """


_explain = click.option(
    "--explain", is_flag=True,
    help="Say method, formula, paper, conventions, null model, weights, seed.",
)  # fmt: skip
_plot = click.option(
    "--plot", type=click.Path(), metavar="FILE", help="Draw it: a .png, .svg or .pdf file."
)


def _command(name: str) -> click.Command:
    """Make the command of a question: selection, files, language, output, its own options."""
    from clustermap.cli.question_options import asking, make_command

    module = question(name)

    def run(**given: Any) -> None:
        _run(name, given)

    return make_command(
        name, module.ask, run, options.selection, options.user_data(*module.USER_DATA),
        options.lang, options.table_output, _explain, *([_plot] if name in DRAWN else []),
        asking(module.Options),
    )  # fmt: skip


def _run(name: str, given: dict[str, Any]) -> None:
    """Ask a question, write its table, say what has to be said beside it."""
    from clustermap.files import check_writable

    output, form, explain = (given.pop(key) for key in ("output", "form", "explain"))
    plot = given.pop("plot", None)
    chosen = {key: given.pop(key) for key in options.SELECTION}
    if output not in {None, "-"}:
        check_writable(output)
    if plot:
        from clustermap.extras import require
        from clustermap.maps.figures.files import format_of

        format_of(plot)
        check_writable(plot)
        require("figures", "A chart")
    files = {key: given.pop(key) for key in options.OWN if key in given}
    if name == "specialization":
        given["table"] = _own_table(files)
    level = given.get("level")
    atlas = options.load(level=None if level == "region" else level, **chosen, **files)
    answer = _asked(atlas, name, given)
    if explain:
        _explained(answer)
    for words in answer.facts.get("first", ()):
        say(words)
    _write(answer, output, form, given["lang"])
    for words in answer.notes:
        say(words)
    if plot:
        if name == "pattern" and not given["function"]:
            # the summary has no curve of its own
            answer = _asked(atlas, name, {**given, "function": "k", "distances": ()})
        drawing = atlas.chart(answer, lang=given["lang"])
        drawing.save(plot)
        say(f"Wrote {plot}. Alternative text: {drawing.alternative}")


def _own_table(files: dict[str, Any]) -> str | None:
    """Return the file of values if it has a row for each area and industry; else leave it."""
    values = files.get("values")
    file = values[0] if isinstance(values, (list, tuple)) and len(values) == 1 else values
    if not isinstance(file, str):
        return None
    from clustermap.ingest.economy_table import is_long

    if not is_long(file):
        return None
    files["values"] = type(values)() if isinstance(values, (list, tuple)) else None
    return file


def _asked(atlas: Atlas, name: str, given: dict[str, Any]) -> Answer:
    if name != "pattern":
        return atlas.stats(name, **given)
    with progress("Drawing random patterns") as tell:
        return atlas.stats(name, **given, progress=tell)


def _write(answer: Answer, output: str | None, form: str | None, lang: str) -> None:
    """Write the table; geometry goes to GeoJSON and GeoPackage, and nowhere else."""
    from clustermap.cli.output import write_answer, write_geometry

    if "geometry" in answer.table and output and form is None and output.endswith(GEO_ENDINGS):
        write_geometry(answer.table, output)
        return
    write_answer(answer, output, form, lang)


def _explained(answer: Answer) -> None:
    for name, words in answer.explain.items():
        if isinstance(words, str):
            say(f"{name}: {words}")
            continue
        say(f"{name}:")
        for part, text in words.items():
            say(f"  {part}: {text}")
    say("")

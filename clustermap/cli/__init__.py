"""What a person types: the command line, one file per command, loaded when it is called."""

from __future__ import annotations

import errno
import gc
import importlib
import io
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from clustermap.cli.lazy import LazyGroup
from clustermap.cli.terminal import clean, shown_reads
from clustermap.errors import ClustermapError
from clustermap.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Command -> its short help. Each has a module of this package with a click command of its name;
#: the help lists them without importing any.
COMMANDS = {
    "map": "Write an interactive map of clusters, sites and special zones as one HTML file.",
    "figure": "Draw a static map as PNG, SVG or PDF, with legend, scale bar and source.",
    "embed": "Print the snippet that puts a map into a web page, CMS, Markdown or Quarto.",
    "report": "Write a report on prefectures, a region, municipalities or a sector.",
    "publish": "Write a web site: a page for every place, sector, special zone and site.",
    "stats": "Measure concentration, specialization, neighborhood and distance.",
    "compare": "Put two to ten prefectures or municipalities side by side.",
    "rank": "Rank the prefectures or municipalities by an INDICATOR.",
    "peers": "Find the prefectures or municipalities most like PLACE.",
    "near": "List the sites near a PLACE, nearest first, and estimate the people and jobs there.",
    "zones": "List special zones, or show the sites inside one.",
    "chain": "Show the steps of a SECTOR's value chain by place: gaps, and steps with a single "
    "site.",
    "spillover": "Study what happened around an anchor plant (SITE_ID, by default JASM in "
    "Kumamoto).",
    "policy": "Set sectors and sites against policy; every row names its source.",
    "count": "Count the points of FILEs into areas, and add up columns; millions of rows are fine.",
    "register": "Check a list of FIRMS and make a public and an internal map of it.",
    "data": "Show, trace and export the embedded data; check and prepare your files.",
}


class Commands(LazyGroup):
    """The commands, each in a module that is imported when it is wanted."""

    summaries = COMMANDS

    def make(self, name: str) -> click.Command:
        """Import a command."""
        module = importlib.import_module(f"clustermap.cli.{name}_command")
        command: click.Command = module.command
        return command


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=(
        'Shell completion: eval "$(_CLUSTERMAP_COMPLETE=bash_source clustermap)" in ~/.bashrc '
        "(zsh_source and fish_source for the other shells)."
    ),
)
@click.version_option(__version__, message="clustermap %(version)s")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.pass_context
def cli(ctx: click.Context, *, debug: bool) -> None:
    """Map Japan's industrial clusters and special zones, and measure them.

    \b
    Start here:
      clustermap map                      the national map, as clusters.html
      clustermap map --region kyushu --sector semiconductor -o kyushu.html
      clustermap data sources             what is inside and where it comes from
    """
    ctx.obj = {"debug": debug}


def _write_any_letter() -> None:
    """Write letters that a terminal does not have as their codes, instead of stopping."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; the entry point ``clustermap``."""
    # a short run makes many objects and drops few: collecting them so often takes 7 % of a map
    gc.set_threshold(100_000, 50, 50)
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given
    _write_any_letter()
    try:
        with shown_reads():
            status: Any = cli.main(args=given, prog_name="clustermap", standalone_mode=False)
        sys.stdout.flush()  # a full disk is told here, and not while Python shuts down
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        status = 130
    except ClustermapError as error:
        if debug:
            raise
        click.echo(f"Error: {clean(error.cause)}\n{clean(error.remedy)}", err=True)
        status = 1
    except BrokenPipeError:
        # the reader of a pipe went away; Python would complain once more while it shuts down
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
    except Exception as error:
        if debug:
            raise
        if isinstance(error, OSError) and error.filename is None:
            # standard output: files of ours have an error of their own
            reason = "there is no space" if error.errno == errno.ENOSPC else error.strerror
            click.echo(
                f"Error: The output can't be written: {reason}.\n"
                "Make room, or write to another place with -o.",
                err=True,
            )
            os._exit(1)  # what is buffered could not be written at exit either
        click.echo(
            f"Error: {type(error).__name__}: {clean(str(error))}\n"
            "This should not happen: please report it, with what `clustermap --debug ...` shows.",
            err=True,
        )
        status = 1
    sys.exit(status if isinstance(status, int) else 0)

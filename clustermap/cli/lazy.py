"""Groups whose commands are made when they are wanted, so that the help starts fast."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping


class LazyGroup(click.Group):
    """A group of commands by name, each with its short help."""

    #: Command -> its short help, in the order of the help.
    summaries: Mapping[str, str] = {}

    def make(self, name: str) -> click.Command:
        """Make a command."""
        raise NotImplementedError

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the commands in the order of the help."""
        return list(self.summaries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Make a command; None when there is none of that name."""
        return self.make(cmd_name) if cmd_name in self.summaries else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands without making any."""
        limit = formatter.width - 6 - max(map(len, self.summaries))
        rows = [
            (name, click.Command(name, help=text).get_short_help_str(limit))
            for name, text in self.summaries.items()
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggest the nearest command for one that is not there."""
        import difflib

        if args and args[0] not in self.summaries:
            near = difflib.get_close_matches(args[0], self.summaries, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            raise click.UsageError(f"No such command '{args[0]}'.{hint}", ctx)
        return super().resolve_command(ctx, args)

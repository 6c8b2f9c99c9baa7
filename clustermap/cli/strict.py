"""Commands that refuse an option given twice, unless it is repeatable."""

from __future__ import annotations

from typing import Any

import click

from clustermap.cli.guard import refuse_overwriting


class StrictCommand(click.Command):
    """A command that keeps no last of two values silently, and writes over nothing it reads."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, unless it would write over one of its inputs."""
        refuse_overwriting(ctx.params)
        return super().invoke(ctx)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the command line, after a look for options given twice."""
        if not ctx.resilient_parsing:
            _, _, order = self.make_parser(ctx).parse_args(args=list(args))
            seen = set()
            for one in order:
                if isinstance(one, click.Option) and not (one.multiple or one.is_flag):
                    if one.name in seen:
                        raise click.UsageError(f"{one.opts[-1]} is given twice.", ctx)
                    seen.add(one.name)
        return super().parse_args(ctx, args)


class StrictGroup(click.Group):
    """A group of such commands."""

    command_class = StrictCommand

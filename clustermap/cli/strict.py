"""Commands that refuse an option given twice, unless it is repeatable."""

from __future__ import annotations

import click


class StrictCommand(click.Command):
    """A command that never keeps the last of two values silently."""

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

"""Templates: HTML is written by Jinja2, with every value escaped; CSS stands in files beside."""

from __future__ import annotations

import functools
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


@functools.cache
def _environment(package: str) -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader(package, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def fill(package: str, name: str, **values: Any) -> str:
    """Fill the template ``name`` of a package's folder ``templates``.

    Text is escaped; trusted markup is passed as :class:`markupsafe.Markup`.
    """
    return _environment(package).get_template(name).render(values)


def trusted(markup: str) -> Markup:
    """Return markup that is not from data, or whose texts are escaped, as such."""
    from markupsafe import Markup

    return Markup(markup)  # noqa: S704


@functools.cache
def package_text(package: str, name: str) -> str:
    """Return a text file of a package."""
    return resources.files(package).joinpath(name).read_text(encoding="utf-8").strip()

"""Input that has no answer: the warning that goes with every NaN of this package."""

from __future__ import annotations

import warnings


class DegenerateInputWarning(UserWarning):
    """A measure is undefined for (part of) the input, and NaN stands in its place."""


def warn_degenerate(message: str) -> None:
    """Warn that NaN is returned, pointing at the caller of the public function."""
    warnings.warn(message, DegenerateInputWarning, stacklevel=3)

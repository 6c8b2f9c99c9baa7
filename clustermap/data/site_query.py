"""Sites by their dates, amounts and sources: the filters of the map page, as a script asks them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from clustermap.errors import DataError

if TYPE_CHECKING:
    import geopandas as gpd

#: What has not opened yet.
COMING = ("planned", "under_construction")
_DATES = {"opened": "opening", "announced": "announcement"}
_SPAN = re.compile(r"(\d+(?:\.\d+)?)?\s*[-–~～]\s*(\d+(?:\.\d+)?)?")


@dataclass(frozen=True)
class Span:
    """From and to, both included; None is no limit."""

    least: float | None
    most: float | None

    @classmethod
    def of(cls, text: str, what: str = "years", example: str = "2021-") -> Span:
        """Read ``2021``, ``2021-``, ``-2015`` or ``2015-2020``.

        Raises
        ------
        DataError
            Anything else, or an end before its beginning.

        Examples
        --------
        >>> Span.of("2021-")
        Span(least=2021.0, most=None)
        >>> Span.of("2015")
        Span(least=2015.0, most=2015.0)
        """
        cleaned = text.strip()
        if re.fullmatch(r"\d+(?:\.\d+)?", cleaned):
            return cls(float(cleaned), float(cleaned))
        match = _SPAN.fullmatch(cleaned)
        ends = [None if end is None else float(end) for end in match.groups()] if match else []
        if not ends or ends == [None, None]:
            raise DataError(
                f"{text!r} is not a range of {what}.", f"Write it as {example}, -X or X-Y."
            )
        span = cls(*ends)
        if span.least is not None and span.most is not None and span.least > span.most:
            raise DataError(f"The range {text!r} ends before it begins.", "Swap the two ends.")
        return span

    def holds(self, values: pd.Series) -> pd.Series:
        """Tell which values lie within; a missing one never does.

        Examples
        --------
        >>> Span.of("2021-").holds(pd.Series([2020, 2021, None])).tolist()
        [False, True, False]
        """
        kept = values.notna()
        if self.least is not None:
            kept &= values >= self.least
        if self.most is not None:
            kept &= values <= self.most
        return kept


def query_sites(
    sites: gpd.GeoDataFrame,
    *,
    opened: str | None = None,
    due: str | None = None,
    announced: str | None = None,
    amount: str | None = None,
    confidence: tuple[str, ...] = (),
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Keep the sites that match, as the filters of the map page do.

    Parameters
    ----------
    sites : geopandas.GeoDataFrame
        As :func:`clustermap.data.sites.read_sites` has them.
    opened, due, announced : str, optional
        Years: ``2021``, ``2021-``, ``-2015``, ``2015-2020``. ``opened`` leaves out what is planned
        or under construction, ``due`` counts its planned opening. One date never stands in for
        another: sites without that date are left out.
    amount : str, optional
        Investment in billion yen, as a range.
    confidence : tuple of str, optional
        How an entry is sourced.

    Returns
    -------
    tuple
        The sites, and what was left out for want of a date or an amount, in words.

    Examples
    --------
    >>> from clustermap.data.sites import read_sites
    >>> kept, notes = query_sites(read_sites(), announced="2024-2025")
    >>> set(kept["announced"].str[:4]) == {"2024", "2025"}
    True
    """
    notes: list[str] = []
    if confidence:
        sites = sites[sites["confidence"].isin(confidence)]
    for years, column, planned in (
        (opened, "opened", False), (due, "opened", True), (announced, "announced", True),
    ):  # fmt: skip
        if years is not None:
            sites = _in_years(sites, column, Span.of(years), notes, planned=planned)
    if amount is not None:
        known = sites["investment_jpy_bn"].notna()
        _note(notes, ~known, "with no known amount")
        sites = sites[Span.of(amount, "amounts", "10-").holds(sites["investment_jpy_bn"])]
    return sites, notes


def _in_years(
    sites: gpd.GeoDataFrame, column: str, years: Span, notes: list[str], *, planned: bool
) -> gpd.GeoDataFrame:
    year = pd.to_numeric(sites[column].str[:4], errors="coerce")
    coming = pd.Series(False, index=sites.index)  # noqa: FBT003
    if column == "opened":
        coming = sites["status"].isin(COMING) & (year.isna() | (not planned))
        _note(notes, coming, "not open yet")
    _note(notes, year.isna() & ~coming, f"without an {_DATES[column]} date")
    return sites[years.holds(year) & ~coming]


def _note(notes: list[str], missing: pd.Series, words: str) -> None:
    n = int(missing.sum())
    if n:
        notes.append(f"Left out: {n:,} {'site' if n == 1 else 'sites'} {words}.")

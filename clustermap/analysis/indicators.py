"""Indicators: what a map can be colored by and prefectures are compared on.

Each is a column over areas, with a description of its own: label, unit, year, source, and what to
beware of. A value is a number, withheld by its publisher ("suppressed"), or not known; the last
two are never zero.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd

from clustermap import locales
from clustermap.errors import UnknownNameError
from clustermap.text import fold_label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clustermap.locales import Text

    class UserValues(Protocol):
        """One column of values over areas."""

        @property
        def name(self) -> str:
            """The column's name."""

        @property
        def values(self) -> pd.Series[float]:
            """A number for each area."""

        @property
        def suppressed(self) -> pd.Series[bool]:
            """Where a value is withheld."""

        @property
        def unit(self) -> str:
            """Of the values."""

        @property
        def decimals(self) -> int:
            """How many are shown."""

        @property
        def file(self) -> str:
            """Where the values come from."""


NOTHING = locales.same("")


@dataclass(frozen=True)
class Category:
    """A class of a categorical indicator; ``hatched`` where it says that nothing was found."""

    id: str
    label: Text
    hatched: bool = False


@dataclass(frozen=True)
class Indicator:
    """What an indicator is."""

    id: str
    label: Text
    group: str
    unit: Text
    decimals: int = 0
    year: str | None = None
    source: Text = field(default_factory=lambda: dict(NOTHING))
    source_url: str | None = None
    #: The grade of an official figure: "A" read from its publisher, "B" from a copy.
    quality: str = ""
    note: Text = field(default_factory=lambda: dict(NOTHING))
    scale: str = "sequential"
    center: float | None = None
    #: How the map page counts it anew when its reader filters: measure, sector, per, times.
    derived: dict[str, Any] | None = None
    #: Whether the wards of a designated city all have the value of their city.
    of_city: bool = False
    #: Classes in legend order, where the scale is "categorical": values hold their ids.
    categories: tuple[Category, ...] = ()


@dataclass(frozen=True, eq=False)
class Uncertainty:
    """How sure the values of an indicator are, each over areas.

    ``low, high``: the interval; ``few``: resting on too few sites to be compared; ``best, worst``:
    the ranks that the interval allows.
    """

    low: pd.Series[float]
    high: pd.Series[float]
    few: pd.Series[bool]
    best: pd.Series[float]
    worst: pd.Series[float]


@dataclass(frozen=True, eq=False)
class IndicatorTable:
    """Indicators over areas.

    ``values`` has a row for each area and a column for each indicator (NaN: not known or
    suppressed), ``suppressed`` says which cells the publisher withholds, ``about`` describes each
    column, ``uncertainty`` those whose values are estimates.
    """

    values: pd.DataFrame
    suppressed: pd.DataFrame
    about: dict[str, Indicator]
    uncertainty: dict[str, Uncertainty] = field(default_factory=dict)

    def plus(
        self, about: Indicator, values: pd.Series[Any], uncertainty: Uncertainty | None = None
    ) -> IndicatorTable:
        """Return the table with one more indicator, its values on (some of) the same areas."""
        column = values.reindex(self.values.index)
        surely = {} if uncertainty is None else {about.id: uncertainty}
        return IndicatorTable(
            pd.concat([self.values, column.rename(about.id)], axis=1),
            self.suppressed.assign(**{about.id: False}),
            {**self.about, about.id: about},
            {**self.uncertainty, **surely},
        )

    def __getitem__(self, name: str) -> pd.Series[float]:
        return self.values[self.find(name)]

    def find(self, name: str) -> str:
        """Return the id of an indicator given by id, by label in any language, or by sector.

        Raises
        ------
        UnknownNameError
            No indicator of that name.
        """
        if name in self.about:
            return name
        plain = fold_label(name)
        for one in self.about.values():
            if plain in {fold_label(one.id), *map(fold_label, one.label.values())}:
                return one.id
        sector = locales.find("sector", name)
        if sector and f"sites:{sector}" in self.about:
            return f"sites:{sector}"
        starts = [one for one in self.about if fold_label(one).startswith(plain)] if plain else []
        if len(starts) == 1:
            return starts[0]
        known = [text for one in self.about.values() for text in (one.id, *one.label.values())]
        listing = f"Known: {', '.join(self.about)}."
        if starts:
            listing = f"Which of these? {', '.join(starts)}."
            known = []
        raise UnknownNameError.of("indicator", name, known, listing=listing)


def indicator_table(
    areas: pd.DataFrame,
    sites: pd.DataFrame,
    statistics: pd.DataFrame,
    catalog: pd.DataFrame,
    sectors: Iterable[str],
    source: Text | None = None,
    note: Text | None = None,
    people: tuple[str, pd.Series[float]] | None = None,
) -> IndicatorTable:
    """Work out all indicators over areas.

    Parameters
    ----------
    areas : pandas.DataFrame
        Indexed by prefecture code.
    sites : pandas.DataFrame
        With ``prefecture_code, sector, investment_jpy_bn``.
    statistics : pandas.DataFrame
        Tidy: ``prefecture_code, indicator, year, value, state``.
    catalog : pandas.DataFrame
        What each indicator of ``statistics`` is, indexed by its id.
    sectors : iterable of str
        The sectors to count, in order.
    source : Text, optional
        Where the sites are from, in three languages; else they are the shipped ones.
    note : Text, optional
        What a count of them is a count of; likewise.
    people : tuple of str and Series, optional
        The indicator with the number of people, and its values; else one of the statistics.

    Returns
    -------
    IndicatorTable
    """
    sectors = list(sectors)
    official, suppressed = official_values(statistics, areas.index)
    usable = catalog[catalog["indicator"].isin(official.columns)]
    usable = usable[~usable["quality"].str.startswith("C")]
    official = official[list(usable.index)]
    columns: dict[str, pd.Series[float]] = {}
    about: dict[str, Indicator] = {}

    def add(indicator: Indicator, values: pd.Series[float]) -> None:
        columns[indicator.id] = values
        about[indicator.id] = indicator

    population = people or _population(official)
    for indicator, values in _site_indicators(areas.index, sites, sectors, population):
        sourced = replace(indicator, source=source or indicator.source)
        add(replace(sourced, note=note) if note and indicator.group == "sites" else sourced, values)
    for indicator, values in _official_quotients(official, usable):
        add(indicator, values)
    for name in usable.index:
        add(_official(usable.loc[name]), official[name])
    frame = pd.DataFrame(columns, index=areas.index)
    hidden = suppressed.reindex(index=areas.index, columns=frame.columns, fill_value=False)
    return IndicatorTable(frame, hidden.astype(bool), about)


def user_value_ids(user_values: Iterable[UserValues]) -> list[str]:
    """Return the ids of one's own values, in order."""
    return [f"values:{one.name}" for one in user_values]


def with_user_values(table: IndicatorTable, user_values: Iterable[UserValues]) -> IndicatorTable:
    """Add one's own values to a table of indicators.

    Parameters
    ----------
    table : IndicatorTable
        Indicators over areas.
    user_values : iterable
        Each with ``name, values, suppressed`` (over the same areas), ``unit, decimals, file``.

    Returns
    -------
    IndicatorTable
        With a column ``values:<name>`` for each, in the group "values".
    """
    user_values = list(user_values)
    if not user_values:
        return table
    about = dict(table.about)
    values, hidden = table.values.copy(), table.suppressed.copy()
    for name, one in zip(user_value_ids(user_values), user_values, strict=True):
        unit = locales.texts("unit", "bn_jpy") if one.unit == "bn JPY" else locales.same(one.unit)
        signed = bool((one.values < 0).any() and (one.values > 0).any())
        about[name] = Indicator(
            id=name,
            label=locales.same(one.name),
            group="values",
            unit=unit,
            decimals=_decimals(one.values, one.decimals),
            year="",  # the file does not say
            source=locales.same(one.file),
            # gains and losses are told apart
            scale="diverging" if signed else "sequential",
            center=0.0 if signed else None,
        )
        values[name] = one.values.reindex(values.index)
        hidden[name] = one.suppressed.reindex(hidden.index, fill_value=False)
    return IndicatorTable(values, hidden, about)


def _decimals(values: pd.Series[float], stated: int) -> int:
    """Return how many decimals show values that would else all be written as zero."""
    known = values.abs()[values != 0].dropna()
    if known.empty or known.max() >= 10.0 ** (1 - stated):
        return stated
    return min(12, max(stated, math.ceil(-math.log10(known.median())) + 1))


def site_counts(
    sites: pd.DataFrame, areas: pd.Index, sectors: Iterable[str] | None = None
) -> pd.DataFrame:
    """Count sites by area and sector.

    Returns
    -------
    pandas.DataFrame
        Areas x sectors; an area without sites has zeros.

    Examples
    --------
    >>> sites = pd.DataFrame({"prefecture_code": ["43", "43"], "sector": ["ai", "bio"]})
    >>> site_counts(sites, pd.Index(["43", "44"])).to_numpy().tolist()
    [[1, 1], [0, 0]]
    """
    counts = pd.crosstab(sites["prefecture_code"], sites["sector"])
    columns = list(sectors) if sectors is not None else list(counts.columns)
    return counts.reindex(index=areas, columns=columns, fill_value=0).rename_axis(
        index=None, columns=None
    )


def announced_investment(sites: pd.DataFrame, areas: pd.Index) -> pd.Series[float]:
    """Sum the announced investment (billion yen) by area; NaN where no amount is known."""
    sums = sites.groupby("prefecture_code")["investment_jpy_bn"].sum(min_count=1)
    return sums.reindex(areas).astype(float)


def official_values(statistics: pd.DataFrame, areas: pd.Index) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return each indicator's latest year over areas, and which cells are suppressed."""
    latest = statistics.groupby("indicator")["year"].transform("max")
    current = statistics[statistics["year"] == latest]
    values = current.pivot_table(
        index="prefecture_code", columns="indicator", values="value", aggfunc="first", dropna=False
    )
    hidden = current.assign(hidden=current["state"] == "suppressed").pivot_table(
        index="prefecture_code", columns="indicator", values="hidden", aggfunc="first"
    )
    hidden = hidden.reindex(areas).astype("boolean").fillna(value=False).astype(bool)
    return values.reindex(areas).astype(float), hidden


def _population(official: pd.DataFrame) -> tuple[str, pd.Series[float]] | None:
    for name in ("population_estimate", "population_census"):
        if name in official:
            return name, official[name]
    return None


def _site_indicators(
    areas: pd.Index,
    sites: pd.DataFrame,
    sectors: list[str],
    population: tuple[str, pd.Series[float]] | None,
) -> Iterable[tuple[Indicator, pd.Series[float]]]:
    """Yield counts, rates and investment, in all and by sector."""
    counts = site_counts(sites, areas, sectors)
    several = len(sectors) > 1
    for sector in [None, *(sectors if several else [])]:
        count = counts.sum(axis=1) if sector is None else counts[sector]
        yield _about("sites", sector, sectors, "sites"), count.astype(float)
    if population:
        for sector in [None, *(sectors if several else [])]:
            count = counts.sum(axis=1) if sector is None else counts[sector]
            about = _about(
                "sites_per_million", sector, sectors, "per_million", 1, per=population[0], times=1e6
            )
            yield about, count / population[1] * 1e6
    for sector in [None, *(sectors if several else [])]:
        chosen = sites if sector is None else sites[sites["sector"] == sector]
        about = _about("investment", sector, sectors, "bn_jpy", 1)
        yield about, announced_investment(chosen, areas)
    if population:
        about = _about(
            "investment",
            None,
            sectors,
            "thousand_jpy_person",
            0,
            "investment_per_person",
            per=population[0],
            times=1e6,
        )
        yield about, announced_investment(sites, areas) / population[1] * 1e6


def _about(
    kind: str,
    sector: str | None,
    sectors: list[str],
    unit: str,
    decimals: int = 0,
    name: str | None = None,
    *,
    per: str | None = None,
    times: float = 1,
) -> Indicator:
    """Describe an indicator that is counted from the sites."""
    shown = sector or (sectors[0] if len(sectors) == 1 else None)
    stem = name or kind
    if shown and not name:
        label = locales.texts("indicator", f"{stem}:*", sector=locales.texts("sector", shown))
    else:
        label = locales.texts("indicator", stem)
    measure = "investment" if kind == "investment" else "sites"
    return Indicator(
        id=f"{stem}:{sector}" if sector else stem,
        label=label,
        group=measure,
        unit=locales.texts("unit", unit),
        decimals=decimals,
        source=locales.texts("page", "source_sites"),
        note=locales.texts("note", measure),
        derived={"measure": measure, "sector": sector, "per": per, "times": times},
    )


def _official(row: pd.Series[Any]) -> Indicator:
    """Describe an indicator of the official statistics."""
    url = str(row["source_url"])
    return Indicator(
        id=str(row["indicator"]),
        label={lang: str(row[f"name_{lang}"]) for lang in locales.LANGUAGES},
        group="official",
        unit={"en": str(row["unit"]), "ja": str(row["unit_ja"]), "ko": str(row["unit_ko"])},
        decimals=0 if np.isnan(row["decimals"]) else int(row["decimals"]),
        year=str(row["year"]).removesuffix(".0"),
        source={
            "en": str(row["survey_en"]),
            "ja": str(row["survey_ja"]),
            "ko": str(row["survey_ja"]),
        },
        source_url=url.split(maxsplit=1)[0] if url else None,
        quality=str(row["quality"]),
        note=locales.same(str(row["note_en"])),
    )


def _official_quotients(
    official: pd.DataFrame, catalog: pd.DataFrame
) -> Iterable[tuple[Indicator, pd.Series[float]]]:
    """Yield location quotients of employment, numerator and denominator of one survey."""
    for name in catalog.index:
        total = catalog.loc[name, "denominator"]
        if not str(name).startswith("employees") or total not in official:
            continue
        part, whole = official[name], official[total]
        share = part.sum() / whole.where(part.notna()).sum()
        base = _official(catalog.loc[name])
        yield (
            Indicator(
                id=f"lq_{name}",
                label=locales.texts("indicator", "lq_employees", industry=base.label),
                group="official",
                unit=locales.texts("unit", "ratio"),
                decimals=2,
                year=base.year,
                source=base.source,
                source_url=base.source_url,
                quality=base.quality,
                note=locales.texts("note", "lq"),
                scale="diverging",
                center=1.0,
            ),
            part / whole / share,
        )

"""Investments in the shipped sites: one row a building, line, purchase, grant or program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap.data import catalog
from clustermap.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

#: What a site's totals are the sums of.
AMOUNTS = {"amount_jpy_bn": "investment_jpy_bn", "subsidy_jpy_bn": "subsidy_jpy_bn"}


def read_investments(where: Path | None = None) -> pd.DataFrame:
    """Read the shipped investments.

    Returns
    -------
    pandas.DataFrame
        The columns of ``geodata/investments.csv``: money in billion yen (NaN: not known),
        ``counted`` as bool (False: superseded, inside another row, or mostly for elsewhere).

    Raises
    ------
    DataError
        The table is missing or broken.
    """
    frame = catalog.read("investments", where)
    return frame.assign(counted=frame["counted"] == "true")


def site_totals(investments: pd.DataFrame) -> pd.DataFrame:
    """Sum the counted investments of each site.

    Parameters
    ----------
    investments : pandas.DataFrame
        As `read_investments` gives them.

    Returns
    -------
    pandas.DataFrame
        Indexed by site id: ``investment_jpy_bn`` and ``subsidy_jpy_bn`` in billion yen, NaN where
        no amount is known. A total is what was announced and found, not all that was ever spent.

    Raises
    ------
    DataError
        State aid is more than the investment that it is for.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"site_id": ["a", "a", "b"], "amount_jpy_bn": [100.0, 50.0, 7.0],
    ...     "subsidy_jpy_bn": [20.0, float("nan"), float("nan")], "counted": [True, True, False]})
    >>> site_totals(rows).loc["a"].to_dict()
    {'investment_jpy_bn': 150.0, 'subsidy_jpy_bn': 20.0}
    """
    counted = investments[investments["counted"]]
    over = counted[counted["subsidy_jpy_bn"] > counted["amount_jpy_bn"]]
    if len(over):
        cause = f"The state aid for {over['site_id'].iloc[0]!r} is more than the investment."
        raise DataError(cause, "Mend the amounts in geodata/investments.csv.")
    return counted.groupby("site_id")[list(AMOUNTS)].sum(min_count=1).rename(columns=AMOUNTS)

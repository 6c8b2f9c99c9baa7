"""In, out and net of areas, and the partners of one, from a table of origins and destinations."""

from __future__ import annotations

import pandas as pd

from clustermap.errors import DataError


def balances(flows: pd.DataFrame, amount: str) -> pd.DataFrame:
    """Add up what comes to and leaves each area.

    Parameters
    ----------
    flows : pandas.DataFrame
        ``origin_code, destination_code`` and the amount.
    amount : str
        Its column.

    Returns
    -------
    pandas.DataFrame
        Indexed by area: ``arrivals, departures, net`` (their difference; over all areas 0).

    Examples
    --------
    >>> flows = pd.DataFrame({"origin_code": ["a", "b", "b"], "destination_code": ["b", "a", "c"],
    ...                       "persons": [5, 2, 1]})
    >>> balances(flows, "persons")["net"].to_dict()
    {'a': -3, 'b': 2, 'c': 1}
    """
    arrivals = flows.groupby("destination_code")[amount].sum()
    departures = flows.groupby("origin_code")[amount].sum()
    areas = sorted({*arrivals.index, *departures.index})
    found = pd.DataFrame(
        {
            "arrivals": arrivals.reindex(areas, fill_value=0),
            "departures": departures.reindex(areas, fill_value=0),
        }
    )
    found["net"] = found["arrivals"] - found["departures"]
    return found.rename_axis("code")


def partners(flows: pd.DataFrame, amount: str, area: str) -> pd.DataFrame:
    """Return what one area exchanges with each other.

    Parameters
    ----------
    flows : pandas.DataFrame
        ``origin_code, destination_code`` and the amount.
    amount : str
        Its column.
    area : str
        The area.

    Returns
    -------
    pandas.DataFrame
        Indexed by partner, those first with whom most is exchanged: ``arrivals`` (from there),
        ``departures`` (to there), ``net``, ``share`` (of all that is exchanged).

    Raises
    ------
    clustermap.errors.DataError
        The area has no flow.

    Examples
    --------
    >>> flows = pd.DataFrame({"origin_code": ["a", "b", "b"], "destination_code": ["b", "a", "c"],
    ...                       "persons": [5, 2, 1]})
    >>> partners(flows, "persons", "b").loc["a"].tolist()
    [5.0, 2.0, 3.0, 0.875]
    """
    into = flows[flows["destination_code"] == area].groupby("origin_code")[amount].sum()
    out = flows[flows["origin_code"] == area].groupby("destination_code")[amount].sum()
    others = sorted({*into.index, *out.index})
    if not others:
        raise DataError(f"There is no flow of {area!r}.", "Give the code of an area in the table.")
    found = pd.DataFrame(
        {
            "arrivals": into.reindex(others, fill_value=0),
            "departures": out.reindex(others, fill_value=0),
        }
    )
    found["net"] = found["arrivals"] - found["departures"]
    both = found["arrivals"] + found["departures"]
    found["share"] = both / both.sum()
    return found.loc[both.sort_values(ascending=False, kind="stable").index].rename_axis("code")

"""Special zones (tokku) and cluster programmes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from clustermap.data import catalog
from clustermap.data.municipalities import read_names
from clustermap.japan import JGD2011

if TYPE_CHECKING:
    from pathlib import Path

#: Columns that hold several values, separated by ";" in the tables, tuples in the frames.
ZONE_LISTS = ("focus_sectors", "prefecture_codes", "municipality_codes", "whole_prefecture")


def split(values: pd.Series[str]) -> list[tuple[str, ...]]:
    """Split a column of ``a;b;c``.

    Examples
    --------
    >>> import pandas as pd
    >>> split(pd.Series(["12;13", ""]))
    [('12', '13'), ()]
    """
    return [tuple(part.strip() for part in text.split(";") if part.strip()) for text in values]


def read_zones(where: Path | None = None) -> pd.DataFrame:
    """Read the shipped special zones.

    Returns
    -------
    pandas.DataFrame
        One row a zone, indexed by ``id``: names, ``scheme``, ``designated``, ``ended``, and as
        tuples ``focus_sectors``, ``prefecture_codes`` (all it touches), ``whole_prefecture``
        (those it covers whole) and ``municipality_codes``.
    """
    frame = catalog.read("zones", where)
    for column in ZONE_LISTS:
        frame[column] = split(frame[column])
    return frame.set_index("id", drop=False).rename_axis(None)


def read_zone_places(zones: pd.DataFrame, where: Path | None = None) -> gpd.GeoDataFrame:
    """Return what is known of zones that cover part of a prefecture: their municipalities.

    Returns
    -------
    geopandas.GeoDataFrame
        One row a zone and municipality: ``zone, code, name_ja, name_en, name_ko,
        prefecture_code`` and a point within the municipality (EPSG:6668).
    """
    columns = ["code", "name_ja", "name_en", "name_ko", "prefecture_code", "lon", "lat"]
    municipalities = read_names(where)[columns]
    named = zones["municipality_codes"].explode().dropna().rename("code").rename_axis("zone")
    places = named.reset_index().merge(municipalities, on="code", how="inner")
    points = gpd.points_from_xy(places["lon"], places["lat"])
    return gpd.GeoDataFrame(places, geometry=points, crs=JGD2011)


def zone_municipalities(zones: pd.DataFrame, where: Path | None = None) -> pd.DataFrame:
    """Return the municipal areas that zones name: a city stands for all of its wards.

    Zones that cover whole prefectures are not taken apart.

    Returns
    -------
    pandas.DataFrame
        One row a zone and municipal area, sorted: ``zone, code, prefecture_code``.

    Examples
    --------
    >>> zones = read_zones()
    >>> zone_municipalities(zones.loc[["ns_hiroshima_imabari"]]).to_numpy().tolist()
    [['ns_hiroshima_imabari', '38202', '38']]
    """
    names = read_names(where)
    with_areas = names[(names["city_code"] != "") & (names["leads_to"] == "")]
    wards = with_areas.groupby("city_code")["code"].agg(list)
    rows = [
        (zone, code)
        for zone, named in zip(zones.index, zones["municipality_codes"], strict=True)
        for one in named
        for code in (wards[one] if one in wards.index else [one])
    ]
    found = pd.DataFrame(rows, columns=["zone", "code"]).drop_duplicates()
    found["prefecture_code"] = found["code"].str[:2]
    return found.sort_values(["zone", "code"], ignore_index=True)


def unknown_places(zones: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Return the zones of which no area is known, and their prefectures."""
    vague = [
        not whole and not parts
        for whole, parts in zip(zones["whole_prefecture"], zones["municipality_codes"], strict=True)
    ]
    return dict(zones.loc[vague, "prefecture_codes"])


def read_clusters(where: Path | None = None) -> gpd.GeoDataFrame:
    """Read the shipped cluster programmes and agglomerations.

    Returns
    -------
    geopandas.GeoDataFrame
        One row a cluster, indexed by ``id``: names, ``sector``, ``kind``, ``prefecture_codes``
        (tuple), ``established``, who leads it, and its core as a point (EPSG:6668; empty where no
        core place is known).
    """
    frame = catalog.read("clusters", where)
    frame["prefecture_codes"] = split(frame["prefecture_codes"])
    points = gpd.points_from_xy(frame["lon"], frame["lat"])
    points[frame["lon"].isna().to_numpy()] = None
    return gpd.GeoDataFrame(
        frame.set_index("id", drop=False).rename_axis(None), geometry=points, crs=JGD2011
    )


def read_events(where: Path | None = None) -> pd.DataFrame:
    """Read the policy events, by date; ``sectors`` and ``prefecture_codes`` are tuples."""
    frame = catalog.read("policy_events", where)
    for column in ("sectors", "prefecture_codes"):
        frame[column] = split(frame[column])
    return frame.sort_values("date", kind="stable", ignore_index=True)


def touching(codes: pd.Series, wanted: tuple[str, ...]) -> pd.Series[bool]:
    """Say for each tuple of codes whether it holds one that is wanted."""
    return codes.map(lambda held: not set(wanted).isdisjoint(held)).astype(bool)

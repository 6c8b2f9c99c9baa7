"""Small files of one's own for the command lines, made anew: the same content every time."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

SITES = """\
name,sector,segment,operator,lon,lat,status,announced,opened,investment_jpy_bn,jobs
Alpha works,semiconductor,power_device,Alpha,130.84,32.88,operating,2019-04,2021,12.5,140
Beta yard,shipbuilding,shipyard,Beta,132.45,34.25,operating,,1998-06-01,,900
Gamma lab,bio,pharma_rnd,Gamma,135.50,34.80,planned,2025-11-02,2028,40,
Delta data,ai,data_center,Delta,141.60,42.64,under_construction,2024,2027-03,220,60
Epsilon parts,aerospace,aircraft_parts,Epsilon,136.90,35.20,closed,,1985,3,75
"""
SITES_JA = """\
名称,分野,経度,緯度,都道府県,開設,投資額（億円）
熊本工場,半導体,130.84,32.88,熊本県,令和6年12月,"1,000"
髙島①,AI,139.70,35.68,東京都,2024/4/1,50
"""
MESSY = """\
名称,分野,経度,緯度,市区町村コード,開設,投資額（億円）,備考
熊本,半導体,130.8435,32.8795,434043,令和6年12月,"1,000",=1+1
入替,AI,35.68,139.76,,2024/4/1,約50,@x
場所なし,AI,,,,2024-02-30,数百億円,
"""
ODD = """\
Werk,Zweig,X,Y,Anmerkung
Nordwerk,ai,130.70,32.80,erste
Südwerk,semiconductor,130.90,32.85,zweite
"""
PLANE = """\
name,sector,x,y
Plane one,ai,-36000,-8000
Plane two,bio,-30000,-12000
"""
HOSTILE = """\
name,sector,lon,lat,evidence
<script>alert(1)</script>,ai,139.70,35.68,"=HYPERLINK(""http://x"")"
<img src=x onerror=alert(2)>,bio,135.50,34.70,</script><b>bold
"Pipe | and ""quote"" & amp",semiconductor,130.70,32.80,@cmd
"""
VALUES = "code,name,turnover,share\n" + "".join(
    f"{code:02d},,{(code * 37) % 101},{(code * 13) % 17 / 4}\n" for code in range(1, 48)
)
VALUES_JA = "都道府県,売上\n熊本県,120\n福岡県,x\n大分県,\n東京都,990.5\n北海道,77\n"
VALUES_BAD = "code,turnover\n43,12\n43,13\n99,5\n44,many\n"
ZONES = """\
id,name_en,name_ja,scheme,focus_sectors,prefecture_codes,designated
own_kyushu,Own zone of Kyushu,独自九州特区,own scheme,semiconductor;ai,43;44,2025-01-15
own_north,Own zone of the North,独自北部特区,own scheme,bio,01,2024
"""
ZONES_BAD = "name_en,prefecture_codes\nNowhere zone,99\n,43\n"


def grid() -> list[dict[str, Any]]:
    """Lay 5 by 5 squares over Kumamoto, coded as municipalities."""
    return [
        {
            "type": "Feature",
            "properties": {"code": f"43{100 + 5 * row + column}", "name": f"Town {row}{column}"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [square(130.5 + 0.2 * column, 32.4 + 0.2 * row)],
            },
        }
        for row in range(5)
        for column in range(5)
    ]


def square(west: float, south: float, size: float = 0.2) -> list[list[float]]:
    """Return the ring of a square."""
    west, south, east, north = (round(one, 6) for one in (west, south, west + size, south + size))
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def points() -> list[tuple[str, float, float, str, int]]:
    """Spread points over Japan, some of them at sea or without a position."""
    return [
        (
            f"p{n:03d}",
            round(130.45 + (n * 0.61803) % 1.15, 5),
            round(32.35 + (n * 0.41421) % 1.15, 5),
            ("maker", "trader", "farm")[n % 3],
            (n * 7) % 50,
        )
        for n in range(120)
    ]


def make(folder: Path) -> None:
    """Write all files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "sites.csv": SITES, "messy.csv": MESSY, "odd.csv": ODD, "plane.csv": PLANE,
        "hostile.csv": HOSTILE, "values.csv": VALUES, "values_ja.csv": VALUES_JA,
        "values_bad.csv": VALUES_BAD, "zones.csv": ZONES, "zones_bad.csv": ZONES_BAD,
        "empty.csv": "", "header.csv": "name,sector,lon,lat\n", "no_columns.csv": "a,b\n1,2\n",
        "broken.geojson": '{"type": "FeatureCollection", "features": [', "notes.txt": "a note\n",
        "page.html": "<!doctype html><title>Another page</title><p>No map</p>\n",
    }  # fmt: skip
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    (folder / "sites_cp932.csv").write_bytes(SITES_JA.encode("cp932"))
    _tables(folder)
    _maps(folder)
    kept = folder / "kept" / "boundaries"
    kept.mkdir(parents=True)
    (kept / "0123.parquet").write_bytes(b"x" * 1000)
    (kept / "0123.json").write_text('{"of": "N03.zip"}', encoding="utf-8")


def _tables(folder: Path) -> None:
    import openpyxl
    import pandas as pd

    book = openpyxl.Workbook()
    book.active.title = "read me"
    book.active.append(["nothing here"])
    sheet = book.create_sheet("sites")
    for line in SITES.splitlines():
        sheet.append(line.split(","))
    book.save(folder / "book.xlsx")
    frame = pd.DataFrame(points(), columns=["id", "lon", "lat", "trade", "jobs"])
    frame.to_csv(folder / "points.csv", index=False, lineterminator="\n")
    renamed = frame.rename(columns={"lon": "east", "lat": "north"})
    renamed.iloc[:60].to_parquet(folder / "points.parquet")
    holes = frame.assign(lon=frame["lon"].where(frame.index % 10 > 0))
    holes.loc[3, ["lon", "lat"]] = [150.0, 20.0]
    holes.to_csv(folder / "holes.csv", index=False, lineterminator="\n")
    many = [("ai", "bio", "semiconductor")[n % 3] for n in range(5200)]
    pd.DataFrame(
        {
            "name": [f"Site {n}" for n in range(5200)],
            "sector": many,
            "lon": [round(130.5 + (n * 0.61803) % 1, 5) for n in range(5200)],
            "lat": [round(32.5 + (n * 0.41421) % 1, 5) for n in range(5200)],
        }
    ).to_csv(folder / "many.csv", index=False, lineterminator="\n")
    towns = "".join(
        f"{one['properties']['code']},{(3 * n * n) % 23}\n" for n, one in enumerate(grid())
    )
    (folder / "values_towns.csv").write_text(f"code,score\n{towns}", encoding="utf-8")


def _maps(folder: Path) -> None:
    import geopandas as gpd
    from shapely.geometry import shape

    features = grid()
    _geojson(folder / "towns.geojson", features)
    areas = [{**one, "properties": {"district": one["properties"]["name"]}} for one in features[:4]]
    _geojson(folder / "areas.geojson", areas)
    spots = [
        {
            "type": "Feature",
            "properties": {"name": name, "sector": sector},
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
        }
        for name, sector, lon, lat in (
            ("Spot one", "ai", 130.71, 32.81), ("Spot two", "bio", 130.95, 33.01),
        )
    ]  # fmt: skip
    _geojson(folder / "spots.geojson", spots)
    frame = gpd.GeoDataFrame(
        {
            "N03_001": ["熊本県"] * 3,
            "N03_003": [None, "菊池郡", "菊池郡"],
            "N03_004": ["合志市", "大津町", "菊陽町"],
            "N03_007": ["43216", "43403", "43404"],
        },
        geometry=[
            shape({"type": "Polygon", "coordinates": [square(west, 32.8)]})
            for west in (130.6, 130.8, 131.0)
        ],
        crs="EPSG:6668",
    )
    inside = folder / "N03"
    inside.mkdir()
    frame.to_file(inside / "N03.shp", encoding="cp932")
    (inside / "N03.cpg").unlink(missing_ok=True)
    with zipfile.ZipFile(folder / "N03.zip", "w") as archive:
        for file in sorted(inside.iterdir()):
            archive.write(file, file.name)
            file.unlink()
    inside.rmdir()


def _geojson(file: Path, features: list[dict[str, Any]]) -> None:
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    file.write_text(text, encoding="utf-8")

"""Reference values from Python packages that the project does not need (run once).

``python values.py > values_python.csv`` with inequality 1.1.2 and segregation 2.5.4. Their imports are in the function, so that collecting tests does not need them.
"""

from pathlib import Path


def main() -> None:
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from inequality.gini import Gini
    from inequality.theil import Theil, TheilD
    from segregation.local import MultiLocationQuotient
    from shapely import Point

    here = Path(__file__).parent
    counts = pd.read_csv(here / "counts.csv", index_col="area")
    rows = []

    groups = np.array(list("ppppqqqqrrrr"))
    for industry in counts:
        values = counts[industry].to_numpy(dtype=float)
        rows.append(("gini", industry, Gini(values).g))
        rows.append(("theil", industry, Theil(values).T))
        split = TheilD(values, groups)
        rows.append(("theil_between", industry, np.ravel(split.bg)[0]))
        rows.append(("theil_within", industry, np.ravel(split.wg)[0]))

    places = [Point(i, i) for i in range(12)]
    frame = gpd.GeoDataFrame(counts, geometry=places, crs="EPSG:6677")
    quotients = np.asarray(MultiLocationQuotient(frame, list(counts.columns)).statistics)
    for i, area in enumerate(counts.index):
        for j, industry in enumerate(counts.columns):
            rows.append((f"location_quotient_{industry}", area, quotients[i, j]))

    table = pd.DataFrame(rows, columns=["measure", "key", "value"])
    print(table.to_csv(index=False), end="")  # noqa: T201


if __name__ == "__main__":
    main()

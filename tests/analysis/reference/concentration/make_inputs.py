"""Make the small random inputs that the reference scripts and the tests share (run once)."""

from pathlib import Path

import numpy as np
import pandas as pd


def main() -> None:
    here = Path(__file__).parent
    rng = np.random.default_rng(20260301)
    areas = pd.Index([f"a{i:02d}" for i in range(12)], name="area")

    counts = rng.negative_binomial(0.8, 0.02, (12, 5))
    counts[3, 1] = 0
    pd.DataFrame(counts, index=areas, columns=list("vwxyz")).to_csv(here / "counts.csv")

    size = pd.Series(rng.lognormal(5, 1, 12).round(), index=areas, name="employment")
    size.to_csv(here / "areas.csv")

    plants = pd.DataFrame(
        {
            "area": rng.choice(areas.to_numpy(), 90, p=size / size.sum()),
            "industry": rng.choice(["chips", "ships", "tools"], 90),
            "employment": rng.lognormal(3, 1.2, 90).round() + 1,
        }
    )
    plants.to_csv(here / "plants.csv", index=False)

    # metres of Japan's plane rectangular system IX (EPSG:6677), 20 km by 12 km at its origin
    x, y = rng.uniform(-10_000, 10_000, 60), rng.uniform(-6_000, 6_000, 60)
    pd.DataFrame({"x": x.round(1), "y": y.round(1)}).to_csv(here / "points.csv", index=False)


if __name__ == "__main__":
    main()

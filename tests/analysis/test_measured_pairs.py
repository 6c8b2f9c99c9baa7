"""Up to 2,000 points: median, bandwidth, densities and bands are those of all pairs in 64 bits."""

import geopandas as gpd
import numpy as np
import pytest
from scipy.spatial.distance import pdist

from clustermap.analysis.points.duranton_overman import duranton_overman
from clustermap.analysis.points.envelopes import envelope
from clustermap.analysis.points.geocentric import (
    along_main_axis,
    geocentric,
    mean_radius,
    to_ground,
)

N, SITES, DRAWS = 60, 300, 99


def _degrees(n, seed):
    return np.random.default_rng(seed).uniform([130, 31], [141, 42], (n, 2))


def _km(degrees, radius):
    return to_ground(pdist(geocentric(degrees)), radius)


def _density(km, at, h):
    total = np.zeros(len(at))
    for one in km:
        total += np.exp(-0.5 * ((at - one) / h) ** 2) + np.exp(-0.5 * ((at + one) / h) ** 2)
    return total / (len(km) * h * np.sqrt(2 * np.pi))


@pytest.fixture(scope="module")
def found():
    points, rest = _degrees(N, 1), _degrees(SITES - N, 2)
    series = [gpd.GeoSeries.from_xy(*one.T, crs=6668) for one in (points, rest)]
    return points, rest, duranton_overman(*series, simulations=DRAWS, seed=5)


def test_bandwidth_and_median_are_those_of_all_pairs(found):
    points, rest, result = found
    radius = mean_radius(np.vstack([points, rest]))
    km = _km(points, radius)
    spread = min(km.std(ddof=1), np.subtract(*np.quantile(km, [0.75, 0.25])) / 1.34)
    assert result.bandwidth_km == pytest.approx(0.9 * spread * len(km) ** -0.2, abs=1e-5)
    # within a hundredth of a meter
    assert result.range_km == pytest.approx(float(np.median(_km(rest, radius))), abs=1e-5)


def test_densities_and_bands_are_those_of_all_pairs(found):
    points, rest, result = found
    sites = np.vstack([points, rest])
    radius, at = mean_radius(sites), result.curve["distance_km"].to_numpy()[::20]
    h = result.bandwidth_km
    observed = _density(_km(points, radius), at, h)
    assert result.curve["density"].to_numpy()[::20] == pytest.approx(observed, rel=1e-9)
    # the same draws, by the same numbers
    sites = sites[along_main_axis(geocentric(sites))[0]]
    drawn = []
    for stream in range(DRAWS):
        rng = np.random.default_rng([5, 0, stream])
        chosen = np.sort(rng.choice(SITES, N, replace=False, shuffle=False))
        drawn.append(_density(_km(sites[chosen], radius), at, h))
    assert result.curve["mean"].to_numpy()[::20] == pytest.approx(np.mean(drawn, axis=0), rel=1e-9)
    bands = envelope(observed, np.array(drawn), 0.05)
    for name in ("lower_local", "upper_local"):
        ours = result.curve[name].to_numpy()[::20]
        assert ours == pytest.approx(getattr(bands, name), rel=1e-9)

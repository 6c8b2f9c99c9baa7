"""What each measure is: method, formula, paper, and which of several conventions is used.

A question says so of every column that it gives: ``Answer.explain``.
"""

from __future__ import annotations

from typing import Any, TypeAlias

#: What is said about one measure: method, formula, paper, convention.
Method: TypeAlias = "dict[str, str]"
Explanation: TypeAlias = "dict[str, Any]"

METHODS: dict[str, Method] = {
    "herfindahl": {
        "method": "Sum of the squared shares of the areas; effective_areas is 1 / H.",
        "formula": "H = sum_i s_i^2, with s_i = x_i / sum x",
        "paper": "Herfindahl (1950); Hirschman (1964)",
    },
    "gini": {
        "method": "Inequality of the amounts over all areas, those without any included.",
        "formula": "G = sum_ij |x_i - x_j| / (2 n^2 mean x)",
        "paper": "Gini (1912)",
        "convention": "Population formula, not multiplied by n / (n - 1).",
    },
    "locational_gini": {
        "method": "Gini of the location quotients s_i / r_i over the areas. High for a sector of "
        "few plants whatever the geography.",
        "formula": "twice the area between the diagonal and the curve of cumulated s over "
        "cumulated r, areas in the order of s_i / r_i",
        "paper": "Krugman (1991), Geography and Trade; Audretsch and Feldman (1996)",
    },
    "hoover": {
        "method": "Share of the sector that would have to move to be spread like the reference r.",
        "formula": "0.5 sum_i |s_i - r_i|",
        "paper": "Hoover (1936)",
    },
    "theil": {
        "method": "Inequality of the amounts, split exactly: theil_within + theil_between = theil.",
        "paper": "Theil (1967); for regions Brülhart and Traeger (2005)",
    },
    "entropy": {
        "method": "Evenness of the shares; at most ln n.",
        "formula": "-sum_i s_i ln s_i",
        "paper": "Shannon (1948)",
        "convention": "Natural logarithm.",
    },
    "mori_nishikimi_smith": {
        "method": "Divergence of the sector's shares from the reference's; 0: spread like it.",
        "formula": "D = sum_i s_i ln(s_i / r_i)",
        "paper": "Mori, Nishikimi and Smith (2005)",
        "convention": "The paper's r is habitable land (kajuchi).",
    },
    "ellison_glaeser": {
        "method": "What the squared gaps of shares exceed those of darts as lumpy as the plants; "
        "about 0 under random location, above 0.05 very localized.",
        "formula": "gamma = (G - (1 - sum r^2) H) / ((1 - sum r^2) (1 - H)), "
        "G = sum (s - r)^2, H of the plants",
        "paper": "Ellison and Glaeser (1997)",
        "convention": "Each site counts as one plant of the same size, for jobs are known of few; "
        "ellison_glaeser_z: G less its mean over its standard deviation under random location.",
    },
    "maurel_sedillot": {
        "method": "The probability that two plants choose one area, beyond chance.",
        "formula": "gamma = ((sum s^2 - sum r^2) / (1 - sum r^2) - H) / (1 - H)",
        "paper": "Maurel and Sédillot (1999)",
        "convention": "Sites of one size, as for ellison_glaeser.",
    },
    "lq_sites": {
        "method": "The sector's share of the area's sites over its share of all sites: a quotient "
        "among the listed sites of all sectors, not of jobs.",
        "formula": "LQ_ij = (c_ij / c_i.) / (c_.j / c_..)",
        "paper": "Florence (1939); Balassa (1965)",
    },
    "shrunk": {
        "method": "The quotient pulled to 1 by as much as the area's small number makes it unsure.",
        "formula": "m + (r_i - m) a / (a + m / n_i), over m",
        "paper": "Marshall (1991)",
    },
    "p, q": {
        "method": "Exact two-sided binomial test of a quotient of 1; q: false discovery rate over "
        "all areas and sectors.",
        "paper": "Guimarães, Figueiredo and Woodward (2009); Benjamini and Hochberg (1995)",
        "convention": "p is twice the smaller tail.",
    },
    "krugman": {
        "method": "How unlike the mix of the reference the area's mix of sectors is, 0 to 2.",
        "formula": "sum_j |s_ij - s_j|",
        "paper": "Krugman (1991)",
    },
    "morans_i": {
        "method": "Correlation of a value with the mean of its neighbors.",
        "formula": "I = (n / S0) sum_ij w_ij z_i z_j / sum_i z_i^2; expected -1 / (n - 1)",
        "paper": "Moran (1950); Cliff and Ord (1973)",
        "convention": "Row-standardized weights; z by the exact mean and variance of permutation.",
    },
    "gearys_c": {
        "method": "Squared gaps between neighbors: below 1 alike, above 1 unlike.",
        "formula": "C = (n - 1) sum_ij w_ij (x_i - x_j)^2 / (2 S0 sum_i z_i^2)",
        "paper": "Geary (1954)",
    },
    "getis_ord_g": {
        "method": "High values near high ones (above its expectation) or low near low (below).",
        "formula": "G = sum_ij w_ij x_i x_j / sum_(i != j) x_i x_j",
        "paper": "Getis and Ord (1992)",
        "convention": "Binary weights, as in the paper.",
    },
    "eb_morans_i": {
        "method": "Moran's I of rates standardized by what their population lets them vary: small "
        "areas don't carry the result.",
        "formula": "z_i = (e_i / p_i - b) / sqrt(a + b / p_i), b = sum e / sum p",
        "paper": "Assunção and Reis (1999)",
    },
    "moran": {
        "method": "Local Moran's I: an area's deviation times the mean deviation of its neighbors.",
        "formula": "I_i = z_i sum_j w_ij z_j / m2",
        "paper": "Anselin (1995); z by Sokal, Oden and Thomson (1998)",
    },
    "g": {
        "method": "Local G: the neighbors' share of the total, the area itself left out.",
        "formula": "G_i = sum_j w_ij x_j / sum_(j != i) x_j",
        "paper": "Getis and Ord (1992)",
        "convention": "Binary weights; the area's own value is held, its neighbors are drawn.",
    },
    "g*": {
        "method": "Local G*: the share of the total that the area and its neighbors hold.",
        "formula": "G*_i = (w_ii x_i + sum_j w_ij x_j) / sum_j x_j",
        "paper": "Ord and Getis (1995)",
        "convention": "Binary weights; all values are drawn, the area's own too (esda and GeoDa "
        "hold it, which makes the p of G* that of G).",
    },
    "m": {
        "method": "Share of same-sector sites among the neighbors within the distance over the "
        "sector's share of all sites; 1: no effect.",
        "formula": "M(r) = sum_i [S near i / all near i] / sum_i [(S - 1) / (all - 1)]",
        "paper": "Marcon and Puech (2010)",
        "convention": "Sites weigh the same; points without a neighbor within r are left out; m_p "
        "is one-sided (concentration), over all distances shown.",
    },
    "k": {
        "method": "K-density: smoothed density of the distances between all pairs of sites; "
        "localized where it passes the global band.",
        "formula": "K(d) = 2 / (n (n - 1) h) sum_(i<j) f((d - d_ij) / h)",
        "paper": "Duranton and Overman (2005); bands by Myllymäki et al. (2017)",
        "convention": "Gaussian kernel, Silverman's bandwidth, reflected at 0, up to the median "
        "distance between the other sites; 5 % of curves pass the band on each side.",
    },
    "l": {
        "method": "L: pairs within each distance against points thrown on the land.",
        "formula": "L(d) = sqrt(K(d) / pi), K(d) = area / (n (n - 1)) #{pairs within d}",
        "paper": "Ripley (1976); Besag (1977)",
        "convention": "No edge correction: the null's points meet the same coasts.",
    },
    "nearest_neighbor_index": {
        "method": "Mean distance to the nearest site over that of points thrown on the land. "
        "Told last: against empty mountains every industry is clustered.",
        "formula": "R = mean d_nearest / mean of the null",
        "paper": "Clark and Evans (1954)",
        "convention": "Two-sided; the expectation is simulated on the land, not 0.5 sqrt(area/n).",
    },
    "quotient": {
        "method": "How often B is A's nearest neighbor over how often it would be by chance; 1: no "
        "association; A to B is not B to A.",
        "formula": "CLQ(A, B) = (N_AB / N_A) / (N'_B / (N - 1))",
        "paper": "Leslie and Kronenfeld (2011)",
        "convention": "Several nearest neighbors at one distance (points of one district often "
        "coincide) share one vote.",
    },
    "dbscan": {
        "method": "DBSCAN: sites with at least min-size sites (themselves included) within the "
        "radius, chained.",
        "paper": "Ester, Kriegel, Sander and Xu (1996)",
    },
    "hdbscan": {
        "method": "HDBSCAN: groups at whatever density each has, as far as that is dense by the "
        "radius.",
        "paper": "Campello, Moulavi and Sander (2013)",
    },
}


def explanation(
    question: str, measures: dict[str, str | dict[str, str]], **facts: str
) -> Explanation:
    """Put together what is said about an answer.

    Parameters
    ----------
    question : str
        What it answers.
    measures : dict
        For each column, the name of its method in ``METHODS``, or that method amended.
    **facts : str
        Null model, weights, seed ...; underscores become spaces.

    Examples
    --------
    >>> explanation("How many?", {"H": "herfindahl"}, null_model="none")["H"]["paper"]
    'Herfindahl (1950); Hirschman (1964)'
    """
    return {
        "question": question,
        **{
            column: METHODS[about] if isinstance(about, str) else about
            for column, about in measures.items()
        },
        **{name.replace("_", " "): words for name, words in facts.items()},
    }


def amended(name: str, **changes: str) -> Method:
    """Return a method with words changed or added."""
    order = ("method", "formula", "paper", "convention")
    words = {**METHODS[name], **changes}
    return {key: words[key] for key in order if key in words}


def permutation_null(permutations: int, seed: int) -> str:
    """Say what the permutation tests compare with."""
    return (
        f"values permuted over the areas {permutations} times, seed {seed}; two-sided: p is twice "
        f"the smaller tail, at least {2 / (permutations + 1):.2g}"
    )

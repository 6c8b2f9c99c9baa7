import itertools

import shapely

# A published list of neighboring prefectures, with the links by tunnel, bridge and ferry; it also
# has Chiba and Kanagawa, which face each other across Tokyo Bay.
PUBLISHED = """
01: 02
02: 01 03 05
03: 02 04 05
04: 03 05 06 07
05: 02 03 04 06
06: 04 05 07 15
07: 04 06 08 09 10 15
08: 07 09 11 12
09: 07 08 10 11
10: 07 09 11 15 20
11: 08 09 10 12 13 19 20
12: 08 11 13 14
13: 11 12 14 19
14: 12 13 19 22
15: 06 07 10 16 20
16: 15 17 20 21
17: 16 18 21
18: 17 21 25 26
19: 11 13 14 20 22
20: 10 11 15 16 19 21 22 23
21: 16 17 18 20 23 24 25
22: 14 19 20 23
23: 20 21 22 24
24: 21 23 25 26 29 30
25: 18 21 24 26
26: 18 24 25 27 28 29
27: 26 28 29 30
28: 26 27 31 33 36
29: 24 26 27 30
30: 24 27 29
31: 28 32 33 34
32: 31 34 35
33: 28 31 34 37
34: 31 32 33 35 38
35: 32 34 40
36: 28 37 38 39
37: 33 36 38
38: 34 36 37 39
39: 36 38
40: 35 41 43 44
41: 40 42
42: 41
43: 40 44 45 46
44: 40 43 45
45: 43 44 46
46: 43 45
47: 46
"""
BY_SEA = {("12", "14")}
CROSSINGS = {
    ("01", "02"): "tunnel",
    ("35", "40"): "tunnel",
    ("28", "36"): "bridge",
    ("33", "37"): "bridge",
    ("34", "38"): "bridge",
    ("46", "47"): "ferry_air",
}
# Where the simplified polygons differ: at Watarase Ibaraki and Gunma touch instead of Tochigi and
# Saitama, and the islets that Okayama and Kagawa share are not drawn.
ON_ISLETS = {("33", "37")}


def links(tables, *kinds):
    return {(row["code_a"], row["code_b"]) for row in tables("neighbors") if row["kind"] in kinds}


def touching(geometries):
    """Return the pairs that share a border of some length."""
    return {
        (first, second)
        for first, second in itertools.combinations(sorted(geometries.index), 2)
        if shapely.intersects(geometries[first], geometries[second])
        and geometries[first].intersection(geometries[second]).length > 0
    }


def test_each_link_stands_once_smaller_code_first(tables):
    pairs = [(row["code_a"], row["code_b"]) for row in tables("neighbors")]
    assert all(first < second for first, second in pairs)
    assert len(pairs) == len(set(pairs)) == 92
    assert len(links(tables, "land")) == 86


def test_crossings(tables):
    crossings = {
        (row["code_a"], row["code_b"]): row["kind"]
        for row in tables("neighbors")
        if row["kind"] != "land"
    }
    assert crossings == CROSSINGS


def test_no_prefecture_is_an_island(tables):
    pairs = links(tables, "land", "tunnel", "bridge", "ferry_air")
    reached = {"01"}
    while grown := {code for pair in pairs if reached & set(pair) for code in pair} - reached:
        reached |= grown
    assert reached == {row["code"] for row in tables("prefectures")}


def test_links_are_those_of_a_published_list(tables):
    published = {
        tuple(sorted((line[:2], other)))
        for line in PUBLISHED.split("\n")
        if line
        for other in line[4:].split()
    }
    assert published - BY_SEA == links(tables, "land", "tunnel", "bridge", "ferry_air")


def test_land_borders_are_those_of_the_polygons(tables, polygons):
    drawn = touching(polygons.geometry)
    assert drawn - ON_ISLETS == links(tables, "land")


def test_land_borders_are_the_official_ones(tables, official_prefectures):
    assert touching(official_prefectures) - ON_ISLETS == links(tables, "land")

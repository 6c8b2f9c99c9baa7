"""Which pages there are, where they stand, and what links lead to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from clustermap import japan
from clustermap.data.municipalities import read_municipalities
from clustermap.reports.observatory.addresses import slug

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from clustermap.data.selection import Selection


@dataclass(eq=False)
class Scope:
    """The pages of a site, each with its folder within a language."""

    selection: Selection

    @cached_property
    def whole(self) -> bool:
        """Whether all of Japan is published."""
        return len(self.prefectures) == len(japan.PREFECTURES)

    @cached_property
    def prefectures(self) -> dict[str, str]:
        """Folders of prefectures by code."""
        return {
            str(code): f"prefectures/{slug(japan.BY_CODE[str(code)].en.lower())}/"
            for code in self.selection.prefectures.index
        }

    @cached_property
    def regions(self) -> dict[str, str]:
        """Folders of the regions that are published whole."""
        here = set(self.prefectures)
        return {
            one.id: f"regions/{slug(one.id)}/"
            for one in japan.EIGHT_REGIONS
            if here.issuperset(one.codes)
        }

    @cached_property
    def municipalities(self) -> dict[str, str]:
        """Folders of municipalities by code, designated cities whole."""
        cities = read_municipalities(whole_cities=True)
        there = cities[cities["prefecture_code"].isin(list(self.prefectures))]
        return {
            str(code): f"municipalities/{code}-{slug(str(name))}/"
            for code, name in zip(there.index, there["name_en"], strict=True)
        }

    @cached_property
    def sectors(self) -> dict[str, str]:
        """Folders of the sectors that there are sites of."""
        here = set(self.selection.sites["sector"])
        return {
            one: f"sectors/{slug(one)}/" for one in self.selection.chosen_sectors if one in here
        }

    @cached_property
    def segments(self) -> dict[tuple[str, str], str]:
        """Folders of segments, by sector and segment."""
        sites = self.selection.sites
        pairs = sorted(
            {(str(a), str(b)) for a, b in zip(sites["sector"], sites["segment"], strict=True) if b}
        )
        return {
            (sector, one): f"sectors/{slug(sector)}/{slug(one)}/"
            for sector, one in pairs
            if sector in self.sectors
        }

    @cached_property
    def zones(self) -> dict[str, str]:
        """Folders of special zones."""
        return _folders("zones", self.selection.zones.index)

    @cached_property
    def programs(self) -> dict[str, str]:
        """Folders of cluster programs."""
        return _folders("clusters", self.selection.clusters.index)

    @cached_property
    def sites(self) -> dict[str, str]:
        """Folders of sites."""
        return _folders("sites", self.selection.sites.index)

    def place(self, code: str) -> str | None:
        """Return the folder of a prefecture or municipality, where it is published."""
        return self.prefectures.get(code) or self.municipalities.get(code)


def _folders(room: str, ids: Iterable[Hashable]) -> dict[str, str]:
    """Return a folder for each id; of two that would have the same, the second is told apart."""
    found: dict[str, str] = {}
    taken = {f"page-{at}" for at in range(100)}
    for one in map(str, ids):
        name = slug(one)
        while name in taken:
            name = slug(f"{one} / {len(taken)}")
        taken.add(name)
        found[one] = f"{room}/{name}/"
    return found

"""What a study of spillover says: sentences made from its numbers, and what they cannot show."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clustermap import locales
from clustermap.analysis.spillover.study import ring_label
from clustermap.japan import region
from clustermap.locales import numbers, wording
from clustermap.locales.dates import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clustermap.analysis.spillover.study import Spillover

LEVEL = 0.05
#: Where, in what and since when sites were searched with more care (geodata/README.md).
CAREFUL = ("semiconductor", region("kyushu").codes, 2021)


@dataclass(frozen=True)
class SpilloverSentences:
    """The sentences of a study in one language."""

    found: Spillover
    lang: str

    def say(self, key: str, **values: Any) -> str:
        """Return a label of this study, its places filled."""
        return wording.say("spillover", key, self.lang, **values)

    @property
    def anchor(self) -> str:
        """Name of the anchor."""
        return str(self.found.anchor_site[f"name_{self.lang}"])

    @property
    def sectors(self) -> str:
        """Names of the sectors counted, as they stand within a sentence."""
        names = [wording.sector_inside(sector, self.lang) for sector in self.found.sectors]
        return wording.listed(names, self.lang)

    @property
    def basis(self) -> str:
        """What a date is the date of: "announced" or "opened"."""
        return locales.text("basis", self.found.basis, self.lang)

    def near(self, key: str = "near_km") -> str:
        """Return the outer edge of the first ring ("near_km") or of the last ("far_km")."""
        return f"{self.found.rings[0 if key == 'near_km' else -1]:g}"

    def ring(self, at: int) -> str:
        """Name a ring by its edges."""
        low = self.found.rings[at - 1] if at else 0
        if at < len(self.found.rings):
            return self.say("ring", low=f"{low:g}", high=f"{self.found.rings[at]:g}")
        return self.say("rest", low=f"{low:g}")

    def sentences(self) -> list[str]:
        """Return what the numbers say, the main point first."""
        return [
            *self.counts(),
            *self.change(),
            *self.placebos(),
            *self.named(),
            *self.distances(),
            *self.investment(),
        ]

    def counts(self) -> Iterator[str]:
        """Say how many sites there were, near and far, before and after."""
        table = self.found.by_ring
        first, rest = table.iloc[0], table.iloc[-1]
        yield self.say(
            "s_counts",
            anchor=self.anchor,
            near=self.near(),
            far=self.near("far_km"),
            sector=self.sectors,
            basis=self.basis,
            event=written(self.found.event, self.lang),
            b=int(first["before"]),
            a=int(first["after"]),
            rb=int(rest["before"]),
            ra=int(rest["after"]),
            yb=numbers.decimal(self.found.years_before, 1),
            ya=numbers.decimal(self.found.years_after, 1),
        )

    def change(self) -> Iterator[str]:
        """Say whether the near ring changed more than the rest."""
        row = self.found.by_ring.iloc[0]
        if math.isnan(row["p_value"]):
            yield self.say("s_no_change")
            return
        p = wording.p_text(row["p_value"])
        low = numbers.decimal(row["lower"], 2)
        if math.isinf(row["ratio"]):
            first = self.say("s_no_ratio", low=low, p=p)
        else:
            high = numbers.decimal(row["upper"], 1) if math.isfinite(row["upper"]) else "∞"
            ratio = numbers.decimal(row["ratio"], 1)
            first = self.say("s_ratio", ratio=ratio, low=low, high=high, p=p)
        sure = row["p_value"] < LEVEL and (row["lower"] > 1 or row["upper"] < 1)
        second = self.say("s_sure" if sure else "s_unsure")
        yield f"{first}{'' if self.lang == 'ja' else ' '}{second}"
        if row["fragile"] > 0:
            yield self.say("s_fragile", k=int(row["fragile"]), n=int(row["after"]))

    def placebos(self) -> Iterator[str]:
        """Say how the anchor compares with other places and years."""
        one = self.found.placebo
        if one["dated_sites"] < 1:
            yield self.say("s_no_placebo")
        else:
            yield self.say(
                "s_placebo",
                n=int(one["dated_sites"]),
                k=int(one["dated_as_large"]),
                near=self.near(),
                p=wording.p_text(one["dated_p_value"]),
            )
        years = self.found.placebo_years
        clean = years[~years["overlaps"] & years["ratio"].notna()]
        if clean.empty:
            yield self.say("s_no_years")
        else:
            large = int((clean["ratio"] >= one["ratio"]).sum())
            yield self.say("s_years", n=len(clean), k=large)

    def named(self) -> Iterator[str]:
        """Say how many sites name the anchor."""
        table = self.found.by_ring
        total = int(table["named"].sum())
        if not total:
            yield self.say("s_not_named", anchor=self.anchor)
            return
        yield self.say(
            "s_named",
            anchor=self.anchor,
            n=total,
            m=int(table["named"].iloc[0]),
            near=self.near(),
        )

    def distances(self) -> Iterator[str]:
        """Say whether sites moved nearer."""
        one = self.found.decay
        if math.isnan(one["p_value"]):
            return
        first = self.say(
            "s_decay",
            before=wording.kilometers(one["median_km_before"]),
            after=wording.kilometers(one["median_km_after"]),
            p=wording.p_text(one["p_value"]),
        )
        second = self.say("s_sure" if one["p_value"] < LEVEL else "s_unsure_distance")
        yield f"{first}{'' if self.lang == 'ja' else ' '}{second}"

    def investment(self) -> Iterator[str]:
        """Say how much was announced nearby, and how much of it is one site's."""
        row = self.found.by_ring.iloc[0]
        if math.isnan(row["investment_after"]):
            yield self.say("s_no_money", near=self.near())
            return
        sites = self.found.sites
        near = sites[(sites["ring"] == 0) & (sites["period"] == "after")]
        largest = near.iloc[int(near["investment_jpy_bn"].argmax())]
        yield self.say(
            "s_money",
            near=self.near(),
            amount=numbers.yen(row["investment_after"], self.lang),
            known=int(row["with_amount_after"]),
            n=int(row["after"]),
            site=largest[f"name_{self.lang}"],
            most=numbers.yen(largest["investment_jpy_bn"], self.lang),
        )

    def caveats(self) -> list[str]:
        """Return what the data cannot show."""
        table = self.found.by_ring
        first, rest = table.iloc[0], table.iloc[-1]
        texts = [
            self.say(
                "c_undated",
                near=self.near(),
                far=self.near("far_km"),
                basis=self.basis,
                u=int(first["undated"]),
                n=int(first["sites"]),
                v=int(rest["undated"]),
                m=int(rest["sites"]),
            )
        ]
        sector, codes, since = CAREFUL
        careful = (
            sector in self.found.sectors
            and self.found.anchor_site["prefecture_code"] in codes
            and self.found.window[1] >= since
        )
        texts.append(self.say("c_careful" if careful else "c_search"))
        texts.append(self.say("c_cause", sector=self.sectors))
        return texts

    def period(self, period: str) -> str:
        """Name a period."""
        return locales.text("period", period, self.lang)

    def short_ring(self, at: int) -> str:
        """Name a ring in a narrow place."""
        return f"{ring_label(self.found.rings, at)} km"

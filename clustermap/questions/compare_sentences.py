"""What a comparison says: plain sentences made from its numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from clustermap.analysis.comparison.side_by_side import rate_test
from clustermap.analysis.frames import each
from clustermap.locales import numbers, wording
from clustermap.locales.wording import listed
from clustermap.questions.compare_cells import names_of, say_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from clustermap.analysis.comparison.side_by_side import Comparison

LEVEL = 0.05
#: The estimate is the newer, the census the fallback where a user's data have only that.
PEOPLE = ("population_estimate", "population_census", "population_2020")
#: How large a place's economy is: gross product, jobs of municipalities.
ECONOMY = ("gross_prefectural_product_nominal", "employees_2021")


@dataclass(frozen=True)
class ComparisonSentences:
    """The sentences of a comparison in one language."""

    comparison: Comparison
    lang: str

    def sentences(self) -> list[str]:
        """Return all sentences, the most important first."""
        return [
            *self.counts(),
            *self.ranks(),
            *self.specialization(),
            *self.only(),
            *self.investment(),
            *self.size(),
            *self.zones(),
            *self.distances(),
        ]

    def _say(self, key: str, **values: Any) -> str:
        return say_of(self.comparison, self.lang, key, **values)

    def _sector(self, sector: str) -> str:
        return wording.sector_inside(sector, self.lang)

    def name(self, code: str) -> str:
        """Return a place's name."""
        return names_of(self.comparison, self.lang)[code]

    def _names(self, codes: list[str]) -> str:
        return listed([self.name(code) for code in codes], self.lang)

    def site(self, site: str) -> str:
        """Return a site's name."""
        return str(self.comparison.national.loc[site, f"name_{self.lang}"])

    def _values(self, indicator: str) -> dict[str, float]:
        frame = self.comparison.indicators
        frame = frame[frame["indicator"] == indicator]
        return dict(zip(frame["code"], frame["value"], strict=True))

    def _each(self, texts: dict[str, str]) -> str:
        return listed(
            [self._say("has", name=self.name(code), value=value) for code, value in texts.items()],
            self.lang,
        )

    def _first(self, names: tuple[str, ...]) -> dict[str, float]:
        return next((found for name in names if (found := self._values(name))), {})

    def _with_sites(self) -> set[str]:
        frame = self.comparison.by_sector
        return set(frame.loc[frame["sites"] > 0, "code"])

    def counts(self) -> Iterator[str]:
        """Say how many sites there are, per person, and whether chance could give that."""
        counts = self._values("sites")
        texts = dict(sorted(counts.items(), key=lambda item: -item[1]))
        yield self._say(
            "s_sites",
            list=self._each(
                {code: self._say("n_sites", n=f"{n:.0f}") for code, n in texts.items()}
            ),
        )
        people = self._first(PEOPLE)
        if not people or not all(one > 0 for one in people.values()):
            return
        rates = {code: counts[code] / people[code] * 1e6 for code in counts}
        high, low = max(rates, key=rates.__getitem__), min(rates, key=rates.__getitem__)
        if rates[high] == rates[low]:
            return
        key = "s_rate" if rates[low] else "s_rate_none"
        first = self._say(
            key,
            high=self.name(high),
            low=self.name(low),
            x=numbers.decimal(rates[high], 1),
            y=numbers.decimal(rates[low], 1),
            ratio=wording.times(rates[high] / rates[low]) if rates[low] else "",
        )
        # the pair was picked because it differs most: all pairs count as tried
        pairs = len(list(combinations(counts, 2)))
        p = rate_test(int(counts[high]), int(counts[low]), people[high], people[low])
        p = min(1.0, p * pairs)
        second = self._say(
            "s_beyond" if p < LEVEL else "s_within",
            p=wording.p_text(p),
            adjusted=self._say("adjusted", n=pairs) if pairs > 1 else "",
        )
        yield f"{first}{'' if self.lang == 'ja' else ' '}{second}"

    def ranks(self) -> Iterator[str]:
        """Say between which ranks each could be by its count of sites."""
        frame = self.comparison.indicators
        frame = frame[(frame["indicator"] == "sites") & frame["lower"].notna()]
        texts = {
            row.code: wording.place_range(int(row.lower), int(row.upper), self.lang)
            for row in each(frame)
        }
        if texts:
            yield self._say("s_ranks", list=self._each(texts))

    def specialization(self) -> Iterator[str]:
        """Say which sectors a place has more or less of than the nation, beyond chance."""
        plain = []
        for code in self.comparison.codes:
            frame = self.comparison.by_sector
            frame = frame[(frame["code"] == code) & (frame["q_value"] < LEVEL)]
            if frame.empty and code in self._with_sites():
                plain.append(code)
            for row in each(frame.sort_values("q_value", kind="stable")):
                yield self._specialized(row)
        sectors = self.comparison.sectors
        if plain and len(sectors) == 1:
            sector = self._sector(sectors[0])
            yield self._say("s_plain_one", names=self._names(plain), sector=sector)
        elif plain:
            yield self._say("s_plain", names=self._names(plain))

    def _specialized(self, row: Any) -> str:
        name, sector = self.name(row.code), self._sector(row.sector)
        if not row.sites:
            return self._say(
                "s_absent", name=name, sector=sector, x=numbers.decimal(row.expected, 1)
            )
        return self._say(
            "s_strong",
            name=name,
            sector=sector,
            x=numbers.decimal(row.location_quotient, 1),
            low=numbers.decimal(row.lower, 1),
            high=numbers.decimal(row.upper, 1),
        )

    def only(self) -> Iterator[str]:
        """Say which sectors one alone has, and which none."""
        counts = self.comparison.by_sector.pivot_table(
            index="sector", columns="code", values="sites", sort=False
        )
        alone: dict[str, list[str]] = {}
        for sector, row in counts.iterrows():
            here = list(row.index[row > 0])
            if len(here) <= 1:
                alone.setdefault(here[0] if here else "", []).append(self._sector(str(sector)))
        for code in self.comparison.codes:
            if code in alone:
                sectors = listed(alone[code], self.lang)
                yield self._say("s_only", name=self.name(code), sectors=sectors)
        if "" in alone:
            yield self._say("s_none", sectors=listed(alone[""], self.lang))

    def investment(self) -> Iterator[str]:
        """Say what was announced, for how many of the sites that is known, and where it is not."""
        known, unknown = {}, []
        for code, value in self._values("investment").items():
            if math.isnan(value):
                unknown += [code] if code in self._with_sites() else []
            else:
                known[code] = (value, self.amount_known(code, value))
        if known:
            order = sorted(known, key=lambda code: -known[code][0])
            yield self._say(
                "s_investment", list=self._each({code: known[code][1] for code in order})
            )
        if unknown:
            yield self._say("s_no_investment", names=self._names(unknown))

    def amount_known(self, code: str, value: float) -> str:
        """Return an amount with the number of sites that it is known for."""
        frame = self.comparison.by_sector
        own = frame[frame["code"] == code]
        return self._say(
            "with_amount",
            amount=numbers.yen(value, self.lang),
            known=int(own["with_amount"].sum()),
            n=int(own["sites"].sum()),
        )

    def size(self) -> Iterator[str]:
        """Say how much larger the largest is than the smallest."""
        people, product = self._first(PEOPLE), self._first(ECONOMY)
        if not people or not product or not all((*people.values(), *product.values())):
            return
        high, low = max(people, key=people.__getitem__), min(people, key=people.__getitem__)
        x, y = people[high] / people[low], product[high] / product[low]
        if not math.isnan(x + y):
            yield self._say(
                "s_size",
                high=self.name(high),
                low=self.name(low),
                x=wording.times(x),
                y=wording.times(y),
            )

    def zones(self) -> Iterator[str]:
        """Say which zones take in several of them."""
        zones = self.comparison.zones
        shared = False
        known = zones[zones["in_force"] & (zones["covers"] != "unknown")]
        for _, group in known.groupby("zone", sort=False):
            if len(group) > 1:
                shared = True
                yield self._say(
                    "s_shared",
                    zone=group[f"name_{self.lang}"].iloc[0],
                    names=self._names(list(group["code"])),
                )
        if not shared:
            yield self._say("s_not_shared")

    def distances(self) -> Iterator[str]:
        """Say how far apart they are."""
        offices = self.comparison.offices
        near, far = (offices.iloc[at] for at in (offices["km"].argmin(), offices["km"].argmax()))
        if len(offices) > 1:
            yield self._say(
                "s_nearest",
                a=self.name(near["a"]),
                b=self.name(near["b"]),
                km=wording.kilometers(near["km"]),
                c=self.name(far["a"]),
                d=self.name(far["b"]),
                km2=wording.kilometers(far["km"]),
            )
            return
        yield self._say(
            "s_near",
            a=self.name(near["a"]),
            b=self.name(near["b"]),
            km=wording.kilometers(near["km"]),
        )
        if len(self.comparison.pairs):
            yield self._nearest_pair(self.comparison.pairs)

    def _nearest_pair(self, pairs: pd.DataFrame) -> str:
        row = pairs.iloc[int(pairs["km"].argmin())]
        return self._say(
            "s_pair",
            sector=self._sector(row["sector"]),
            site_a=self.site(row["site_a"]),
            site_b=self.site(row["site_b"]),
            km=wording.kilometers(row["km"]),
        )

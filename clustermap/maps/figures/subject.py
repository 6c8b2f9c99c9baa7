"""What a picture shows, before it is laid out: values, classes, sites, and words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from clustermap import japan, locales
from clustermap.data.credits import as_of_text, boundary_credit, context_credits, sites_credit
from clustermap.data.municipalities import read_names
from clustermap.errors import ClustermapError
from clustermap.locales.numbers import decimal
from clustermap.maps import titles
from clustermap.maps.colored import PLAIN, areas_shown
from clustermap.maps.figures import describe
from clustermap.maps.figures.describe import say
from clustermap.maps.figures.shading import category_scale, legend_block, scale_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from clustermap.analysis.indicators import Indicator, IndicatorTable
    from clustermap.data.selection import Selection
    from clustermap.maps.figures.legend import LegendBlock
    from clustermap.maps.figures.notes import MapNote
    from clustermap.maps.figures.paper import Fill
    from clustermap.maps.figures.shading import Scale
    from clustermap.maps.palettes import Theme


@dataclass(frozen=True, eq=False)
class Panel:
    """One map of a picture: values of the areas shown, and the sector or year it is about."""

    label: str
    about: Indicator | None
    values: pd.Series[Any]
    suppressed: pd.Series[bool]
    #: Areas whose value rests on too few sites to be compared.
    few: pd.Series[bool]
    sector: str | None = None
    #: The year by whose end the sites shown were announced or opened.
    until: int | None = None
    #: Wards after the first of a city, where all have their city's value: it counts once.
    again: frozenset[str] = frozenset()
    #: Name of each area's class.
    classes: dict[str, str] = field(default_factory=dict)

    @property
    def compared(self) -> pd.Series[bool]:
        """The areas whose values make the classes and are counted in them."""
        return ~(self.few | self.few.index.isin(self.again))

    def of(self, sites: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Return those of the sites that the panel shows."""
        if self.sector:
            sites = sites[sites["sector"] == self.sector]
        if self.until is not None:
            sites = sites[sites["year"] <= self.until]
        return sites


@dataclass(frozen=True, eq=False)
class Subject:
    """All that a picture shows."""

    selection: Selection
    lang: str
    title: str
    about: Indicator | None
    panels: tuple[Panel, ...]
    scale: Scale | None = None
    sites: bool = True
    zones: bool = False
    tile_grid: bool = False
    level: str = "prefecture"
    #: What the picture says, above its title.
    headline: str = ""
    notes: tuple[MapNote, ...] = ()

    @classmethod
    def of(
        cls,
        selection: Selection,
        indicators: IndicatorTable,
        color_by: str,
        *,
        lang: str,
        panels: str | None,
        title: str | None,
        level: str = "prefecture",
        series: Mapping[int, IndicatorTable] | None = None,
    ) -> Subject:
        """Gather the values of an indicator for the areas shown.

        Raises
        ------
        UnknownNameError
            No such indicator.
        ClustermapError
            Panels of an indicator that is not counted by sector, or by year.
        """
        codes = areas_shown(selection, level).index
        if color_by == PLAIN:
            nothing = pd.Series(np.nan, index=codes)
            plain = Panel("", None, nothing, nothing.notna(), nothing.notna())
            return cls(
                selection, lang, title or titles.title(selection)[lang], None, (plain,), level=level
            )
        name = indicators.find(color_by)
        if series:
            small = _years(codes, series, indicators.about[name], lang)
            shown = title or titles.of_indicator(selection, indicators.about[name])[lang]
            return cls(selection, lang, shown, small[0].about, small, level=level)
        if not panels:
            panel = _panel(codes, indicators, name, lang)
            shown = title or titles.of_indicator(selection, indicators.about[name])[lang]
            return cls(selection, lang, shown, panel.about, (panel,), level=level)
        stem = name.split(":")[0]
        sectors = [s for s in _sectors(selection) if f"{stem}:{s}" in indicators.about]
        if len(sectors) < 2:
            several = [i.split(":")[0] for i in indicators.about if ":" in i]
            known = ", ".join(dict.fromkeys(several)) or "none here, where one sector is selected"
            raise ClustermapError(
                f"{color_by!r} is not counted for several sectors, so it has no panels.",
                f"Indicators by sector: {known}.",
            )
        small = tuple(_panel(codes, indicators, f"{stem}:{s}", lang, s) for s in sectors)
        heading = locales.texts("figure", f"by_sector_{stem}")
        about = replace(indicators.about[f"{stem}:{sectors[0]}"], label=heading)
        shown = titles.of_indicator(selection, replace(about, id="by_sector"))[lang]
        return cls(selection, lang, title or shown, about, small, level=level)

    def shaded(self, theme: Theme, method: str, k: int, breaks: Sequence[float] = ()) -> Subject:
        """Return the subject with classes, in common to all panels."""
        if self.about is None:
            return self
        if self.about.categories:
            scale = category_scale(self.about, theme, self.lang)
        else:
            compared = [panel.values[panel.compared] for panel in self.panels]
            values = pd.concat(compared).to_numpy(float)
            scale = scale_of(
                values, self.about, theme, self.lang, method=method, k=k, breaks=breaks
            )
        panels = tuple(
            replace(panel, classes=scale.of(panel.values, panel.suppressed, panel.few))
            for panel in self.panels
        )
        return replace(self, scale=scale, panels=panels)

    def showing(self, *, sites: bool, zones: bool, tile_grid: bool) -> Subject:
        """Return the subject with layers turned on or off."""
        return replace(self, sites=sites, zones=zones, tile_grid=tile_grid)

    @property
    def every(self) -> gpd.GeoDataFrame:
        """All areas of the level, those that are not shown too."""
        national = self.selection.national
        if self.level == "prefecture" or national.areas is None:
            return national.prefectures
        return national.areas

    @property
    def areas(self) -> gpd.GeoDataFrame:
        """The areas shown."""
        return areas_shown(self.selection, self.level)

    @property
    def noun(self) -> str:
        """What the areas are called, many of them."""
        nouns = {"prefecture": "prefectures", "municipality": "municipalities"}
        return say(nouns.get(self.level, "areas"), self.lang)

    @property
    def names(self) -> dict[str, str]:
        """Names of what values of the areas shown are of, by code: of a ward, perhaps its city."""
        column = self.areas[f"name_{self.lang}"]
        names = dict(zip(map(str, column.index), column, strict=True))
        if self.about is not None and self.about.of_city:
            every = read_names()[f"name_{self.lang}"]
            names |= {code: every[japan.city_of(code)] for code in filter(japan.is_ward, names)}
        return names

    @property
    def sectors(self) -> dict[str, int]:
        """Number of sites of each sector, in the order of the sectors; of years, in the last."""
        last = replace(self.panels[-1], sector=None)
        counts = last.of(self.selection.sites)["sector"].value_counts()
        return {s: int(counts[s]) for s in _sectors(self.selection) if s in counts}

    @property
    def order(self) -> tuple[str, ...]:
        """The sectors in their order, with or without sites: it gives the marks their shapes."""
        return _sectors(self.selection)

    def fills(self, panel: Panel) -> dict[str, Fill]:
        """Return the fill of each area shown."""
        scale = self.scale
        if scale is None:
            return {}
        return {code: scale.fills[name] for code, name in panel.classes.items()}

    def legend(self) -> LegendBlock | None:
        """Return the legend of the colors."""
        if self.scale is None or self.about is None:
            return None
        several = len(self.panels) > 1
        classes = [
            name for panel in self.panels
            for code, name in panel.classes.items() if code not in panel.again
        ]  # fmt: skip
        block = legend_block(
            self.scale, classes, self.about, self.lang, counted="" if several else self.noun
        )
        # a heading that says again what the title says is left out
        return replace(block, heading="") if block.heading == self.title else block

    def subtitle(self) -> str:
        """Name the places and the number of sites."""
        lang = self.lang
        words = titles.subtitle(self.selection)[lang]
        place = titles.places(self.selection)[lang]
        if not words and place not in self.title:
            words = place
        if self.sites:
            shown = self.sectors if self.panels[0].until is not None else None
            n = decimal(len(self.selection.sites) if shown is None else sum(shown.values()))
            one = say("sites_count", lang, n=n)
            words = say("sites_where", lang, place=words, n=n) if words else one
        return " · ".join(one for one in (self.headline and self.title, words) if one)

    @property
    def _kind(self) -> str:
        """Key of the sentence that says what kind of picture it is."""
        if self.panels[0].until is not None:
            return "alt_years"
        if self.tile_grid:
            return "alt_tiles"
        return "alt_panels" if len(self.panels) > 1 else "alt_map"

    def alternative(self) -> str:
        """Say in words what the picture shows."""
        lang, place = self.lang, titles.places(self.selection)[self.lang]
        if self.about is None:
            sentences = [say("alt_plain", lang, place=place)]
        else:
            label = self.about.label[lang]
            sentences = [say(self._kind, lang, place=place, areas=self.noun, indicator=label)]
        for panel in self.panels:
            if panel.about is None:
                continue
            named = 3 if len(self.panels) > 1 else describe.NAMED
            if panel.label:
                sentences.append(panel.label + ("：" if lang == "ja" else ":"))
            if panel.about.categories:
                sentences += describe.groups(panel.values, self.names, panel.about, lang)
                continue
            of = panel.compared
            sentences += describe.ranking(
                panel.values[of], panel.suppressed[of], self.names, panel.about, lang, named
            )
            if panel.few.any():
                few = say("few", lang)
                sentences.append(
                    say("alt_group", lang, label=few, list=decimal(int(panel.few.sum())))
                )
        if self.sites and self.sectors:
            sentences.append(describe.sites_in_words(self.sectors, lang))
        if self.zones and not self.tile_grid:
            sentences.append(say("alt_zones", lang))
        return describe.join(sentences, lang)

    def note(self) -> str:
        """Say how a result was made; the last sentence of its note is about the page's filters.

        Of panels by year, what they count; of wards with their city's value, that it is.
        """
        if self.panels[0].until is not None:
            undated = int(self.selection.sites["year"].isna().sum())
            left_out = say("undated_left_out", self.lang, n=decimal(undated)) if undated else ""
            return describe.join([say("by_year", self.lang), *filter(None, [left_out])], self.lang)
        if self.about is None:
            return ""
        wards = self.about.of_city and any(map(japan.is_ward, self.panels[0].values.index))
        of_city = locales.text("municipal", "note_ward", self.lang) if wards else ""
        if self.about.group != "result":
            return of_city
        stop = "。" if self.lang == "ja" else ". "
        kept = self.about.note[self.lang].split(stop)[:-1]
        kept = kept[:-1] if self.lang == "ja" else kept
        made = "".join(sentence + stop for sentence in kept).strip()
        return describe.join([made, of_city], self.lang)

    def source(self) -> str:
        """Say where the values, the sites and the boundaries are from."""
        lang = self.lang
        abouts = [panel.about for panel in self.panels if panel.about]
        about_sites = self.sites or self.zones
        credit = [sites_credit(self.selection)[lang]] if about_sites else []
        if not self.tile_grid:
            credit.append(boundary_credit(self.selection)[lang])
            credit += context_credits(self.selection)
        text = describe.source_text(abouts, credit, lang)
        counted = any(about.group in {"sites", "investment"} for about in abouts)
        as_of = as_of_text(self.selection, lang) if about_sites or counted else ""
        return describe.join([_stopped(text, lang), as_of], lang)


def _stopped(text: str, lang: str) -> str:
    return text + ("。" if lang == "ja" else ".")


def _sectors(selection: Selection) -> tuple[str, ...]:
    return selection.chosen.sectors or selection.sectors


def _years(
    codes: pd.Index, series: Mapping[int, IndicatorTable], about: Indicator, lang: str
) -> tuple[Panel, ...]:
    if about.group not in {"sites", "investment"}:
        raise ClustermapError(
            f"{about.label['en']!r} is not counted from dated sites, so it has no panels by year.",
            "Color by sites, sites_per_million or investment.",
        )
    return tuple(
        replace(
            _panel(codes, table, about.id, lang),
            about=about,
            label=titles.until(year)[lang],
            until=year,
        )
        for year, table in series.items()
    )


def _panel(
    codes: pd.Index, indicators: IndicatorTable, name: str, lang: str, sector: str | None = None
) -> Panel:
    label = locales.text("sector", sector, lang) if sector else ""
    hidden = indicators.suppressed[name].reindex(codes, fill_value=False)
    surely = indicators.uncertainty.get(name)
    few = hidden & False if surely is None else surely.few.reindex(codes, fill_value=False)
    about = indicators.about[name]
    cities = pd.Series([japan.city_of(str(code)) for code in codes])
    return Panel(
        label,
        about,
        indicators.values[name].reindex(codes),
        hidden,
        few.astype(bool),
        sector,
        again=frozenset(codes[cities.duplicated()] if about.of_city else ()),
    )

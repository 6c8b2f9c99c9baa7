"""Pages as HTML: the template filled, links made relative to the page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clustermap.data.catalog import as_of
from clustermap.data.credits import boundary_credit, sites_source
from clustermap.locales.dates import written
from clustermap.maps.palettes import FURTHER, SECTORS
from clustermap.reports.brief.geometry import SHADES
from clustermap.reports.brief.rows import keys_of
from clustermap.reports.observatory import maps
from clustermap.reports.observatory.addresses import relative
from clustermap.reports.observatory.options import on_dark
from clustermap.reports.observatory.search import script_safe
from clustermap.reports.observatory.words import joined, say
from clustermap.templating import fill, package_text, trusted

if TYPE_CHECKING:
    from clustermap.reports.observatory.known import Known
    from clustermap.reports.observatory.options import PublishOptions
    from clustermap.reports.observatory.parts import Cell, Page

_PACKAGE = "clustermap.reports.observatory"
LANGUAGE_NAMES = {"en": "English", "ja": "日本語", "ko": "한국어"}
_SPARK = (88, 20)
NO_CHANGE = 1e-12


@dataclass(eq=False)
class PageWriter:
    """Fills the template for the pages of one language."""

    known: Known
    lang: str
    title: str
    options: PublishOptions
    logo: str = ""

    def html(self, page: Page) -> str:
        """Return a page."""
        lang, here = self.lang, f"{self.lang}/{page.path}"

        def to(target: str) -> str:
            return relative(here, f"{lang}/{target}")

        compared = page.brief.comparison if page.brief and page.full else None
        return fill(
            _PACKAGE,
            "page.html.jinja",
            page=page,
            lang=lang,
            site=self.title,
            to=to,
            root=relative(here, "")[: -len("index.html")],
            say=lambda key, **values: say(key, lang, **values),
            svg=maps.svg(page.map, lang, page.path, page.targets, page.focus) if page.map else "",
            sector_class=maps.sector_class,
            shade_class=maps.shade_class,
            keys=keys_of(compared, lang) if compared else [],
            compared=compared,
            most=max((bar.value for bar in compared.bars), default=1.0) or 1.0 if compared else 1.0,
            spark=spark,
            nav=self._nav(page),
            languages=self._languages(page),
            canonical=f"{self.options.base}{here}" if self.options.base else "",
            options=self.options,
            base=self.options.base,
            logo=relative(here, f"assets/{self.logo}") if self.logo else "",
            json_ld=self._json_ld(page),
            description=_short(joined([page.title, page.lead], lang)),
            imprint=self.options.imprint.strip(),
            as_of=written(as_of(), lang),
            credits=self._credits(page),
            picture=f"{self.options.base}{here}share.png"
            if page.picture and self.options.base
            else "",
        )

    def _nav(self, page: Page) -> list[tuple[str, str, bool]]:
        scope = self.known.scope
        items = [
            ("prefectures/", "h_prefectures"),
            ("sectors/", "h_sectors"),
            ("sites/", "h_all_sites"),
        ]
        items += [("zones/", "h_zones")] if scope.zones else []
        items += [("clusters/", "h_programs")] if scope.programs else []
        items.append(("changes/", "h_changes"))
        return [(path, say(key, self.lang), page.path == path) for path, key in items]

    def _languages(self, page: Page) -> list[tuple[str, str, str, bool]]:
        here = f"{self.lang}/{page.path}"
        return [
            (one, LANGUAGE_NAMES[one], relative(here, f"{one}/{page.path}"), one == self.lang)
            for one in self.options.languages
        ]

    def _credits(self, page: Page) -> list[str]:
        if page.sources:
            return list(page.sources)
        selection = self.known.selection
        return [sites_source(selection)[self.lang], boundary_credit(selection)[self.lang]]

    def _json_ld(self, page: Page) -> Any:
        if page.data is None:
            return ""
        base, lang = self.options.base, self.lang
        here = f"{lang}/{page.path}"
        found: dict[str, Any] = dict(page.data)
        parts = []
        for one in found.pop("distribution"):
            target = f"{lang}/{one['contentUrl']}"
            url = f"{base}{target}" if base else relative(here, target)
            parts.append({**one, "contentUrl": url})
        found["distribution"] = parts
        if base:
            found["url"] = f"{base}{here}"
        found["isPartOf"] = {"@type": "WebSite", "name": self.title}
        return trusted(script_safe(json.dumps(found, ensure_ascii=False, sort_keys=True)))


def _short(text: str, most: int = 200) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def spark(cell: Cell) -> str:
    """Return the points of a small line, in a box of fixed size."""
    width, height = _SPARK
    years = [one for one, _ in cell.trend]
    values = [value for _, value in cell.trend]
    low, high = min(values), max(values)
    wide, tall = (years[-1] - years[0]) or 1, (high - low)
    points = []
    for year, value in cell.trend:
        x = 2 + (width - 4) * (year - years[0]) / wide
        y = height / 2 if tall < NO_CHANGE else 2 + (height - 4) * (1 - (value - low) / tall)
        points.append(f"{x:.0f},{y:.1f}".replace(".0", ""))
    return " ".join(points)


def stylesheet(options: PublishOptions) -> str:
    """Return the style sheet, with the colors of the site, its sectors and shades."""
    light = [f"--accent:{options.accent};--header:{options.header}"]
    dark = [f"--accent:{on_dark(options.accent)};--header:{options.header}"]
    named = dict(SECTORS.items())
    named.update({f"own{at}": pair for at, pair in enumerate(FURTHER)})
    for name, (day, night) in named.items():
        light.append(f"--{name}:{day}")
        dark.append(f"--{name}:{night}")
    nights = ("#212b34", "#254255", "#2b5f7f", "#3584ae", "#63b3d9")
    for at, (day, night) in enumerate(zip(SHADES, nights, strict=True)):
        light.append(f"--s{at}:{day}")
        dark.append(f"--s{at}:{night}")
    classes = "".join(f".c-{name}{{color:var(--{name})}}" for name in named)
    classes += "".join(f".s{at}{{fill:var(--s{at})}}" for at in range(len(SHADES)))
    head = (
        f":root{{color-scheme:light dark;{';'.join(light)}}}\n"
        f"@media(prefers-color-scheme:dark){{:root{{{';'.join(dark)}}}}}\n"
    )
    return head + package_text(_PACKAGE, "site.css") + "\n" + classes + "\n"


def script() -> str:
    """Return the script that all pages share."""
    return package_text(_PACKAGE, "site.js") + "\n"

"""The map of a page: the brief's, whose areas and marks lead to their pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clustermap.data.catalog import as_of
from clustermap.maps.palettes import sector_colors
from clustermap.reports.brief.content import Brief, a_year_before
from clustermap.reports.brief.facts import BriefFacts
from clustermap.reports.brief.geometry import CONTEXT, SHADES, brief_map
from clustermap.reports.brief.naming import SIZE
from clustermap.reports.brief.parts import Listing
from clustermap.reports.brief.svg import UNIT, steps
from clustermap.reports.brief.words import say
from clustermap.reports.observatory.addresses import relative
from clustermap.templating import fill, trusted

if TYPE_CHECKING:
    from markupsafe import Markup

    from clustermap.reports.brief.map_parts import BriefMap
    from clustermap.reports.brief.place import BriefPlace
    from clustermap.reports.observatory.known import Known

#: Size of maps in centimeters, as the brief draws them.
SIZES = {"place": (15.0, 13.0), "small": (12.0, 9.0)}
#: Of more marks than this none leads anywhere: the page would grow too heavy.
MOST_LINKS = 250
_CLASSES = {CONTEXT: "x", **{color: f"s{at}" for at, color in enumerate(SHADES)}}


def bare_brief(known: Known, place: BriefPlace, lang: str, title: str) -> Brief:
    """Return a brief that says nothing: what a map alone is drawn from."""
    facts = BriefFacts(place, known.shared, a_year_before(as_of()))
    return Brief(facts, lang, title, title, (), Listing("", []), None, (), ())


def map_alone(known: Known, place: BriefPlace, lang: str, alternative: str) -> BriefMap:
    """Draw the map of what no brief is on: zones, programs, segments."""
    drawn = brief_map(bare_brief(known, place, lang, alternative), *SIZES["place"])
    return replace(drawn, alternative=alternative)


def svg(drawn: BriefMap, lang: str, page: str, targets: dict[str, str], focus: str = "") -> Markup:
    """Return a map as SVG whose colors are the style sheet's; texts in it are escaped.

    Parameters
    ----------
    drawn : BriefMap
    lang : {"en", "ja", "ko"}
    page : str
        Folder of the page, which links start from.
    targets : dict
        Folders of the site by key of area or mark.
    focus : str
        Key of the mark that the map is on.
    """
    there = {one.key for one in drawn.areas}
    if len(drawn.marks) <= MOST_LINKS:
        there |= {one.key for one in drawn.marks}
    links = {key: relative(page, targets[key]) for key in there if key in targets}
    return trusted(
        fill(
            "clustermap.reports.observatory",
            "map.svg.jinja",
            map=drawn,
            unit=UNIT,
            path=steps,
            size=SIZE,
            links=links,
            focus=focus,
            classes=_CLASSES,
            sector_class=sector_class,
            scale=say("scale", lang, n=drawn.scale[0]),
        )
    )


def sector_class(color: str) -> str:
    """Return the class of the sector that a color stands for.

    Examples
    --------
    >>> sector_class("#147bb2")
    'c-semiconductor'
    """
    return _SECTORS.get(color, "")


def _classes() -> dict[str, str]:
    from clustermap.maps.palettes import FURTHER, SECTORS

    found = {light: f"c-{name}" for name, (light, _) in SECTORS.items()}
    found.update({light: f"c-own{at}" for at, (light, _) in enumerate(FURTHER)})
    return found


_SECTORS = _classes()


def color_of(sector: str, sectors: tuple[str, ...]) -> str:
    """Return the class of a sector's color."""
    return sector_class(sector_colors((*sectors,)).get(sector, ("", ""))[0])


def shade_class(color: str) -> str:
    """Return the class of a shade."""
    return _CLASSES.get(color, "x")

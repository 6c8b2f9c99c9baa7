"""The lines that say where sites, boundaries and positions are from, in three languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap import locales
from clustermap.data import catalog
from clustermap.locales.dates import written

if TYPE_CHECKING:
    from clustermap.data.selection import Selection
    from clustermap.locales import Text


#: What towns and their points are from, as their licenses ask for.
TOWNS = (
    "Places of towns: Geolonia 住所データ (CC BY 4.0), 国土交通省 位置参照情報; "
    "clustermap changed their form."
)


def credit_texts(selection: Selection) -> list[Text]:
    """Return the lines that must stay visible."""
    return [
        sites_credit(selection),
        boundary_credit(selection),
        *(locales.same(credit) for credit in context_credits(selection)),
        locales.texts("page", "source_gazetteer"),
    ]


def context_credits(selection: Selection) -> list[str]:
    """Return what the layers of context are from; of the shipped ones, as their makers like it."""
    return [layer.credit for layer in selection.context]


def sites_credit(selection: Selection) -> Text:
    """Return the line for the shipped tables; it names the sites only where they are used."""
    embedded = selection.national.embedded_sites
    return locales.texts("page", "source_sites" if embedded else "source_without_sites")


def boundary_credit(selection: Selection) -> Text:
    """Return the line for the boundaries; the user's own take their own."""
    boundaries = selection.national.boundaries
    if not boundaries:
        return locales.texts("page", "source_boundaries")
    key = "source_n03" if boundaries["n03"] else "source_own_boundaries"
    what = (
        (boundaries["edition"] or boundaries["file"]) if boundaries["n03"] else boundaries["file"]
    )
    return locales.texts("page", key, edition=str(what))


def sites_source(selection: Selection) -> Text:
    """Return what the counts of sites are from: the shipped tables, the user's own, or both."""
    whose, files = _whose(selection)
    return locales.texts("page", f"source_{whose}sites", files=files)


def sites_note(selection: Selection) -> Text:
    """Return what a count of the sites is a count of."""
    whose, files = _whose(selection)
    return locales.texts("note", f"{whose}sites", files=files)


def _whose(selection: Selection) -> tuple[str, str]:
    """Say whether the sites are the shipped ones (""), the user's own or both, and the files."""
    every = selection.national
    files = ", ".join(file for kind, file in every.user_sources if kind == "sites")
    if not every.embedded_sites:
        return "own_", files or "-"
    return "both_" if files else "", files


def with_own_sites(selection: Selection) -> bool:
    """Say whether the user's own sites are among the sites, or all of them."""
    return _whose(selection)[0] != ""


def as_of_key(selection: Selection) -> tuple[str, str]:
    """Return the key of the sentence that says of when the sites are, and the date.

    The shipped sites have the date of their tables, said to be theirs where the user's own stand
    beside them; those of a file have the latest day in its column ``checked``, else none.
    """
    if selection.national.embedded_sites:
        return ("as_of_embedded" if with_own_sites(selection) else "as_of"), catalog.as_of()
    checked = selection.national.sites["checked"]
    return "as_of", str(max(checked, default=""))


def as_of_text(selection: Selection, lang: str) -> str:
    """Say of when the sites are; nothing where their file does not say."""
    key, date = as_of_key(selection)
    return locales.text("figure", key, lang, date=written(date, lang)) if date else ""

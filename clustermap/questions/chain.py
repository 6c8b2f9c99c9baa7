"""At which steps of a sector's value chain are there sites, and where are gaps or single sites?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap import japan, locales
from clustermap.answer import Answer, Reading
from clustermap.data.chain import read_chain, steps_of
from clustermap.errors import DataError, UnknownNameError
from clustermap.locales import wording
from clustermap.maps import titles
from clustermap.questions import options as option
from clustermap.questions.methods import explanation
from clustermap.questions.options import QuestionOptions

if TYPE_CHECKING:
    from clustermap.data.selection import Selection

#: Files of the user's that the answer depends on.
USER_DATA = ("sites",)
#: More prefectures than this are put together into regions.
MOST_PLACES = 10


@dataclass(frozen=True, kw_only=True)
class Options(QuestionOptions):
    """Of which sector, over which places."""

    sector: str = option.from_script("semiconductor")
    by: str | None = option.choice(
        "prefecture", "region", default=None,
        help="Places to compare.  [default: prefectures up to ten, else regions]",
    )  # fmt: skip


def ask(selection: Selection, options: Options | None = None) -> Answer:
    """Show the steps of a SECTOR's value chain by place: gaps, and steps with a single site.

    A gap means that no site is in the list, not that there is none in truth. Closed sites are
    left out and counted.

    \b
    Examples:
      clustermap chain semiconductor --region kyushu
      clustermap chain 造船 --lang ja
      clustermap chain bio --prefecture Osaka --prefecture Hyogo -o chain.xlsx
    """
    options = options or Options()
    selection = selection.select(sector=options.sector)
    sector = selection.chosen_sectors[0]
    chain = read_chain()
    chain = chain[chain["sector"] == sector].set_index("step")
    if chain.empty:
        known = [one for one in locales.keys("sector") if one in selection.national.sectors]
        raise UnknownNameError.of(
            "value chain", options.sector, known, listing=f"Known: {', '.join(known)}."
        )
    every, here = _open_sites(selection.nationwide, chain), _open_sites(selection, chain)
    if here.empty:
        raise DataError("No site of this sector is in this selection.", "Choose another place.")
    level = options.by or _level(selection)
    places = _places(selection, level)
    table = _table(here, every, chain, places, options.lang)
    facts = {
        "sector": sector,
        "place": titles.places(selection),
        "closed": int((selection.sites["status"] == "closed").sum()),
        "unplaced": _unplaced(selection, here),
    }

    def reading(lang: str) -> Reading:
        return _reading(table, here, chain, places, facts, lang)

    return Answer(
        "chain", table, explain=_explained(chain), level=level, facts=facts, reading=reading
    )


def _open_sites(selection: Selection, chain: pd.DataFrame) -> pd.DataFrame:
    """Return the sites that are not closed and stand at a step, with their step."""
    sites = selection.sites[selection.sites["status"] != "closed"]
    found = pd.DataFrame(sites.drop(columns="geometry"))
    return found.assign(step=steps_of(found, chain.reset_index())).query("step != ''")


def _unplaced(selection: Selection, here: pd.DataFrame) -> list[str]:
    """Return the segments whose sites stand at no step: those of a user's own file."""
    sites = selection.sites[selection.sites["status"] != "closed"]
    return sorted(set(sites.loc[~sites.index.isin(here.index), "segment"]))


def _level(selection: Selection) -> str:
    """Return what the columns are if nothing is asked for; "" for the very places chosen."""
    if selection.chosen.municipalities or selection.chosen.groups:
        return ""
    return "region" if len(selection.prefectures) > MOST_PLACES else "prefecture"


def _places(selection: Selection, level: str) -> pd.DataFrame:
    """Return what the columns are: names in three languages, and the sites inside each."""
    if not level:
        return _chosen_places(selection)
    names = [f"name_{lang}" for lang in locales.LANGUAGES]
    code = selection.sites["prefecture_code"]
    if level == "prefecture":
        frame = pd.DataFrame(selection.prefectures[names])
        inside = {str(one): frozenset(code.index[code == one]) for one in frame.index}
        return frame.assign(sites=pd.Series(inside, dtype=object))
    chosen = set(selection.prefectures.index)
    rows = {
        one.id: [one.en, one.ja, one.ko, frozenset(code.index[code.isin(one.codes)])]
        for one in japan.EIGHT_REGIONS
        if chosen.intersection(one.codes)
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=[*names, "sites"])


def _chosen_places(selection: Selection) -> pd.DataFrame:
    """Return the groups chosen, then the other prefectures and municipalities, each for itself."""
    chosen = selection.chosen
    grouped = {code for one in chosen.groups for code in one.codes}
    parts = {one.name: selection.select(group=one) for one in chosen.groups}
    parts |= {
        code: selection.select(prefecture=code)
        for code in chosen.prefectures
        if code not in grouped
    }
    parts |= {
        code: selection.select(municipality=code)
        for code in chosen.municipalities
        if code not in grouped
    }
    rows = {
        code: {
            **{f"name_{lang}": name for lang, name in titles.places(part).items()},
            "sites": frozenset(part.sites.index),
        }
        for code, part in parts.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def _table(
    here: pd.DataFrame, every: pd.DataFrame, chain: pd.DataFrame, places: pd.DataFrame, lang: str
) -> pd.DataFrame:
    """Count the sites of each step in each place; a row for each pair, gaps included."""
    nation = every["step"].value_counts()
    rows = []
    for step, about in chain.iterrows():
        at = here[here["step"] == step]
        for code, place in places.iterrows():
            inside = at[at.index.isin(place["sites"])]
            rows.append(
                {
                    "sector": about["sector"],
                    "order": about["order"],
                    "step": step,
                    "step_name": about[f"name_{lang}"],
                    "code": code,
                    "name": place[f"name_{lang}"],
                    "sites": len(inside),
                    "operating": int((inside["status"] == "operating").sum()),
                    "single": len(at) == 1 and len(inside) == 1,
                    "sites_japan": int(nation.get(step, 0)),
                }
            )
    return pd.DataFrame(rows)


def _explained(chain: pd.DataFrame) -> dict[str, Any]:
    return explanation(
        "At which steps of the value chain are there sites, and at which none or one?",
        {
            "step": {"method": "The step that value_chain.csv has the site's segment at."},
            "sites": {"method": "Sites in the list that are not closed, at every status."},
            "operating": {"method": "Of these, those that operate."},
            "single": {"method": "The only site of the step in all the places chosen."},
            "sites_japan": {"method": "Sites of the step in all of Japan."},
        },
        pages="; ".join(dict.fromkeys(chain["source_url"])),
    )


def _say(key: str, lang: str, **values: Any) -> str:
    return wording.say("chain", key, lang, **values)


def _counted(key: str, n: int, lang: str, **values: Any) -> str:
    """Say something of one or of many."""
    return _say(key if n != 1 else f"{key}_one", lang, n=n, **values)


def _reading(
    table: pd.DataFrame,
    here: pd.DataFrame,
    chain: pd.DataFrame,
    places: pd.DataFrame,
    facts: dict[str, Any],
    lang: str,
) -> Reading:
    names = chain[f"name_{lang}"]
    counts = here["step"].value_counts().reindex(chain.index, fill_value=0)
    grid = table.pivot_table(index="step", columns="code", values="sites", sort=False)
    rows = pd.DataFrame({_say("step", lang): names.to_numpy()})
    for code in places.index:
        column = [str(int(n)) if n else wording.NOTHING for n in grid[code]]
        rows[str(places.loc[code, f"name_{lang}"])] = column
    nation = table.drop_duplicates("step")["sites_japan"].to_numpy()
    if len(here) < nation.sum():
        rows[_say("japan", lang)] = nation
    sentences = [
        _how_many(counts, lang),
        *_gaps(counts, names, nation, lang),
        *_singles(here, counts, chain, lang),
        *_in_one_place(grid, counts, chain, places, lang),
        *_left_out(facts, lang),
        _say("list", lang),
    ]
    sector = wording.sector_inside(facts["sector"], lang)
    title = _say("title", lang, sector=sector, place=facts["place"][lang])
    return Reading(title, sentences, rows)


def _how_many(counts: pd.Series[int], lang: str) -> str:
    """Say how many sites there are, at how many of the steps."""
    held, of = int((counts > 0).sum()), len(counts)
    key = "count_all" if held == of else "count"
    return _counted(key, int(counts.sum()), lang, steps=held, of=of)


def _gaps(counts: pd.Series[int], names: pd.Series[str], nation: Any, lang: str) -> list[str]:
    """Name the steps without a site here, and how many Japan has."""
    everywhere = dict(zip(counts.index, nation, strict=True))
    parts = [
        names[step] + wording.bracketed(_counted("in_japan", int(everywhere[step]), lang), lang)
        if everywhere[step]
        else names[step]
        for step in counts.index[counts == 0]
    ]
    return [_say("gaps", lang, list=wording.listed(parts, lang))] if parts else []


def _singles(
    here: pd.DataFrame, counts: pd.Series[int], chain: pd.DataFrame, lang: str
) -> list[str]:
    """Name the steps with one site, and the site."""
    parts = []
    for step in counts.index[counts == 1]:
        site = here[here["step"] == step].iloc[0]
        detail = wording.bracketed(str(site[f"name_{lang}"]), lang)
        parts.append(f"{chain.loc[step, f'name_{lang}']}{detail}")
    return [_say("single", lang, list=wording.listed(parts, lang))] if parts else []


def _in_one_place(
    grid: pd.DataFrame,
    counts: pd.Series[int],
    chain: pd.DataFrame,
    places: pd.DataFrame,
    lang: str,
) -> list[str]:
    """Name the steps whose several sites all stand in one of several places."""
    if len(places) == 1:
        return []
    parts = []
    for step in counts.index[(counts > 1).to_numpy()]:
        held = grid.columns[grid.loc[step] > 0]
        if len(held) == 1:
            name = str(places.loc[held[0], f"name_{lang}"])
            parts.append(f"{chain.loc[step, f'name_{lang}']}{wording.bracketed(name, lang)}")
    return [_say("one_place", lang, list=wording.listed(parts, lang))] if parts else []


def _left_out(facts: dict[str, Any], lang: str) -> list[str]:
    said = []
    if facts["closed"]:
        said.append(_counted("closed", facts["closed"], lang))
    if facts["unplaced"]:
        labels = [locales.text("segment", one, lang) for one in facts["unplaced"]]
        said.append(_say("unplaced", lang, list=wording.listed(labels, lang)))
    return said

"""What can be asked: one file a question, with its options, its answer and its sentences.

``ask(selection, options)`` gives an :class:`~clustermap.answer.Answer`; the command line, scripts,
maps and reports all ask here.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from clustermap.errors import UnknownNameError

if TYPE_CHECKING:
    from types import ModuleType

    from clustermap.answer import Answer
    from clustermap.data.selection import Selection

#: The questions of ``clustermap stats`` with their short help, in its order.
STATISTICS = {
    "indicators": "Print the indicators of each prefecture or municipality.",
    "concentration": "Measure how concentrated each sector is: Herfindahl, Gini, Theil, "
    "Ellison-Glaeser ...",
    "specialization": "Location quotients by official jobs, establishments, shipments or value "
    "added.",
    "change": "Split the change of jobs, shipments or product into national, mix and competitive "
    "parts.",
    "relatedness": "Relatedness of industries and complexity of prefectures, and whether it "
    "foretells gains.",
    "flows": "Migration between prefectures by pair and year: net, largest partners, shares.",
    "autocorrelation": "Moran's I, Geary's C and G; with --local the clusters, false discovery "
    "rate controlled.",
    "pattern": "Whether a sector's sites lie closer to each other than the other sites.",
    "colocation": "Co-location quotients: whose nearest neighbor is whose.",
    "hotspots": "Dense groups of a sector's sites, named after their municipality.",
    "zones": "Whether a sector's sites lie inside special zones more than other sites do.",
}


def question(name: str) -> ModuleType:
    """Return the module of a statistical question, imported when it is asked.

    Raises
    ------
    UnknownNameError
        No question of that name.
    """
    if not isinstance(name, str) or name not in STATISTICS:
        raise UnknownNameError.of("study", str(name), STATISTICS)
    return importlib.import_module(f"clustermap.questions.{name}")


def ask(name: str, selection: Selection, given: dict[str, Any]) -> Answer:
    """Ask a statistical question with options by name.

    Raises
    ------
    UnknownNameError
        A question or option that is not there.
    """
    from clustermap.questions.options import made

    module = question(name)
    answer: Answer = module.ask(selection, made(module.Options, name, given))
    return answer

"""What a change of a site means: begun, opened, postponed ... told by status and dates alone.

A site that was planned has **begun** when it is under construction; one that was planned or under
construction has **opened** when it operates, and is **canceled** when it is closed before it
opened; one that operated has **closed**. While it is still to open, a later opening is
**postponed**, an earlier one **brought forward**; dates are compared as exactly as the vaguer one
is, so that 2027 and 2027-04 are no news. Everything else is a change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap.data.site_query import COMING

if TYPE_CHECKING:
    from collections.abc import Mapping

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
#: In the order in which sentences tell them.
NEWS = (
    "opened", "begun", "postponed", "brought_forward", "canceled", "closed", ADDED, REMOVED,
    CHANGED,
)  # fmt: skip
_OF_STATUS = {
    ("planned", "under_construction"): "begun",
    ("planned", "operating"): "opened",
    ("under_construction", "operating"): "opened",
    ("planned", "closed"): "canceled",
    ("under_construction", "closed"): "canceled",
    ("operating", "closed"): "closed",
}


def site_news(field: str, old: Mapping[str, str], new: Mapping[str, str]) -> str:
    """Say what the change of one field of a site means.

    Parameters
    ----------
    field : str
        The field that changed.
    old, new : mapping
        ``status`` and ``opened`` of the site, before and after.

    Examples
    --------
    >>> before = {"status": "planned", "opened": "2027"}
    >>> [site_news("opened", before, {**before, "opened": day}) for day in ("2029-04", "2027-03")]
    ['postponed', 'changed']
    """
    status = old.get("status", ""), new.get("status", "")
    if field == "status":
        return _OF_STATUS.get(status, CHANGED)
    if field == "opened" and all(one in COMING for one in status):
        exact = min(len(old["opened"]), len(new["opened"]))
        before, after = old["opened"][:exact], new["opened"][:exact]
        if exact and before != after:
            return "postponed" if after > before else "brought_forward"
    return CHANGED

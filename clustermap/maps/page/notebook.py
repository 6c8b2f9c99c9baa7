"""Pages in a frame, for notebooks: the least rights, and of no origin."""

from __future__ import annotations

from clustermap.templating import fill

#: The rights of a page that has scripts: it may save files and open links in new windows.
SANDBOX = "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"


def notebook_frame(page: str, title: str, *, rights: str = SANDBOX, height: str = "600px") -> str:
    """Return a page inside an ``<iframe>``.

    Examples
    --------
    >>> notebook_frame("<p>", "x", rights="")[:35]
    '<iframe srcdoc="&lt;p&gt;" title="x'
    """
    return fill(
        "clustermap.maps.page",
        "notebook.html.jinja",
        page=page,
        title=title,
        rights=rights,
        height=height,
    )

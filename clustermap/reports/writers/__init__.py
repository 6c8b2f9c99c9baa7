"""Reports and briefs written as HTML, Word, slides, PDF, pictures, workbooks or Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path


def refuse_template(form: str, template: Path | None) -> None:
    """Refuse a template for a format that takes none.

    Raises
    ------
    DataError
        A template, and neither slides nor Word.
    """
    if template is not None and form not in {"pptx", "docx"}:
        raise DataError(
            f"A template goes with .pptx and .docx, not .{form}.", "Leave out --template."
        )

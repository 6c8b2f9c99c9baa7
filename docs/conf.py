# ruff: noqa: INP001
"""Settings of the documentation site; CONTRIBUTING.md says how to build it."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "_ext"), str(HERE.parent)]

from clustermap import __version__  # noqa: E402

project = "clustermap"
author = "The clustermap developers"
copyright = author  # noqa: A001
version = release = __version__

extensions = [
    "clustermap_docs",
    "myst_parser",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx_copybutton",
    "sphinx_design",
]
exclude_patterns = ["_build"]
nitpicky = True
smartquotes = False

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

# what the docstrings say of types is enough; signatures show names and defaults
autodoc_typehints = "none"
autodoc_member_order = "bysource"
default_role = "literal"
numpydoc_show_class_members = False
python_use_unqualified_type_names = True

html_theme = "furo"
html_title = "clustermap"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = [("live-map.js", {"defer": "defer"})]
html_copy_source = False
html_show_sphinx = False
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#1f5f8b",
        "color-brand-content": "#1f5f8b",
    },
    "dark_css_variables": {
        "color-brand-primary": "#7db8e0",
        "color-brand-content": "#7db8e0",
    },
}
copybutton_selector = "div.command pre, div.highlight-sh pre, div.highlight-python pre"

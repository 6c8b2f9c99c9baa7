#!/usr/bin/env bash
# Builds the documentation site into docs/_build/html; a warning ends it. Needs no network.
# PYTHON names the Python to use, else that of .venv-test. Arguments go to Sphinx.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-.venv-test/bin/python}
pages=docs/_build/html
rm -rf docs/_build
COLUMNS=100 $python -m sphinx -W --keep-going -n -q -d docs/_build/doctrees docs $pages "$@"

# nothing of the site may be fetched from elsewhere
if grep -rnoE --include='*.html' --include='*.css' --include='*.js' \
    "(<(script|img|iframe|source)[^>]*src|<link[^>]*rel=\"(stylesheet|preload|icon)\"[^>]*href)=\"https?://[^\"]*|@import[^;]*https?://[^;]*|url\(['\"]?https?://[^)]*" \
    "$pages"; then
  echo "docs: the site asks another host for something (above)." >&2
  exit 1
fi
echo "Wrote $pages/index.html"

#!/usr/bin/env bash
# Builds the documentation site into docs/_build/html; a warning ends it. Needs no network.
# PYTHON names the Python to use, else that of .venv-test. Arguments go to Sphinx: -E builds all anew.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-.venv-test/bin/python}
rm -rf docs/_build/html/_examples docs/_build/html/maps
COLUMNS=100 $python -m sphinx -E -W --keep-going -n -q docs docs/_build/html "$@"
pages=docs/_build/html

# nothing of the site may be fetched from elsewhere
if grep -rnoE --include='*.html' --include='*.css' --include='*.js' \
    "(<(script|img|iframe|source)[^>]*src|<link[^>]*rel=\"(stylesheet|preload|icon)\"[^>]*href)=\"https?://[^\"]*|@import[^;]*https?://[^;]*|url\(['\"]?https?://[^)]*" \
    "$pages" --exclude-dir=maps --exclude-dir=_examples; then
  echo "docs: the site asks another host for something (above)." >&2
  exit 1
fi
echo "Wrote $pages/index.html"

#!/usr/bin/env bash
# Installs what the tests need, then checks style, types, floors and behavior.
# Arguments go to pytest; --full runs wide matrices and simulations whole instead of a sample.
# Debian 12 or later with Python 3.11 or later; browser, fonts and readers of documents come from Debian's packages.
set -euo pipefail
cd "$(dirname "$0")/.."

need=()
command -v chromium >/dev/null || need+=(chromium)
command -v firefox-esr >/dev/null || need+=(firefox-esr)
command -v WebKitWebDriver >/dev/null || need+=(webkit2gtk-driver)
command -v Xvfb >/dev/null || need+=(xvfb)
fc-list 2>/dev/null | grep -qi "Noto Sans CJK" || need+=(fonts-noto-cjk)
command -v pdftoppm >/dev/null || need+=(poppler-utils)
command -v soffice >/dev/null || need+=(libreoffice-writer-nogui libreoffice-impress-nogui)
python3 -c "import ensurepip, venv" 2>/dev/null || need+=(python3-venv)
if [ ${#need[@]} -gt 0 ]; then
  as_root=""
  [ "$(id -u)" = 0 ] || as_root=sudo
  $as_root apt-get update -q
  DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -q --no-install-recommends "${need[@]}"
fi

[ -x .venv-test/bin/python ] || python3 -m venv .venv-test
bin=.venv-test/bin
$bin/python -m pip install -q --upgrade pip
$bin/python -m pip install -q -e ".[test]"

$bin/ruff check .
$bin/ruff format --check .
$bin/mypy
$bin/lint-imports
$bin/python tests/check_web.py
$bin/python -m pytest -q -n 2 --doctest-modules clustermap tests "$@"

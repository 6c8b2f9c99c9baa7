#!/usr/bin/env bash
# Fuzzes every reader of foreign bytes for some seconds each: tests/fuzz/run.sh [SECONDS] [TARGET...]
# Needs atheris (pip install ".[fuzz]"). Inputs found are kept in .fuzz/, crashes too.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds="${1:-300}"
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(table book zipped geojson names cells numbers markup)
python="${PYTHON:-python3}"
export PYTHONPATH="$PWD${PYTHONPATH:+:$PYTHONPATH}"
mkdir -p .fuzz/seeds
"$python" tests/fuzz/seeds.py .fuzz/seeds
status=0
for target in "${targets[@]}"; do
  mkdir -p ".fuzz/$target"
  "$python" tests/fuzz/targets.py "$target" ".fuzz/$target" ".fuzz/seeds/$target" \
    -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2000 -max_len=20000 -print_final_stats=1 \
    -artifact_prefix=".fuzz/crash-$target-" >".fuzz/$target.log" 2>&1 || status=1
  printf '%-8s %s\n' "$target" \
    "$(grep -m1 number_of_executed_units ".fuzz/$target.log" || tail -n 3 ".fuzz/$target.log" | tr '\n' ' ')"
done
exit "$status"

#!/usr/bin/env bash
# Build the wheel, look into it, install it with its runtime dependencies only, and run it away from the sources.
set -euo pipefail
python=$(realpath -s "$1")
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PYTHONSAFEPATH=1

"$python" -m pip wheel -q --disable-pip-version-check --no-deps -w "$work" "$root"
wheel=$(ls "$work"/zicht-*.whl)
"$python" "$root/tests/wheel/check_contents.py" "$wheel"

"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -q --no-compile --disable-pip-version-check -c "$root/constraints.txt" "$wheel"
cd "$work"
"$work/venv/bin/python" "$root/tests/wheel/check_owner.py"
export ZICHT_DATA="$work/data"
"$work/venv/bin/zicht" --help >/dev/null
"$work/venv/bin/zicht" check
"$work/venv/bin/zicht" demo --no-serve --cell 20 --out "$work/out"
headlines=$("$work/venv/bin/python" -c "from scenarios.headline import headline_files; print(len(headline_files()))")
test "$(ls "$work"/out/*/indicators.json | wc -l)" = "$headlines"
echo "wheel: 1 passed, 0 failed"

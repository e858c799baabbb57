#!/usr/bin/env bash
# Install a Chromium for the browser tests when there is none: Debian's as root, else playwright's own.
set -euo pipefail
python="$(dirname "$0")/../../.venv/bin/python"

if [ -n "${ZICHT_CHROMIUM:-}" ] || command -v chromium >/dev/null || command -v google-chrome >/dev/null; then
  exit 0
fi
if "$python" - <<'PY'
import sys
from pathlib import Path
from playwright.sync_api import sync_playwright
with sync_playwright() as p:
    sys.exit(0 if Path(p.chromium.executable_path).is_file() else 1)
PY
then
  exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "installing Chromium and the software renderer with apt-get" >&2
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    chromium libegl1 libgl1-mesa-dri libexpat1 fonts-dejavu-core >/dev/null
else
  "$python" -m playwright install chromium
fi

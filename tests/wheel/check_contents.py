"""The wheel holds the five packages with the built page, and neither tests nor web sources."""

import sys
import zipfile

names = zipfile.ZipFile(sys.argv[1]).namelist()
tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}
if tops != {"twin", "terrain", "scenarios", "api", "viewer"}:
    sys.exit(f"the wheel holds {sorted(tops)}")
if "viewer/static/index.html" not in names:
    sys.exit("the wheel holds no built page")
if "api/migrations/versions/0001_jobs.py" not in names:
    sys.exit("the wheel holds no migrations")
if stray := [name for name in names if name.startswith("viewer/web/") or "node_modules" in name]:
    sys.exit(f"the wheel holds web sources: {stray[:3]}")
sys.stdout.write(f"wheel: {len(names)} files\n")

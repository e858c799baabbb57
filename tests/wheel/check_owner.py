"""Each of the five generic import names belongs to exactly one installed distribution: ours."""

import sys
from importlib.metadata import packages_distributions

NAMES = ("twin", "terrain", "scenarios", "api", "viewer")

owners = packages_distributions()
wrong = {name: owners.get(name) for name in NAMES if owners.get(name) != ["zicht"]}
sys.exit(f"import names owned by others: {wrong}" if wrong else 0)

"""Each of the five generic import names belongs to exactly one installed distribution: ours."""

import sys
from importlib.metadata import packages_distributions

owners = packages_distributions()
wrong = {
    n: owners.get(n) for n in ("twin", "terrain", "scenarios", "api", "viewer") if owners.get(n) != ["zicht"]
}
sys.exit(f"import names owned by others: {wrong}" if wrong else 0)

"""S1: schemathesis, all phases, over everything that the OpenAPI document describes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.reliability.conftest import Figure, Size
from tests.reliability.serving import Served

# Without ids that exist, most requests would end at a 404.
KNOWN = """
[parameters]
"path.collectionId" = "polder"
"path.processId" = "sea-level-rise"
"path.featureId" = "b1"
"path.twinId" = "polder"
"path.jobId" = "JOB"
"path.tileMatrixSetId" = "NetherlandsRDNewQuad"

[[operations]]
include-path-regex = "items|queryables"
parameters = {"path.collectionId" = "polder-buildings"}
"""
# A schema cannot say which places, ids and combinations exist: what it calls valid may still be refused.
LEFT_OUT = "positive_data_acceptance"


def test_s1_schemathesis(served: Served, size: Size, tmp_path: Path, figure: Figure) -> None:
    status, job = served.post("/v1/processes/sea-level-rise/execution", {"inputs": {"baseline": "polder"}})
    assert status == 201, job
    (tmp_path / "schemathesis.toml").write_text(KNOWN.replace("JOB", job["jobID"]))
    command = [
        str(Path(sys.executable).parent / "st"), "--config-file", "schemathesis.toml", "run",
        f"{served.address}/v1/openapi.json", "--url", f"{served.address}/v1", "--checks", "all",
        "--exclude-checks", LEFT_OUT, "--phases", "examples,coverage,fuzzing,stateful", "--max-examples",
        str(size(3, 100)), "--exclude-path-regex", "/events$", "--suppress-health-check", "all", "--seed",
        "4", "--no-color",
    ]  # fmt: skip
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=size(400, 3000), check=False
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    counted = re.search(r"(\d+) generated", done.stdout)
    tested = re.search(r"Tested: (\d+)", done.stdout)
    assert counted is not None
    assert tested is not None
    assert int(tested[1]) > 30
    assert not [line for line in served.log if "Traceback" in line]
    figure("S1", f"schemathesis {counted[1]} cases on {tested[1]} operations, 0 failures")

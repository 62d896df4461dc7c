"""Journals are emptied without holding up who writes, whoever reads on meanwhile."""

import json
import os
import subprocess
import sys
from pathlib import Path

START = """
import django
django.setup()
from tests.cases.wiping_beside_a_reader import main
main()
"""
ROOT = Path(__file__).resolve().parent.parent.parent
# So long the front waits for the writer before it says that nothing was stored.
PATIENCE_SECONDS = 4.0


def told_by(home: Path) -> dict[str, object]:
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "SAFECONDUCT_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    done = subprocess.run(
        [sys.executable, "-c", START],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return dict(json.loads(done.stdout))


def test_while_somebody_reads_on_a_door_still_writes_and_the_next_round_empties(tmp_path) -> None:
    told = told_by(tmp_path)
    assert told["waited"] < PATIENCE_SECONDS
    assert any(told["left"]), "what the reader still sees is not gone"
    assert told["then"] == [0, 0]
    before, after = told["patience"]
    assert before == after > 0

"""Hand-ins that wait for SQLite's writer at once share one transaction; none goes on early."""

import json
import os
import subprocess
import sys
from pathlib import Path

START = """
import django
django.setup()
from tests.cases.storing_at_once import main
main()
"""
ROOT = Path(__file__).resolve().parent.parent.parent


def eight_at_once(home: Path, *how: str) -> list[dict[str, object]]:
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "SAFECONDUCT_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    command = [sys.executable, "-c", START, *how]
    done = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    return list(json.loads(done.stdout))


def test_one_of_them_writes_for_all_and_each_goes_on_once_its_row_is_on_disk(tmp_path) -> None:
    told = eight_at_once(tmp_path)
    assert sorted(one["wrote"] for one in told) == [0] * 7 + [8]
    assert all(one["new"] is True and one["on_disk"] for one in told)


def test_the_same_form_among_them_is_new_once(tmp_path) -> None:
    told = eight_at_once(tmp_path, "twice")
    assert sorted(one["new"] for one in told) == [False] + [True] * 7
    assert all(one["on_disk"] for one in told)


def test_where_it_fails_one_is_told_so_and_the_next_writes_for_the_others(tmp_path) -> None:
    told = eight_at_once(tmp_path, "breaks")
    (failed,) = [one for one in told if one["new"] is None]
    assert not failed["on_disk"]
    assert all(one["on_disk"] for one in told if one is not failed)
    assert sorted(one["wrote"] for one in told) == [0] * 6 + [1, 7]

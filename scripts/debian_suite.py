"""Where this machine gets Debian from, and a private apt that fetches from a newer suite of it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

KEYRINGS = (
    Path("/usr/share/keyrings/debian-archive-keyring.gpg"),
    Path("/usr/share/keyrings/debian-archive-keyring.pgp"),
)
SOURCES = Path("/etc/apt")
RELEASE = Path("/etc/os-release")

CONFIGURATION = """\
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
Dir::State "{root}/state";
Dir::State::status "{root}/status";
Dir::State::Lists "{root}/lists";
Dir::Cache "{root}/cache";
Dir::Etc::sourcelist "{root}/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
APT::Architecture "{architecture}";
APT::Install-Recommends "false";
APT::Sandbox::User "";
Acquire::Languages "none";
Acquire::Retries "2";
Acquire::http::Timeout "30";
Acquire::Min-ValidTime "{valid}";
"""
VALID_SECONDS = 60 * 24 * 3600
"""A mirror may be two months behind; what is older than that is refused as expired."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One entry of apt's sources: an address and the suites taken from it."""

    address: str
    suites: tuple[str, ...]


def configuration(root: Path, architecture: str) -> str:
    """Return what, read last (`-c`), leaves of the machine's own apt its proxies and keys alone.

    The empty status file has the whole closure resolved: nothing of the system is relied on.
    """
    return CONFIGURATION.format(root=root, architecture=architecture, valid=VALID_SECONDS)


def source_line(mirror: str, suite: str, keyring: Path) -> str:
    """Return the one line of the private sources; signatures are checked against the keyring."""
    return f"deb [signed-by={keyring}] {mirror} {suite} main\n"


def mirror_of(sources: Iterable[Source], codename: str) -> str | None:
    """Return the mirror of Debian's own release; other repositories may stand before it."""
    found = (source.address for source in sources if codename in source.suites)
    return next(found, None)


def codename_of(release: str) -> str:
    """Return the code name in os-release where this is Debian itself, else nothing."""
    facts = dict(re.findall(r'^(\w+)="?([^"\n]*)"?$', release, re.MULTILINE))
    return facts.get("VERSION_CODENAME", "") if facts.get("ID") == "debian" else ""


def machine_sources(folder: Path = SOURCES) -> list[Source]:
    """Read every entry of this machine's apt sources, in both of their forms."""
    lists = [folder / "sources.list", *sorted((folder / "sources.list.d").glob("*.list"))]
    stanzas = sorted((folder / "sources.list.d").glob("*.sources"))
    lines = (entry for path in lists if path.is_file() for entry in _of_lines(path.read_text()))
    blocks = (entry for path in stanzas for entry in _of_stanzas(path.read_text()))
    return [*lines, *blocks]


def _of_lines(text: str) -> Iterator[Source]:
    for line in text.splitlines():
        words = re.sub(r"\[.*?\]|#.*", "", line).split()
        if len(words) > 2 and words[0] == "deb":  # noqa: PLR2004 - deb, address, suite
            yield Source(address=words[1].rstrip("/"), suites=(words[2],))


def _of_stanzas(text: str) -> Iterator[Source]:
    for block in re.split(r"\n\s*\n", text):
        facts = _facts(block)
        if "deb" not in facts.get("types", "").split() or facts.get("enabled", "yes") == "no":
            continue
        for address in facts.get("uris", "").split():
            yield Source(address=address.rstrip("/"), suites=tuple(facts["suites"].split()))


def _facts(block: str) -> Mapping[str, str]:
    kept = [line for line in block.splitlines() if not line.startswith("#")]
    pairs = (line.partition(":") for line in kept if not line.startswith((" ", "\t")))
    return {name.strip().lower(): value.strip() for name, _, value in pairs}

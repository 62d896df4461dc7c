"""Which mirror the phone line's switch is fetched from, and what the private apt may touch."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from debian_suite import (
    Source,
    codename_of,
    configuration,
    machine_sources,
    mirror_of,
    source_line,
)
from make_phone import percent

STANZAS = """\
Types: deb
URIs: https://packages.example/node
Suites: nodistro
Components: main

Types: deb
# a comment
URIs: http://mirror.example/debian/
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
Enabled: no
URIs: http://off.example/debian
Suites: bookworm
"""


def test_the_mirror_is_that_of_debians_own_release_wherever_it_stands(tmp_path: Path) -> None:
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list").write_text("deb [arch=amd64] https://cloud.example sdk main\n")
    (tmp_path / "sources.list.d" / "debian.sources").write_text(STANZAS)
    found = machine_sources(tmp_path)
    assert mirror_of(found, "bookworm") == "http://mirror.example/debian"
    assert Source(address="https://cloud.example", suites=("sdk",)) in found


def test_an_entry_that_is_switched_off_and_another_release_give_no_mirror(tmp_path: Path) -> None:
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list.d" / "debian.sources").write_text(STANZAS.split("\n\n")[2])
    assert machine_sources(tmp_path) == []
    assert mirror_of([Source(address="http://a.example", suites=("trixie",))], "bookworm") is None


def test_a_comment_and_sources_of_code_are_no_mirror(tmp_path: Path) -> None:
    lines = "# deb http://a.example bookworm main\ndeb-src http://b.example bookworm main\n"
    (tmp_path / "sources.list").write_text(lines)
    assert machine_sources(tmp_path) == []


def test_only_debian_itself_has_a_code_name_here() -> None:
    assert codename_of('ID=debian\nVERSION_CODENAME=bookworm\nPRETTY_NAME="Debian"\n') == "bookworm"
    assert codename_of("ID=ubuntu\nID_LIKE=debian\nVERSION_CODENAME=noble\n") == ""


def test_the_private_apt_writes_and_reads_in_its_own_folder_alone() -> None:
    text = configuration(Path("/x/apt"), "amd64")
    named = dict(
        line.removesuffix(";").split(" ", 1) for line in text.splitlines() if line.startswith("Dir")
    )
    assert all(path == '"/dev/null"' or path.startswith('"/x/apt/') for path in named.values())
    assert {"Dir::State::status", "Dir::State::Lists", "Dir::Cache", "Dir::Etc::sourcelist"} <= {
        *named
    }


def test_signatures_are_checked_and_no_old_list_is_taken_for_new() -> None:
    text = configuration(Path("/x"), "amd64")
    assert "AllowUnauthenticated" not in text
    assert "AllowInsecure" not in text
    assert 'Check-Valid-Until "false"' not in text
    line = source_line("http://m.example/debian", "forky", Path("/k.gpg"))
    assert line == "deb [signed-by=/k.gpg] http://m.example/debian forky main\n"


def test_how_far_apt_is_is_read_from_its_own_words() -> None:
    assert percent("dlstatus:12:50.0000:Retrieving file 13 of 177") == 50
    assert percent("pmstatus:asterisk:0:Preparing") == 0
    assert percent("Reading package lists...") == 0

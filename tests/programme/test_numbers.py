"""Numbers of the line and their languages, as programme.toml names them."""

import pytest

from safeconduct.programme.deployment import Deployment, NoProgramme
from safeconduct.programme.numbers import plain_number, read_numbers
from tests.front.programme import deployment


@pytest.mark.parametrize(
    "written", ["+380 800 000-000", "00380800000000", "380800000000", "+380 (800) 000.000"]
)
def test_a_number_is_the_same_however_it_is_written(written) -> None:
    assert plain_number(written) == "380800000000"


def test_numbers_are_read_with_their_languages() -> None:
    found = read_numbers({"+380 800 000 000": "uk", "+7 900 000": "ru"})
    assert found == {"380800000000": "uk", "7900000": "ru"}


@pytest.mark.parametrize("wrong", [[], {"hotline": "uk"}, {"+1 2": "uk", "12": "en"}, {"": "uk"}])
def test_what_is_no_number_is_refused(wrong) -> None:
    with pytest.raises((ValueError, TypeError)):
        read_numbers(wrong)


def test_a_programme_keeps_its_numbers_and_refuses_a_language_it_does_not_speak(tmp_path) -> None:
    path = tmp_path / "programme.toml"
    plain = deployment(("ru", "uk")).to_toml()
    assert "[numbers]" in plain
    path.write_text(plain.rstrip() + '\n"+380 800 000 000" = "uk"\n', "utf-8")
    found = Deployment.load(path)
    assert found.numbers == {"380800000000": "uk"}
    path.write_text(found.to_toml(), "utf-8")
    assert Deployment.load(path).numbers == found.numbers
    path.write_text(plain.rstrip() + '\n"+380 800 000 000" = "en"\n', "utf-8")
    with pytest.raises(NoProgramme, match="numbers"):
        Deployment.load(path)

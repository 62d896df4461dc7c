"""Who holds a code and guesses the word of one's own: five tries a day, however many lines."""

from threading import Thread

from safeconduct.domain.turns import OneByOne
from safeconduct.front.returning import SAME_CODE


def passes(turns: OneByOne, key: bytes) -> bool:
    """Say whether somebody else with this key gets a turn now."""
    passed = []

    def come() -> None:
        with turns.turn(key):
            passed.append(key)

    other = Thread(target=come, daemon=True)
    other.start()
    other.join(0.2)
    return bool(passed)


def test_two_tries_for_one_code_never_run_beside_each_other() -> None:
    with SAME_CODE.turn(b"a code"):
        assert not passes(SAME_CODE, b"a code")
        assert passes(SAME_CODE, b"b code")
    assert passes(SAME_CODE, b"a code")

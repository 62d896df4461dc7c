"""Before an answer is written the desk says where it will be seen."""

import pytest

from safeconduct.cases.contents import May, Reach
from safeconduct.desk.told import where_it_goes


@pytest.mark.parametrize(
    ("may", "words"),
    [(May.TEXT, "to the person at once"), (May.NEWS, "that there is news"), (May.NO, "unasked")],
)
def test_it_follows_what_the_person_allowed(may, words):
    reach = Reach(channel="telegram", may=may, talk="1.0", address="")
    assert words in where_it_goes(reach)


def test_without_a_word_from_the_person_the_answer_waits_for_the_code():
    assert "unasked" in where_it_goes(None)

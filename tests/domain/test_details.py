"""What an event may say, and that it can say nothing else."""

from dataclasses import fields

import pytest

from safeconduct.domain.life import Details, Fact, NotInVocabulary, read_details, written_details
from safeconduct.domain.urgency import Sign
from tests.domain.cast import SAMPLES

FREE_TEXT = "my name is Ivan and I am in the wood"


@pytest.mark.parametrize("fact", Fact)
def test_no_fact_takes_free_text(fact):
    with pytest.raises(NotInVocabulary) as refused:
        Details(**{fact.value: FREE_TEXT})
    assert FREE_TEXT not in str(refused.value)


@pytest.mark.parametrize("wrong", [-1, 10_000, True, 1.5, "3", 380441234567])
def test_a_count_is_a_small_whole_number(wrong):
    with pytest.raises(NotInVocabulary):
        Details(people=wrong)
    assert Details(people=0).people == 0


def test_a_word_of_another_vocabulary_is_refused():
    with pytest.raises(NotInVocabulary):
        Details(sign="wounded")
    with pytest.raises(NotInVocabulary):
        Details(claimed=frozenset({"wounded"}))


def test_the_vocabulary_and_the_value_name_the_same_facts():
    assert [field.name for field in fields(Details)] == [fact.value for fact in Fact]


def test_details_are_written_canonically_and_read_back():
    assert read_details(written_details(SAMPLES)) == SAMPLES
    assert written_details(Details()) == "{}"
    signs = Details(claimed=frozenset({Sign.MINOR, Sign.DANGER_NOW}), people=2)
    assert written_details(signs) == '{"claimed":["danger_now","minor"],"people":2}'


def test_the_longest_details_fit_their_column():
    everything = Details(claimed=frozenset(Sign), claims_before=9999)
    assert len(written_details(everything)) < 400
    assert len(written_details(SAMPLES)) < 400


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "3",
        '"to"',
        '{"note":"words"}',
        '{"people": 2}',
        '{"people":true}',
        '{"people":2.0}',
        '{"people":"2"}',
        '{"claimed":"minor"}',
        '{"claimed":["minor","danger_now"]}',
        '{"sign":"tank"}',
        '{"to":"two words here"}',
        '{"to":["Anna"]}',
        '{"people":2,"people":2}',
    ],
)
def test_what_was_not_written_so_is_not_read(text):
    with pytest.raises(NotInVocabulary):
        read_details(text)

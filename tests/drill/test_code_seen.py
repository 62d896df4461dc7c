"""A person finds the code in what is shown, as digits and as words."""

from safeconduct.drill.code_seen import digits_in, words_in

SHOWN = (
    "Your code.\n\none two three four\nfive six seven eight\n\n"
    "111111 222222 333333 444444 555555\n\nWrite it down."
)


def test_digits_and_the_words_above_them_are_found() -> None:
    assert digits_in(SHOWN) == "111111 222222 333333 444444 555555"
    assert words_in(SHOWN) == "one two three four five six seven eight"


def test_less_than_a_code_is_none() -> None:
    assert digits_in("111111 222222 333333 444444") == ""
    assert words_in("Call us.\n\nOr do not.") == ""

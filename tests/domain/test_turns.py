"""Turns at a costly step."""

import time
from threading import Thread

import pytest

from safeconduct.domain.turns import LineIsFull, Turns


def test_each_gets_a_turn_in_the_order_of_coming():
    turns, served = Turns(at_once=1, line=3), []

    def come(name: str) -> None:
        with turns.turn():
            served.append(name)

    with turns.turn():
        waiting = []
        for name in "abc":
            one = Thread(target=come, args=(name,))
            one.start()
            waiting.append(one)
            time.sleep(0.02)
        with pytest.raises(LineIsFull), turns.turn():
            pass
    for one in waiting:
        one.join()
    assert served == ["a", "b", "c"]


def test_a_turn_is_given_back_also_after_a_failure():
    turns = Turns(at_once=1, line=0)
    with pytest.raises(ZeroDivisionError), turns.turn():
        raise ZeroDivisionError
    with turns.turn():
        pass

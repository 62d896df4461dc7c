"""The mix of a drill: ways through the channels, and who comes."""

from safeconduct.drill.personas import invite
from safeconduct.drill.ways import CHANNELS, SITE, TELEGRAM, WAYS, ways_of


def test_a_drill_of_the_site_stays_on_the_site() -> None:
    assert {way.channels for way in ways_of([SITE])} == {frozenset({SITE})}


def test_the_first_people_of_both_channels_take_every_way() -> None:
    assert set(ways_of(CHANNELS)[: len(WAYS)]) == set(WAYS)


def test_people_of_the_bot_alone_read_there() -> None:
    assert {way.channels for way in ways_of([TELEGRAM])} == {frozenset({TELEGRAM})}


def test_the_same_seed_draws_the_same_mix() -> None:
    first, second = (
        [(who.name, one.way, one.language) for who, one in invite(40, 7, CHANNELS)]
        for _ in range(2)
    )
    assert first == second

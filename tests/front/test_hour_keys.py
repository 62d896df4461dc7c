"""The door's keys of the hour: shared by workers, and gone after two hours."""

import stat
from datetime import UTC, datetime, timedelta
from threading import Thread

from safeconduct.front.form_token import hand_in_of, new_token
from safeconduct.front.hour_keys import HourKeys, hour_of

NOON = datetime(2030, 5, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_workers_share_one_key_however_they_race(tmp_path):
    found, workers = [], [HourKeys(tmp_path) for _ in range(8)]
    racing = [
        Thread(target=lambda keys=keys: found.append(keys.key(hour_of(NOON), NOON)))
        for keys in workers
    ]
    for one in racing:
        one.start()
    for one in racing:
        one.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_a_key_is_readable_by_its_owner_only(tmp_path):
    folder = tmp_path / "keys"
    HourKeys(folder).key(hour_of(NOON), NOON)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_a_key_is_good_until_two_hours_after_its_hour_began_and_then_nowhere(tmp_path):
    keys = HourKeys(tmp_path)
    drawn = keys.key(hour_of(NOON), NOON)
    last = NOON + timedelta(hours=2) - SECOND
    assert keys.key(hour_of(NOON), last) == drawn
    assert keys.key(hour_of(NOON), last + SECOND) is None
    keys.destroy_old(last + SECOND)
    assert drawn not in keys._read.values()
    assert not list(tmp_path.glob(str(hour_of(NOON))))


def test_an_hour_that_was_not_seen_has_no_key(tmp_path):
    keys = HourKeys(tmp_path)
    assert keys.key(hour_of(NOON) - 1, NOON) is None
    assert keys.key(hour_of(NOON) + 1, NOON) is None


def test_a_form_shows_the_same_code_for_at_least_an_hour_and_on_every_worker(tmp_path):
    made = NOON + timedelta(minutes=59)
    token = new_token(made)
    once = hand_in_of(token, "", HourKeys(tmp_path), made)
    assert once is not None
    assert hand_in_of(token, "", HourKeys(tmp_path), made + timedelta(hours=1)) == once
    assert hand_in_of(token, "", HourKeys(tmp_path), made + timedelta(hours=2)) is None

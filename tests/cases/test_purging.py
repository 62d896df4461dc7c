"""What is over is destroyed: whole, once, told in the log, and the code leads nowhere after."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings

from safeconduct.cases import actions, models, planning, replacing
from safeconduct.cases.access import access_case
from safeconduct.cases.arrivals import pickup, store
from safeconduct.cases.contents import HandIn, May, Reach
from safeconduct.cases.erasing import NOTHING_LEFT
from safeconduct.cases.errands import empty_outbox, let_lapse
from safeconduct.cases.intake import take_in
from safeconduct.cases.log_check import broken_places
from safeconduct.cases.opening import NoSuchCase
from safeconduct.cases.purge_report import destroyed_since
from safeconduct.cases.purging import purge_cases, purge_doubts, purge_refused
from safeconduct.domain.life import KEPT, Action, PlanPart, State
from safeconduct.domain.retention import RETENTION, Kept, shortened
from safeconduct.domain.role import Team
from safeconduct.programme.current import current_bundle
from safeconduct.talks.couriers import Courier
from safeconduct.vault import arrivals
from safeconduct.vault.return_keys import ReturnKeys, derive
from tests.cast import Cast
from tests.making import NOON, an_add, facts, new_keys

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.both]

USUAL = shortened({})
A_MONTH = RETENTION[Kept.WITHDRAWN].lives
MINUTE = timedelta(minutes=1)


def handed_in(keys: ReturnKeys) -> arrivals.Arrival:
    """A request by the bot, which may be answered there."""
    reach = Reach(channel="telegram", may=May.TEXT, talk="t.1", address="bot/77")
    said = HandIn(script="report", digest="d", answers={"message": "Двое."}, at=NOON, reach=reach)
    teams = [current_bundle().team(team) for team in (Team.INTAKE, Team.LEAD)]
    asked = facts(channel="telegram", talk_sign=b"k" * 32)
    return arrivals.hand_in(asked, said.encode(), keys, teams)


@pytest.fixture
def keys() -> ReturnKeys:
    return new_keys()


@pytest.fixture
def case(cast: Cast, keys: ReturnKeys) -> models.Case:
    """A case with everything that one can hold."""
    Courier("telegram", settings.HOME).publish(NOON.date())
    new = handed_in(keys)
    store(new, NOON)
    take_in()
    made = models.Case.objects.get()
    reference, alice, bob = made.reference, cast.alice.reader, cast.bob.reader
    actions.reply(reference, "Мы здесь.", reader=alice, at=NOON)
    actions.write_note(reference, "Спокоен.", reader=alice, at=NOON)
    store(an_add(keys, new.case_public), NOON)
    store(arrivals.doubt(facts(), keys.locator), NOON)
    take_in()
    access_case(reference, alice, NOON)
    actions.act(reference, Action.REVIEW, reader=alice, at=NOON, chosen={})
    actions.act(reference, Action.ASSESS, reader=alice, at=NOON, chosen={"result": "clear"})
    actions.act(reference, Action.PROPOSE, reader=alice, at=NOON, chosen={})
    actions.act(reference, Action.CONFIRM, reader=bob, at=NOON, chosen={})
    made.refresh_from_db()
    return made


def withdrawn(keys: ReturnKeys, at: datetime = NOON) -> None:
    store(arrivals.withdraw(facts(), keys), at)
    take_in()


def is_empty(case: models.Case, keys: ReturnKeys) -> bool:
    """Whether nothing is left but row and log."""
    related = (
        case.wraps, case.copies, case.replacements, case.outgoing, case.talk_keys, case.plan_wraps,
        case.plan_parts, case.entries.exclude(body=b""),
    )  # fmt: skip
    left = [any(bytes(getattr(row, name)) for name in NOTHING_LEFT) for row in arrivals_of(case)]
    gone = not models.Arrival.objects.filter(locator=keys.locator).exists()
    return gone and not any(left) and not any(rows.exists() for rows in related)


def arrivals_of(case: models.Case) -> list[models.Arrival]:
    return [case.first, *(place.arrival for place in case.arrivals.select_related("arrival"))]


def test_a_withdrawn_case_is_purged_when_its_time_is_over_and_not_a_minute_sooner(
    case: models.Case, keys: ReturnKeys
) -> None:
    withdrawn(keys)
    assert case.outgoing.exclude(body=b"").exists()
    assert purge_cases(NOON + A_MONTH - MINUTE, USUAL) == 0
    assert not is_empty(case, keys)
    assert purge_cases(NOON + A_MONTH, USUAL) == 1
    case.refresh_from_db()
    assert case.state == State.PURGED
    assert is_empty(case, keys)
    assert models.Event.objects.filter(subject=case.id).latest("seq").kind == "purge"
    assert list(broken_places()) == []


def test_the_code_of_a_purged_case_is_as_unknown_as_any_other(
    case: models.Case, keys: ReturnKeys
) -> None:
    withdrawn(keys)
    assert pickup(keys.locator, NOON)
    purge_cases(NOON + A_MONTH, USUAL)
    assert pickup(keys.locator, NOON) is None
    store(arrivals.withdraw(facts(), keys), NOON + A_MONTH)
    take_in()
    assert models.Arrival.objects.filter(taken="unknown_locator").count() == 1


def test_a_purged_case_is_purged_once_whichever_errand_comes_second(
    case: models.Case, keys: ReturnKeys
) -> None:
    withdrawn(keys)
    assert purge_cases(NOON + A_MONTH, USUAL) == 1
    assert purge_cases(NOON + A_MONTH, USUAL) == 0
    assert models.Event.objects.filter(subject=case.id, kind="purge").count() == 1


def test_what_breaks_in_the_middle_of_a_purge_leaves_the_case_whole(
    case: models.Case, keys: ReturnKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    withdrawn(keys)

    def killed(_case: models.Case) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("safeconduct.cases.erasing.locators_of", killed)
        with pytest.raises(KeyboardInterrupt):
            purge_cases(NOON + A_MONTH, USUAL)
    case.refresh_from_db()
    assert case.state == State.WITHDRAWN
    assert case.wraps.exists()
    assert list(broken_places()) == []
    assert purge_cases(NOON + A_MONTH, USUAL) == 1


def test_erasing_by_code_leaves_as_little(case: models.Case, keys: ReturnKeys) -> None:
    store(arrivals.erase(facts(), keys), NOON)
    take_in()
    assert is_empty(case, keys)
    assert pickup(keys.locator, NOON) is None


def test_a_plan_goes_with_its_case(case: models.Case, cast: Cast, keys: ReturnKeys) -> None:
    bob, carol = cast.bob.reader, cast.carol.reader
    actions.act(
        case.reference, Action.HAND_ON, reader=bob, at=NOON, chosen={"team": "coordination"}
    )
    actions.act(case.reference, Action.TAKE_OVER, reader=carol, at=NOON, chosen={})
    planning.plan_part(case.reference, PlanPart.POINT, "NORTH7", reader=carol, at=NOON)
    assert case.plan_parts.exists()
    actions.act(case.reference, Action.LOSE_TRACE, reader=carol, at=NOON, chosen={})
    assert purge_cases(NOON + KEPT, USUAL) == 1
    assert is_empty(case, keys)


def test_a_replaced_code_is_as_unknown_as_the_first(
    case: models.Case, cast: Cast, keys: ReturnKeys
) -> None:
    alice, bob = cast.alice.reader, cast.bob.reader
    actions.act(case.reference, Action.ALLOW_NEW_CODE, reader=bob, at=NOON, chosen={})
    code = replacing.replace_code(case.reference, "", reader=alice, at=NOON)
    fresh = derive(code, "", current_bundle().salt)
    assert pickup(fresh.locator, NOON)
    assert case.replacements.exists()
    actions.act(case.reference, Action.WITHDRAW, reader=alice, at=NOON, chosen={})
    assert purge_cases(NOON + A_MONTH, USUAL) == 1
    assert is_empty(case, keys)
    assert pickup(fresh.locator, NOON) is None


def test_a_case_that_lapsed_is_purged_at_once(
    case: models.Case, cast: Cast, keys: ReturnKeys
) -> None:
    actions.act(case.reference, Action.SETTLE, reader=cast.alice.reader, at=NOON, chosen={})
    assert let_lapse(NOON + KEPT + MINUTE) == 1
    assert purge_cases(NOON + KEPT + MINUTE, USUAL) == 1
    assert is_empty(case, keys)


def test_a_programme_that_keeps_less_purges_sooner(case: models.Case, keys: ReturnKeys) -> None:
    withdrawn(keys)
    assert purge_cases(NOON + timedelta(days=2), shortened({"withdrawn": 2})) == 1


def test_who_writes_again_is_kept_and_answered_first(
    case: models.Case, keys: ReturnKeys, cast: Cast
) -> None:
    withdrawn(keys)
    later = NOON + A_MONTH - MINUTE
    store(an_add(keys, bytes(case.first.case_public)), later)
    take_in()
    assert purge_cases(later + A_MONTH, USUAL) == 0
    access_case(case.reference, cast.alice.reader, later)
    actions.act(case.reference, Action.SETTLE, reader=cast.alice.reader, at=later, chosen={})
    assert purge_cases(later + A_MONTH - MINUTE, USUAL) == 0
    assert purge_cases(later + A_MONTH, USUAL) == 1


def test_staff_find_no_words_in_a_purged_case(
    case: models.Case, cast: Cast, keys: ReturnKeys
) -> None:
    withdrawn(keys)
    purge_cases(NOON + A_MONTH, USUAL)
    with pytest.raises(NoSuchCase):
        access_case(case.reference, cast.alice.reader, NOON + A_MONTH)


def test_refused_arrivals_and_words_of_a_doubt_die_and_the_mark_stays(
    case: models.Case, keys: ReturnKeys
) -> None:
    store(an_add(new_keys(), bytes(case.first.case_public)), NOON)
    intake = current_bundle().team(Team.INTAKE).kem_public
    told = arrivals.doubt(facts(), keys.locator, body=b"words", intake_public=intake)
    store(told, NOON)
    take_in()
    at = NOON + RETENTION[Kept.REFUSED].lives
    assert (purge_refused(at - MINUTE, USUAL), purge_doubts(at - MINUTE, USUAL)) == (0, 0)
    assert (purge_refused(at, USUAL), purge_doubts(at, USUAL)) == (1, 1)
    assert (purge_refused(at, USUAL), purge_doubts(at, USUAL)) == (0, 0)
    assert bytes(models.Arrival.objects.get(id=told.id).signature) == told.signature


def test_an_answer_that_cannot_be_delivered_is_emptied_after_48_hours(case: models.Case) -> None:
    assert empty_outbox(NOON + timedelta(hours=48)) == 0
    assert empty_outbox(NOON + timedelta(hours=48) + MINUTE) == 1
    assert not case.outgoing.exclude(body=b"").exists()


def test_the_report_counts_by_day_and_says_when_the_last_copy_is_gone(
    case: models.Case, keys: ReturnKeys
) -> None:
    withdrawn(keys)
    purge_cases(NOON + A_MONTH, USUAL)
    (row,) = destroyed_since(NOON, timedelta(days=7))
    assert (row.kept, row.count) == (Kept.WITHDRAWN, 1)
    assert row.day == (NOON + A_MONTH).date()
    assert row.gone == row.day + timedelta(days=7)


def test_the_report_counts_what_was_erased_and_refused(case: models.Case, keys: ReturnKeys) -> None:
    store(arrivals.erase(facts(), keys), NOON)
    take_in()
    store(arrivals.withdraw(facts(), new_keys()), NOON)
    take_in()
    purge_refused(NOON + timedelta(days=30), USUAL)
    counted = {row.kept: row.count for row in destroyed_since(NOON, timedelta(days=7))}
    assert counted == {Kept.ERASED: 1, Kept.REFUSED: 1}

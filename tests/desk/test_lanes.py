"""What cannot wait stands first with its time; what did not arrive is not forgotten."""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from safeconduct.cases import models
from safeconduct.cases.access import reach_in
from safeconduct.cases.contents import May, Reach
from safeconduct.cases.outbox import State
from safeconduct.cases.timeline import Item, ItemKind
from safeconduct.desk import state
from safeconduct.desk.state import conditions
from safeconduct.desk.told import may_we_write
from safeconduct.talks import bots
from tests.cast import Cast
from tests.desk.page import rows, words
from tests.desk.place import Asking, sit_down

pytestmark = pytest.mark.django_db(databases="__all__")

CRISIS, UNSENT = "lane crisis", "lane unsent"


def lane(client: Client, name: str, path: str = "/queue/") -> str:
    """The words of one lane; empty where there is none."""
    page = client.get(path).content.decode()
    _, found, rest = page.partition(f'<section class="{name}"')
    return rest.partition("</section>")[0] if found else ""


def test_a_crisis_stands_above_all_with_its_target_running(alice: Client) -> None:
    calm = Asking(ago=50, needs="none")
    hurt = Asking(ago=0, needs="wounded")
    shown = lane(alice, CRISIS)
    assert hurt.reference in shown
    assert "left of 3 min" in shown
    assert calm.reference not in shown
    assert rows(alice.get("/queue/")) == [hurt.reference, calm.reference]


def test_the_lane_says_who_stands_there_and_what_to_do_first(alice: Client) -> None:
    asking = Asking(ago=0, needs="wounded")
    shown = lane(alice, CRISIS)
    assert "Cannot wait: answer these first" in shown
    assert "Life or safety is at stake, by their word or ours" in shown
    assert "“At once” tells what to say and whom to call" in shown
    beside_a_case = lane(alice, CRISIS, asking.path)
    assert "answer these first" in beside_a_case
    assert "Life or safety" not in beside_a_case


def test_a_target_that_passed_says_since_when(alice: Client) -> None:
    Asking(ago=63, needs="wounded")
    assert "1 h past 3 min" in lane(alice, CRISIS)


def test_an_answered_crisis_leaves_the_lane(alice: Client) -> None:
    asking = Asking(ago=0, needs="wounded")
    alice.post(f"{asking.path}reply/", {"words": "Мы вас читаем.", "seen": "1"})
    assert lane(alice, CRISIS) == ""


def test_claims_past_the_cap_wait_in_turn(alice: Client) -> None:
    asking = Asking(ago=0, needs="wounded")
    models.Case.objects.filter(id=asking.case.id).update(rank=4)
    assert lane(alice, CRISIS) == ""
    assert rows(alice.get("/queue/")) == [asking.reference]


def test_only_the_queue_has_lanes(alice: Client) -> None:
    Asking(ago=0, needs="wounded")
    assert lane(alice, CRISIS, "/recent/") == ""


@pytest.fixture
def unsent(alice: Client) -> Asking:
    """Somebody who was answered through a bot that could not bring it."""
    asking = Asking(ago=3)
    alice.post(f"{asking.path}reply/", {"words": "Мы вас читаем.", "seen": "1"})
    goes_out(asking, State.FAILED)
    return asking


def goes_out(asking: Asking, state: State) -> None:
    now = timezone.now()
    models.Outgoing.objects.create(
        id=uuid.uuid4(), case=asking.case, entry=asking.case.entries.latest("seq").id,
        channel="telegram", body=b"", state=state, tries=3, next_try=now, stored_at=now,
    )  # fmt: skip


def test_an_answer_that_did_not_arrive_is_named_with_what_to_do(
    alice: Client, unsent: Asking
) -> None:
    shown = lane(alice, UNSENT)
    assert unsent.reference in shown
    assert "Bot: not delivered, waits for the code" in shown
    assert "nobody is written to in another way unasked" in shown
    assert "not delivered to the Bot; it waits for the code" in words(alice.get(unsent.path))


def test_who_holds_no_key_sees_nothing_of_it(cast: Cast, unsent: Asking) -> None:
    assert lane(sit_down(cast.carol), UNSENT) == ""


def test_an_answer_read_with_the_code_is_no_worry_any_more(alice: Client, unsent: Asking) -> None:
    models.RequesterCopy.objects.filter(case=unsent.case).update(read_at=timezone.now())
    assert lane(alice, UNSENT) == ""


def test_a_later_answer_takes_its_place(alice: Client, unsent: Asking) -> None:
    models.Outgoing.objects.update(stored_at=timezone.now() - timedelta(minutes=5))
    goes_out(unsent, State.DELIVERED)
    assert lane(alice, UNSENT) == ""


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.WAITING, "on its way to the Bot"),
        (State.DELIVERED, "delivered to the Bot"),
        (State.KEPT, "kept for the code, as the person wished"),
    ],
)
def test_a_case_says_what_became_of_each_answer(alice: Client, state: State, said: str) -> None:
    asking = Asking(ago=3)
    alice.post(f"{asking.path}reply/", {"words": "Мы вас читаем.", "seen": "1"})
    goes_out(asking, state)
    assert said in words(alice.get(asking.path))
    assert lane(alice, UNSENT) == ""


@pytest.mark.parametrize(
    ("standing", "said", "amiss"),
    [
        (bots.Standing.REACHABLE, "quiet_bot answers", False),
        (bots.Standing.UNREACHABLE, "quiet_bot is not reachable since", True),
        (bots.Standing.SWITCHED_OFF, "quiet_bot is switched off by the messenger", True),
        (bots.Standing.CONTESTED, "quiet_bot: somebody else uses its token", True),
    ],
)
def test_the_standing_of_a_bot_is_in_sight(
    cast: Cast, standing: bots.Standing, said: str, *, amiss: bool
) -> None:
    bots.note("quiet_bot", "telegram", standing, timezone.now())
    told = next(one for one in conditions(timezone.now()) if one.words.startswith(said))
    assert told.amiss == amiss


def test_a_disk_that_is_nearly_full_is_said_at_the_desk(
    alice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "nearly full" not in words(alice.get("/doors/"))
    monkeypatch.setattr(state, "LITTLE_FREE_BYTES", 10**18)
    assert re.search(r"The disk is nearly full: \d+ MB left", words(alice.get("/doors/")))


def test_a_bots_silent_process_is_amiss(alice: Client) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    bots.note("quiet_bot", "telegram", bots.Standing.REACHABLE, long_ago)
    assert "quiet_bot: its process is silent" in words(alice.get("/doors/"))


@pytest.mark.parametrize(
    ("may", "said"),
    [
        (May.TEXT, "Bot: yes, the answer"),
        (May.NEWS, "Bot: only “there is news”"),
        (May.NO, "Bot: only while the talk goes on"),
    ],
)
def test_how_somebody_may_be_reached_follows_their_newest_word(may: May, said: str) -> None:
    before = Reach(channel="telegram", may=May.TEXT, talk="t")
    last = Reach(channel="telegram", may=may, talk="t")
    items = [
        Item(kind=ItemKind.WORDS, seq=seq, at=timezone.now(), author="requester", reach=reach)
        for seq, reach in ((3, last), (1, before), (4, None))
    ]
    assert may_we_write(reach_in(items)).startswith(said)
    assert may_we_write(None) == "no: the answer waits for the code"

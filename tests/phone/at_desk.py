"""The desk's side of the line in a process of its own, on the product's own databases.

It reads one wish a line as JSON and answers in JSON: what the desk's pages will do by a click.
"""

import json
import subprocess
import sys
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Self

from tests.product import Product


@dataclass(slots=True)
class AtDesk:
    """A desk whose API is called from a test; a context manager."""

    product: Product
    process: subprocess.Popen[str] = field(init=False)

    def __enter__(self) -> Self:
        settings = {"DJANGO_SETTINGS_MODULE": "safeconduct.config.settings.desk"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.phone.at_desk"],
            env=self.product.environment | settings,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stdin.close()
        self.process.wait(10)

    def does(self, what: str, **facts: object) -> object:
        self.process.stdin.write(json.dumps({"what": what, **facts}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def seats(self, kind: str = "phone", languages: tuple[str, ...] = ("en",)) -> "Sitting":
        member = uuid.uuid4().hex
        found = self.does("on_duty", member=member, kind=kind, languages=languages)
        return Sitting(desk=self, member=member, **found)

    def short_number(self) -> str:
        """Return the short number that is being told in some call, as its caller hears it."""
        return self.does("short_number")

    def calls(self) -> list[dict[str, object]]:
        return self.does("calls")

    def line(self) -> tuple[str, str]:
        """Return whether a person can be reached, and why calls are kept brief."""
        (found,) = self.does("line")
        return found["people"], found["why"]

    def keeps_brief(self, hours: int) -> None:
        self.does("keep_brief", hours=hours)

    def wishes(self) -> list[dict[str, object]]:
        """Return who wishes to be called, as the rows have it."""
        return self.does("wishes")

    def forget_wishes(self) -> None:
        self.does("forget_wishes")

    def tries(self) -> list[dict[str, object]]:
        return self.does("tries")

    def told(self) -> list[list[str]]:
        """Return what the logs of cases tell of call-backs, in order."""
        return self.does("told")

    def records(self, language: str, *names: str, but: tuple[str, ...] = ()) -> int:
        """Let people's voices be heard on the line: for these prompts, or for all but some."""
        return self.does("record", language=language, names=names or None, but=but)

    def call(self) -> dict[str, object]:
        """Return the newest call."""
        return self.calls()[-1]

    def state(self) -> str:
        calls = self.calls()
        return calls[-1]["state"] if calls else ""


@dataclass(slots=True, kw_only=True)
class Sitting:
    """One operator's seat."""

    desk: AtDesk
    member: str
    seat: str
    name: str
    password: str

    def ready(self) -> None:
        self.desk.does("ready", member=self.member)

    def pauses(self) -> None:
        self.desk.does("pause", member=self.member)

    def standing(self) -> str:
        return self.desk.does("standing", member=self.member)

    def wishes(self, what: str, other: "Sitting | None" = None) -> None:
        call = self.desk.call()["id"]
        self.desk.does(
            "wish", wish=what, call=call, seat=self.seat, other=other.seat if other else None
        )

    def wraps_up(self, outcome: str) -> bool:
        call = self.desk.call()["id"]
        return self.desk.does("wrap_up", call=call, member=self.member, outcome=outcome)

    def calls_back(self) -> str:
        """Wish the newest standing wish to be called back from here; why not, where it is not."""
        return self.desk.does("call_back", member=self.member)

    def leaves(self) -> None:
        self.desk.does("off_duty", member=self.member)


def serve() -> None:
    import django

    django.setup()
    for line in sys.stdin:
        wish = json.loads(line)
        sys.stdout.write(json.dumps(answer(wish), default=str) + "\n")
        sys.stdout.flush()


def answer(wish: dict[str, object]) -> object:
    from django.conf import settings

    from safeconduct.cases import models as cases
    from safeconduct.cases.models_of_wishes import WishedCall
    from safeconduct.domain.calls import What
    from safeconduct.people.models import Staff
    from safeconduct.talks import calls, couriers, keeping, line_now, models, orders, seats
    from safeconduct.talks.talk import Do

    now = datetime.now(UTC)
    member = uuid.UUID(hex=wish["member"]) if "member" in wish else None

    def on_duty() -> object:
        # The seat of who is no active member is ended within a minute.
        Staff.objects.get_or_create(id=member, defaults={"call_sign": f"Seated {member.hex[:8]}"})
        drawn = seats.go_on_duty(member, wish["languages"], seats.Kind(wish["kind"]), now)
        return {"seat": drawn.id, "name": drawn.name, "password": drawn.password}

    def standing() -> object:
        seat = seats.seat_of(member, now)
        return seat.standing if seat else ""

    def wished() -> object:
        other = uuid.UUID(wish["other"]) if wish["other"] else None
        call, seat = uuid.UUID(wish["call"]), uuid.UUID(wish["seat"])
        return orders.give(What(wish["wish"]), call, seat, now, other=other)

    def wrap_up() -> object:
        outcome = calls.Outcome(wish["outcome"])
        return calls.wrap_up(uuid.UUID(wish["call"]), member, outcome, now)

    def short_number() -> object:
        courier = couriers.Courier("phone", settings.HOME)
        rows = models.Talk.objects.filter(channel="phone")
        talks = [talk for row in rows if (talk := keeping.opened_row(row, courier))]
        told = (item.words for talk in talks for item in talk.items if item.do is Do.SHORT)
        return next(told, "")

    def keep_brief() -> object:
        if wish["hours"]:
            return line_now.keep_brief(line_now.of_a_shift(wish["hours"]), now)
        return line_now.keep_brief_no_more()

    def told() -> object:
        kinds = ("call_back", "called_back")
        events = cases.Event.objects.filter(kind__in=kinds).order_by("id")
        return list(events.values_list("kind", "details", "actor"))

    answers = {
        "short_number": short_number,
        "short_numbers_expire": lambda: models.ShortNumber.objects.update(until=now),
        "abusive_talks": models.AbusiveTalk.objects.count,
        "caller_marks": models.CallerMark.objects.count,
        "line": lambda: list(models.LineNow.objects.values("people", "why")),
        "keep_brief": keep_brief,
        "call_back": lambda: call_newest_back(member, now),
        "told": told,
        "wishes": lambda: list(WishedCall.objects.order_by("wished_at").values()),
        "forget_wishes": lambda: WishedCall.objects.all().delete(),
        "tries": lambda: [
            {**row, "body": bytes(row["body"]).hex(), "at": str(row["at"])}
            for row in models.CallBack.objects.order_by("at").values()
        ],
        "on_duty": on_duty,
        "ready": lambda: seats.be_ready(member, now),
        "pause": lambda: seats.pause(member, now),
        "off_duty": lambda: models.Seat.objects.filter(member=member).delete(),
        "standing": standing,
        "record": lambda: record(wish["language"], wish["names"], wish["but"]),
        "node": lambda: models.Seat.objects.get(member=member).node,
        "wish": wished,
        "wrap_up": wrap_up,
        "calls": lambda: list(models.Call.objects.order_by("serial").values()),
    }
    return answers[wish["what"]]()


def call_newest_back(member: uuid.UUID, now: datetime) -> str:
    """Call who wished it last; says why not, where nobody is called."""
    from safeconduct.cases.calling_back import NotCalled
    from safeconduct.cases.models import Case
    from safeconduct.talks import call_backs, seats

    newest = Case.objects.order_by("-opened_at", "id").filter(wished_call__done=False)
    seat, reader = seats.seat_of(member, now), alice()
    for case in newest.filter(wished_call__tries__lt=3):
        try:
            call_backs.call_back(case.reference, seat, reader=reader, at=now, zones=(UTC,))
        except NotCalled as refused:
            return refused.why
        return ""
    return "nobody wishes it"


def record(language: str, names: list[str] | None, but: list[str]) -> int:
    """Sign what a machine says as two people do it with their own; returns how many."""
    from django.conf import settings

    from safeconduct.cases.recording import shelf
    from safeconduct.programme.recordings import wanted
    from safeconduct.programme.recordings.spoken import Purpose
    from safeconduct.programme.signing import reply_key
    from safeconduct.vault.approved_sounds import sign_sound

    folder, key = settings.HOME.recordings, reply_key(alice())
    every = (one.spoken for one in wanted.kept(folder) if one.purpose is Purpose.LINE)
    sounds = [one for one in every if one.language == language and one.name not in but]
    sounds = [one for one in sounds if names is None or one.name in names]
    for one in sounds:
        said = (folder / "phone" / language / f"{one.digest}.wav").read_bytes()
        signed = sign_sound(one.digest, said, key)
        shelf().approve(shelf().human(one, Purpose.LINE), said, signed)
    return len(sounds)


def alice() -> object:
    """Return an operator of the demonstration, unlocked by the phrase of its cast."""
    from django.conf import settings

    from safeconduct.config.cast import cast
    from safeconduct.people.models import Staff
    from safeconduct.people.unlock import reader, unlock
    from safeconduct.programme.current import current_bundle

    (phrase,) = (one.phrase for one in cast(settings.HOME) if one.call_sign == "Alice")
    staff = Staff.objects.get(call_sign="Alice")
    return reader(staff, unlock(staff, phrase), current_bundle().teams)


if __name__ == "__main__":
    serve()

"""What a live programme holds on an ordinary day, made by its own code in a process of its own.

It reads one line of JSON (phrases by call sign), makes the day, says what it made, and keeps its
connections open: the write-ahead log lies as it lies while the product runs. A second line lets it
purge what is over.
"""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from safeconduct.config.command import wake_django
from safeconduct.domain.short_number import number_of

MARKERS = {
    "site": "приметное-слово-сайта",
    "waits": "приметное-слово-ждущего",
    "bot": "приметное-слово-бота",
    "half": "приметное-слово-на-полпути",
    "raw": "приметное-слово-сырое",
    "doubt": "приметное-слово-сомнения",
    "reply": "приметный-ответ-прочитан",
    "unread": "приметный-ответ-не-прочитан",
    "flight": "приметный-ответ-в-пути",
    "note": "приметная-заметка",
    "plan": "приметный-знак",
    "number": "79990001122334",
}
ANSWERS = {
    "safe": "yes", "who": "self", "needs": "none", "when": "days", "contact": "text",
    "language": "ru",
}  # fmt: skip
SHORT_NUMBER = number_of(b"told on an ordinary day")
CHATS = {"bot": 7001, "half": 7002, "raw": 7003}


def now() -> datetime:
    return datetime.now(UTC)


class Scene:
    """The doors and the desk of one programme, with the people that its holders' phrases open."""

    def __init__(self, phrases: dict[str, str]) -> None:
        from django.conf import settings

        from safeconduct.config.telegram import _worker
        from safeconduct.front.hour_keys import HourKeys
        from safeconduct.people.models import Staff
        from safeconduct.people.unlock import reader, unlock
        from safeconduct.programme.current import current_bundle

        self.bundle = current_bundle()
        self.hour_keys = HourKeys(settings.HOME.hour_keys)
        self.worker = _worker()
        self.worker.courier.begin_day(now())
        trusted = {one.team: one for one in self.bundle.contents.directory.teams}
        self.seeds, self.readers, self.number = {}, {}, 0
        for name in ("Alice", "Bob", "Carol", "Dora"):
            staff = Staff.objects.get(call_sign=name)
            self.seeds[name] = unlock(staff, phrases[name])
            self.readers[name] = reader(staff, self.seeds[name], trusted)

    # the site
    def asks_by_site(self, words: str, own_word: str = "") -> "tuple[object, str, bytes]":
        """Hand in, and have it taken in; return the person's keys, a hidden field, and the code."""
        handed_in = self.hands_in(words, own_word)
        self.take_in()
        return handed_in

    def hands_in(self, words: str, own_word: str = "") -> "tuple[object, str, bytes]":
        """Hand in as the front does; intake has not seen it yet."""
        from safeconduct.front import hand_in, tickets
        from safeconduct.front.form_token import hand_in_of, new_token
        from safeconduct.vault.return_keys import derive

        once = hand_in_of(new_token(now()), own_word, self.hour_keys, now())
        answers = {**ANSWERS, "contact": "no", "message": words}
        hand_in.hand_in(once, answers, own_word=own_word, language="ru", at=now())
        keys = derive(once.code, own_word, self.bundle.salt)
        return keys, tickets.issue(keys, self.hour_keys, now()), once.code

    def comes_back(self, keys: object, wish: str = "", words: str = "") -> None:
        """Look at the page of a code, which marks what it shows as read; then wish something."""
        from safeconduct.cases import wishes
        from safeconduct.cases.arrivals import store
        from safeconduct.cases.contents import Words
        from safeconduct.cases.visits import news
        from tests.making import facts

        site = facts(request_kind="", size_band="", directory_serial=self.bundle.serial)
        come = wishes.come_back(self.bundle, keys, site, now())
        news(come, self.bundle.reply_keys, now())
        again = facts(request_kind="", size_band="", directory_serial=self.bundle.serial)
        if wish:
            told = (Words(text=words, at=now()),) if words else ()
            store(getattr(wishes, wish)(self.bundle, come, again, *told), now())
        self.take_in()

    def take_in(self) -> None:
        from safeconduct.cases.errands import note_readings, tell_states
        from safeconduct.cases.intake import take_in

        while take_in():
            pass
        tell_states(now())
        note_readings(now())

    # the bot
    def update(self, **content: object) -> None:
        from safeconduct.talks import updates

        self.number += 1
        raw = {"update_id": self.number, **content}
        sent = json.dumps(raw, ensure_ascii=False).encode()
        one = updates.RawUpdate(bot="one", number=self.number, content=sent)
        updates.take([one], self.worker.courier, now())

    def says(self, chat: int, text: str) -> None:
        where = {"id": chat, "type": "private"}
        sender = {"id": chat, "language_code": "ru"}
        message = {"message_id": self.number + 1, "chat": where, "from": sender, "text": text}
        self.update(message=message)

    def round(self) -> None:
        """Apply what came, and send what talks have to say until they rest."""
        from safeconduct.talks.saying import Sent

        sent: list[Sent] = []
        while True:
            made = self.worker.round(sent, now())
            sent = [
                Sent(
                    talk=talk,
                    numbers=[item.number for item in talk.items],
                    rows=tuple(item.row for item in talk.items if item.row),
                )
                for talk in made.talks
            ]
            if not sent and not made.applied:
                return

    def talks_to_bot(self, chat: int, words: str, *, until: str = "") -> None:
        """Answer question by question; stop before `until`."""
        from safeconduct.talks.keeping import talks_at
        from safeconduct.talks.walking import asked

        where = f"one/{chat}"
        self.says(chat, "/start")
        self.round()
        for _ in range(12):
            talk = talks_at([where], self.worker.courier, now())[where]
            question = asked(talk)
            if question is None or question.key == until:
                return
            if question.key == "message":
                self.says(chat, words)
            else:
                self.press(chat, question.key)
            self.round()
            self.take_in()

    def press(self, chat: int, question: str) -> None:
        where = {"message_id": self.number, "chat": {"id": chat, "type": "private"}}
        sender = {"id": chat, "language_code": "ru"}
        data = f"{question}:{ANSWERS[question]}"
        press = {"id": str(self.number), "from": sender, "message": where, "data": data}
        self.update(callback_query=press)

    # the line
    def is_called_back(self) -> None:
        """Let a caller wish it, and an operator begin a try that the line has not taken yet."""
        from safeconduct.cases.models import Case
        from safeconduct.people.models import Staff
        from safeconduct.phone.keypad import Did, Heard
        from safeconduct.talks import call_backs, seats
        from tests.phone.spoken import Call

        call = Call(at=now()).begins().keys("1", "5", "1", "5")
        call.does(Heard(did=Did.ENTERED, keys="1", caller=MARKERS["number"])).hangs_up()
        self.take_in()
        member = Staff.objects.get(call_sign="Alice").id
        seats.go_on_duty(member, ["ru"], seats.Kind.BROWSER, now())
        seats.be_ready(member, now())
        reference = Case.objects.get(channel="phone").reference
        call_backs.call_back(
            reference, seats.seat_of(member, now()), reader=self.readers["Alice"], at=now(),
            zones=(UTC,),
        )  # fmt: skip

    def has_no_pen(self) -> None:
        """Let a case have a short number: what it leads to may add words and open nothing."""
        from django.conf import settings

        from safeconduct.cases.models import Case
        from safeconduct.talks import short_numbers
        from safeconduct.talks.couriers import Courier
        from safeconduct.talks.talk import Tie

        first = Case.objects.get(channel="phone").first
        tie = Tie(
            case_public=bytes(first.case_public).hex(), talk_seed=b"s".hex() * 32,
            arrival=first.id.hex,
        )  # fmt: skip
        assert short_numbers.keep(SHORT_NUMBER, tie, Courier("phone", settings.HOME), now())

    # the desk
    def answers(self, reference: str, words: str) -> None:
        from safeconduct.cases import actions
        from safeconduct.cases.access import access_case

        access_case(reference, self.readers["Alice"], now())
        actions.reply(reference, words, reader=self.readers["Alice"], at=now())

    def plans(self, reference: str) -> None:
        """Bring a case to coordination and write a part of its plan."""
        from safeconduct.cases import actions, planning
        from safeconduct.domain.life import Action, PlanPart

        for name, action, chosen in (
            ("Alice", Action.REVIEW, {}),
            ("Alice", Action.ASSESS, {"result": "clear"}),
            ("Alice", Action.PROPOSE, {}),
            ("Bob", Action.CONFIRM, {}),
            ("Bob", Action.HAND_ON, {"team": "coordination"}),
            ("Carol", Action.TAKE_OVER, {}),
        ):
            actions.act(reference, action, reader=self.readers[name], at=now(), chosen=chosen)
        planning.plan_part(
            reference, PlanPart.RECOGNITION, MARKERS["plan"], reader=self.readers["Carol"], at=now()
        )

    def signs_in(self, name: str) -> None:
        from django.contrib.sessions.backends.db import SessionStore
        from django.http import HttpRequest, HttpResponse

        from safeconduct.people.sessions import remember

        request, response = HttpRequest(), HttpResponse()
        request.session = SessionStore()
        remember(request, response, self.seeds[name])
        request.session.save()


def reference_of(keys: object) -> str:
    from safeconduct.cases.models import Case

    return str(Case.objects.get(first__locator=keys.locator).reference)


def the_day(scene: Scene) -> dict[str, object]:
    """Make everything that VAULT section 11 names, and say what a thief is not told."""
    from safeconduct.cases import actions, models, replacing
    from safeconduct.domain.life import Action
    from safeconduct.vault.return_keys import derive

    keys, field, code = scene.asks_by_site(MARKERS["site"], "берёза")
    reference = reference_of(keys)
    scene.answers(reference, MARKERS["reply"])
    scene.comes_back(keys, "add", MARKERS["site"])
    scene.comes_back(derive(code, "дуб", scene.bundle.salt), "add", MARKERS["doubt"])
    scene.answers(reference, MARKERS["unread"])
    actions.write_note(reference, MARKERS["note"], reader=scene.readers["Alice"], at=now())
    scene.plans(reference)
    other, _, _ = scene.asks_by_site(MARKERS["site"])
    lost = reference_of(other)
    actions.act(lost, Action.ALLOW_NEW_CODE, reader=scene.readers["Bob"], at=now(), chosen={})
    replacing.replace_code(lost, "", reader=scene.readers["Alice"], at=now())
    scene.talks_to_bot(CHATS["bot"], MARKERS["bot"])
    by_bot = models.Case.objects.get(channel="telegram").reference
    scene.answers(by_bot, MARKERS["flight"])
    scene.talks_to_bot(CHATS["half"], MARKERS["half"], until="contact")
    scene.says(CHATS["raw"], MARKERS["raw"])
    scene.is_called_back()
    scene.has_no_pen()
    scene.signs_in("Bob")
    scene.take_in()
    scene.hands_in(MARKERS["waits"])
    return {
        "markers": MARKERS,
        "caught": [field],
        "purged": [reference, by_bot],
        "blobs": [blob.hex() for one in (reference, by_bot) for blob in blobs_of(one)],
    }


# The first bytes of a list of wraps are the same for all: pieces begin behind them.
SLICE, FIRST, STRIDE = 32, 128, 512


def blobs_of(reference: str) -> Iterator[bytes]:
    """Pieces of every sealed value of a case, by which its remains are found in a file."""
    from safeconduct.cases.models import Arrival, Case

    case = Case.objects.get(reference=reference)
    rows = [
        *Arrival.objects.filter(casearrival__case=case),
        *(one for kind in ("wraps", "entries", "plan_wraps", "plan_parts", "copies", "outgoing")
          for one in getattr(case, kind).all()),
        case.first,
    ]  # fmt: skip
    for row in rows:
        for one in row._meta.concrete_fields:
            value = getattr(row, one.name)
            if isinstance(value, bytes | memoryview) and len(value) > FIRST:
                whole = bytes(value)
                yield from (
                    whole[at : at + SLICE] for at in range(FIRST, len(whole) - SLICE, STRIDE)
                )


def the_purge(scene: Scene, told: dict[str, object]) -> dict[str, object]:
    """One case is withdrawn and its time passes; the other is deleted by whoever has its code."""
    from safeconduct.cases import actions, models
    from safeconduct.cases.purging import purge_cases
    from safeconduct.cases.wiping import rewrite_tables, wipe_traces
    from safeconduct.domain.life import Action
    from safeconduct.programme.current import current_deployment

    by_site, by_bot = told["purged"]
    carol, alice = scene.readers["Carol"], scene.readers["Alice"]
    actions.act(by_site, Action.WITHDRAW, reader=carol, at=now(), chosen={})
    actions.act(by_bot, Action.WITHDRAW, reader=alice, at=now(), chosen={})
    later = now() + timedelta(days=31)
    count = purge_cases(later, current_deployment().lives)
    wipe_traces()
    rewrite_tables(later)
    states = models.Case.objects.filter(reference__in=[by_site, by_bot])
    return {"purged": count, "states": sorted(states.values_list("state", flat=True))}


def say(told: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def main() -> None:
    wake_django("manage")
    scene = Scene(json.loads(sys.stdin.readline()))
    told = the_day(scene)
    say(told)
    if sys.stdin.readline().strip() == "purge":
        say(the_purge(scene, told))
    sys.stdin.readline()


if __name__ == "__main__":
    main()

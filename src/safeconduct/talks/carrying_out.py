"""What a talk has to do with cases: hand in, look with a code, add, withdraw, erase.

Ids, code and keys derive from the talk's seed and the step, so that a crash repeats harmlessly:
what was stored first is what counts (VAULT section 1).
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from safeconduct.cases import wishes
from safeconduct.cases.arrivals import Store, store
from safeconduct.cases.contents import HandIn, May, Reach, Words
from safeconduct.cases.visits import News, latest_status, news, replies, visit, waits_to_be_read
from safeconduct.cases.visits import Visit as Come
from safeconduct.domain import urgency
from safeconduct.domain.call_backs import SCRIPT as CALL_BACK
from safeconduct.domain.dialogue import Answers, Channel, End, current
from safeconduct.domain.return_code import parse
from safeconduct.domain.role import Team
from safeconduct.domain.scripts import FIRST_CONTACT
from safeconduct.domain.scripts.asked import NEEDS
from safeconduct.domain.scripts.report import REPORT, claimed_signs, request_kind, size_band
from safeconduct.programme.bundle import Bundle
from safeconduct.programme.shown import shown
from safeconduct.talks.saying import FADES
from safeconduct.talks.talk import (
    CODE_BYTES,
    Do,
    Errand,
    Item,
    Job,
    Stage,
    Talk,
    Tie,
    Visit,
)
from safeconduct.talks.walking import (
    ASKS_BEFORE_READING,
    AT_ONCE,
    GIVEN,
    ask,
    rest,
    script_of,
)
from safeconduct.vault import arrivals, return_keys, signatures
from safeconduct.vault.replies import ItemKind
from safeconduct.vault.return_keys import ReturnKeys

Wish = Callable[[Bundle, Come, arrivals.Facts], arrivals.Arrival]
FIRST_TEAMS = (Team.INTAKE, Team.LEAD)
NOTHING_SAID = {"short_number": frozenset({"safe"})}
SAYS_NOTHING = (NEEDS.key, "none")
NOT_CHOSEN = frozenset({"return_code", "own_word", "listen"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Errands:
    """One job at a time: stored durably first, then told to the person.

    `store` may gather what whole rounds store at once: then they tell nothing before that is done.
    `own`: the errands of one channel alone.
    """

    bundle: Bundle
    at: datetime
    store: Store = store
    own: "Mapping[Errand, Work]" = field(default_factory=dict)

    def done(self, talk: Talk) -> Talk:
        """Return the talk after all of its jobs; raises django.db.Error."""
        while talk.jobs:
            job, *later = talk.jobs
            work = self.own.get(job.errand) or BY_ERRAND[job.errand]
            after = work(self, replace(talk, jobs=tuple(later)), job)
            talk = after.moved_on()
        return talk

    def hand_in(self, talk: Talk, job: Job) -> Talk:
        """Store a request and tell its code; where that comes early, the script goes on after."""
        step = current(script_of(talk), talk.answers)
        case_seed, talk_seed = talk.secret("case seed", job), talk.secret("talk seed", job)
        code = talk.secret("return code", job, CODE_BYTES)
        keys = return_keys.derive(code, "", self.bundle.salt)
        facts = replace(
            self.facts(talk, job, talk_seed),
            request_kind=_kind(talk),
            urgency=urgency.written(claimed_signs(talk.answers)),
            size_band=size_band(talk.answers).value,
        )
        body = self._answers(talk, job, talk.answers)
        teams = [self.bundle.team(team) for team in FIRST_TEAMS]
        made = arrivals.hand_in(facts, body.encode(), keys, teams, random=lambda _: case_seed)
        self.store(made, self.at)
        tie = Tie(
            case_public=made.case_public.hex(),
            talk_seed=talk_seed.hex(),
            arrival=facts.id.hex,
            answered=",".join(talk.answers),
        )
        tied = replace(talk, tie=tie)
        shown = Item(do=Do.CODE, words=code.hex(), sensitive=True)
        if talk.awaits_person:
            return tied.doing(shown)
        if not isinstance(step, End):
            return ask(tied.doing(shown))
        return rest(tied).doing(shown, *_said(step, talk))

    def hand_in_rest(self, talk: Talk, job: Job) -> Talk:
        """Add what was answered after the code was told; where all of it was skipped, nothing."""
        end, tie = current(script_of(talk), talk.answers), talk.tie
        told = _told(talk, tie)
        later = {key: words for key, words in talk.answers.items() if key not in told}
        if tie and any(one[1] and one != SAYS_NOTHING for one in later.items()):
            signs = urgency.written(claimed_signs(talk.answers))
            facts = replace(self.facts(talk, job), urgency=signs, request_kind=_wished(talk))
            self.store(self._by_tie(tie, facts, self._answers(talk, job, later)), self.at)
        return rest(talk).doing(*_said(end, talk))

    def _answers(self, talk: Talk, job: Job, answers: Answers) -> HandIn:
        number = {"number": talk.caller} if talk.caller and talk.script == "callback" else {}
        return HandIn(
            script=talk.script or REPORT.key,
            digest=talk.digest,
            answers={**answers, **number},
            at=self.at,
            reach=reach(talk, job),
        )

    def name(self, talk: Talk, job: Job) -> Talk:
        """Add what a waiting caller has named to the case they have; the talk goes on as it was."""
        signs = claimed_signs({NEEDS.key: job.words})
        facts = replace(self.facts(talk, job), urgency=urgency.written(signs))
        words, come = self._answers(talk, job, {NEEDS.key: job.words}), self._come(talk)
        if job.tie:
            self.store(self._by_tie(job.tie, facts, words), self.at)
        elif come:
            self.store(wishes.add(self.bundle, come, facts, words), self.at)
        return talk

    def pass_on(self, talk: Talk, job: Job) -> Talk:
        """Add words of a tied talk, which knows no code any more."""
        if job.tie is None:
            return talk
        words = Words(text=job.words, at=self.at, reach=reach(talk, job))
        self.store(self._by_tie(job.tie, self.facts(talk, job), words), self.at)
        return talk.saying("bot.passed_on") if job.tell else talk

    def _by_tie(self, tie: Tie, facts: arrivals.Facts, words: Words | HandIn) -> arrivals.Arrival:
        if tie.locator:
            return wishes.doubt_at(self.bundle, bytes.fromhex(tie.locator), facts, words)
        public, seed = bytes.fromhex(tie.case_public), bytes.fromhex(tie.talk_seed)
        return arrivals.add_by_talk(facts, words.encode(), public, seed)

    def add(self, talk: Talk, job: Job) -> Talk:
        """Add words of who came back with a code; from then on this talk is tied to the case.

        With a wrong own word everything looks the same, and what follows are doubts.
        """
        end, come = current(script_of(talk), talk.answers), self._come(talk)
        if come is None:
            return unknown(talk)
        if talk.script == CALL_BACK and come.case_public is None:
            return self._apart(talk, job)
        talk_seed = talk.secret("talk seed", job)
        words = self._added(talk, job)
        facts = replace(
            self.facts(talk, job, talk_seed),
            urgency=urgency.written(claimed_signs(talk.answers)),
            request_kind=_wished(talk),
        )
        self.store(wishes.add(self.bundle, come, facts, words), self.at)
        tied = replace(talk, tie=_tie(come, talk_seed), visit=None)
        return rest(tied).doing(*_said(end, talk))

    def _apart(self, talk: Talk, job: Job) -> Talk:
        """Hand a wish in as a request of its own, and tell no code: it sounds as if it were added.

        As a doubt nobody would call: a line asks for no own word.
        """
        made = self.hand_in(talk, job)
        heard = tuple(item for item in made.items if item.do is not Do.CODE)
        return replace(made, items=heard, visit=None)

    def _added(self, talk: Talk, job: Job) -> Words | HandIn:
        """Return what is added: who can come now has said so by a choice, perhaps without words."""
        if talk.script == CALL_BACK:
            return self._answers(talk, job, talk.answers)
        if talk.answers.get("want") != "come":
            return Words(text=added_words(talk), at=self.at, reach=reach(talk, job))
        chosen = {key: value for key, value in talk.answers.items() if key not in NOT_CHOSEN}
        return self._answers(talk, job, chosen)

    def look(self, talk: Talk, job: Job) -> Talk:
        """Open what waits behind a code; a code that leads nowhere is answered like any other."""
        code = parse(talk.answers["return_code"])
        own_word = talk.answers.get("own_word", "")
        keys = return_keys.derive(code, own_word, self.bundle.salt)
        come = wishes.come_back(self.bundle, keys, self.facts(talk, job), self.at)
        if come is None:
            return unknown(talk)
        known = Visit(
            locator=keys.locator.hex(),
            seed=keys.seed.hex(),
            mark=keys.mark.hex(),
            arrival=_first(come),
        )
        kept = replace(talk, visit=known, answers={**talk.answers, **GIVEN})
        if talk.channel in ASKS_BEFORE_READING:
            return self._status_first(kept, come)
        found = news(come, self.bundle.reply_keys, self.at)
        return ask(kept.doing(*self._news(talk, found)))

    def _status_first(self, talk: Talk, come: Come) -> Talk:
        """Tell how the case stands; what staff wrote stays closed until a yes to hearing it."""
        told = news(come, self.bundle.reply_keys, self.at, only=(ItemKind.STATUS,))
        if come.case_public and waits_to_be_read(come):
            return ask(talk.doing(*self._status(talk, told)))
        nothing = replace(talk, answers={**talk.answers, "listen": "no"})
        return ask(nothing.doing(*self._news(talk, told)))

    def listen(self, talk: Talk, _job: Job) -> Talk:
        """Open what staff wrote, for who has just said that it is safe to hear it."""
        come = self._come(talk)
        if come is None:
            return unknown(talk)
        found = news(come, self.bundle.reply_keys, self.at, only=(ItemKind.REPLY,))
        return ask(talk.doing(*self._news(talk, found)))

    def _status(self, talk: Talk, found: tuple[News, ...]) -> list[Item]:
        status = latest_status(found, shown(talk.language, self.bundle.contents.words).signed)
        return [Item(do=Do.SAY, key=status)] if status else []

    def _news(self, talk: Talk, found: tuple[News, ...]) -> list[Item]:
        said = self._status(talk, found)
        answers = [
            Item(do=Do.WORDS, words=one.words, facts=(("at", one.at),), sensitive=True)
            for one in replies(found)
        ]
        if not answers:
            return [*said, Item(do=Do.SAY, key="site.return.nothing")]
        return [*said, *answers[:-1], replace(answers[-1], key=FADES)]

    def withdraw(self, talk: Talk, job: Job) -> Talk:
        return self._wish(talk, job, wishes.withdraw)

    def erase(self, talk: Talk, job: Job) -> Talk:
        return replace(self._wish(talk, job, wishes.erase), tie=None, stage=Stage.STILL)

    def _wish(self, talk: Talk, job: Job, wish: Wish) -> Talk:
        end, come = current(script_of(talk), talk.answers), self._come(talk)
        if come is None:
            return unknown(talk)
        self.store(wish(self.bundle, come, self.facts(talk, job)), self.at)
        return rest(replace(talk, visit=None)).doing(*_said(end, talk))

    def _come(self, talk: Talk) -> Come | None:
        if talk.visit is None:
            return None
        kept = (talk.visit.locator, talk.visit.seed, talk.visit.mark)
        locator, seed, mark = map(bytes.fromhex, kept)
        return visit(ReturnKeys(locator=locator, seed=seed, mark=mark), self.at)

    def facts(self, talk: Talk, job: Job, talk_seed: bytes = b"") -> arrivals.Facts:
        return arrivals.Facts(
            id=talk.arrival_id(job),
            channel=talk.channel,
            language=talk.language,
            directory_serial=self.bundle.serial,
            talk_sign=signatures.public_of(talk_seed) if talk_seed else b"",
        )


Work = Callable[[Errands, Talk, Job], Talk]
BY_ERRAND: Mapping[Errand, Work] = {
    Errand.NEW: Errands.hand_in,
    Errand.REST: Errands.hand_in_rest,
    Errand.LOOK: Errands.look,
    Errand.LISTEN: Errands.listen,
    Errand.FORWARD: Errands.pass_on,
    Errand.ADD: Errands.add,
    Errand.WITHDRAW: Errands.withdraw,
    Errand.ERASE: Errands.erase,
    Errand.NAME: Errands.name,
}


def reach(talk: Talk, job: Job) -> Reach | None:
    """Return how an answer may come here; without permission no address is given away.

    Into a call nothing is sent: an answer waits for the code, and a number for the wish to be
    called.
    """
    if talk.channel == Channel.PHONE:
        return None
    with suppress(ValueError):
        allowed = May(job.may)
        address = "" if allowed is May.NO else talk.address
        return Reach(channel=talk.channel, may=allowed, talk=job.name, address=address)
    return None


def _kind(talk: Talk) -> str:
    """Return whom a request is about, or that it is the wish to be called (VAULT section 6)."""
    return CALL_BACK if talk.script == CALL_BACK else request_kind(talk.answers).value


def _wished(talk: Talk) -> str:
    """Return of what is added that it is the wish to be called; of all else, nothing."""
    return CALL_BACK if talk.script == CALL_BACK else ""


def _tie(come: Come, talk_seed: bytes) -> Tie:
    if come.case_public is None:
        return Tie(locator=come.keys.locator.hex())
    public = come.case_public.hex()
    return Tie(case_public=public, talk_seed=talk_seed.hex(), arrival=_first(come))


def _first(come: Come) -> str:
    """Return the arrival that opened the case; a wrong own word leads to none."""
    first = come.waiting.first
    return first.hex if first and come.case_public else ""


def unknown(talk: Talk) -> Talk:
    """Say the same to all whose code leads nowhere, and ask for it again."""
    kept = {key: words for key, words in talk.answers.items() if key == "safe"}
    known_less = replace(talk, visit=None, answers=kept, tries=talk.tries + 1)
    return ask(known_less.saying("site.return.unknown"))


def added_words(talk: Talk) -> str:
    """Return what a return visit tells: free words, and the choices by their keys."""
    free = [talk.answers.get(key, "") for key in ("added", "message")]
    return "\n".join(word for word in free if word)


def _told(talk: Talk, tie: Tie | None) -> frozenset[str]:
    """Return which questions were answered before the code was told; of another script, none.

    Who called with a short number and left no word is not handed in.
    """
    if talk.script not in FIRST_CONTACT:
        return NOTHING_SAID.get(talk.script, frozenset())
    if tie and tie.answered:
        return frozenset(tie.answered.split(","))
    return AT_ONCE.get(talk.channel, frozenset())


def _said(end: object, talk: Talk) -> list[Item]:
    keys = end.said(Channel(talk.channel)) if isinstance(end, End) else ()
    return [Item(do=Do.SAY, key=key) for key in keys]

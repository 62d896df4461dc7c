"""A talk as a value: where its script stands, what is still to be said, and what it is tied to."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from safeconduct.domain.retention import RETENTION, Kept
from safeconduct.vault.symmetric import derive

UNFINISHED_LIVES = RETENTION[Kept.UNFINISHED_TALK].lives
TIED_LIVES = RETENTION[Kept.TIED_TALK].lives
ALIVE = timedelta(minutes=30)
"""So long after the last word a talk counts as alive: an answer is sent at once."""
CLOCKS_DIFFER = timedelta(minutes=1)

NO_ANSWERS: Mapping[str, str] = MappingProxyType({})
CODE_BYTES = 10
ID_BYTES = 16


class Stage(StrEnum):
    """What the next words mean."""

    ASKING = "asking"
    OPEN = "open"
    STILL = "still"


class Do(StrEnum):
    """What a channel is to do next in a talk."""

    SAY = "say"
    ASK = "ask"
    LANGUAGES = "languages"
    CODE = "code"
    SHORT = "short"
    WAIT = "wait"
    WORDS = "words"
    REMOVE = "remove"
    REMARK = "remark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to do. `key`: a text or a question; `words`: what staff wrote, or a code.

    `ids` are messages on the person's screen; `row` the outbox row that is delivered with it.
    """

    number: int = 0
    do: Do
    key: str = ""
    words: str = field(default="", repr=False)
    ids: tuple[int, ...] = ()
    facts: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    row: str = ""
    sensitive: bool = False


class Errand(StrEnum):
    """What a talk still has to do with the database of cases."""

    NEW = "new"
    REST = "rest"
    LOOK = "look"
    LISTEN = "listen"
    FORWARD = "forward"
    ADD = "add"
    WITHDRAW = "withdraw"
    ERASE = "erase"
    SHORTEN = "shorten"
    FIND = "find"
    NAME = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """What a talk may still do for its case: add words, sealed and signed; it reads nothing.

    `locator`: a wrong own word led here, so that words become doubts, with the ordinary answers.
    `arrival`: the request that opened the case; `answered`: what it answers, if it was made here.
    """

    case_public: str = field(default="", repr=False)
    talk_seed: str = field(default="", repr=False)
    locator: str = field(default="", repr=False)
    arrival: str = ""
    answered: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One errand of a talk; its arrival's id derives from the talk's seed and this step.

    `name`: the conversation it belongs to. `tell`: the person is told that words were passed on.
    """

    step: int
    errand: Errand
    name: str = ""
    words: str = field(default="", repr=False)
    may: str = ""
    tie: Tie | None = None
    tell: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One message on the person's screen, theirs or ours."""

    id: int
    at: int
    sensitive: bool = False
    question: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """The keys of who came back with a code, as long as that visit lasts; no key, no such case.

    `arrival`: the request that opened the case; of a wrong own word, nothing.
    """

    locator: str = field(repr=False)
    seed: str = field(repr=False)
    mark: str = field(default="", repr=False)
    arrival: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A file that is still to be fetched and handed in: the platform's number, never its bytes.

    `id` is that of its arrival, drawn once; the case is that of the tie, or of the visit.
    """

    id: str
    number: str = field(repr=False)
    words: str = field(default="", repr=False)
    message: int = 0
    tie: Tie | None = None
    visit: Visit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """All that a channel remembers of one conversation; `seed` is what its secrets derive from.

    `asked`: the question that the person was last asked. `before`: the one that they answered last.
    `last_mark`: their last words, as a mark of them. `aside`: their words in place of a choice.
    `tries`: codes that led nowhere; `guesses`: short numbers among them. `caller`: the number of a
    call, once its caller asked to be called there.
    `gone`: it is destroyed once the screen is clear; `stopped`: by the person's own word, so that
    nothing more is sent to that address.
    """

    id: UUID
    channel: str
    address: str = field(repr=False)
    language: str
    seed: str = field(repr=False)
    heard_at: datetime
    stage: Stage = Stage.STILL
    script: str = ""
    digest: str = ""
    answers: Mapping[str, str] = field(default_factory=lambda: NO_ANSWERS, repr=False)
    marked: tuple[str, ...] = ()
    first_words: str = field(default="", repr=False)
    aside: str = field(default="", repr=False)
    asked: str = ""
    last_mark: str = field(default="", repr=False)
    before: str = ""
    begun: int = 0
    step: int = 0
    jobs: tuple[Job, ...] = field(default=(), repr=False)
    items: tuple[Item, ...] = field(default=(), repr=False)
    count: int = 0
    screen: tuple[Shown, ...] = ()
    tie: Tie | None = None
    visit: Visit | None = None
    staff_at: datetime | None = None
    passed_at: datetime | None = None
    gone: bool = False
    stopped: bool = False
    files: tuple[Brought, ...] = field(default=(), repr=False)
    tries: int = 0
    guesses: int = 0
    caller: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """Name this conversation: after a fresh start the same chat has another name."""
        return f"{self.id.hex}.{self.begun}"

    @property
    def waits(self) -> bool:
        return bool(self.items or self.jobs or self.files or self.gone)

    @property
    def awaits_person(self) -> bool:
        """Say whether the next thing is to wait for a person who picks up."""
        return any(item.do is Do.WAIT for item in self.items)

    @property
    def until(self) -> datetime:
        """When it dies: a tie lives 72 hours after the last word of either side."""
        last = max(self.heard_at, self.staff_at or self.heard_at)
        return last + (TIED_LIVES if self.tie else UNFINISHED_LIVES)

    def alive(self, at: datetime) -> bool:
        """Say whether somebody spoke just now; of a time to come, the clock being set back, no."""
        return -CLOCKS_DIFFER <= at - self.heard_at < ALIVE

    def with_staff(self, at: datetime) -> bool:
        """Say whether a person of the desk is talking here, so that the bot keeps silent."""
        return self.staff_at is not None and at - self.staff_at < ALIVE

    def doing(self, *items: Item) -> "Talk":
        """Return the talk with more to do, each numbered."""
        numbered = tuple(
            replace(item, number=self.count + place) for place, item in enumerate(items, start=1)
        )
        return replace(self, items=self.items + numbered, count=self.count + len(items))

    def saying(self, *keys: str) -> "Talk":
        return self.doing(*(Item(do=Do.SAY, key=key) for key in keys))

    def with_job(
        self, errand: Errand, *, words: str = "", may: str = "", tell: bool = False
    ) -> "Talk":
        job = Job(
            step=self.step + 1, errand=errand, name=self.name, words=words, may=may, tie=self.tie,
            tell=tell,
        )  # fmt: skip
        return replace(self, step=job.step, jobs=(*self.jobs, job))

    def bringing(self, number: str, words: str, message: int) -> "Talk":
        """Return the talk with one more file to fetch, for the case that it knows now."""
        step = self.step + 1
        drawn = derive(bytes.fromhex(self.seed), "file id", step, length=ID_BYTES)
        brought = Brought(
            id=UUID(bytes=drawn, version=4).hex, number=number, words=words, message=message,
            tie=self.tie, visit=None if self.tie else self.visit,
        )  # fmt: skip
        return replace(self, step=step, files=(*self.files, brought))

    def arrival_id(self, job: Job) -> UUID:
        """Return the id of a job's arrival: the same one, however often a crash repeats it."""
        drawn = derive(bytes.fromhex(self.seed), "arrival id", job.step, length=ID_BYTES)
        return UUID(bytes=drawn, version=4)

    def secret(self, label: str, job: Job, length: int = 32) -> bytes:
        return derive(bytes.fromhex(self.seed), label, job.step, length=length)

    def moved_on(self) -> "Talk":
        """Return the talk with the next seed: what the one before gave cannot be derived again."""
        return replace(self, seed=derive(bytes.fromhex(self.seed), "next seed").hex())


def encoded(talk: Talk) -> bytes:
    """Return a talk as the bytes that are sealed."""
    members = _members(talk) | {
        "id": talk.id.hex,
        "answers": dict(talk.answers),
        "heard_at": _moment(talk.heard_at),
        "staff_at": _moment(talk.staff_at),
        "passed_at": _moment(talk.passed_at),
        "jobs": [
            _members(job) | {"tie": _members(job.tie) if job.tie else None} for job in talk.jobs
        ],
        "items": [_members(item) for item in talk.items],
        "screen": [_members(shown) for shown in talk.screen],
        "tie": _members(talk.tie) if talk.tie else None,
        "visit": _members(talk.visit) if talk.visit else None,
        "files": [
            _members(one)
            | {
                "tie": _members(one.tie) if one.tie else None,
                "visit": _members(one.visit) if one.visit else None,
            }
            for one in talk.files
        ],
    }
    return json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode()


def decoded(plain: bytes) -> Talk:
    """Return the talk that `encoded` wrote."""
    found = json.loads(plain)
    heard_at = _read_moment(found.pop("heard_at"))
    if heard_at is None:
        raise ValueError("a talk was heard at some time")
    items = tuple(_item(one) for one in found.pop("items"))
    jobs = tuple(
        Job(**one | {"errand": Errand(one["errand"]), "tie": _tie(one["tie"])})
        for one in found.pop("jobs")
    )
    tie, visit = found.pop("tie"), found.pop("visit")
    files = tuple(
        Brought(**one | {"tie": _tie(one["tie"]), "visit": _visit(one["visit"])})
        for one in found.pop("files", ())
    )
    return Talk(
        **found
        | {
            "id": UUID(hex=found["id"]),
            "stage": Stage(found["stage"]),
            "answers": MappingProxyType(found["answers"]),
            "marked": tuple(found["marked"]),
            "screen": tuple(Shown(**one) for one in found["screen"]),
            "staff_at": _read_moment(found["staff_at"]),
            "passed_at": _read_moment(found["passed_at"]),
        },
        heard_at=heard_at,
        items=items,
        jobs=jobs,
        tie=_tie(tie),
        visit=_visit(visit),
        files=files,
    )


def _members(value: Talk | Job | Item | Shown | Tie | Visit | Brought) -> dict[str, object]:
    return {name: getattr(value, name) for name in value.__slots__}


def _tie(found: dict[str, str] | None) -> Tie | None:
    return Tie(**found) if found else None


def _visit(found: dict[str, str] | None) -> Visit | None:
    return Visit(**found) if found else None


def _item(found: dict[str, object]) -> Item:
    ids, facts = found.pop("ids"), found.pop("facts")
    if not isinstance(ids, list) or not isinstance(facts, list):
        raise TypeError("not an item")
    members = {**found, "do": Do(str(found["do"]))}
    return Item(**members, ids=tuple(ids), facts=tuple((str(k), str(v)) for k, v in facts))  # type: ignore[arg-type] # written by `encoded`


def _moment(at: datetime | None) -> float | None:
    return at.timestamp() if at else None


def _read_moment(found: float | None) -> datetime | None:
    return datetime.fromtimestamp(found, UTC) if found is not None else None

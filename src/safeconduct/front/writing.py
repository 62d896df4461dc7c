"""The request form, from its first question to the code."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from django.db import Error
from django.http import HttpRequest, HttpResponse, QueryDict

from safeconduct.cases.visits import visit
from safeconduct.domain.dialogue import LONGEST, Channel, Kind
from safeconduct.front import asked, attaching, steps
from safeconduct.front.code_page import Told, code_page
from safeconduct.front.door import MOST_WORDINGS, door, now
from safeconduct.front.form_token import hand_in_of, new_token
from safeconduct.front.hand_in import facts_of, hand_in
from safeconduct.front.origin import is_sent
from safeconduct.front.pages import Page, compressible, personal_page
from safeconduct.front.steps import Ask, Done, Sent
from safeconduct.front.trouble import NOT_STORED, sent_again
from safeconduct.front.wording import Wording
from safeconduct.vault.return_keys import ReturnKeys

HELLO = steps.SCRIPT.greeting(Channel.SITE)
LONGEST_WORD = 100
TOKEN_PLACE = "token-of-this-form"  # noqa: S105 - a place, filled at each showing


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a page of the form sent, in its bounds."""

    token: str
    sent: Sent
    own_word: str = field(repr=False)
    pressed: str
    light: bool
    file: attaching.Sent


def write(request: HttpRequest, language: str) -> HttpResponse:
    """Show the form's first page, or take a page that was sent and show what follows."""
    if not is_sent(request):
        return opening(request, language)
    form = read(request.POST, attaching.file_in(request))
    if form.file.fault:
        ask = steps.same(form.sent, door().wording(language).label)
        return form_page(language, form, ask, notice=form.file.fault)
    move = MOVES.get(form.pressed)
    if move:
        return form_page(language, form, move(form.sent, door().wording(language).label))
    step = steps.onward(form.sent, door().wording(language).label)
    if isinstance(step, Ask):
        return form_page(language, form, step)
    if not step.end.hands_in:
        return personal_page(Page(template="end", language=language), end=step.end.texts)
    return finish(request, language, form, step)


MOVES = {"back": steps.backward, "stay": steps.same}


def finish(request: HttpRequest, language: str, form: Form, done: Done) -> HttpResponse:
    """Store the request and show its code: never a code before it is stored."""
    at = now()
    try:
        once = hand_in_of(form.token, form.own_word, door().hour_keys, at)
    except OSError:
        # The key of the hour could not be drawn: a disk is full.
        return sent_again(request, NOT_STORED)
    if len(form.own_word) > LONGEST_WORD:
        return once_more(language, form, "site.form.own_word.long", fresh=once is None)
    if once is None:
        return once_more(language, form, "site.form.old", fresh=True)
    try:
        handed = hand_in(once, done.answers, own_word=form.own_word, language=language, at=at)
        ended = not handed.first and visit(handed.keys, at) is None
    except Error:
        return sent_again(request, NOT_STORED)
    if ended:
        # Deleted since, or its code replaced: the one that this form makes opens nothing more.
        return once_more(language, form, "site.form.old", fresh=True)
    told = Told(
        language=language,
        said=(*attached(form.file, handed.keys, language, at), *done.said),
        end=done.end.texts,
        own_word=bool(form.own_word),
        before=not handed.first,
    )
    return code_page(told, once.code)


def once_more(language: str, form: Form, notice: str, *, fresh: bool) -> HttpResponse:
    """Show what was answered again, to be sent as it is; with a new token where it is `fresh`."""
    ask = steps.same(form.sent, door().wording(language).label)
    return form_page(language, form, ask, notice=notice, fresh=fresh)


def attached(
    file: attaching.Sent, keys: ReturnKeys, language: str, at: datetime
) -> tuple[str, ...]:
    """Store the file of a request that is stored already; return what is to be said of it."""
    if not file.content:
        return ()
    facts = facts_of(attaching.arrival_id(keys, file), language)
    try:
        come = visit(keys, at)
    except Error:
        come = None
    kept = come is not None and not attaching.attach(file, come, facts, at)
    return () if kept else ("site.file.later",)


def form_page(
    language: str, form: Form, ask: Ask, *, notice: str = "", fresh: bool = False
) -> HttpResponse:
    page = Page(template="write", language=language)
    carried = steps.carried(ask)
    if ask.first and form.own_word:
        carried = (*carried, ("own_word", form.own_word))
    return personal_page(
        page,
        **_facts(ask),
        carried=carried,
        token=new_token(now()) if fresh else form.token,
        own_word=form.own_word,
        notice=notice,
        said=(*(("site.file.again",) if form.file.content else ()), *ask.said),
        day=form.light,
    )


def opening(request: HttpRequest, language: str) -> HttpResponse:
    """Answer with the first page, which is the same for all but for its token."""
    made = _opening(door().wording(language)).replace(TOKEN_PLACE, new_token(now()))
    return compressible(made, request)


@lru_cache(MOST_WORDINGS)
def _opening(wording: Wording) -> str:
    facts = _facts(steps.opening())
    return Page(template="write", language=wording.language).render(
        **facts, token=TOKEN_PLACE, place="write/", first_time=True
    )


def _facts(ask: Ask) -> dict[str, object]:
    asks = asked.shown(ask)
    return {
        "asks": asks,
        "errors": [one for one in asks if one.error],
        "seen": ",".join(question.key for question in ask.page),
        "first_page": ask.first,
        "hello": HELLO,
        "form_id": "talk",
    }


def read(posted: QueryDict, file: attaching.Sent) -> Form:
    """Read the fields we know, each within its bound; what else was sent is not looked at."""
    fields = {
        key: asked.bounded(_posted(posted, key, kind))
        for key, kind in steps.FIELDS.items()
        if key in posted
    }
    seen = posted.get("seen", "")[:LONGEST].split(",")
    return Form(
        token=posted.get("token", ""),
        sent=Sent(seen=tuple(key for key in seen if key in steps.FIELDS), fields=fields),
        own_word=posted.get("own_word", "").strip()[: LONGEST_WORD + 1],
        pressed=next((move for move in MOVES if move in posted), ""),
        light="day" in posted,
        file=file,
    )


def _posted(posted: QueryDict, key: str, kind: Kind) -> str:
    values = [str(value) for value in posted.getlist(key)]
    return ",".join(values) if kind is Kind.MANY else values[-1]

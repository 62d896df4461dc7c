"""A new code for who has lost theirs: shown on this one page, to be read to the person."""

from dataclasses import dataclass, field

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from safeconduct.cases import queries, replacing
from safeconduct.desk import rows
from safeconduct.desk.doorway import DeskRequest
from safeconduct.desk.forms import CodeForm
from safeconduct.desk.frame import page
from safeconduct.desk.trouble import NO_DRAFT
from safeconduct.desk.views.lists import list_of
from safeconduct.desk.views.opened import tried
from safeconduct.domain import return_code
from safeconduct.domain.return_code import ReturnCode
from safeconduct.programme.languages import written


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCode:
    """A code in its three writings; the words are in the language that the person reads."""

    words: tuple[str, ...] = field(repr=False)
    digits: tuple[str, ...] = field(repr=False)
    phones: tuple[str, ...] = field(repr=False)
    language: str
    language_name: str
    own_word: bool


@require_POST
def new_code(request: DeskRequest, key: str) -> HttpResponse:
    """Draw a code and show it once: no address leads to this page, and nothing keeps it."""
    form = CodeForm(request.POST)
    if not form.is_valid():
        raise Http404
    drawn: list[ReturnCode] = []

    def draw() -> None:
        code = replacing.replace_code(
            key, form.word, reader=request.reader, at=timezone.now(), seen=form.last_seen
        )
        drawn.append(code)

    refused = tried(request, key, draw, NO_DRAFT)
    return refused or _shown(request, key, drawn[0], own_word=bool(form.word))


def _shown(request: DeskRequest, key: str, code: ReturnCode, *, own_word: bool) -> HttpResponse:
    row = queries.find(key, request.reader)
    language = row.language if row else ""
    shown = NewCode(
        words=return_code.words(code, written(language)),
        digits=return_code.digits(code),
        phones=return_code.as_phone_numbers(code),
        language=written(language),
        language_name=rows.language(language),
        own_word=own_word,
    )
    context = {"code": shown, "key": key, "list": list_of("queue", request, open_key=key)}
    return page(request, "desk/new_code.html", context)

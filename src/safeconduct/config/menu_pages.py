"""The phone's whole menu drawn as a transcript a language: what is said, which keys, how long."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from safeconduct.config.menu_paths import WAYS, Taken, lasts
from safeconduct.config.talk import voice
from safeconduct.config.voices import PhoneVoice
from safeconduct.domain.dialogue import Channel, Kind, Question, Script, on_channel
from safeconduct.domain.scripts import SCRIPTS
from safeconduct.programme.languages import WRITTEN

TITLES: Mapping[str, str] = {
    "report": "First contact",
    "brief": "First contact while very many call",
    "relative": "For a relative",
    "return_visit": "Coming back with a code or a number",
    "callback": "To be called back",
    "short_number": "A message by a short number",
}
LETTERS_A_SECOND: Mapping[str, float] = {"ru": 16.2, "uk": 13.8, "en": 16.8}
"""How fast the machine of this programme speaks, fitted to all its prompts as it said them."""
STOP_SECONDS: Mapping[str, float] = {"ru": 0.46, "uk": 0.44, "en": 0.48}
"""How long it is silent at each stop within a prompt and at its end, fitted alike."""
STOPS = ".?!:;"
KEYS: Mapping[Kind, str] = {
    Kind.WORDS: "a voice, then #", Kind.CODE: "digits", Kind.COUNT: "digits, then #",
    Kind.NUMBER: "digits, then #",
}  # fmt: skip
WAITING = (
    "phone.wait.begin", "phone.wait.danger", "phone.wait.place", "phone.wait.many",
    "phone.wait.minutes",
    "phone.wait.longer", "phone.wait.keys", "phone.wait.long", "phone.dropped", "phone.talked_end",
    "phone.begin.nobody", "phone.begin.nobody.recorded", "phone.instead", "phone.hours.opens",
    "phone.hours.left", "phone.no_person.offer", "phone.no_person", "phone.crisis.person",
)  # fmt: skip
RECORDED = ("phone.begin.recorded",)
CODE = (
    "phone.code", "phone.code.group", "phone.code.next", "phone.code.end", "phone.code.end.last",
)  # fmt: skip
SHORT = (
    "phone.short", "phone.code.group", "phone.short.next", "phone.short.end",
    "phone.short.end.last", "phone.short.found", "phone.short.no_person", "phone.short.unknown",
)  # fmt: skip
TYPED = ("phone.code.right", "phone.code.wrong", "site.return.unknown", "phone.code.lost")
READ = ("phone.answer", "phone.answer.again", "site.return.nothing")
TROUBLE = (
    "phone.silence", "phone.silent_end", "talk.unclear.not_an_option", "talk.unclear.empty",
    "talk.unclear.not_a_number", "phone.number_hidden", "phone.sorry",
)  # fmt: skip
CALLED_BACK = ("phone.back", "phone.back.wrong")
EXAMPLES = {"place": "3", "minutes": "10", "opens": "8", "hours": "5"}
FIRST_ANSWERS = {"safe": "yes", "who": "self"}


def pages() -> Iterator[tuple[str, str]]:
    """Yield each language's page under its file's name."""
    for language in WRITTEN:
        yield f"phone-menu-{language}.md", "\n".join(_page(language)) + "\n"


def seconds(said: Sequence[str], language: str) -> float:
    """Return how long a machine takes to say these prompts, its silences included."""
    words = "".join(said)
    stops = sum(map(words.count, STOPS))
    return len(words) / LETTERS_A_SECOND[language] + STOP_SECONDS[language] * stops


def first_minute(language: str) -> Iterator[tuple[str, str, float]]:
    """Yield what somebody hears who presses each key once it was named: step, key and seconds.

    It ends where the first digit of the code begins.
    """
    says, report = _voice(language), on_channel(SCRIPTS["report"], Channel.PHONE)
    place = int(_place(WRITTEN, language))
    yield "the languages", str(place), seconds(languages_named()[:place], language)
    hello = [says.words(key) for key in ("phone.begin", report.greeting(Channel.PHONE))]
    yield "the first words", "", seconds(hello, language)
    for key in ("safe", "who"):
        question = report.question(key)
        if question:
            place = [option.key for option in question.options].index(FIRST_ANSWERS[key]) + 1
            heard = [*says.spoken(question)][: place + 1]
            yield says.words(question.said(Channel.PHONE)), str(place), seconds(heard, language)
    needs = report.question("needs")
    if needs:
        whole = [*says.spoken(needs)]
        none = f"{len(needs.options)} #"
        yield says.words(needs.said(Channel.PHONE)), none, seconds(whole, language)
    yield "the way to the code", "", seconds([says.words("phone.code")], language)


def _page(language: str) -> Iterator[str]:
    says = _voice(language)
    yield f"# The phone menu: {language}"
    yield "\n<!-- Drawn from domain/scripts and programme/words by `make docs`. -->\n"
    yield (
        "All that a caller can hear, in the order in which it is said, with the keys that answer "
        f"it. Seconds are those of the machine's voice, {LETTERS_A_SECOND[language]} letters a "
        f"second and {STOP_SECONDS[language]} s at each stop "
        "([how that was heard](../phone-menu-read-aloud.md)); any key cuts a question short. "
        "Always: star says it again, zero asks for a person.\n"
    )
    yield from _first_minute(language)
    yield from _ways(language)
    first = (*_said(languages_named(), language), *_named(says, language, ("phone.begin",)))
    yield from _lines("At the beginning", first)
    recorded = _named(says, language, RECORDED)
    yield from _lines("The first words once people recorded everything else", recorded)
    for key, title in TITLES.items():
        yield from _script(says, language, on_channel(SCRIPTS[key], Channel.PHONE), title)
    for title, keys in (
        ("The code", CODE), ("A short number in its place", SHORT), ("Entering them", TYPED),
        ("An answer read aloud", READ), ("Waiting for a person", WAITING),
        ("When we call back", CALLED_BACK),
        ("When something is not heard, or breaks", TROUBLE),
    ):  # fmt: skip
        yield from _lines(title, _named(says, language, keys))


def _first_minute(language: str) -> Iterator[str]:
    yield "## The first minute\n"
    yield (
        "For who presses each key as soon as it was named. Safety is asked first; the code is "
        "begun within the minute.\n"
    )
    yield "| What is said | Key | Seconds | So far |"
    yield "| --- | --- | --- | --- |"
    so_far = 0.0
    for step, key, taken in first_minute(language):
        so_far += taken
        yield f"| {step} | {key} | {taken:.1f} | {so_far:.0f} |"
    yield ""


def ways(language: str, taken: Taken | None = None) -> Iterator[tuple[str, float, float]]:
    """Yield each way through the menu: its title, and the seconds of `menu_paths.lasts`.

    `taken`: how long prompts take where a machine has said them; else it is reckoned.
    """
    says = _voice(language)
    begin = [*languages_named()[: int(_place(WRITTEN, language))], says.words("phone.begin")]
    for way in WAYS:
        quick, whole = lasts(
            way,
            says,
            begin=begin,
            seconds=taken or partial(seconds, language=language),
            said=partial(_filled, says),
        )
        yield way.title, quick, whole


def _ways(language: str) -> Iterator[str]:
    yield "## How long each way takes\n"
    yield (
        "Seconds from the first word until what is named here begins: for who presses each key as "
        "soon as it was named, and for who hears every prompt to its end. Digits can be typed at "
        "once.\n"
    )
    yield "| Way | Each key at once | All heard |"
    yield "| --- | --- | --- |"
    for title, quick, whole in ways(language):
        yield f"| {title} | {quick:.0f} | {whole:.0f} |"
    yield ""


def _script(says: PhoneVoice, language: str, script: Script, title: str) -> Iterator[str]:
    yield f"## {title} (`{script.key}`)\n"
    yield from _said([says.words(script.greeting(Channel.PHONE))], language)
    for question in script.questions:
        yield from _question(says, language, question)
    for end in (*script.stops, *script.ends):
        yield f"\n**The end `{end.key}`**\n"
        yield from _said([says.words(key) for key in end.said(Channel.PHONE)], language)
    yield ""


def _question(says: PhoneVoice, language: str, question: Question) -> Iterator[str]:
    whole = [*says.spoken(question)]
    keys = KEYS.get(question.kind, "")
    told = f"{seconds(whole, language):.1f} s" + (f", {keys}" if keys else "")
    yield f"\n**`{question.key}`** ({told})\n"
    yield from _said(whole, language)
    for option in question.options:
        if option.says:
            yield f"- after `{option.key}`:"
            yield from (f"  {line}" for line in _said([says.words(option.says)], language))


def _lines(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield f"## {title}\n"
    yield from lines
    yield ""


def _named(says: PhoneVoice, language: str, keys: Sequence[str]) -> Iterator[str]:
    yield from _said([_filled(says, key) for key in keys], language)


def _filled(says: PhoneVoice, key: str) -> str:
    wanted = says.texts[key].placeholders - says.facts.keys()
    return says.words(key, **{name: EXAMPLES[name] for name in wanted})


def _said(said: Iterable[str], language: str) -> Iterator[str]:
    return (f"- {words} _{seconds([words], language):.1f} s_" for words in said)


def languages_named() -> list[str]:
    """Return what is said at the beginning, each language in its own words."""
    return [_voice(tag).words("phone.language", digit=_place(WRITTEN, tag)) for tag in WRITTEN]


def _place(languages: Iterable[str], language: str) -> str:
    return str([*languages].index(language) + 1)


def _voice(language: str) -> PhoneVoice:
    known = voice(Channel.PHONE, language)
    return PhoneVoice(channel=known.channel, texts=known.texts, facts=known.facts)

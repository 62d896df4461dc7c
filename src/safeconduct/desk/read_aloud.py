"""What an operator can read aloud while talking: ready sentences of our own, in the caller's words.

They are the sentences of the site and the line, so that a person hears by phone what they would
have read, and nothing is promised here that is not promised there.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as noop

from safeconduct.cases.promises import facts
from safeconduct.programme.current import current_deployment, current_texts
from safeconduct.programme.languages import LANGUAGES
from safeconduct.programme.texts import Review, Text

MODULES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    noop("At once"): {
        noop("Under fire"): ("crisis.under_fire",),
        noop("Bleeding"): ("crisis.severe_wound",),
        noop("Does not want to live"): ("crisis.self_harm",),
        noop("Under 18"): ("crisis.minor",),
    },
    noop("Safety"): {
        noop("Is it safe to talk?"): ("talk.safe.spoken", "talk.end.come_back.spoken"),
        noop("What a call gives away"): ("safer.sim", "safer.phone", "safer.watched"),
        noop("Say nothing of"): ("safer.little", "safer.little.more"),
    },
    noop("Fears"): {
        noop("Is it a trap?"): ("questions.trap.text",),
        noop("Beaten, filmed?"): ("questions.hurt.text",),
        noop("How to surrender"): ("questions.kneel.text", "rights.surrender.text"),
        noop("Without us, without a phone"): ("questions.phone.text", "questions.needed.text"),
        noop("What must I say?"): ("questions.told.text",),
        noop("The family"): ("questions.family.text",),
        noop("Exchanged against my will?"): ("questions.exchange.text",),
        noop("What we cannot promise"): ("rights.broken.rule", "rights.broken.tell"),
    },
    noop("Next steps"): {
        noop("What happens now"): ("talk.end.next", "talk.end.when", "talk.end.unasked"),
        noop("To any troops, at any time"): ("talk.end.any_troops",),
        noop("Cannot come yet"): ("questions.wait.text",),
        noop("A group"): ("questions.group.text",),
        noop("Someone is missing"): ("relative.says.missing", "relative.end.red_cross"),
    },
    noop("The code"): {
        noop("Write it down"): ("safer.code.paper", "return_visit.end.later"),
        noop("Delete everything"): ("safer.code.delete", "kept.last"),
    },
}
"""Group, label, and the texts that are read one after the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A few sentences under a label, in `language`, as written tags name it."""

    label: str
    words: str
    language: str
    unreviewed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    label: str
    modules: tuple[Module, ...]


def modules(language: str) -> tuple[Group, ...]:
    """Return every module in a language, in its fallback where nobody has written it."""
    deployment = current_deployment()
    tag = language if language in LANGUAGES else deployment.default_language
    texts = current_texts().of(tag).texts
    promised = facts(deployment, tag, texts)
    return tuple(
        Group(
            label=gettext(group),
            modules=tuple(
                _module(gettext(label), [texts[key] for key in keys], promised)
                for label, keys in found.items()
            ),
        )
        for group, found in MODULES.items()
    )


def _module(label: str, texts: list[Text], promised: Mapping[str, str]) -> Module:
    return Module(
        label=label,
        words=" ".join(text.fill(**promised) for text in texts),
        language=texts[0].language,
        unreviewed=any(text.status is not Review.REVIEWED for text in texts),
    )

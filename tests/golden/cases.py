"""The talks that are written down: who says what, the same on every channel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from safeconduct.domain.return_code import ReturnCode, digits

CODE = " ".join(digits(ReturnCode(bytes(range(10)))))
WRONG_CODE = CODE[:-1] + str((int(CODE[-1]) + 1) % 10)
BACK = "*"

FREE_WORDS: Mapping[str, Mapping[str, str]] = {
    "ru": {
        "fear": "Боюсь, что это ловушка. Что будет, если я приду?",
        "waiting": "Я подожду ответа.",
        "kneel": "Надо ли становиться на колени?",
        "mother": "Он не пишет две недели.",
        "own_language": "Татарский",
    },
    "uk": {
        "fear": "Боюся, що це пастка. Що буде, якщо я прийду?",
        "waiting": "Я зачекаю на відповідь.",
        "kneel": "Чи треба ставати на коліна?",
        "mother": "Він не пише два тижні.",
        "own_language": "Татарська",
    },
    "en": {
        "fear": "I am afraid that this is a trap. What happens if I come?",
        "waiting": "I will wait for the answer.",
        "kneel": "Do I have to kneel?",
        "mother": "He has not written for two weeks.",
        "own_language": "Tatar",
    },
}
"""What the invented people of these talks say in their own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One person: the answer to each question, as option key or free words, or several tries."""

    title: str
    says: Mapping[str, str | Sequence[str]] = field(default_factory=dict)

    def tries(self, question: str) -> list[str]:
        said = self.says.get(question, "")
        return [said] if isinstance(said, str) else list(said)


SAFE = {"safe": "yes"}
ME = {**SAFE, "who": "self", "needs": "none", "when": "days"}
GROUP = {**SAFE, "who": "group", "needs": "none", "when": "unsure"}
RELATIVE = {**SAFE, "who": "relative"}
COMING_BACK = {**SAFE, "return_code": CODE, "listen": "yes"}
CALL = {
    **SAFE,
    "alone": "yes",
    "hours": "evening",
    "this_number": "yes",
    "number": "+7 900 0000001",
}

CASES: Mapping[str, tuple[Case, ...]] = {
    "report": (
        Case(title="It is not safe to talk now", says={"safe": "no"}),
        Case(title="For oneself, with words of fear", says={**ME, "message": "fear"}),
        Case(title="For oneself, answering as little as possible", says={**SAFE, "who": "self"}),
        Case(title="In danger now", says={**SAFE, "who": "self", "needs": "danger_now"}),
        Case(
            title="Someone is wounded, only hours are left",
            says={**ME, "needs": "wounded", "when": "hours"},
        ),
        Case(title="Someone is under 18", says={**GROUP, "size": "2-5", "needs": "minor"}),
        Case(
            title="Does not want to live", says={**ME, "needs": "self_harm", "message": "waiting"}
        ),
        Case(
            title="Needs an interpreter",
            says={**ME, "needs": "interpreter", "language": "own_language"},
        ),
        Case(title="Cannot come yet", says={**ME, "when": "not_yet", "contact": "news"}),
        Case(title="A group of twelve", says={**GROUP, "size": "12", "contact": "text"}),
        Case(title="A group in danger now", says={**GROUP, "needs": "danger_now"}),
        Case(
            title="A relative is missing",
            says={**RELATIVE, "about": "missing", "message": "mother"},
        ),
        Case(title="A relative wants to lay down arms", says={**RELATIVE, "about": "wants_out"}),
        Case(title="Afraid for the family", says={**RELATIVE, "about": "family"}),
        Case(title="Only a question", says={**SAFE, "who": "question", "question": "kneel"}),
        Case(
            title="Misunderstood, empty, too long",
            says={**SAFE, "who": ["8", "question"], "question": ["", "long", "kneel"]},
        ),
        Case(
            title="Steps back and changes the mind",
            says={"safe": "yes", "who": ["group", "self"], "needs": [BACK, "none"], "when": "days"},
        ),
        Case(title="The line is dropped", says={"safe": "yes", "who": "dropped"}),
    ),
    "brief": (
        Case(title="It is not safe to talk now", says={"safe": "no"}),
        Case(title="For oneself", says={**SAFE, "who": "self", "message": "fear"}),
        Case(title="In danger now", says={**SAFE, "who": "group", "needs": "danger_now"}),
        Case(title="A relative", says={**SAFE, "who": "relative", "message": "mother"}),
        Case(title="Only a question", says={**SAFE, "who": "question", "question": "kneel"}),
    ),
    "return_visit": (
        Case(title="It is not safe to talk now", says={"safe": "no"}),
        Case(title="Reads the answer", says={**COMING_BACK, "want": "read"}),
        Case(
            title="Cannot listen now",
            says={**COMING_BACK, "listen": "no", "want": "read"},
        ),
        Case(
            title="Mistypes the code",
            says={**COMING_BACK, "return_code": [WRONG_CODE, CODE[:20], CODE], "want": "read"},
        ),
        Case(title="Adds something", says={**COMING_BACK, "want": "add", "added": "fear"}),
        Case(
            title="Can come now",
            says={**COMING_BACK, "want": "come", "needs": "none", "when": "hours"},
        ),
        Case(title="Withdraws", says={**COMING_BACK, "want": "withdraw", "sure_withdraw": "yes"}),
        Case(
            title="Nearly withdraws",
            says={**COMING_BACK, "want": "withdraw", "sure_withdraw": "no"},
        ),
        Case(
            title="Deletes everything", says={**COMING_BACK, "want": "erase", "sure_erase": "yes"}
        ),
        Case(
            title="Nearly deletes everything",
            says={**COMING_BACK, "want": "erase", "sure_erase": "no"},
        ),
    ),
    "relative": (
        Case(title="It is not safe to talk now", says={"safe": "no"}),
        Case(title="Someone is missing", says={**SAFE, "about": "missing", "message": "mother"}),
        Case(
            title="Someone wants to lay down arms",
            says={**SAFE, "about": "wants_out", "needs": "wounded"},
        ),
        Case(
            title="That person needs an interpreter",
            says={**SAFE, "about": "wants_out", "needs": "interpreter", "language": "own_language"},
        ),
        Case(title="Afraid for the family", says={**SAFE, "about": "family", "contact": "news"}),
        Case(title="Something else", says={**SAFE, "about": "other", "message": "waiting"}),
    ),
    "callback": (
        Case(title="It is not safe to talk now", says={"safe": "no"}),
        Case(title="May be called in the evening", says=CALL),
        Case(
            title="Another number",
            says={**CALL, "this_number": "no", "other_number": ["12", "79000000002"]},
        ),
        Case(title="The phone is shared", says={**SAFE, "alone": "no"}),
        Case(title="Not sure who hears", says={**SAFE, "alone": "unsure"}),
    ),
    "short_number": (
        Case(title="It is not safe to talk now", says={"safe": "no"}),
        Case(title="Leaves a message", says={**SAFE, "message": "waiting"}),
        Case(title="Leaves nothing", says=SAFE),
    ),
}
"""Script key → its talks."""

"""Words that answer no question that was asked: they are kept, and handed in with the answers."""

import json
from dataclasses import replace

from safeconduct.domain.dialogue import Answers, Question, Reason, Unclear
from safeconduct.talks.talk import Talk

FREE_WORDS = frozenset({"message", "question"})
"""Questions that words written before any question already answer."""
MEANT_OTHERWISE = frozenset({Reason.NOT_AN_OPTION, Reason.NOT_A_NUMBER})
# What is typed where a yes destroys or ends something is no message; these hand nothing in.
MOST_BYTES = 24_000
"""Of all words that are kept beside the answers: with them a hand-in still fits its largest size.

In bytes: a message of letters that take four each is as long as two of ours.
"""
NOT_BESIDE = frozenset({"safe", "return_code", "own_word", "sure_withdraw", "sure_erase"})


def kept_for_later(talk: Talk, words: str) -> Talk:
    """Keep words that answer no question yet: they become the message. None is cut in silence."""
    kept = replace(talk, first_words=f"{talk.first_words}\n{words}".strip())
    return kept if _fits(kept) else talk.saying("talk.unclear.too_long")


def tell_something(question: Question, words: str, unclear: Unclear) -> bool:
    """Say whether words in place of a choice tell something, as a mistyped digit does not."""
    meant = unclear.reason in MEANT_OTHERWISE and question.key not in NOT_BESIDE
    return meant and any(mark.isalpha() for mark in words)


def kept_aside(talk: Talk, words: str) -> Talk:
    """Keep words said in place of a choice, and say so; the choice is still asked for."""
    kept = replace(talk, aside=f"{talk.aside}\n{words}".strip())
    return kept.saying("bot.aside") if _fits(kept) else talk.saying("talk.unclear.too_long")


def _fits(talk: Talk) -> bool:
    kept = json.dumps([talk.first_words, talk.aside], ensure_ascii=False)
    return len(kept.encode()) <= MOST_BYTES


def with_asides(talk: Talk) -> Talk:
    """Put what was kept aside into the answer that holds the person's own words."""
    if not talk.aside:
        return talk
    key = _own_words(talk.answers)
    words = f"{talk.answers.get(key, '')}\n{talk.aside}".strip()
    return replace(talk, aside="", answers={**talk.answers, key: words})


def _own_words(answers: Answers) -> str:
    """Return the question that asked for free words on this way through the script."""
    return next((key for key in ("question", "added") if key in answers), "message")

"""What pages promise about hours and days: numbers from settings and rules, words from texts."""

from collections.abc import Mapping
from datetime import timedelta

from safeconduct.cases.arrivals import COPY_LIVES
from safeconduct.domain.disclosure import COMPLETED_LAG, LEAST_COUNT
from safeconduct.domain.life.needs import KEPT
from safeconduct.domain.understanding import LONGEST
from safeconduct.programme.deployment import Deployment
from safeconduct.programme.texts import Text

UNITS = {"minutes": "minutes", "hour": "hours", "hours": "hours", "days": "days"}


def facts(deployment: Deployment, language: str, words: Mapping[str, Text]) -> dict[str, str]:
    """Return what stands for each `{name}` in the texts of a language."""
    spans = {
        "answer_within": timedelta(hours=deployment.answer_within_hours),
        "last_copy": timedelta(days=deployment.last_copy_days),
        "figures_lag": COMPLETED_LAG,
        "kept_for": KEPT,
        "read_for": COPY_LIVES,
        **{f"{kept.value}_for": lives for kept, lives in deployment.lives.items()},
    }
    said = {name: spelled(span, words) for name, span in spans.items()}
    counts = {"least_count": str(LEAST_COUNT), "limit": str(LONGEST)}
    hours = deployment.line.hours
    counts["opens"] = "" if hours.always else str(hours.opens)
    return {"programme": deployment.name(language), **counts, **said}


def spelled(span: timedelta, words: Mapping[str, Text]) -> str:
    """Return a time in words; where a language has none for it, the next longer one it has."""
    known = sorted((_span(key), key) for key in words if key.startswith("time."))
    fitting = (key for length, key in known if length >= span)
    return words[next(fitting, known[-1][1])].words


def _span(key: str) -> timedelta:
    unit, number = key.removeprefix("time.").rsplit("_", 1)
    return timedelta(**{UNITS[unit]: int(number)})

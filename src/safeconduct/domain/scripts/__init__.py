"""The conversations: first contact, whole or brief, coming back, relatives, a call back."""

from safeconduct.domain.script import Script
from safeconduct.domain.scripts.brief import BRIEF
from safeconduct.domain.scripts.callback import CALLBACK
from safeconduct.domain.scripts.relative import RELATIVE
from safeconduct.domain.scripts.report import REPORT
from safeconduct.domain.scripts.return_visit import RETURN_VISIT
from safeconduct.domain.scripts.short_number import SHORT_NUMBER

SCRIPTS: dict[str, Script] = {
    script.key: script for script in (REPORT, BRIEF, RETURN_VISIT, RELATIVE, CALLBACK, SHORT_NUMBER)
}
"""Every script by its key."""

FIRST_CONTACT = frozenset({REPORT.key, BRIEF.key})
"""The scripts that begin a case."""

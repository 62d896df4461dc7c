"""The conversations: first contact, coming back with a code, relatives, a call back."""

from safeconduct.domain.script import Script
from safeconduct.domain.scripts.callback import CALLBACK
from safeconduct.domain.scripts.relative import RELATIVE
from safeconduct.domain.scripts.report import REPORT
from safeconduct.domain.scripts.return_visit import RETURN_VISIT

SCRIPTS: dict[str, Script] = {
    script.key: script for script in (REPORT, RETURN_VISIT, RELATIVE, CALLBACK)
}
"""Every script by its key."""

"""Settings of the tests: both doors' apps at once, databases that live as long as a run."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SAFECONDUCT_HOME", tempfile.mkdtemp(prefix="safeconduct-tests-"))

from safeconduct.config.settings.manage import *  # noqa: F403 - a settings module extends another
from safeconduct.config.settings.shared import HOME

TEST_HOME = Path(HOME.root)

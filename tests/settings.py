"""Settings of the tests: all tables, and a programme's folder that lives as long as a run."""

import atexit
import os
import shutil
import tempfile

if "SAFECONDUCT_HOME" not in os.environ:
    os.environ["SAFECONDUCT_HOME"] = tempfile.mkdtemp(prefix="safeconduct-tests-")
    atexit.register(shutil.rmtree, os.environ["SAFECONDUCT_HOME"], ignore_errors=True)

from safeconduct.config.settings.manage import *  # noqa: F403 - a settings module extends another

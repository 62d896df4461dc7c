"""Settings of the tests: all tables, and a programme's folder that lives as long as a run."""

import atexit
import os
import shutil
import tempfile

# Workers beside each other inherit their parent's folder, and each needs its own; what a worker
# starts shares the worker's.
if os.environ.get("HOME_OF_TESTS") != os.environ.get("PYTEST_XDIST_WORKER", "alone"):
    os.environ["HOME_OF_TESTS"] = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    os.environ["SAFECONDUCT_HOME"] = tempfile.mkdtemp(prefix="safeconduct-tests-")
    atexit.register(shutil.rmtree, os.environ["SAFECONDUCT_HOME"], ignore_errors=True)

from safeconduct.config.settings.manage import *  # noqa: F403 - a settings module extends another

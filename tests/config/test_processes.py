"""What the supervisor's processes are started with."""

import subprocess
import sys

from safeconduct.config.processes import processes

PAGES_OF_A_CODE = 256
MANY_CODES = """
import resource
from safeconduct.vault.return_keys import derive

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

derive(b"1" * 10, "", b"s" * 32)
before = faults()
for _ in range(50):
    derive(b"1" * 10, "", b"s" * 32)
print((faults() - before) // 50)
"""


def test_memory_in_which_a_code_is_derived_is_kept_for_the_next() -> None:
    front = processes(front_port=1, desk_port=2, bot_port=3)[0]
    run = [sys.executable, "-c", MANY_CODES]
    done = subprocess.run(run, env=front.environment(), capture_output=True, text=True, check=True)
    assert int(done.stdout) < PAGES_OF_A_CODE / 10

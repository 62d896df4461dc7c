"""The telephones of a run of calls: each has a port on which what it is told arrives.

SIPp opens none. At a closed port the system answers each packet with a complaint of its own, at
the switch's cost, as no telephone does.
"""

import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

PORTS_EACH, SPAN = 4, 10_000
"""SIPp gives each call the fourth port after that of the one before, and begins anew at the end."""
LEAST_BYTES = 256
"""What is kept of what nobody reads: the system rounds it up to the least it knows."""
OTHER_FILES = 200


@contextmanager
def telephones(first_port: int, calls: int) -> Iterator[int]:
    """Open the port of each call; tell how many are open, fewer where too few files may be."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wished = min(calls, SPAN // PORTS_EACH)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, wished + OTHER_FILES), hard), hard))
    try:
        with ExitStack() as stack:
            count = min(wished, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - OTHER_FILES)
            for place in range(count):
                one = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
                one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, LEAST_BYTES)
                one.bind(("127.0.0.1", first_port + PORTS_EACH * place))
            yield count
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

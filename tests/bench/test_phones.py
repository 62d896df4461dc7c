"""Telephones of a bench: each hears what it is sent, and no call is answered by the system."""

import resource
import socket

import pytest

from bench.phones import OTHER_FILES, PORTS_EACH, SPAN, telephones

FIRST, CALLS = 9_000, 8
SOUND = bytes(172)


@pytest.fixture
def speaker():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        yield one


def is_refused(speaker: socket.socket, port: int) -> bool:
    """Say whether the system complains of what is sent to a port."""
    speaker.connect(("127.0.0.1", port))
    try:
        for _ in range(3):
            speaker.send(SOUND)
    except ConnectionRefusedError:
        return True
    return False


def test_what_a_call_is_sent_arrives_while_telephones_are_open(speaker) -> None:
    ports = [FIRST + PORTS_EACH * call for call in range(CALLS)]
    with telephones(FIRST, CALLS) as opened:
        assert opened == CALLS
        assert not [port for port in ports if is_refused(speaker, port)]
    assert all(is_refused(speaker, port) for port in ports)


def test_more_calls_than_ports_begin_anew_at_the_first() -> None:
    with telephones(FIRST, 10 * SPAN) as opened:
        assert opened <= SPAN // PORTS_EACH


def test_where_few_files_may_be_open_there_are_fewer_and_the_bound_is_as_before() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    few = (OTHER_FILES + 50, before[1])
    resource.setrlimit(resource.RLIMIT_NOFILE, few)
    try:
        with telephones(FIRST, CALLS) as opened:
            assert opened == CALLS
            assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] >= CALLS + OTHER_FILES
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == few
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)

"""Tests that share one thing of the machine, a switch or its addresses, run one after another."""

import pytest


@pytest.mark.xdist_group("together")
def test_a_group_of_tests_reaches_the_scheduler(request: pytest.FixtureRequest):
    """Pytest 9.2 with pytest-xdist 3.8 loses the groups, and says nothing."""
    if request.config.getoption("loadgroup", False):
        assert request.node.nodeid.endswith("@together")

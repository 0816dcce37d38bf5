"""What the tests of the dialog share: one protocol, and every person walked once."""

from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, Phase, settings

from dialogs.planning.planner import Plan
from dialogs.planning.protocol import Protocol
from tests.kit.chat import Chat, published
from tests.kit.people import Profile, outcome, refined_profiles

# The same people every time, and as many as a developer likes to wait for.
settings.register_profile(
    "repeatable",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    stateful_step_count=30,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("repeatable")

Walked = Mapping[Profile, Plan]


@pytest.fixture
def chat() -> Chat:
    """A person who has just opened the conversation."""
    return Chat()


@pytest.fixture(scope="session")
def protocol() -> Protocol:
    """The published protocol."""
    return published().protocol


@pytest.fixture(scope="session")
def walked() -> Walked:
    """Every combination of single answers that gets numbers, with its plan."""
    found = {profile: outcome(profile) for profile in refined_profiles()}
    refused = {profile: end for profile, end in found.items() if isinstance(end, str)}
    assert not refused, f"adults without a reason to wait get no numbers: {list(refused.items())[:3]}"
    return {profile: end for profile, end in found.items() if isinstance(end, Plan)}

"""Hypothesis, the same on every machine and in every run."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "library",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("library")

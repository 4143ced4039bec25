"""How property tests run: few examples by default, many with `--hypothesis-profile=deep`."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# No deadline: a busy machine is no fault of the code.
_UNTIMED = [HealthCheck.too_slow]
settings.register_profile("quick", max_examples=50, deadline=None, suppress_health_check=_UNTIMED)
settings.register_profile("deep", max_examples=5000, deadline=None, suppress_health_check=_UNTIMED)
settings.load_profile("quick")

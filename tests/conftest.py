"""Settings that all tests share."""

from hypothesis import settings

# The same examples on every run and every machine: a test that fails keeps failing
# until the cause is repaired. No deadline, since a shared runner may pause anywhere.
settings.register_profile("lossbook", deadline=None, derandomize=True)
settings.load_profile("lossbook")

# These tests compare with other libraries, which are in an environment of their own:
# see `make parity`.
collect_ignore = ["parity"]

"""What all tests share."""

from hypothesis import settings

# The same examples on every run and every machine: a red test stays red until
# someone mends it. No deadline, since a shared runner may pause anywhere.
settings.register_profile("lossbook", deadline=None, derandomize=True)
settings.load_profile("lossbook")

# It compares with other libraries, which have an environment of their own: see
# `make parity`.
collect_ignore = ["parity"]

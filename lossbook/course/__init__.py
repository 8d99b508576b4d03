"""Homework that is graded without trusting it.

An optional part: ``pip install "lossbook[course]"`` installs what it needs, and the
command ``lossbook-course`` is all of it that a teacher uses.
"""

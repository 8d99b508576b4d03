"""What is printed at the end: what was compared, and what was not, and why."""

# Programs that chapter 09 shows; test_snippets.py runs them.
collect_ignore = ["snippets"]


def pytest_terminal_summary(terminalreporter):
    """List the comparisons and the omissions that the tests wrote down."""
    lines = {"compared": [], "not compared": []}
    for reports in terminalreporter.stats.values():
        for report in reports:
            for heading, line in getattr(report, "user_properties", ()):
                if getattr(report, "when", "") == "call" and report.outcome != "failed":
                    lines[heading].append(line)
    for heading, found in lines.items():
        terminalreporter.section(heading)
        for line in dict.fromkeys(found):
            terminalreporter.line(line)

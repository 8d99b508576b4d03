"""`make external-links`: how the works that the book cites are looked up.

Sphinx' builder ``linkcheck`` asks for every address outside. Many publishers refuse any
program, so for a DOI the register is asked whether it knows that work.
"""

DOI = "https://doi.org/"
REGISTER = f"{DOI}api/handles/"


def ask_the_register(app, uri):
    """Return the address to ask instead of a DOI's own, or nothing."""
    if uri.startswith(DOI) and not uri.startswith(REGISTER):
        return REGISTER + uri.removeprefix(DOI)
    return None


def setup(app):
    """Connect to the event before an address is asked for."""
    app.connect("linkcheck-process-uri", ask_the_register)
    app.config.linkcheck_anchors = False
    app.config.linkcheck_timeout = 30
    app.config.linkcheck_report_timeouts_as_broken = True
    app.config.linkcheck_retries = 2
    # A site that asks for a pause gets one, but not without end.
    app.config.linkcheck_rate_limit_timeout = 120
    return {"parallel_read_safe": True, "parallel_write_safe": True}

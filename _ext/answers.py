"""An edition without the answers to the exercises, for classes.

``lossbook_answers`` in ``_config.yml`` is ``show`` or ``omit``; the variable
LOSSBOOK_ANSWERS of the environment comes first. With ``omit`` the answers are on no
page, and so neither in the search nor on paper; ``to_notebook.py`` leaves them out of
the notebooks. They stay in the sources, which a class should then not be given.
"""

import os

from docutils import nodes
from sphinx.errors import ConfigError
from sphinx.transforms.post_transforms import SphinxPostTransform

NAME = "lossbook_answers"
CHOICES = ("show", "omit")
ANSWER = "Answer"


def choose(app, config):
    """Take the setting from the environment, if it is there, and check it."""
    chosen = os.environ.get(NAME.upper()) or config[NAME]
    if chosen not in CHOICES:
        raise ConfigError(f"{NAME} must be show or omit, got {chosen!r}")
    config[NAME] = chosen


def answers_in(document):
    """Return the answers of a page, which are folded away."""
    return [
        node
        for node in document.findall(nodes.container)
        if node.get("design_component") == "dropdown"
        and node.next_node(nodes.rubric).astext().startswith(ANSWER)
    ]


class OmitAnswers(SphinxPostTransform):
    """Take the answers out of a page that is about to be written."""

    # Before sphinx-design writes them.
    default_priority = 4

    def run(self, **kwargs):
        """Remove each answer, and say once for each list of exercises that it is so."""
        if self.config[NAME] == "show":
            return
        sections = {}
        for answer in answers_in(self.document):
            section = answer.parent
            sections[id(section)] = section
            section.remove(answer)
        for section in sections.values():
            sentence = nodes.paragraph("", "This edition has no answers.")
            section.insert(1, sentence)


def setup(app):
    """Register the setting and the transform."""
    # What was read stays as it is; the pages are written again.
    app.add_config_value(NAME, "show", "html", str)
    app.connect("config-inited", choose)
    app.add_post_transform(OmitAnswers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

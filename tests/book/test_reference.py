"""The reference of the package, as it stands on its page."""

import inspect

import lossbook as lb
from lossbook import calibration, datasets, descent, network, tables


def test_each_public_function_has_its_entry(html):
    text = (html / "chapters" / "api.html").read_text("utf-8")
    public = [getattr(lb, name) for name in lb.__all__]
    for module in (calibration, datasets, descent, network, tables):
        public += [getattr(module, name) for name in module.__all__]
    functions = [thing for thing in public if inspect.isfunction(thing)]
    assert len(functions) > 70
    for function in functions:
        assert f'id="{function.__module__}.{function.__name__}"' in text


def test_bars_are_absolute_values_and_formulas_are_set(html):
    text = (html / "chapters" / "api.html").read_text("utf-8")
    assert "Return the absolute residual |r|, in y’s unit." in text
    assert "problematic" not in text

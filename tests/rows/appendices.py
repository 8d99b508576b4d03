"""The appendices: floating point, and the page for instructors."""

from lossbook.plots.floating_point import FUNCTIONS, LIBRARIES

MEASURED = [
    {"function": name, "dtype": "float64", **dict.fromkeys(LIBRARIES, "1.5")}
    for name in FUNCTIONS
]

PLOTS = {
    "plot_dependencies": ((), "", ""),
    "plot_accuracy": ((MEASURED,), "largest error, ulp", ""),
}

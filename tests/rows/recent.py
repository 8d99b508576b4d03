"""Chapter 10: its plots."""

from lossbook.classification import softmax_cross_entropy

PLOTS = {
    "plot_answers": (
        ([[0.3, 0.3, 0.4], [0.2, 0.1, 0.7]], ["chosen", "rejected", "a third"]),
        "step",
        "probability",
    ),
    "plot_bins": (
        ([0.1, 0.4, 0.6], [0.1, 0.4, 0.6], [0.0, 1.0, 1.0], 0.3),
        "flipper length, mm",
        "share of Chinstraps",
    ),
    "plot_best_answers": (
        ({"cross-entropy": softmax_cross_entropy},),
        "true probability",
        "best answer",
    ),
}

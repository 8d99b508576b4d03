"""The figure of the page for instructors."""

from matplotlib.axes import Axes

from lossbook.plots.style import PREDICTION, given_or_present

# Each chapter, and the chapters that it builds on.
PREREQUISITES = {
    "01 Why a loss at all": (),
    "02 Softmax and the NLL": (1,),
    "03 Maximum likelihood": (2,),
    "04 Entropy, cross-entropy, KL": (2,),
    "05 Cross-entropy or squared error": (2,),
    "06 Multi-label problems": (2,),
    "07 L1, L2 and Huber": (1,),
    "08 Hinge and the margin": (2,),
}


def plot_dependencies(*, ax: Axes | None = None) -> Axes:
    """Draw the chapters in a column, with an arrow from each to what builds on it."""
    ax = given_or_present(ax)
    for row, (chapter, needs) in enumerate(PREREQUISITES.items(), start=1):
        ax.text(0.1, row, chapter, va="center")
        for need in needs:
            ax.annotate(
                "",
                xy=(0, row),
                xytext=(0, need),
                arrowprops={
                    "arrowstyle": "->",
                    "color": PREDICTION,
                    "connectionstyle": "arc3,rad=0.5",
                    "linewidth": 1.5,
                },
            )
    ax.set(xlim=(-1.6, 3), ylim=(len(PREREQUISITES) + 0.5, 0.5))
    ax.axis("off")
    return ax

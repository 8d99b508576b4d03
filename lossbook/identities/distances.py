"""The hinge of a difference: of two distances, or of two scores."""

from lossbook.identities.row import Group, Identity

DISTANCES = Group(
    "Which is nearer?",
    "Each of these is a hinge. While the margin is not kept, one of the two is pulled "
    "and the other pushed with a slope of 1, however wrong the order is; then the "
    "gradient is 0.",
    (
        Identity(
            name="Triplet",
            question="Is the item of the same class nearer than the other one?",
            formula=r"\max(0, d^+ - d^- + m)",
            code="lb.hinge(np.ones_like(near), far - near, margin=margin)",
            loss="hinge",
            takes=("near", "far", "margin"),
            sources=("schroff2015",),
            gradient="1 with respect to the near distance and $-1$ with respect to the "
            "far one, until the far one is larger by $m$",
            fault="if all vectors have collapsed into one, it costs exactly the "
            "margin, and squared distances then have the slope 0",
            note="PyTorch `triplet_margin_loss` takes distances, not squares, and adds "
            "1e-6 to each difference of coordinates. pytorch-metric-learning "
            "`TripletMarginLoss` has the margin 0.05 and gives the mean over those "
            "that are not 0",
        ),
        Identity(
            name="Margin ranking",
            question="Has the right one of two the larger score?",
            formula=r"\max(0, m - y (s_1 - s_2))",
            code="lb.hinge(sign, first - second, margin=margin)",
            loss="hinge",
            takes=("sign", "first", "second", "margin"),
            sources=("joachims2002",),
            gradient="$-y$ with respect to the first score and $y$ with respect to the "
            "second, until the right one is ahead by $m$",
            fault="with the margin 0, scores that are all equal cost nothing",
            note="PyTorch `margin_ranking_loss` has the margin 0 by default: that is "
            "`perceptron`",
        ),
    ),
)

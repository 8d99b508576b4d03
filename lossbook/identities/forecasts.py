"""Scores of a whole forecast: sums of quantile losses or of Brier scores."""

from lossbook.identities.row import Group, Identity

FORECASTS = Group(
    "How good is a whole forecast?",
    "Each of these adds up losses of the parts of a forecast: its members, its cuts, "
    "its classes. So its gradient is that of the quantile loss (1 minus the level "
    "where the part is too high, minus the level where it is too low) or that of the "
    "Brier score (twice prediction minus truth).",
    (
        Identity(
            name="CRPS of an ensemble",
            question="Is this ensemble a good forecast of the number that came?",
            formula=r"\int \Bigl(\frac1M \sum_{i=1}^{M} [x_i \le x] - [y \le x]"
            r"\Bigr)^2 dx",
            code="2 * np.mean([lb.quantile(truth, x, "
            "level=(i + 0.5) / members.shape[1]) "
            "for i, x in enumerate(np.sort(members).T)], axis=0)",
            loss="quantile",
            takes=("truth", "members"),
            sources=("laio2007", "broecker2012", "ferro2014"),
            gradient="with respect to the $i$-th smallest of $M$ members, $2/M$ times "
            r"the slope of the quantile loss at the level $(i - \frac12)/M$",
            fault="if the members are drawn from a forecast, it rewards a forecast "
            "that is too narrow (Ferro, 2014); `fair=True` of `ensemble_crps` does not",
            note="`ensemble_crps` is the same number",
        ),
        Identity(
            name="Ranked probability score",
            question="How far from the class that came is the probability?",
            formula=r"\sum_{k=0}^{K-2} \bigl(p_0 + \dots + p_k - [y \le k]\bigr)^2",
            code="sum(lb.brier(np.where(y <= k, 0, 1), "
            "np.stack([p, 1 - p], axis=1)) "
            "for k, p in enumerate(probs.cumsum(axis=1).T[:-1])) / 2",
            loss="brier",
            takes=("y", "probs"),
            sources=("epstein1969",),
            gradient="with respect to $p_j$, twice what the sums $p_0 + \\dots + p_k$ "
            "are too large by, added up over the cuts $k$ from $j$ on",
            fault="it takes all neighbouring classes as equally far apart",
            note="`ranked_probability` is the same number. scoringrules `rps_score` "
            "counts the classes from 1",
        ),
        Identity(
            name="Evidential classification",
            question="Which class is it, and how much evidence is there?",
            formula=r"\sum_k \Bigl(([k = y] - p_k)^2 "
            r"+ \frac{p_k (1 - p_k)}{S + 1}\Bigr)",
            code="lb.brier(y, probs) + (probs * (1 - probs)).sum(axis=-1) / "
            "(total + 1)",
            loss="brier",
            takes=("y", "probs", "total"),
            sources=("sensoy2018",),
            gradient="with respect to a probability, $2 (p_k - [k = y]) "
            "+ (1 - 2 p_k) / (S + 1)$; with respect to $S$ it is below 0 whatever the "
            "label, if more than one class has a probability",
            fault="with more $S$ it falls whatever the label, also where equal "
            "examples have different labels: evidence grows without new data",
            note="the mean Brier score of a Dirichlet distribution: that of its mean, "
            "plus its variance",
        ),
    ),
)

"""Sigmoid cross-entropy of pairs: several answers yes or no, added up."""

from lossbook.identities.row import Group, Identity

PAIRS = Group(
    "Does this belong together?",
    "Each of these adds up answers to questions with yes or no. With respect to the "
    "score of one question, the gradient is again prediction minus truth: "
    r"$\sigma(s) - 1$ for a yes and $\sigma(s)$ for a no. It is between $-1$ and 1, "
    "and fades where the answer is right and sure.",
    (
        Identity(
            name="Negative sampling",
            question="Was this pair seen, or drawn at random?",
            formula=r"-\log \sigma(s^+) - \sum_j \log \sigma(-s^-_j)",
            code="lb.logistic(np.ones_like(seen), seen) + "
            "lb.logistic(-np.ones_like(made_up), made_up).sum(axis=-1)",
            loss="logistic",
            takes=("seen", "made_up"),
            sources=("mikolov2013", "levy2014"),
            gradient="one pull on the pair that was seen, and a push on each drawn one "
            "by its probability of a yes",
            fault="if candidates are drawn as often as they occur, the best score is "
            r"the pointwise mutual information minus $\log k$ (Levy and Goldberg, "
            "2014): it leaves out how common each candidate is",
            note="a sum over the k drawn pairs, not a mean",
        ),
        Identity(
            name="NCE",
            question="Was this pair seen, or is it noise whose probability is known?",
            formula=r"-\log \frac{e^{s^+}}{e^{s^+} + k q^+} "
            r"- \sum_j \log \frac{k q^-_j}{e^{s^-_j} + k q^-_j}",
            code="lb.logistic(np.ones_like(seen), seen - seen_log_kq) + "
            "lb.logistic(-np.ones_like(made_up), made_up - made_up_log_kq)"
            ".sum(axis=-1)",
            loss="logistic",
            takes=("seen", "made_up", "seen_log_kq", "made_up_log_kq"),
            sources=("gutmann2010",),
            gradient=r"that of negative sampling at the score minus $\log k q$",
            fault="noise that is unlike the data is soon told apart, and then the "
            "gradient of nearly each pair is close to 0",
            note="negative sampling is this without log(k q)",
        ),
        Identity(
            name="SigLIP",
            question="Does this caption belong to this picture?",
            formula=r"-\log \sigma(c s_{ii} + b) "
            r"- \sum_{j \ne i} \log \sigma(-c s_{ij} - b)",
            code="lb.logistic(2 * np.eye(len(s)) - 1, scale * s + bias).sum(axis=1)",
            loss="logistic",
            takes=("s", "scale", "bias"),
            sources=("zhai2023",),
            gradient="with respect to a similarity, $c$ times prediction minus truth; "
            "with respect to the bias, the sum of these differences",
            fault="where all similarities and the bias are 0, the $n - 1$ wrong "
            "captions together push $n - 1$ times as hard as the right one pulls",
            note="open_clip `SigLipLoss` gives the mean over the n rows, not over the "
            "n² pairs",
        ),
        Identity(
            name="CORAL",
            question="Above which of the cuts between the classes does it lie?",
            formula=r"-\sum_{k=0}^{K-2} \bigl([y > k] \log \sigma(f + b_k) "
            r"+ [y \le k] \log(1 - \sigma(f + b_k))\bigr)",
            code="lb.sigmoid_cross_entropy(y[:, None] > np.arange(len(biases)), "
            "score[:, None] + biases).sum(axis=1)",
            loss="sigmoid_cross_entropy",
            takes=("y", "score", "biases"),
            sources=("cao2020",),
            gradient="with respect to the score, the predicted number of cuts below "
            "minus the true one",
            fault="it counts $K - 1$ dependent questions as independent, so it is not "
            "the negative log-likelihood of the class",
            note="coral-pytorch `coral_loss` gives the mean. It is not "
            "`cumulative_link`",
        ),
    ),
)

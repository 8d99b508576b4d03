"""Losses for labels that may be wrong: cross-entropy, and a part with a bound."""

from lossbook.identities.row import Group, Identity

NOISY_LABELS = Group(
    "Which class is it, if labels may be wrong?",
    r"Here $p$ is the softmax of the logits $z$. With respect to a logit, the gradient "
    r"of cross-entropy is $p_k - [k = y]$, and that of $1 - p_y$ is the same times "
    "$p_y$: a label pushes the less, the less it is believed.",
    (
        Identity(
            name="Mean absolute error of a softmax",
            question="How far are the probabilities from 0 and 1 as the label says?",
            formula=r"\sum_k |p_k - [k = y]|",
            code="2 * lb.generalized_cross_entropy(y, logits, q=1.0)",
            loss="generalized_cross_entropy",
            takes=("y", "logits"),
            sources=("ghosh2017",),
            gradient=r"$2 p_y (p_k - [k = y])$: near 0 where the label is believed, "
            "and where it is not believed at all",
            fault="where all $K$ classes are equally likely, its gradient is $2/K$ "
            "times that of cross-entropy, so with many classes it starts slowly",
            note="a sum over the classes: K times the mean that PyTorch `l1_loss` "
            "takes",
        ),
        Identity(
            name="Poly-1",
            question="Which class is it, if a doubt counts for more, or less?",
            formula=r"-\log p_y + \varepsilon (1 - p_y)",
            code="lb.softmax_cross_entropy(y, logits) + "
            "epsilon * lb.generalized_cross_entropy(y, logits, q=1.0)",
            loss="softmax_cross_entropy",
            takes=("y", "logits", "epsilon"),
            sources=("leng2022",),
            gradient=r"$(1 + \varepsilon p_y)(p_k - [k = y])$",
            fault=r"with $\varepsilon$ above 0 it is not proper: of an event that "
            "happens in 7 of 10 cases it makes a model say more",
            note="optax `poly_loss_cross_entropy`: epsilon is 2 by default",
        ),
        Identity(
            name="Symmetric cross-entropy",
            question="Which class is it, if truth and prediction also change places?",
            formula=r"-\alpha \log p_y - \beta A \sum_{k \ne y} p_k",
            code="alpha * lb.softmax_cross_entropy(y, logits) - "
            "beta * log_0 * lb.generalized_cross_entropy(y, logits, q=1.0)",
            loss="softmax_cross_entropy",
            takes=("y", "logits", "alpha", "beta", "log_0"),
            sources=("wang2019",),
            gradient=r"$(\alpha - \beta A p_y)(p_k - [k = y])$, and $A$ is below 0",
            fault=r"with $\alpha$ above 0 a wrong label still costs without bound",
            note="the second part is the reverse cross-entropy, in which the logarithm "
            "is that of the target",
        ),
        Identity(
            name="Bootstrapping, soft",
            question="Which class is it, if the model trusts itself as well?",
            formula=r"-\beta \log p_y - (1 - \beta) \sum_k p_k \log p_k",
            code="lb.softmax_cross_entropy(beta * one_hot + "
            "(1 - beta) * lb.softmax(logits), logits)",
            loss="softmax_cross_entropy",
            takes=("one_hot", "logits", "beta"),
            sources=("reed2015",),
            gradient=r"$\beta (p_k - [k = y])$, less $(1 - \beta)\, p_k (\log p_k "
            "+ H(p))$, which makes the model surer of what it believes",
            fault="an unsure answer is penalised: of an event that happens in 7 of 10 "
            "cases it makes a model say more",
            note="the target moves with the prediction, so its gradient has a second "
            "part",
        ),
    ),
)

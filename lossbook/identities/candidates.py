"""Softmax cross-entropy: of candidates, with soft targets, with a margin."""

from lossbook.identities.row import Group, Identity

CANDIDATES = Group(
    "Which of these is it?",
    "Each of these is softmax cross-entropy. With respect to a logit its gradient is "
    "prediction minus truth: the softmax minus the target. So a candidate with the "
    "target 0 is pushed down by its probability, the right one is pulled up, and the "
    "numbers of a row add up to 0.",
    (
        Identity(
            name="Next token",
            question="Which token comes next?",
            formula=r"-\log \frac{e^{z_y}}{\sum_k e^{z_k}}",
            code="lb.softmax_cross_entropy(y, logits)",
            loss="softmax_cross_entropy",
            takes=("y", "logits"),
            sources=("bengio2003",),
            gradient="with respect to a logit, prediction minus truth",
            fault="it is a loss per token, so it depends on how a text is cut into "
            "tokens, and models with different vocabularies cannot be compared by it",
            note="PyTorch `cross_entropy` divides by the number of tokens whose label "
            "is not `ignore_index` (-100)",
        ),
        Identity(
            name="InfoNCE",
            question="Which candidate of the batch belongs to this query?",
            formula=r"-\log \frac{e^{s_{ii} / \tau}}{\sum_j e^{s_{ij} / \tau}}",
            code="lb.softmax_cross_entropy(np.arange(len(s)), s / tau)",
            loss="softmax_cross_entropy",
            takes=("s", "tau"),
            sources=("vandenoord2018",),
            gradient="with respect to a similarity, prediction minus truth, divided by "
            r"$\tau$: the pull on the right candidate is as strong as the pushes on "
            "all others together",
            fault="a candidate that belongs to the query too, but is that of another "
            "row, is pushed away like a wrong one",
            note="sentence-transformers `MultipleNegativesRankingLoss`: `scale` is "
            "1 / tau, 20 by default",
        ),
        Identity(
            name="NT-Xent",
            question="Which other item of the batch is a view of the same picture?",
            formula=r"-\log \frac{e^{s_{ij} / \tau}}{\sum_{k \ne i} e^{s_{ik} / \tau}}"
            r", \quad j \text{ the partner of } i",
            code="lb.softmax_cross_entropy(np.arange(len(s)) ^ 1, "
            "np.where(np.eye(len(s)) == 1, -np.inf, s / tau))",
            loss="softmax_cross_entropy",
            takes=("s", "tau"),
            sources=("chen2020",),
            gradient=r"prediction minus truth, divided by $\tau$; the similarity of an "
            "item with itself has no gradient",
            fault="each item but the partner is pushed away, also one of the same "
            "class",
            note="rows 0 and 1, 2 and 3, ... belong together; an item is masked for "
            "itself, its partner is not. optax `ntxent` and pytorch-metric-learning "
            "`NTXentLoss` give the mean; with more than one partner, neither is SupCon",
        ),
        Identity(
            name="CLIP",
            question="Which caption belongs to this picture, and which picture to its "
            "caption?",
            formula=r"-\frac12 \log \frac{e^{c s_{ii}}}{\sum_j e^{c s_{ij}}} "
            r"- \frac12 \log \frac{e^{c s_{ii}}}{\sum_j e^{c s_{ji}}}",
            code="(lb.softmax_cross_entropy(np.arange(len(s)), scale * s) + "
            "lb.softmax_cross_entropy(np.arange(len(s)), scale * s.T)) / 2",
            loss="softmax_cross_entropy",
            takes=("s", "scale"),
            sources=("radford2021",),
            gradient="summed over the batch: with respect to a similarity, $c$ times "
            "the mean of two differences, prediction minus truth in its row and in its "
            "column",
            fault=r"$k$ equal captions of a batch cost at least $\log k$ each on "
            "average, since nothing tells which of them belongs to which picture",
            note="open_clip `ClipLoss` gives the mean. "
            "`MultipleNegativesRankingLoss` has the first half only",
        ),
        Identity(
            name="SupCon",
            question="Which items of the batch have the class of this one?",
            formula=r"-\frac{1}{|P_i|} \sum_{j \in P_i} \log "
            r"\frac{e^{s_{ij} / \tau}}{\sum_{k \ne i} e^{s_{ik} / \tau}}",
            code="lb.softmax_cross_entropy(same / same.sum(axis=1, keepdims=True), "
            "np.where(np.eye(len(s)) == 1, -np.inf, s / tau))",
            loss="softmax_cross_entropy",
            takes=("s", "tau", "same"),
            sources=("khosla2020",),
            gradient=r"prediction minus target, divided by $\tau$. With $k$ positives "
            "the target of each is $1/k$, so one whose probability is above $1/k$ is "
            "pushed away",
            fault="an item that is alone with its class in the batch has no positive, "
            "and the formula divides by 0",
            note="pytorch-metric-learning `SupConLoss` gives the mean. With k "
            "positives it is at least log k",
        ),
        Identity(
            name="CosFace",
            question="Whose face is it, if the cosine of the right person counts for "
            "less?",
            formula=r"-\log \frac{e^{c (\cos\theta_y - m)}}{e^{c (\cos\theta_y - m)} "
            r"+ \sum_{k \ne y} e^{c \cos\theta_k}}",
            code="lb.softmax_cross_entropy(y, scale * (cosines - margin * one_hot))",
            loss="softmax_cross_entropy",
            takes=("y", "one_hot", "cosines", "scale", "margin"),
            sources=("wang2018",),
            gradient="with respect to a cosine, $c$ times prediction minus truth, "
            "where the prediction is that with the smaller right logit",
            fault="cosines lie between $-1$ and 1, so it cannot fall below "
            r"$\log(1 + (K - 1)\, e^{c (m - 2)})$, which is large if $c$ is small",
            note="pytorch-metric-learning `CosFaceLoss` gives the mean",
        ),
        Identity(
            name="ArcFace",
            question="Whose face is it, if the angle to the right person counts for "
            "more?",
            formula=r"-\log \frac{e^{c \cos(\theta_y + m)}}{e^{c \cos(\theta_y + m)} "
            r"+ \sum_{k \ne y} e^{c \cos\theta_k}}",
            code="lb.softmax_cross_entropy(y, scale * np.cos(np.arccos(cosines) + "
            "margin * one_hot))",
            loss="softmax_cross_entropy",
            takes=("y", "one_hot", "cosines", "scale", "margin"),
            sources=("deng2019",),
            gradient="with respect to a cosine, $c$ times prediction minus truth; for "
            r"the right one also times $\sin(\theta_y + m) / \sin\theta_y$",
            fault=r"where $\theta_y + m$ exceeds $\pi$, a face is pushed away from its "
            "own class",
            note="pytorch-metric-learning `ArcFaceLoss` takes the margin in degrees. "
            "Where the angle plus the margin exceeds 180 degrees it has another "
            "formula",
        ),
        Identity(
            name="Distillation",
            question="What would the teacher say?",
            formula=r"T^2 \sum_k p_k \log \frac{p_k}{q_k}, \quad "
            r"p = \operatorname{softmax}(z^* / T),\; "
            r"q = \operatorname{softmax}(z / T)",
            code="T**2 * lb.kl_divergence_from_logits(lb.softmax(teacher / T), "
            "student / T)",
            loss="kl_divergence_from_logits",
            takes=("T", "teacher", "student"),
            sources=("hinton2015",),
            gradient="with respect to a logit of the student, $T (q_k - p_k)$",
            fault="no label is in it, so the errors of the teacher are taught as well",
            note="PyTorch `kl_div(log_softmax(student / T), softmax(teacher / T), "
            "reduction='batchmean')` leaves out T²; `reduction='mean'` divides by K "
            "too",
        ),
        Identity(
            name="Label smoothing",
            question="Which class is it, if a share of the label belongs to all "
            "classes?",
            formula=r"-(1 - \varepsilon) \log p_y - \frac{\varepsilon}{K} "
            r"\sum_k \log p_k, \quad p = \operatorname{softmax}(z)",
            code="lb.softmax_cross_entropy(y, logits, label_smoothing=share)",
            loss="softmax_cross_entropy",
            takes=("y", "logits", "share"),
            sources=("szegedy2016",),
            gradient="prediction minus the smoothed target: it pulls the right logit "
            r"back when the probability of the label exceeds "
            r"$1 - \varepsilon + \varepsilon / K$",
            fault="it is not proper: a class that is certain gets the probability "
            r"$1 - \varepsilon + \varepsilon / K$",
            note="PyTorch `cross_entropy(..., label_smoothing=share)` and optax "
            "`smooth_labels` spread it over all K classes too, not over K - 1",
        ),
        Identity(
            name="Mixup",
            question="Of which two classes was this example mixed, and in which "
            "shares?",
            formula=r"-\lambda \log p_y - (1 - \lambda) \log p_{y'}, \quad "
            r"p = \operatorname{softmax}(z)",
            code="lb.softmax_cross_entropy(mix * one_hot + (1 - mix) * other_one_hot, "
            "logits)",
            loss="softmax_cross_entropy",
            takes=("mix", "one_hot", "other_one_hot", "logits"),
            sources=("zhang2018mixup",),
            gradient="prediction minus the mixed target",
            fault="its lowest value is the entropy of the shares if the classes "
            "differ, so a training loss far above 0 is no sign of an error",
            note="PyTorch `cross_entropy` takes the mixed rows as well",
        ),
        Identity(
            name="ListNet",
            question="Which item stands at the top of the list?",
            formula=r"-\sum_k p_k \log q_k, \quad p = \operatorname{softmax}(r),\; "
            r"q = \operatorname{softmax}(s)",
            code="lb.softmax_cross_entropy(lb.softmax(relevance), scores)",
            loss="softmax_cross_entropy",
            takes=("relevance", "scores"),
            sources=("cao2007",),
            gradient="with respect to a score, the softmax of the scores minus the "
            "softmax of the relevances",
            fault="the unit of the relevances counts: ten times as large, they make a "
            "target that is nearly all at the top, and the order below has no weight",
            note="optax `ranking_softmax_loss` takes the relevances themselves for the "
            "target: give it their softmax",
        ),
    ),
)

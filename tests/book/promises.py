"""What a chapter says that another one holds, and the words that stand there.

A row: the chapter that promises, a part of its sentence, the chapter that must hold it,
and words that must stand in that chapter's text.
"""

FROM_01 = [
    ("Chapter 02 shows how scores", "02", ["The softmax turns logits into probabilit"]),
    ("why the loss is minus", "03", ["**Why the logarithm?**", "**Why minus?**"]),
    ("this loss and the size of", "07", ["## Huber", "### δ is in the units of the"]),
    ("It can also be read as a *prior*", "03", ["## A prior becomes a penalty"]),
    ("starts from how the data scatter", "03", ["## Choose the noise, and the loss"]),
    ("is the softmax cross-entropy of", "02", ["**softmax cross-entropy**"]),
    ("has two more reasons", "02", ["There are three reasons for the logarithm"]),
    ("what a good value is", "04", ["### What is a good value of cr", "**The floor."]),
    ("*Label smoothing* (", "04", ["### With label smoothing the loss never reaches"]),
    ("mostly right but far too", "02", ["### The validation loss rises, but the acc"]),
    ("F1 score (chapter 06)", "06", ["The **F1 score** is their harmonic mean"]),
]
FROM_02 = [
    (
        "a cost, gradient descent and test examples are",
        "01",
        ["A **loss** be", "A **cost** is", "**Gradient descent**", "**test set**"],
    ),
    ("the **logistic loss** of", "01", ["**score** is $x - t$", "*logistic loss*"]),
    ("builds on this", "03", ["From a product to a cost", "the product into a sum"]),
    ("a loss of the first kind *proper*", "01", ["Such losses are called *proper*"]),
    ("what a cross-entropy is", "04", ["The mean is the **cross-entropy**"]),
    ("The last sum is the divergence", "04", ["**Kullback–Leibler divergence**"]),
    ("A penalty on the weights", "01", ["**penalty** on large weights", "nearer to 0"]),
    ("*stays* at", "01", ["spread of predictions or logits near 0"]),
    ("stop at the lowest validation loss", "01", ["take the lowest validation loss"]),
    ("is another common remedy", "01", ["**Early stopping** keeps the model of the"]),
]
FROM_03 = [
    (
        "loss, cost, penalty and gradient descent from",
        "01",
        ["A **loss** be", "A **cost** is", "**penalty**", "**Gradient descent**"],
    ),
    ("sigmoid, softmax and the nat", "02", ["**sigmoid**", "## Softmax", "**nat**"]),
    ("the **negative log-likelihood** (NLL)", "02", ["## The negative log-likelihood"]),
    (
        "what that does to a fit",
        "07",
        ["## Real data: three lines", "least squares is"],
    ),
    (
        "the loss is **binary cross-entropy**",
        "06",
        ["This is **binary cross-entropy**"],
    ),
    ("it is the logistic loss of", "01", [r"L = \log\left(1 + e^{-m}\right)"]),
    ("is the **cross-entropy** of", "02", ["or cross-entropy for short"]),
    ("The objective of chapter 01", "01", [r"$c = \bar y / (1 + \lambda)$"]),
    ("proves this for a fitted mean", "01", ["8 · Prove", r"is $(1 - \frac1n)s^2$"]),
    ("exercise 8 of chapter 01.)", "01", ["8 · Prove", r"is $(1 - \frac1n)s^2$"]),
    ("the KL divergence of the truth", "04", ["KL of $p$ from $q$", "$p$ is true"]),
    ("with probabilities in place", "04", ["### Why is F.kl_div negative?"]),
    ("chose losses for the question", "01", ["a loss can be chosen for the question"]),
    ("is made for a decision", "08", ["the hinge says which class is more likely"]),
]
FROM_04 = [
    ("softmax with its loss", "02", ["## Softmax", "**softmax cross-entropy**"]),
    ("since the $p_k$ sum to 1", "02", ["**log-softmax**, is $z_k$ minus the logsum"]),
    ("The penguins of chapter 02", "02", ["## Real data: three kinds of penguin"]),
    ("for infinitely many examples", "03", ["gets the mean and the variance of the t"]),
    (
        "where this mistake was printed",
        "08",
        ["press the log key", "the slides of that course print"],
    ),
]
FROM_05 = [
    ("gradient descent (chapter 01) and", "01", ["**Gradient descent**"]),
    ("and the sigmoid (chapter 02)", "02", [r"the **sigmoid** $\sigma$ undoes it"]),
    ("of a yes-or-no question", "02", ["### Two classes: the logistic loss"]),
    ("have their mate", "01", ["test birds have their mate", "not birds from new n"]),
    ("such a loss is called strictly proper", "09", ["It is **strictly proper** if"]),
    ("gives the reason", "03", ["assumes independent Gaussian noise of one"]),
    ("half the Brier score of", "09", [r"$\sum_k (q_k - [k = y])^2$"]),
    ("by the Jacobian of softmax", "02", ["the **Jacobian**", "are $-p_i p_j$"]),
    ("almost 0 almost everywhere", "01", ["its slope is 0 wherever the slope exists"]),
]
FROM_06 = [
    (
        "softmax, the negative log",
        "02",
        ["## Softmax", "## The negative", "## The gra"],
    ),
    ("only the difference counts", "02", ["**Only differences count.**"]),
    (
        "functions clamp or clip",
        "09",
        ["## The same name", "what the last column says"],
    ),
    ("the squared error of chapter 05", "05", [r"with $\sigma'(z) = a(1 - a)$"]),
    ("the same mistake with a softmax", "02", [":name: double-softmax"]),
    ("of the differences of scores", "09", ["is a margin, and `logistic` is its loss"]),
    (
        "divided by the sum of the weights",
        "01",
        ["not by the number of examples but by the sum of their weights"],
    ),
]
FROM_07 = [
    ("**You need** chapter 01", "01", ["**Gradient descent**", "**Quantile loss: a"]),
]
FROM_08 = [
    ("gradient descent (chapter 01)", "01", ["**Gradient descent**"]),
    ("on softmax and its loss", "02", ["## Softmax", "**softmax cross-entropy**"]),
    (
        "would still be finite",
        "07",
        ["shrink to 0, while their sum grows without end"],
    ),
    ("This is leverage", "07", ["### Leverage", "has **leverage**"]),
    ("`HingeEmbeddingLoss` is another", "09", ["`hinge_embedding_loss` that is not"]),
]
FROM_09 = [
    ("stands in for it", "01", ["called a **surrogate loss**"]),
    ("| the mean |", "07", ["The first line says that $m$ is the mean"]),
    ("| the mean |", "03", ["has Poisson noise"]),
    ("| the median |", "07", ["so $m$ is a median"]),
    ("bound an interval", "07", ["**quantile loss**", "Two of them bound an interval"]),
    (
        "bad readings cannot move far",
        "07",
        ["### δ is in the units", "**breakdown point"],
    ),
    ("how far the truth scatters around", "03", ["## A scale that is learned"]),
    ("train for the **AUC**", "06", ["The **ROC AUC** (area under the curve)"]),
    (
        "which targets `ignore_index` leaves out",
        "01",
        ["### Ignored targets: `ignore_index`", "by the sum of their weights"],
    ),
    ("one out of $K$ classes", "02", ["is called **softmax cross-entropy**"]),
    ("each of several labels", "06", ["For $K$ labels, add up $K$ such losses"]),
    (
        "choose the threshold afterwards",
        "06",
        ["## The threshold is a decision of its own", "then choose the threshold from"],
    ),
    ("`KLDivLoss` takes", "04", ["the *first* argument is the model and the second"]),
    ("only the likelier of two", "08", ["the hinge says which class is more likely"]),
    ("likelihood of that noise", "03", ["if you choose the noise, you have chosen"]),
    ("(leverage, chapter 07)", "07", ["### Leverage", "has **leverage**"]),
    ("starts sure and wrong", "05", ["## A neuron that is wrong", "**saturated**"]),
    ("much rarer than the other", "06", ["class imbalance", "### Focal loss"]),
    ("check the calibration on new", "02", ["A reliability plot is the first test"]),
    ("probabilities by the Jacobian", "02", ["the **Jacobian**", "are $-p_i p_j$"]),
    ("behind a sigmoid (chapter 05)", "05", [r"slope of $\tfrac12(\sigma(z) - y)^2$"]),
    ("`lp`, which chapter 07 only", "07", ["the loss $|r|^p$ is `lb.lp`"]),
    ("compare two distributions", "04", ["**Kullback–Leibler divergence**"]),
    ("below 1 its slope goes back to 0", "07", ["The pull fades for every α below 1"]),
    ("in units of a scale that it", "07", ["`HuberRegressor` of scikit-learn"]),
    ("says what `C` is", "08", [r"$C = 1 / (\lambda N)$", "`LinearSVC` is a diff"]),
    ("there is a factor between them", "07", [r"\text{huber} = \delta \cdot \text{sm"]),
    ("the better of two, from pairs", "10", ["So the margin is a difference of two s"]),
    ("a whole order", "10", ["### An order"]),
    ("which of many candidates", "10", ["### Candidates of a batch: InfoNCE"]),
    ("a whole distribution of a", "10", ["## A whole forecast"]),
    ("where the classes have an", "10", ["### Ordered classes: RPS, cumulative link"]),
    ("a mask, scored by its", "10", ["## Overlap: no sum over pixels"]),
    ("labels that were assigned", "10", ["**Generalised cross-entropy** (GCE) is"]),
]
FROM_10 = [
    ("**You need** the softmax", "04", ["**Kullback–Leibler divergence**"]),
    ("**You need** the softmax", "09", ["A loss is **proper** if on average"]),
    ("**You need** the softmax", "02", ["is called **softmax cross-entropy**"]),
    ("**You need** the softmax", "06", ["For $K$ labels, add up $K$ such losses"]),
    ("**You need** the softmax", "08", ["Multiply the score by the label"]),
    ("**You need** the softmax", "07", ["**quantile loss**"]),
    ("also divides by the number of", "04", ["are too small by a factor $K$"]),
    ("Take the pairs of neighbouring", "04", ["The package contains a page that was"]),
    ("the logit of the base rate, as", "06", ["### Start the bias at the base rate"]),
    ("is the focal loss of", "06", ["### Focal loss: γ or α?"]),
    ("it is the perceptron's loss of", "08", ["The perceptron loss becomes 0 at"]),
    ("smooth L1 with", "07", ["admonition} False: “Huber is smooth L1”"]),
    ("this is the Huber loss of", "07", ["## Huber: both at once"]),
    ("in which six years count minutes", "07", ["## Six years that are not calls"]),
    ("rises less than half as fast", "07", ["All lines between these corners are eq"]),
    ("it is the **Dice loss** of", "09", ["The **Dice loss** asks how well"]),
    ("a small object is not outvoted", "09", ["so a small object is not outvoted"]),
    ("It is the logarithm of", "02", ["### Why the logarithm?"]),
]
FROM = {
    "01": FROM_01,
    "02": FROM_02,
    "03": FROM_03,
    "04": FROM_04,
    "05": FROM_05,
    "06": FROM_06,
    "07": FROM_07,
    "08": FROM_08,
    "09": FROM_09,
    "10": FROM_10,
}
PROMISES: list[tuple[str, str, str, list[str]]] = [
    (source, part, target, words)
    for source, rows in FROM.items()
    for part, target, words in rows
]

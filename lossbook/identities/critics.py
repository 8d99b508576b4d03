"""Losses of a critic and of the generator that is to deceive it."""

from lossbook.identities.row import Group, Identity

CRITICS = Group(
    "Is it real?",
    "A critic gives a score to real and to made examples, and a generator wants a high "
    "score. The gradient is with respect to a score; the generator gets it through "
    "what it has made.",
    (
        Identity(
            name="GAN, critic",
            question="Is this example real, or made by the generator?",
            formula=r"-\log \sigma(f_{\text{real}}) "
            r"- \log(1 - \sigma(f_{\text{fake}}))",
            code="lb.logistic(np.ones_like(real), real) + "
            "lb.logistic(-np.ones_like(fake), fake)",
            loss="logistic",
            takes=("real", "fake"),
            sources=("goodfellow2014",),
            gradient=r"prediction minus truth: $\sigma(f) - 1$ for the real example "
            r"and $\sigma(f)$ for the made one",
            fault="where the critic can tell all examples apart, no finite scores are "
            "the best: they grow without end",
            note="PyTorch `binary_cross_entropy_with_logits` with the targets 1 and 0",
        ),
        Identity(
            name="GAN, generator, non-saturating",
            question="How unlikely does the critic find it that this is real?",
            formula=r"-\log \sigma(f_{\text{fake}})",
            code="lb.logistic(np.ones_like(fake), fake)",
            loss="logistic",
            takes=("fake",),
            sources=("goodfellow2014",),
            gradient=r"$\sigma(f) - 1$: nearly $-1$ where the critic is sure that the "
            "example is made",
            fault="each made example is scored alone, so nothing in the loss asks for "
            "examples that differ from each other",
            note="PyTorch `binary_cross_entropy_with_logits` with the target 1",
        ),
        Identity(
            name="GAN, generator, saturating",
            question="How sure is the critic that this was made?",
            formula=r"\log(1 - \sigma(f_{\text{fake}}))",
            code="-lb.logistic(-np.ones_like(fake), fake)",
            loss="logistic",
            takes=("fake",),
            sources=("goodfellow2014",),
            gradient=r"$-\sigma(f)$: nearly $-1$ where the critic is deceived already",
            fault="the gradient vanishes where the critic is sure that the example is "
            "made, as at the beginning (Goodfellow et al., 2014)",
            note="minus PyTorch `binary_cross_entropy_with_logits` with the target 0",
        ),
        Identity(
            name="GAN, critic, hinge",
            question="Is a real score at least 1, and a made one at most $-1$?",
            formula=r"\max(0, 1 - f_{\text{real}}) + \max(0, 1 + f_{\text{fake}})",
            code="lb.hinge(np.ones_like(real), real) + lb.hinge(-np.ones_like(fake), "
            "fake)",
            loss="hinge",
            takes=("real", "fake"),
            sources=("lim2017",),
            gradient="$-1$ for a real score below 1, 1 for a made score above $-1$, "
            "and 0 for all others",
            fault="its score is no log-ratio: the best one is 1 where real examples "
            "are the more frequent and $-1$ where made ones are, however small the "
            "difference",
            note="its generator has the loss -fake, which is not a hinge",
        ),
    ),
)

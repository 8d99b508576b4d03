"""What the catalogue and the book say of other libraries, asked of those libraries.

``make parity`` runs this in an environment of its own, .venv-parity: PyTorch alone is
larger than all that the book needs.

A new row of the catalogue is compared without a change here. What a row's notes say
of a library has a check in ``NOTES``.
"""

import inspect
import itertools
import os
from pathlib import Path

import numpy as np
import peers
import pytest
from peers import TOOLS, Missing, counterpart

import lossbook as lb
from lossbook import calibration
from lossbook.catalogue import CATALOGUE


def imported(name):
    """Return the object of a dotted name, or skip with the reason."""
    try:
        return peers.imported(name)
    except Missing as missing:
        # `make parity` sets it: there, what requirements.txt lists must be there.
        required = os.environ.get("LOSSBOOK_PEERS") == "required"
        if required and name.split(".")[0] not in peers.NOT_LISTED:
            raise
        return pytest.skip(str(missing))


# ------------------------------------------------------------------------ the input

N, K = 12, 4


def draw(row, library):
    """Return truths and second arguments of ordinary size."""
    random = np.random.default_rng(7)
    z = 2 * random.normal(size=(N, K))
    if row.truth == "labels":
        # Each class occurs. Keras takes the score 0 for a rival: here all are above.
        made = {"logits": lambda z: z, "probs": lb.softmax, "scores": lambda z: z + 9}
        return np.arange(N) % K, made[row.second](z)
    y_true = {
        "targets": lambda: (np.arange(N * K) % 3 == 0).astype(float),
        "signs": lambda: np.where(np.arange(N * K) % 3 == 0, 1.0, -1.0),
        "reals": lambda: random.normal(size=N * K),
        "counts": lambda: np.arange(N * K) % 5.0,
    }[row.truth]()
    made = {"probs": lb.sigmoid, "rate": lambda z: np.exp(z / 4)}
    second = made.get(row.second, lambda z: z)(z)
    if library == "scikit-learn":  # it would take a table for several labels
        return y_true, second.ravel()
    return y_true.reshape(N, K), second


def settings(row, peer):
    """Yield our knobs that the peer has too: at their ends and their default."""
    weights = np.random.default_rng(8).uniform(0.5, 2.0, K)
    values = []
    for ours in peer.knobs:
        if ours in row.knobs:
            knob = row.knobs[ours]
            values.append(list(dict.fromkeys((knob.default, knob.low, knob.high))))
        else:
            others = {"class_weight": weights, "alpha": 0.3}
            assert ours in others, f"say here what to try for {ours}"
            values.append([None, others[ours]])
    for combination in itertools.product(*values):
        yield dict(zip(peer.knobs, combination, strict=True))


# ---------------------------------------------------------------------- comparisons

PAIRS = [
    pytest.param(row, peer, id=f"{row.name}-{peer.name}")
    for row in CATALOGUE.values()
    for peer in row.peers
]
every_pair = pytest.mark.parametrize(("row", "peer"), PAIRS)


def same(got, expected, peer, knobs):
    # With jax, Keras takes means in float32, whatever the numbers are.
    size = 1e-6 if peer.library == "Keras" else 1e-11
    np.testing.assert_allclose(got, expected, rtol=size, atol=size, err_msg=f"{knobs}")


def skip(record_property, why):
    record_property("not compared", why)
    pytest.skip(why)


def tools(peer, row, record_property):
    """Return what handles the library's arrays, or skip and write down why."""
    try:
        imported(peer.name)
        return TOOLS[peer.library]()
    except pytest.skip.Exception as skipped:
        return skip(record_property, f"{row.name:24}{peer.name}: {skipped.msg}")


@every_pair
def test_values(row, peer, record_property):
    tool = tools(peer, row, record_property)
    y_true, x = draw(row, peer.library)
    for knobs in settings(row, peer):
        answer = counterpart(peer, knobs, y_true, tool)
        theirs = np.asarray(answer(tool.array(x)))
        ours = row.loss(y_true, x, **knobs, **peer.ours)
        if peer.lacks:  # a term without a slope: it is the same at any other x
            theirs = theirs - np.asarray(answer(tool.array(2 * x)))
            ours = ours - row.loss(y_true, 2 * x, **knobs, **peer.ours)
        if peer.gives == "element" and row.truth == "labels":
            theirs = theirs.sum(axis=-1)
        elif peer.gives == "last axis":
            ours = ours.mean(axis=-1)
        elif peer.gives == "all":
            ours = ours.mean()
        assert theirs.shape == ours.shape
        same(theirs, ours, peer, knobs)
    record_property("compared", line("values   ", row, peer))


# -log(p_y / sum(p)): at a distribution each derivative is 1 more than ours. That
# is a slope along rows that do not sum to 1; among distributions they are the same.
DIVIDES_BY_THE_SUM = {
    (name, f"keras.losses.{function}categorical_crossentropy")
    for name in ("nll", "categorical_nll")
    for function in ("sparse_", "")
}


@every_pair
def test_gradients(row, peer, record_property):
    tool = tools(peer, row, record_property)
    if tool.grad is None or row.grad is None:
        skip(record_property, f"{row.name:24}{peer.name}: has values, no gradients")
    y_true, x = draw(row, peer.library)
    for knobs in settings(row, peer):
        answer = counterpart(peer, knobs, y_true, tool)
        theirs = tool.grad(lambda x, answer=answer: answer(x).sum(), x)
        ours = row.grad(y_true, x, **knobs, **peer.ours)
        share = {"last axis": K, "all": N}.get(peer.gives, 1)
        along = 1.0 if (row.name, peer.name) in DIVIDES_BY_THE_SUM else 0.0
        same(share * theirs, ours + along, peer, knobs)
    record_property("compared", line("gradients", row, peer))


WITH_CLASS = [pair for pair in PAIRS if pair.values[1].as_class]


@pytest.mark.parametrize(("row", "peer"), WITH_CLASS)
def test_the_class_computes_what_the_function_computes(row, peer, record_property):
    tool = tools(peer, row, record_property)
    made = imported(peer.as_class)
    y_true, x = draw(row, peer.library)
    for knobs in settings(row, peer):
        theirs = {
            peer.knobs[ours]: tool.knob(peer.knobs[ours], value)
            for ours, value in knobs.items()
            if value is not None
        }
        # What its constructor does not take is said in the call: the variance.
        keywords = {"reduction": "none"} | peer.keywords | theirs
        known = inspect.signature(made).parameters
        later = {k: keywords.pop(k) for k in list(keywords) if k not in known}
        arguments = [peers.VIEWS[v](tool, y_true, tool.array(x)) for v in peer.takes]
        found = np.asarray(made(**keywords)(*arguments, **later))
        factor = K if peer.factor == "K" else peer.factor
        answer = counterpart(peer, knobs, y_true, tool)(tool.array(x))
        same(factor * found, np.asarray(answer), peer, knobs)
    record_property("compared", line("class    ", row, peer))


@pytest.mark.parametrize("name", [n for n, row in CATALOGUE.items() if not row.peers])
def test_without_a_counterpart(name, record_property):
    skip(record_property, f"{name:24}the catalogue knows no counterpart")


def line(what, row, peer):
    knobs = f" ({', '.join(peer.knobs)})" if peer.knobs else ""
    return f"{what} {row.name:24}{peer.name}{knobs}"


# ------------------------------------------------------------------- what notes say


class Lazy:
    """A module by a short name, imported (or the test skipped) when it is used."""

    def __init__(self, name):
        self.name = name

    def __getattr__(self, attribute):
        if attribute.startswith("_"):  # pytest asks each name of the file for those
            raise AttributeError(attribute)
        return imported(f"{self.name}.{attribute}")


torch, F = Lazy("torch"), Lazy("torch.nn.functional")
optax, jnp = Lazy("optax"), Lazy("jax.numpy")
losses = Lazy("keras.losses")
metrics, half = Lazy("sklearn.metrics"), Lazy("sklearn._loss")
sklearn_calibration = Lazy("sklearn.calibration")
special, stats = Lazy("scipy.special"), Lazy("scipy.stats")


def t(*numbers):
    """Return a float64 tensor."""
    return torch.tensor(np.array(numbers, dtype=float))


def ints(*numbers):
    """Return a tensor of class labels."""
    return torch.tensor(np.array(numbers))


def refused(call, error):
    """Say whether a call raises."""
    try:
        call()
    except error:
        return True
    return False


EPS = np.finfo(float).eps
P, Z = np.array([[0.7, 0.2, 0.1]]), np.array([[2.0, 1.0, 0.0]])
TINY = 1e-50  # a probability

# (row, peer): what the note says, as (what the library gives, what we expect) or True.
NOTES = {
    ("nll", "torch.nn.functional.nll_loss"): [
        lambda: (F.nll_loss(torch.log(torch.tensor(P)), ints(0)), -np.log(0.7)),
        lambda: (F.nll_loss(torch.tensor(P), ints(0)), -0.7),
        # One of three examples is left out, from the mean too.
        lambda: (
            F.nll_loss(torch.log(t(*P, *P, *P)), ints(0, -100, 1)),
            -np.log([0.7, 0.2]).mean(),
        ),
    ],
    ("nll", "keras.losses.sparse_categorical_crossentropy"): [
        lambda: (
            losses.sparse_categorical_crossentropy(
                jnp.array([0]), jnp.array([[TINY, 1.0]])
            ),
            [-np.log(1e-7)],
        ),
    ],
    ("nll", "keras.losses.categorical_crossentropy"): [
        lambda: (
            losses.categorical_crossentropy(
                jnp.array([[1.0, 0.0]]), jnp.array([[TINY, 1.0]])
            ),
            [-np.log(1e-7)],
        ),
    ],
    ("nll", "sklearn.metrics.log_loss"): [
        lambda: (metrics.log_loss([0], [[TINY, 1.0]], labels=[0, 1]), -np.log(EPS)),
        lambda: (  # in float32, and so with fewer digits
            round(metrics.log_loss([0], np.float32([[TINY, 1]]), labels=[0, 1]), 3),
            round(-np.log(np.finfo(np.float32).eps.astype(float)), 3),
        ),
        lambda: refused(lambda: metrics.log_loss([0, 1], [P[0], P[0]]), ValueError),
        lambda: (
            metrics.log_loss([0, 1], [P[0], P[0]], labels=range(3)),
            lb.nll([0, 1], [P[0], P[0]]).mean(),
        ),
    ],
    ("softmax_cross_entropy", "torch.nn.functional.cross_entropy"): [
        lambda: (
            F.cross_entropy(t(*Z, *Z), ints(0, 1), weight=t(1, 3, 1)),
            lb.softmax_cross_entropy([0, 1], [*Z, *Z], class_weight=[1, 3, 1]).sum()
            / 4,
        ),
        lambda: (
            F.cross_entropy(t(*Z, *Z, *Z), ints(0, -100, 1)),
            lb.softmax_cross_entropy([0, 1], [*Z, *Z]).mean(),
        ),
        # With weights: over the weights of those that are left.
        lambda: (
            F.cross_entropy(t(*Z, *Z, *Z), ints(0, -100, 1), weight=t(1, 3, 1)),
            lb.softmax_cross_entropy([0, 1], [*Z, *Z], class_weight=[1, 3, 1]).sum()
            / 4,
        ),
        # The same example as a row: floats, and the mean over two examples.
        lambda: (
            F.cross_entropy(t(*Z, *Z), t(*np.eye(3)[:2]), weight=t(1, 3, 1)),
            lb.softmax_cross_entropy([0, 1], [*Z, *Z], class_weight=[1, 3, 1]).sum()
            / 2,
        ),
        lambda: refused(lambda: F.cross_entropy(t(*Z), ints([1, 0, 0])), RuntimeError),
    ],
    ("softmax_cross_entropy", "keras.losses.sparse_categorical_crossentropy"): [
        lambda: refused(
            lambda: losses.sparse_categorical_crossentropy(
                [0], Z, from_logits=True, label_smoothing=0.1
            ),
            TypeError,
        ),
    ],
    (
        "softmax_cross_entropy",
        "optax.softmax_cross_entropy_with_integer_labels",
    ): [
        lambda: (
            optax.softmax_cross_entropy(Z, optax.smooth_labels(jnp.eye(1, 3), 0.1)),
            lb.softmax_cross_entropy([0], Z, label_smoothing=0.1),
        ),
    ],
    ("binary_cross_entropy", "torch.nn.functional.binary_cross_entropy"): [
        lambda: (F.binary_cross_entropy(t(TINY), t(1)), 100),
        lambda: refused(
            lambda: F.binary_cross_entropy(t(0.5), ints(1)), (RuntimeError, ValueError)
        ),
    ],
    ("binary_cross_entropy", "keras.losses.binary_crossentropy"): [
        lambda: (
            losses.binary_crossentropy(jnp.ones(1), jnp.array([TINY])),
            -np.log(1e-7),
        ),
    ],
    ("binary_cross_entropy", "sklearn.metrics.log_loss"): [
        lambda: (metrics.log_loss([1], [TINY], labels=[0, 1]), -np.log(EPS)),
        lambda: refused(lambda: metrics.log_loss([1], [0.3]), ValueError),
    ],
    (
        "sigmoid_cross_entropy",
        "torch.nn.functional.binary_cross_entropy_with_logits",
    ): [
        lambda: refused(
            lambda: F.binary_cross_entropy_with_logits(t(0.5), ints(1)), RuntimeError
        ),
        lambda: refused(
            lambda: F.binary_cross_entropy_with_logits(t(0.5), t(1), pos_weight=2.0),
            (TypeError, AttributeError),
        ),
    ],
    ("focal", "torchvision.ops.sigmoid_focal_loss"): [
        lambda: (
            imported("torchvision.ops.sigmoid_focal_loss")(t(1, 1), t(1, 0)),
            lb.focal([1, 0], [1, 1], alpha=0.25),
        ),
        lambda: (
            imported("torchvision.ops.sigmoid_focal_loss")(t(1), t(1), alpha=-1),
            lb.focal([1], [1]),
        ),
    ],
    ("focal", "keras.losses.binary_focal_crossentropy"): [
        lambda: (
            losses.binary_focal_crossentropy(
                np.array([[1.0], [0.0]]),
                np.array([[1.0], [1.0]]),
                from_logits=True,
                alpha=0.3,
            ),
            lb.focal([1, 0], [1, 1]),
        ),
        lambda: (
            losses.binary_focal_crossentropy(
                np.array([[1.0], [0.0]]),
                np.array([[1.0], [1.0]]),
                from_logits=True,
                alpha=0.3,
                apply_class_balancing=True,
            ),
            lb.focal([1, 0], [1, 1], alpha=0.3),
        ),
    ],
    ("softmax_focal", "keras.losses.categorical_focal_crossentropy"): [
        lambda: (
            losses.categorical_focal_crossentropy(
                np.array([[1.0, 0.0, 0.0]]), Z, from_logits=True
            ),
            lb.softmax_focal([0], Z) / 4,
        ),
        lambda: (
            losses.categorical_focal_crossentropy(
                np.array([[1.0, 0.0, 0.0]]), Z, from_logits=True, alpha=[0.5, 2, 3]
            ),
            lb.softmax_focal([0], Z, alpha=[0.5, 2, 3]),
        ),
    ],
    ("brier", "torch.nn.functional.mse_loss"): [
        lambda: (F.mse_loss(torch.tensor(P), t([1, 0, 0])), lb.brier(0, P[0]) / 3),
    ],
    ("brier", "keras.losses.mean_squared_error"): [
        lambda: (losses.mean_squared_error([[1, 0, 0]], P), lb.brier([0], P) / 3),
    ],
    ("brier", "sklearn.metrics.brier_score_loss"): [
        lambda: (metrics.brier_score_loss([0, 1], [0.3, 0.9]), (0.3**2 + 0.1**2) / 2),
        lambda: refused(lambda: metrics.brier_score_loss([0], P), ValueError),
    ],
}


NOTES |= {
    ("squared_error", "optax.l2_loss"): [
        lambda: (optax.l2_loss(np.array(3.0), np.array(1.0)), 2.0),
    ],
    ("smooth_l1", "keras.losses.huber"): [
        lambda: (
            losses.huber(np.zeros(1), np.array([5.0]), delta=2.0),
            2 * lb.smooth_l1(0.0, 5.0, beta=2.0),
        ),
    ],
    ("smooth_l1", "optax.huber_loss"): [
        lambda: (
            optax.huber_loss(np.array(5.0), np.array(0.0), delta=2.0),
            2 * lb.smooth_l1(0.0, 5.0, beta=2.0),
        ),
    ],
    ("zero_one", "sklearn.metrics.zero_one_loss"): [
        lambda: (metrics.zero_one_loss([-1, 1], np.sign([-0.1, -7.0])), 0.5),
        lambda: refused(
            lambda: metrics.zero_one_loss([-1, 1], [-0.1, -7.0]), ValueError
        ),
    ],
    ("hinge", "keras.losses.hinge"): [
        lambda: (losses.hinge(np.array([0.0, 1.0]), np.array([0.3, 0.3])), 1.0),
        lambda: (lb.hinge([-1, 1], [0.3, 0.3]).mean(), 1.0),
    ],
    ("hinge", "optax.hinge_loss"): [
        lambda: (optax.hinge_loss(np.array([-9.0, 9.0]), np.zeros(2)), [1.0, 1.0]),
    ],
    ("squared_hinge", "keras.losses.squared_hinge"): [
        lambda: (losses.squared_hinge(np.zeros(1), np.array([0.5])), 2.25),
    ],
    ("multiclass_hinge", "torch.nn.functional.multi_margin_loss"): [
        # Chapter 08's scores.
        lambda: (
            F.multi_margin_loss(t([-2.85, 0.86, 0.28]), ints(2)),
            lb.multiclass_hinge(2, [-2.85, 0.86, 0.28]) / 3,
        ),
    ],
    ("multiclass_hinge", "keras.losses.categorical_hinge"): [
        lambda: (
            losses.categorical_hinge(np.eye(1, 3), np.array([[-2.0, -5.0, -6.0]])),
            [1 + 0 - -2],
        ),
        lambda: (
            lb.multiclass_hinge(0, [-2.0, -5.0, -6.0], kind="crammer-singer"),
            0.0,
        ),
    ],
    # Margins -2, 0.5 and -1, so losses 3, 0.5 and 2: the larger label is +1.
    ("hinge", "sklearn.metrics.hinge_loss"): [
        lambda labels=labels: (metrics.hinge_loss(labels, [2.0, 0.5, -1.0]), 5.5 / 3)
        for labels in ([-1, 1, 1], [0, 1, 1], [3, 8, 8])
    ],
    ("multiclass_hinge", "sklearn.metrics.hinge_loss"): [
        lambda: refused(lambda: metrics.hinge_loss([0, 1], [Z[0], Z[0]]), ValueError),
    ],
    ("gaussian_nll", "torch.nn.functional.gaussian_nll_loss"): [
        lambda: (
            F.gaussian_nll_loss(t(0), t(0), var=1e-8),
            np.log(1e-6) / 2,  # for log(1e-8) / 2, which is log(scale)
        ),
        lambda: (
            F.gaussian_nll_loss(t(1), t(0), var=4.0),
            lb.gaussian_nll(0.0, 1.0, scale=2.0) - np.log(2 * np.pi) / 2,
        ),
    ],
    ("poisson_nll", "torch.nn.functional.poisson_nll_loss"): [
        lambda: (
            F.poisson_nll_loss(t(1), t(2), log_input=False, full=True, eps=0.0),
            1 + (2 * np.log(2) - 2 + np.log(4 * np.pi) / 2),  # 1.6518, by Stirling
        ),
        lambda: (lb.poisson_nll(2, 1.0), 1 + np.log(2)),  # 1.6931
        lambda: (F.poisson_nll_loss(t(1), t(1), full=True), np.e - 1),
        lambda: (F.poisson_nll_loss(t(0), t(1), log_input=False), -np.log(1e-8)),
    ],
    ("poisson_nll_from_log", "torch.nn.functional.poisson_nll_loss"): [
        lambda: (
            F.poisson_nll_loss(t(0), t(2), full=True),
            1 + (2 * np.log(2) - 2 + np.log(4 * np.pi) / 2),  # 1.6518, by Stirling
        ),
        lambda: (F.poisson_nll_loss(t(0), t(1), full=True), 1.0),
        lambda: (lb.poisson_nll_from_log(2, 0.0), 1 + np.log(2)),  # 1.6931
    ],
    ("poisson_nll", "keras.losses.poisson"): [
        lambda: (losses.poisson(np.ones(1), np.zeros(1)), -np.log(1e-7)),
    ],
    ("poisson_nll", "sklearn.metrics.mean_poisson_deviance"): [
        lambda: (
            metrics.mean_poisson_deviance([4], [2.5]),
            2 * (lb.poisson_nll(4, 2.5) - lb.poisson_nll(4, 4.0)),
        ),
    ],
}
# The noise models under their other names.
for noise, loss in (
    ("bernoulli_nll", "binary_cross_entropy"),
    ("categorical_nll", "nll"),
):
    NOTES |= {(noise, peer): NOTES[name, peer] for name, peer in NOTES if name == loss}


@every_pair
def test_notes(row, peer, record_property):
    if not peer.note:
        assert (row.name, peer.name) not in NOTES
        return
    tools(peer, row, record_property)
    for claim in NOTES[row.name, peer.name]:
        found = claim()
        if isinstance(found, bool):
            assert found, peer.note
        else:
            same(np.asarray(found[0]), found[1], peer, peer.note)
    record_property("compared", line("note     ", row, peer))


# --------------------------------------------------------------- what the book says


def told(call, error):
    """Return the message with which a call is refused."""
    with pytest.raises(error) as refusal:
        call()
    return str(refusal.value)


def test_which_function_is_it():
    """Chapter 09: classes of PyTorch in a row, and what they say of wrong targets."""
    nn, logits = imported("torch.nn"), t([5, 4, 2])
    right = lb.softmax_cross_entropy(0, [5.0, 4.0, 2.0])
    assert round(float(right), 4) == 0.349
    both = nn.Sequential(nn.LogSoftmax(dim=-1))(logits)
    for found in (
        nn.CrossEntropyLoss()(logits, ints(0)),
        nn.NLLLoss()(both, ints(0)),
        nn.CrossEntropyLoss()(logits, t([1, 0, 0])),
    ):
        assert found.item() == pytest.approx(right, rel=1e-14)
    wrong = nn.NLLLoss()(torch.softmax(logits, -1), ints(0)).item()
    assert round(wrong, 4) == -0.7054
    # A sigmoid, then BCELoss.
    z, yes = t(1.5), t(1)
    assert nn.BCEWithLogitsLoss()(z, yes).item() == pytest.approx(
        nn.BCELoss()(torch.sigmoid(z), yes).item(), rel=1e-14
    )
    # The messages that the page quotes.
    call = nn.CrossEntropyLoss()
    assert "Expected floating point type for target with class probabilities" in told(
        lambda: call(logits, ints([1, 0, 0])), RuntimeError
    )
    message = "0D or 1D target tensor expected, multi-target not supported"
    assert message in told(lambda: call(logits, ints([0])), RuntimeError)
    assert message in told(lambda: nn.NLLLoss()(logits, ints([1, 0, 0])), RuntimeError)
    assert "target dtype to be Long" in told(lambda: call(logits, t(0)), RuntimeError)
    # KLDivLoss: log-probabilities first, rows of probabilities second.
    p, q = np.array([[0.5, 0.3, 0.2]]), np.array([[0.2, 0.3, 0.5]])
    divergence = nn.KLDivLoss(reduction="batchmean")(torch.log(t(*q)), t(*p))
    assert divergence.item() == pytest.approx(lb.kl_divergence(p, q).mean(), rel=1e-14)


def test_ignored_targets_and_class_weights_change_the_mean():
    z = torch.zeros(2, 3, requires_grad=True)
    loss = F.cross_entropy(z, ints(-100, -100))
    assert np.isnan(loss.item())
    assert np.isnan(F.cross_entropy(z[:0], ints(0)[:0]).item())  # an empty batch
    left_out = F.cross_entropy(z, ints(-100, 0), reduction="none")
    assert left_out.tolist() == pytest.approx([0, np.log(3)])
    assert F.cross_entropy(z, ints(-100, -100), reduction="sum").item() == 0
    # -1 is a label that does not exist, unless it is said.
    assert "out of bounds" in told(lambda: F.cross_entropy(z, ints(-1, 0)), IndexError)
    known = F.cross_entropy(z, ints(-1, 0), ignore_index=-1)
    assert known.item() == pytest.approx(np.log(3))
    # Chapter 09, "ignore_index, class weights and the mean": with one-hot rows, too.
    labels, weight = np.repeat([0, 1], [23, 1]), t(1, 55)
    even = torch.zeros(24, 2, dtype=torch.float64)
    mean = F.cross_entropy(even, torch.tensor(labels), weight=weight)
    total = F.cross_entropy(even, torch.tensor(labels), weight=weight, reduction="sum")
    rows = F.cross_entropy(even, torch.tensor(np.eye(2)[labels]), weight=weight)
    assert mean.item() == pytest.approx(np.log(2))
    assert total.item() / 24 == rows.item() == pytest.approx(78 / 24 * np.log(2))


def test_a_mean_of_capped_losses():
    """Keras, if the model always says class 3 of ten, or 1 for yes and no alike."""
    sure = np.zeros((10, 10))
    sure[:, 3] = 1
    cap = -np.log(1e-7)
    for found in (
        losses.sparse_categorical_crossentropy(np.arange(10), sure),
        losses.categorical_crossentropy(np.eye(10), sure),
    ):
        assert np.mean(found) == pytest.approx(0.9 * cap, rel=1e-6)
    # In float32 the upper limit is rounded: a no that is called yes costs less.
    yes, no = np.ones(2, np.float32), np.zeros(2, np.float32)
    for truth, said, cost in ((no, yes, 15.942), (yes, no, 16.118)):
        assert losses.binary_crossentropy(truth, said) == pytest.approx(cost, abs=5e-4)
    truths = np.array([0, 1], np.float32)
    for said, mean in ((yes, 7.971), (no, 8.059)):
        assert losses.binary_crossentropy(truths, said) == pytest.approx(mean, abs=5e-4)
    # No slope is left at the cap.
    grad = imported("jax").grad(
        lambda z: losses.sparse_categorical_crossentropy(
            jnp.array([0]), imported("keras.activations").softmax(z)
        ).sum()
    )
    assert np.asarray(grad(jnp.array([[-50.0, 50.0]]))).tolist() == [[0, 0]]
    assert np.abs(grad(jnp.array([[-5.0, 5.0]]))).min() > 0.9


def test_the_dice_loss_of_keras_is_the_formula_of_chapter_09():
    mask = (np.arange(1000) < 300) * 1.0
    for q in (0.1, 0.5, 1.0):
        said = np.full(1000, q)
        formula = 1 - 2 * (said * mask).sum() / (said.sum() + mask.sum())
        found = losses.dice(mask[None], said[None])
        assert np.mean(found) == pytest.approx(formula, rel=1e-6)


def test_the_area_under_the_curve_counts_pairs():
    """As chapter 06 says: pairs of a yes and a no in the right order."""
    random = np.random.default_rng(0)
    yes, no = random.normal(1, 1, 30), random.normal(0, 1, 50)
    pairs = (yes[:, None] > no).mean()
    truth = np.repeat([1, 0], [30, 50])
    found = metrics.roc_auc_score(truth, np.concatenate([yes, no]))
    assert found == pytest.approx(pairs, rel=1e-12)


@pytest.mark.filterwarnings("ignore")  # it prints where the operation was called
@pytest.mark.parametrize("bins", [1, 5, 10])
def test_the_calibration_curve_of_scikit_learn_is_that_of_yes(bins):
    """It leaves empty bins out."""
    random = np.random.default_rng(0)
    # Both ends, and the middle, which is an edge of ten bins. Nothing from 0.6 to 0.8.
    p = np.concatenate([[0, 0.5, 1], random.uniform(0, 0.6, 100), [0.81, 0.9]])
    y = (random.uniform(size=p.size) < p**2).astype(int)
    shares, means = sklearn_calibration.calibration_curve(y, p, n_bins=bins)
    ours = calibration.reliability(y, p, bins=bins)
    full = ours.count > 0
    np.testing.assert_allclose(shares, ours.accuracy[full], rtol=1e-12)
    np.testing.assert_allclose(means, ours.confidence[full], rtol=1e-12)


def test_a_loss_that_is_nan():
    """The appendix on floating point: what PyTorch gives in three of its five cases."""
    a = torch.tensor(1.0, requires_grad=True)
    loss = -(1.0 * torch.log(a) + 0.0 * torch.log(1 - a))
    loss.backward()
    assert np.isnan([loss.item(), a.grad.item()]).all()
    # A square root of exactly 0: the value is right, the gradient is not.
    w = torch.zeros(3, requires_grad=True)
    loss = torch.sqrt(F.mse_loss(w, torch.zeros(3)))
    loss.backward()
    assert loss.item() == 0 and np.isnan(w.grad).all()
    # So it is with a norm that is typed, and with that of jax; not with PyTorch's own.
    for norm, slope in (
        (lambda w: torch.sqrt((w**2).sum()), np.nan),
        (imported("torch.linalg.norm"), 0),
        (torch.norm, 0),
    ):
        w = torch.zeros(3, requires_grad=True)
        norm(w).backward()
        assert w.grad.tolist() == pytest.approx([slope] * 3, nan_ok=True)
    assert np.isnan(imported("jax").grad(jnp.linalg.norm)(jnp.zeros(3))).all()
    # To take another branch there does not help.
    w = torch.zeros(1, requires_grad=True)
    torch.where(w > 0, torch.sqrt(w), 0 * w).sum().backward()
    assert np.isnan(w.grad).all()
    w = torch.zeros(3, requires_grad=True)
    with imported("torch.autograd").detect_anomaly(check_nan=True):
        message = told(
            lambda: torch.sqrt(F.mse_loss(w, torch.zeros(3))).backward(), RuntimeError
        )
    # The square root gave infinity. Times the slope 0 it becomes NaN.
    assert "MseLossBackward0" in message and "nan values" in message


def test_what_says_something_about_shapes():
    """MSELoss warns and goes on, as the appendix on floating point says."""
    p, y = torch.zeros(200, 1), torch.arange(200.0)
    for name in ("MSELoss", "L1Loss", "HuberLoss", "SmoothL1Loss"):
        warning = "Using a target size .* that is different to the input size"
        with pytest.warns(UserWarning, match=warning):
            found = imported(f"torch.nn.{name}")()(p, y)
        assert found.item() > 0
    for name in ("BCELoss", "BCEWithLogitsLoss"):
        call = imported(f"torch.nn.{name}")()
        message = told(lambda call=call: call(p, y / 200), ValueError)
        assert "target size" in message.lower()


def test_the_cross_entropy_of_pytorch_has_one_term():
    # Chapter 02, "PyTorch also adds -log(1 - a) over the other classes".
    got = F.cross_entropy(torch.log(torch.tensor(P)), ints(0)).item()
    one, three = -np.log(0.7), -np.log(0.7) - np.log(0.8) - np.log(0.9)
    assert round(one, 4) == 0.3567
    assert round(three, 4) == 0.6852
    assert got == pytest.approx(one, rel=1e-14)
    assert lb.nll(0, P[0]) == pytest.approx(one, rel=1e-14)


def test_the_kl_div_of_pytorch():
    # Chapter 04, "Why is F.kl_div negative?"
    p, q = torch.tensor(P), t([0.5, 0.3, 0.2])
    as_typed = F.kl_div(p, q, reduction="sum").item()
    assert round(as_typed, 4) == -1.4597
    kl = lb.kl_divergence([0.7, 0.2, 0.1], [0.5, 0.3, 0.2])
    got = F.kl_div(q.log(), p, reduction="batchmean").item()
    assert got == pytest.approx(kl, rel=1e-12)
    assert F.kl_div(q.log(), p).item() == pytest.approx(kl / 3, rel=1e-12)
    # "batchmean" divides by the first axis: of a single row, and of two texts.
    row = F.kl_div(q.log()[0], p[0], reduction="batchmean").item()
    assert row == pytest.approx(kl / 3, rel=1e-12)
    texts = [x.expand(2, 5, 3) for x in (q.log(), p)]
    assert F.kl_div(*texts, reduction="batchmean").item() == pytest.approx(5 * kl)
    # Negative, since the target does not add up to 1.
    low = F.kl_div(t(0.5, 0.5).log(), t(0.2, 0.2), reduction="sum").item()
    assert round(low, 4) == -0.3665


def test_gradients_of_divergences_and_of_scales():
    # No rows of the catalogue: a divergence has no truth, a scale is no prediction.
    p, q = torch.tensor(P), torch.tensor([[0.5, 0.3, 0.2]], dtype=torch.float64)
    z = torch.tensor(Z)
    mine = {
        lambda x: -(p * x.log()).sum(): (lb.cross_entropy_grad, q),
        # With the -p + q that the others leave out.
        lambda x: (p * (p / x).log() - p + x).sum(): (lb.kl_divergence_grad, q),
        lambda x: F.kl_div(F.log_softmax(x, -1), p, reduction="sum"): (
            lb.kl_divergence_from_logits_grad,
            z,
        ),
        lambda x: (
            (
                F.kl_div(((p + x) / 2).log(), p, reduction="sum")
                + F.kl_div(((p + x) / 2).log(), x, reduction="sum")
            )
            / 2
        ): (lb.js_divergence_grad, q),
    }
    for theirs, (ours, second) in mine.items():
        x = second.clone().requires_grad_()
        theirs(x).backward()
        np.testing.assert_allclose(x.grad.numpy(), ours(P, second.numpy()), rtol=1e-12)
    value = F.kl_div(F.log_softmax(z, -1), p, reduction="sum").item()
    assert lb.kl_divergence_from_logits(P, Z)[0] == pytest.approx(value, rel=1e-12)
    # PyTorch's slope is with respect to the variance, the scale squared.
    y, mean, scale = t(0.3, -1.0), t(1.7, -1.2), t(0.7, 2.0).requires_grad_()
    F.gaussian_nll_loss(mean, y, scale**2, reduction="sum").backward()
    ours = lb.gaussian_nll_scale_grad(
        y.numpy(), mean.numpy(), scale=scale.detach().numpy()
    )
    np.testing.assert_allclose(scale.grad.numpy(), ours, rtol=1e-12)
    scale.grad = None
    noise = imported("torch.distributions.Laplace")(mean, scale)
    (-noise.log_prob(y)).sum().backward()
    ours = lb.laplace_nll_scale_grad(
        y.numpy(), mean.numpy(), scale=scale.detach().numpy()
    )
    np.testing.assert_allclose(scale.grad.numpy(), ours, rtol=1e-12)


def test_the_perplexity_of_a_model():
    z, y = np.random.default_rng(0).normal(size=(5, 3)), np.array([0, 2, 1, -100, 1])
    theirs = F.cross_entropy(torch.tensor(z), torch.tensor(y)).exp().item()
    assert lb.model_perplexity(y, z, where=y >= 0) == pytest.approx(theirs, rel=1e-13)


def test_soft_labels_and_smoothing_of_pytorch():
    # Chapter 04: the floors, and the weighted target.
    z = t(0.3).logit()
    got = F.binary_cross_entropy_with_logits(z, t(0.3)).item()
    assert got == pytest.approx(lb.entropy([0.3, 0.7]), rel=1e-12)
    floor = F.cross_entropy(
        t(np.log([0.91] + 9 * [0.01])), ints(0), label_smoothing=0.1
    )
    assert round(floor.item(), 4) == 0.5003
    pull = np.array([0.9 + 0.1 / 3, 0.5 / 3, 2.5 / 3])
    z = t(np.log(pull)).requires_grad_()
    weight = t(1, 5, 25)
    F.cross_entropy(z, ints(0), weight=weight, label_smoothing=0.1).backward()
    assert np.abs(z.grad.numpy()).max() < 1e-12
    masked = t([2, 0, -np.inf])
    assert F.cross_entropy(masked, ints(0), label_smoothing=0.1).item() == np.inf
    finite = F.cross_entropy(t([2, 0, -1e4]), t([0.95, 0.05, 0])).item()
    assert finite == pytest.approx(
        lb.softmax_cross_entropy([0.95, 0.05, 0], [2, 0, -np.inf]), rel=1e-12
    )


def constant(outputs, **compiled):
    """A Keras model that gives the same numbers for each input of 1, and stays."""
    keras = imported("keras")
    regulariser = keras.regularizers.L2(1.0) if len(outputs) == 1 else None
    dense = keras.layers.Dense(
        len(outputs), use_bias=False, kernel_regularizer=regulariser
    )
    model = keras.Sequential([keras.Input((1,)), dense])
    dense.set_weights([np.array([outputs])])
    model.compile(**compiled)
    return model


def history(model, x, y, **more):
    fitted = model.fit(x, y, validation_data=(x, y), verbose=0, batch_size=9, **more)
    return fitted.history["loss"][0], fitted.history["val_loss"][0]


def test_what_keras_counts_in_the_validation_loss():
    """Chapter 01: penalties of layers, smoothed targets, but not a weight decay."""
    optimizers = imported("keras.optimizers")
    x = np.ones((4, 1))
    still = optimizers.SGD(learning_rate=0.0)
    # The weight is 2 and the targets 2 + √2: a mean square of 2, a penalty of 4.
    y = 2 + np.sqrt(2) * x
    model = constant([2.0], optimizer=still, loss="mse")
    assert history(model, x, y) == pytest.approx((6, 6), rel=1e-6)
    z = np.log([0.7, 0.2, 0.1])
    y = np.tile([1.0, 0, 0], (4, 1))
    smooth = imported("keras.losses.CategoricalCrossentropy")(
        from_logits=True, label_smoothing=0.1
    )
    right = lb.softmax_cross_entropy(0, z, label_smoothing=0.1)
    model = constant(
        z, optimizer=optimizers.AdamW(learning_rate=0.0, weight_decay=1.0), loss=smooth
    )
    assert history(model, x, y) == pytest.approx((right, right), rel=1e-5)


def test_class_weights_of_keras_weight_the_example():
    """Chapter 04: also with label smoothing, and whatever the other weights are."""
    still = imported("keras.optimizers").SGD(learning_rate=0.0)
    smooth = imported("keras.losses.CategoricalCrossentropy")(
        from_logits=True, label_smoothing=0.1
    )
    z, x, y = np.log([0.7, 0.2, 0.1]), np.ones((4, 1)), np.tile([1.0, 0, 0], (4, 1))
    model = constant(z, optimizer=still, loss=smooth)
    right = 3 * lb.softmax_cross_entropy(0, z, label_smoothing=0.1)
    found, _ = history(model, x, y, class_weight={0: 3.0, 1: 5.0, 2: 30.0})
    assert found == pytest.approx(right, rel=1e-5)


def test_keras_on_tensorflow_looks_for_the_logits_before_it_clips():
    """Chapter 02, from its source: TensorFlow is not installed here."""
    path = os.path.dirname(imported("keras").__file__) + "/src/backend/tensorflow/nn.py"
    with open(path, encoding="utf-8") as file:
        source = file.read()
    for name in ("categorical_crossentropy", "sparse_categorical_crossentropy"):
        body = source.split(f"\ndef {name}(")[1].split("\ndef ")[0]
        finds = body.index("output, from_logits = _get_logits(")
        assert '"Softmax"' in body[finds:]
        assert finds < body.index("clip_by_value")
    body = source.split("\ndef softmax(")[1].split("\ndef ")[0]
    assert "output._keras_logits = logits" in body


def test_where_losses_of_pytorch_are_negative_or_nan():
    # Chapter 03: probabilities for logarithms, and a negative rate.
    got = F.nll_loss(torch.tensor(P), ints(0)).item()
    assert got == pytest.approx(-0.7, rel=1e-14)
    assert F.poisson_nll_loss(t(-0.3), t(2), log_input=False).isnan()


def test_the_mean_of_pytorch_divides_by_the_weights():
    # Chapter 01, "Is the mean of the batch losses the mean loss?"
    answer = np.array([1] + [0] * 23)
    found = F.cross_entropy(torch.zeros(24, 2), ints(*answer), weight=t(1, 55).float())
    assert found.item() == pytest.approx(np.log(2), rel=1e-6)


def test_what_pytorch_ignores():
    # Chapter 01, "Ignored targets".
    z = torch.tensor(np.random.default_rng(0).normal(size=(3, 4)), requires_grad=True)
    loss = F.cross_entropy(z, ints(-100, 2, 1))
    loss.backward()
    right = lb.softmax_cross_entropy([2, 1], z.detach().numpy()[1:])
    assert loss.item() == pytest.approx(right.mean(), rel=1e-14)
    assert not z.grad[0].any()
    with pytest.raises(IndexError, match="out of bounds"):
        F.cross_entropy(z, ints(-1, 2, 1))
    assert F.cross_entropy(z, ints(-1, 2, 1), ignore_index=-1) == loss
    # A real class: its examples are left out, and its logit has a gradient.
    z.grad = None
    F.cross_entropy(z, ints(3, 2, 1), ignore_index=3).backward()
    assert not z.grad[0].any()
    assert (z.grad[1:, 3] > 0).all()


def test_if_all_targets_are_ignored_the_mean_is_nan():
    # With a gradient of 0 by PyTorch's function, and of NaN with one's own mask.
    z = torch.zeros(2, 3, requires_grad=True)
    loss = F.cross_entropy(z, ints(-100, -100))
    loss.backward()
    assert loss.isnan()
    assert not z.grad.any()
    mask = torch.zeros(2)
    own = F.cross_entropy(z, ints(0, 1), reduction="none")
    ((own * mask).sum() / mask.sum()).backward()
    assert z.grad.isnan().any()


def test_a_loss_at_its_cap_has_no_gradient_with_respect_to_the_logit():
    # Chapter 02, "The loss stops at a cap": 100 in PyTorch, 15.942 in float32.
    z = torch.tensor([-200.0], requires_grad=True)
    loss = F.binary_cross_entropy(torch.sigmoid(z), torch.ones(1))
    loss.backward()
    assert loss == 100
    assert z.grad == 0
    for kind, cap in ((np.float32, 15.942), (np.float64, 36.044)):
        found = metrics.log_loss([0, 1], np.array([[1, 0], [1, 0]], dtype=kind))
        assert found == pytest.approx(-np.log(np.finfo(kind).eps) / 2, rel=1e-6)
        assert round(2 * found, 3) == cap


def test_keras_with_tensorflow_takes_the_input_of_a_softmax_or_sigmoid():
    """Chapter 09, "A loss of 16.118": TensorFlow is not here, so read the source."""
    folder = Path(imported("keras.__file__")).parent / "src/backend/tensorflow"
    source = (folder / "nn.py").read_text("utf-8")
    found = source.split("def _get_logits(")[1].split("\ndef ")[0]
    assert "output.op.type == op_type" in found
    assert "output_ = output.op.inputs[0]\n        from_logits_ = True" in found
    for name, made_by in (
        ("categorical_crossentropy", "Softmax"),
        ("sparse_categorical_crossentropy", "Softmax"),
        ("binary_crossentropy", "Sigmoid"),
    ):
        body = source.split(f"\ndef {name}(")[1].split("\ndef ")[0]
        asks = f'_get_logits(\n        output, from_logits, "{made_by}", "{name}"'
        assert body.index(asks) < body.index("clip_by_value")


# What other libraries answer in silence, and lossbook must not:
# (who and what: the call, what it gives, why that is wrong, lossbook on the same input,
# what lossbook raises, or gives where there is a right answer)
nan, inf = np.nan, np.inf
COLUMN = np.zeros((3, 1))
SILENT = {
    "PyTorch's mean squared error broadcasts (3,) and (3, 1)": (
        lambda: F.mse_loss(t(0, 1, 2), t([0], [1], [2])),
        4 / 3,
        "each prediction is its target: 0",
        lambda: lb.squared_error([[0], [1], [2]], [0, 1, 2]),
        ValueError,
    ),
    "PyTorch's Gaussian loss broadcasts (3,) and (3, 1)": (
        lambda: F.gaussian_nll_loss(t([0], [1], [2]), t(0, 1, 2), t([1], [1], [1])),
        2 / 3,
        "each mean is its target: 0",
        lambda: lb.gaussian_nll([0, 1, 2], [[0], [1], [2]]),
        ValueError,
    ),
    "PyTorch's Poisson loss broadcasts (3,) and (3, 1)": (
        lambda: (
            F.poisson_nll_loss(
                t([1], [1], [1]), t(1, 1, 1), log_input=False, reduction="none"
            ).shape
        ),
        (3, 3),
        "nine losses of three examples",
        lambda: lb.poisson_nll([1, 1, 1], [[1], [1], [1]]),
        ValueError,
    ),
    "optax's Huber loss broadcasts (3,) and (3, 1)": (
        lambda: optax.huber_loss(COLUMN, np.zeros(3)).shape,
        (3, 3),
        "nine losses of three examples",
        lambda: lb.huber(np.zeros(3), COLUMN),
        ValueError,
    ),
    "optax's log-cosh broadcasts (3,) and (3, 1)": (
        lambda: optax.log_cosh(COLUMN, np.zeros(3)).shape,
        (3, 3),
        "nine losses of three examples",
        lambda: lb.log_cosh(np.zeros(3), COLUMN),
        ValueError,
    ),
    "optax's hinge loss broadcasts (3,) and (3, 1)": (
        lambda: optax.hinge_loss(COLUMN, np.ones(3)).shape,
        (3, 3),
        "nine losses of three examples",
        lambda: lb.hinge(np.ones(3), COLUMN),
        ValueError,
    ),
    "optax's cross-entropy broadcasts (3,) and (3, 1)": (
        lambda: optax.sigmoid_binary_cross_entropy(COLUMN, np.zeros(3)).shape,
        (3, 3),
        "nine losses of three examples",
        lambda: lb.sigmoid_cross_entropy(np.zeros(3), COLUMN),
        ValueError,
    ),
    "optax's hinge loss takes the labels 0 and 1": (
        lambda: optax.hinge_loss(np.array([-3.0, 3.0]), np.array([0.0, 1.0])),
        [1.0, 0.0],
        "both are on the right side, and far from the margin",
        lambda: lb.hinge([0, 1], [-3.0, 3.0]),
        ValueError,
    ),
    "optax's Huber loss takes delta=-1": (
        lambda: optax.huber_loss(np.array([3.0]), np.array([0.0]), delta=-1.0),
        [-3.5],
        "a loss below 0",
        lambda: lb.huber([0.0], [3.0], delta=-1.0),
        ValueError,
    ),
    "Keras' Huber loss takes delta=-1": (
        lambda: losses.huber(np.array([0.0]), np.array([3.0]), delta=-1.0),
        -3.5,
        "a loss below 0",
        lambda: lb.huber([0.0], [3.0], delta=-1.0),
        ValueError,
    ),
    "NumPy subtracts in eight bits": (
        lambda: np.array([-100], dtype=np.int8) - np.array([100], dtype=np.int8),
        [56],
        "-200 has no place in eight bits",
        lambda: lb.absolute_error(
            np.array([100], dtype=np.int8), np.array([-100], dtype=np.int8)
        ),
        [200.0],
    ),
    "PyTorch's margin loss meets NaN": (
        lambda: F.multi_margin_loss(t([nan, 1, 0]), ints(0)),
        0.0,
        "the best loss there is, for what is no number",
        lambda: lb.multiclass_hinge([0], [[nan, 1.0, 0.0]]),
        [nan],
    ),
    "optax takes the label K": (
        lambda: optax.softmax_cross_entropy_with_integer_labels(Z, np.array([3])),
        [nan],
        "one NaN makes the mean of all NaN, and does not say where it came from",
        lambda: lb.softmax_cross_entropy([3], Z),
        ValueError,
    ),
    "Keras takes the label K": (
        lambda: losses.sparse_categorical_crossentropy(
            jnp.array([3]), Z, from_logits=True
        ),
        [0.0],
        "the best loss there is, for a class that does not exist",
        lambda: lb.softmax_cross_entropy([3], Z),
        ValueError,
    ),
    "scikit-learn's internal loss takes the label K": (
        lambda: half.HalfMultinomialLoss(n_classes=3).loss(np.array([3.0]), Z),
        lb.logsumexp(Z),
        "the term of the target is left out",
        lambda: lb.softmax_cross_entropy([3], Z),
        ValueError,
    ),
    "optax takes the label -1": (
        lambda: optax.softmax_cross_entropy_with_integer_labels(Z, np.array([-1])),
        lb.softmax_cross_entropy([2], Z),
        "-1 often means unknown; it is read as the last class",
        lambda: lb.softmax_cross_entropy([-1], Z),
        ValueError,
    ),
    "Keras takes the label -1": (
        lambda: losses.sparse_categorical_crossentropy(
            jnp.array([-1]), Z, from_logits=True
        ),
        [0.0],
        "the best loss there is, for no class at all",
        lambda: lb.softmax_cross_entropy([-1], Z),
        ValueError,
    ),
    "Keras takes the label 1.7": (
        lambda: losses.sparse_categorical_crossentropy(
            jnp.array([1.7]), Z, from_logits=True
        ),
        lb.softmax_cross_entropy([1], Z),
        "no class is called 1.7; it is read as 1",
        lambda: lb.softmax_cross_entropy([1.7], Z),
        TypeError,
    ),
    "PyTorch takes shares that sum to 3": (
        lambda: F.cross_entropy(torch.tensor(Z), t([1, 1, 1])),
        3 * lb.logsumexp(Z[0]) - 3,
        "three times the loss of what is no distribution",
        lambda: lb.softmax_cross_entropy([[1.0, 1.0, 1.0]], Z),
        ValueError,
    ),
    "PyTorch takes shares below 0": (
        lambda: F.cross_entropy(torch.tensor(Z), t([2, -1, 0])),
        lb.logsumexp(Z[0]) - 3,
        "a cross-entropy below 0",
        lambda: lb.softmax_cross_entropy([[2.0, -1.0, 0.0]], Z),
        ValueError,
    ),
    "optax takes shares that sum to 3": (
        lambda: optax.softmax_cross_entropy(Z, np.ones((1, 3))),
        3 * lb.logsumexp(Z) - 3,
        "three times the loss of what is no distribution",
        lambda: lb.softmax_cross_entropy([[1.0, 1.0, 1.0]], Z),
        ValueError,
    ),
    "PyTorch takes the target 5 for yes or no": (
        lambda: F.binary_cross_entropy_with_logits(t(3), t(5)),
        lb.softplus(3.0) - 15,
        "a cross-entropy below 0",
        lambda: lb.sigmoid_cross_entropy([5.0], [3.0]),
        ValueError,
    ),
    "optax takes the target 5 for yes or no": (
        lambda: optax.sigmoid_binary_cross_entropy(np.array([3.0]), np.array([5.0])),
        [lb.softplus(3.0) - 15],
        "a cross-entropy below 0",
        lambda: lb.sigmoid_cross_entropy([5.0], [3.0]),
        ValueError,
    ),
    "Keras takes probabilities that sum to 1/2": (
        lambda: losses.sparse_categorical_crossentropy(
            jnp.array([0]), jnp.array(P / 2)
        ),
        lb.nll([0], P),
        "they are stretched to 1, and the mistake that made them 1/2 stays unseen",
        lambda: lb.nll([0], P / 2),
        ValueError,
    ),
    "SciPy takes probabilities that sum to 1/2": (
        lambda: stats.entropy(P[0] / 2),
        lb.entropy(P[0]),
        "the same",
        lambda: lb.entropy(P[0] / 2),
        ValueError,
    ),
    "PyTorch takes a label smoothing of -3": (
        lambda: F.cross_entropy(torch.tensor(Z), ints(0), label_smoothing=-3.0),
        lb.softmax_cross_entropy(0, Z[0]),
        "it is not looked at: the loss without smoothing",
        lambda: lb.softmax_cross_entropy([0], Z, label_smoothing=-3.0),
        ValueError,
    ),
    "Keras takes a label smoothing of -3": (
        lambda: losses.categorical_crossentropy(
            np.eye(1, 3), Z, from_logits=True, label_smoothing=-3.0
        ),
        lb.logsumexp(Z) - (2 * 3 - 1 * 1),
        "a cross-entropy below 0",
        lambda: lb.softmax_cross_entropy([0], Z, label_smoothing=-3.0),
        ValueError,
    ),
    "PyTorch takes a weight of -1 for yes": (
        lambda: F.binary_cross_entropy_with_logits(t(3), t(1), pos_weight=t(-1)),
        -lb.softplus(-3.0),
        "a cross-entropy below 0",
        lambda: lb.sigmoid_cross_entropy([1], [3.0], pos_weight=-1.0),
        ValueError,
    ),
    "SciPy takes logits of eight bits": (
        lambda: special.softmax(np.array([200, 1], dtype=np.uint8)),
        [0.0, nan],
        "1 - 200 is 57 in eight bits without a sign",
        lambda: lb.softmax(np.array([200, 1], dtype=np.uint8)),
        [1.0, np.exp(-199.0)],
    ),
    "PyTorch meets a masked class that has no share": (
        lambda: F.cross_entropy(t([1, 0, -inf]), t([0.5, 0.5, 0])),
        nan,
        "0 times infinity; its limit is 0",
        lambda: lb.softmax_cross_entropy([[0.5, 0.5, 0]], [[1, 0, -inf]]),
        [lb.softplus(1.0) - 0.5],
    ),
    "optax meets a masked class that has no share": (
        lambda: optax.softmax_cross_entropy(
            np.array([[1, 0, -inf]]), np.array([[0.5, 0.5, 0]])
        ),
        [nan],
        "0 times infinity; its limit is 0",
        lambda: lb.softmax_cross_entropy([[0.5, 0.5, 0]], [[1, 0, -inf]]),
        [lb.softplus(1.0) - 0.5],
    ),
    "Keras meets a masked class that has no share": (
        lambda: losses.categorical_crossentropy(
            jnp.array([[0.5, 0.5, 0]]), jnp.array([[1, 0, -inf]]), from_logits=True
        ),
        [nan],
        "0 times infinity; its limit is 0",
        lambda: lb.softmax_cross_entropy([[0.5, 0.5, 0]], [[1, 0, -inf]]),
        [lb.softplus(1.0) - 0.5],
    ),
}


@pytest.mark.filterwarnings("ignore")  # a warning, and a wrong number all the same
@pytest.mark.parametrize("what", SILENT)
def test_silent_wrong_answers(what, record_property):
    theirs, gives, why, ours, right = SILENT[what]
    try:
        found = theirs()
    except pytest.skip.Exception as skipped:
        skip(record_property, f"{what}: {skipped.msg}")
    np.testing.assert_allclose(np.asarray(found), gives, rtol=1e-6, err_msg=why)
    if isinstance(right, type):
        with pytest.raises(right):
            ours()
    else:
        np.testing.assert_allclose(ours(), right, rtol=1e-14)

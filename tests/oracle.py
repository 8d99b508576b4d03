"""What the answers are: the definitions, in mpmath, to 400 digits and by no trick.

Written from the formulas and not from the package. There is no shift by a maximum,
no log1p and no case for large or small: a float64 is at least 5e-324, so to 400
digits even 1 + x is never rounded to 1, and the textbook form is the right one.

Numbers are Python floats, each taken as exactly the number it is. A distribution or
a row of logits is a list of them. Answers are mpmath numbers, unrounded.
"""

from collections.abc import Sequence
from functools import cache

from mpmath import mp

mp.dps = 400

Row = Sequence[float]
INF = mp.inf


@cache
def exp(x: float) -> mp.mpf:
    """Return exp(x), also of x = 1e300."""
    return mp.exp(mp.mpf(x))


@cache
def log(x: float) -> mp.mpf:
    """Return log(x), -inf at 0."""
    return mp.log(mp.mpf(x)) if x > 0 else -INF


def times(share, surprisal) -> mp.mpf:
    """Return the product, 0 if the share is 0."""
    return mp.mpf(0) if share == 0 else mp.mpf(share) * surprisal


def one_hot(y: int, k: int) -> list[int]:
    """Return 1 at y, else 0."""
    return [int(j == y) for j in range(k)]


# ---------------------------------------------------------------------- links


@cache
def softplus(x: float) -> mp.mpf:
    """log(1 + exp(x))."""
    return mp.log(1 + exp(x))


@cache
def sigmoid(x: float) -> mp.mpf:
    """1 / (1 + exp(-x))."""
    return 1 / (1 + exp(-x))


@cache
def log_sigmoid(x: float) -> mp.mpf:
    """log(1 / (1 + exp(-x)))."""
    return mp.log(sigmoid(x))


def logit(p: float) -> mp.mpf:
    """log(p / (1 - p))."""
    if p in (0.0, 1.0):
        return INF if p else -INF
    return mp.log(mp.mpf(p) / (1 - mp.mpf(p)))


def total(z: Row) -> mp.mpf:
    """Sum of exp(z_j)."""
    return mp.fsum(exp(x) for x in z)


def logsumexp(z: Row) -> mp.mpf:
    """log(sum exp(z_j))."""
    return mp.log(total(z))


def softmax(z: Row) -> list[mp.mpf]:
    """exp(z_k) / sum exp(z_j)."""
    s = total(z)
    return [exp(x) / s for x in z]


def log_softmax(z: Row) -> list[mp.mpf]:
    """z_k - log(sum exp(z_j))."""
    s = mp.log(total(z))
    return [mp.mpf(x) - s for x in z]


# ---------------------------------------------------------------- information


def surprisal(p: float, base: float | None = None) -> mp.mpf:
    """-log(p), by the log of the base."""
    return -log(p) / (1 if base is None else log(base))


def entropy(p: Row, base: float | None = None) -> mp.mpf:
    """-sum p log(p), by the log of the base."""
    return -mp.fsum(times(a, log(a)) for a in p) / (1 if base is None else log(base))


def cross_entropy(p: Row, q: Row) -> mp.mpf:
    """-sum p log(q)."""
    return -mp.fsum(times(a, log(b)) for a, b in zip(p, q, strict=True))


def kl_divergence(p: Row, q: Row) -> mp.mpf:
    """sum p log(p / q) - p + q."""
    return mp.fsum(
        times(a, mp.log(a) - mp.log(b) if a and b else INF) - mp.mpf(a) + mp.mpf(b)
        for a, b in zip(p, q, strict=True)
    )


def cross_entropy_grad(p: Row, q: Row) -> list[mp.mpf]:
    """-p / q."""
    return [-times(a, 1 / mp.mpf(b) if b else INF) for a, b in zip(p, q, strict=True)]


def kl_divergence_grad(p: Row, q: Row) -> list[mp.mpf]:
    """1 - p / q."""
    return [1 + slope for slope in cross_entropy_grad(p, q)]


def kl_divergence_from_logits(p: Row, z: Row) -> mp.mpf:
    """The divergence of the softmax."""
    return kl_divergence(p, softmax(z))


def kl_divergence_from_logits_grad(p: Row, z: Row) -> list[mp.mpf]:
    """sum(p) softmax(z) - p."""
    return softmax_cross_entropy_grad(p, z)


def js_divergence(p: Row, q: Row) -> mp.mpf:
    """Mean of the divergences of p and q from their middle."""
    m = [(mp.mpf(a) + mp.mpf(b)) / 2 for a, b in zip(p, q, strict=True)]
    return (kl_divergence(p, m) + kl_divergence(q, m)) / 2


def js_divergence_grad(p: Row, q: Row) -> list[mp.mpf]:
    """log(q / m) / 2, m the middle."""
    m = [(mp.mpf(a) + mp.mpf(b)) / 2 for a, b in zip(p, q, strict=True)]
    return [
        (mp.log(mp.mpf(b) / c) if b else -INF) / 2 if a else mp.log(2) / 2
        for a, b, c in zip(p, q, m, strict=True)
    ]


def mutual_information(joint: Sequence[Row]) -> mp.mpf:
    """Divergence of the joint table from the product of its margins."""
    a = [mp.fsum(row) for row in joint]
    b = [mp.fsum(column) for column in zip(*joint, strict=True)]
    product = [x * y for x in a for y in b]
    return kl_divergence([x for row in joint for x in row], product)


def perplexity(p: Row) -> mp.mpf:
    """exp(entropy)."""
    return mp.exp(entropy(p))


def model_perplexity(y: int, z: Row) -> mp.mpf:
    """exp of the cross-entropy, of a single example."""
    return mp.exp(softmax_cross_entropy(y, z))


# ------------------------------------------------------------- classification


def nll(y: int, p: Row) -> mp.mpf:
    """-log(p_y)."""
    return -log(p[y])


def nll_grad(y: int, p: Row) -> list[mp.mpf]:
    """-1 / p_y at y."""
    slope = -1 / mp.mpf(p[y]) if p[y] else -INF
    return [slope if k == y else mp.mpf(0) for k in range(len(p))]


def brier(y: int, p: Row) -> mp.mpf:
    """sum (p_k - [k = y])²."""
    return mp.fsum(
        (mp.mpf(a) - b) ** 2 for a, b in zip(p, one_hot(y, len(p)), strict=True)
    )


def brier_grad(y: int, p: Row) -> list[mp.mpf]:
    """2 (p_k - [k = y])."""
    return [2 * (mp.mpf(a) - b) for a, b in zip(p, one_hot(y, len(p)), strict=True)]


def target(y, k: int, *, label_smoothing=0.0, class_weight=None) -> list[mp.mpf]:
    """w_k ((1 - s) t_k + s / K)."""
    s = mp.mpf(label_smoothing)
    t = one_hot(y, k) if isinstance(y, int) else y
    w = [1.0] * k if class_weight is None else class_weight
    return [
        mp.mpf(b) * ((1 - s) * mp.mpf(a) + s / k) for a, b in zip(t, w, strict=True)
    ]


def softmax_cross_entropy(y, z: Row, **knobs) -> mp.mpf:
    """-sum t_k log(softmax(z)_k)."""
    t = target(y, len(z), **knobs)
    return -mp.fsum(times(a, b) for a, b in zip(t, log_softmax(z), strict=True))


def softmax_cross_entropy_grad(y, z: Row, **knobs) -> list[mp.mpf]:
    """sum(t) softmax(z)_k - t_k."""
    t = target(y, len(z), **knobs)
    return [mp.fsum(t) * a - b for a, b in zip(softmax(z), t, strict=True)]


def binary_cross_entropy(t: float, p: float) -> mp.mpf:
    """-t log(p) - (1 - t) log(1 - p)."""
    t = mp.mpf(t)
    q = 1 - mp.mpf(p)
    return -times(t, log(p)) - times(1 - t, mp.log(q) if q else -INF)


def binary_cross_entropy_grad(t: float, p: float) -> mp.mpf:
    """(1 - t) / (1 - p) - t / p."""
    yes = times(t, 1 / mp.mpf(p) if p else INF)
    return times(1 - mp.mpf(t), 1 / (1 - mp.mpf(p)) if p != 1 else INF) - yes


def sigmoid_cross_entropy(t: float, z: float, pos_weight: float = 1.0) -> mp.mpf:
    """-w t log(sigmoid(z)) - (1 - t) log(sigmoid(-z))."""
    t = mp.mpf(t)
    return -times(pos_weight * t, log_sigmoid(z)) - times(1 - t, log_sigmoid(-z))


def sigmoid_cross_entropy_grad(t: float, z: float, pos_weight: float = 1.0) -> mp.mpf:
    """(1 - t) sigmoid(z) - w t sigmoid(-z)."""
    t = mp.mpf(t)
    return (1 - t) * sigmoid(z) - mp.mpf(pos_weight) * t * sigmoid(-z)


def balance(t: float, alpha: float | None) -> mp.mpf:
    """Alpha for yes and 1 - alpha for no, 1 without it."""
    a = mp.mpf(1) / 2 if alpha is None else mp.mpf(alpha)
    return (a if t else 1 - a) * (2 if alpha is None else 1)


def focal(t: float, z: float, gamma: float = 2.0, alpha=None) -> mp.mpf:
    """q^gamma times -log(p), p and q the probabilities of right and wrong."""
    p, q = (sigmoid(z), sigmoid(-z)) if t else (sigmoid(-z), sigmoid(z))
    return balance(t, alpha) * q ** mp.mpf(gamma) * -mp.log(p)


def focal_grad(t: float, z: float, gamma: float = 2.0, alpha=None) -> mp.mpf:
    """By the chain rule: derivative w.r.t. p, times p (1 - p), times the sign."""
    p, q = (sigmoid(z), sigmoid(-z)) if t else (sigmoid(-z), sigmoid(z))
    g = mp.mpf(gamma)
    by_p = g * q ** (g - 1) * mp.log(p) - q**g / p
    return (1 if t else -1) * balance(t, alpha) * by_p * p * q


def softmax_focal(y: int, z: Row, gamma: float = 2.0, alpha=None) -> mp.mpf:
    """-alpha_y (1 - p_y)^gamma log(p_y)."""
    p = softmax(z)[y]
    if p == 0:
        return INF
    weight = mp.mpf(1 if alpha is None else alpha[y])
    return weight * (1 - p) ** mp.mpf(gamma) * -mp.log(p)


def softmax_focal_grad(y: int, z: Row, gamma: float = 2.0, alpha=None) -> list[mp.mpf]:
    """By the chain rule: derivative w.r.t. p_y, times p_y ([k = y] - p_k)."""
    p, g = softmax(z), mp.mpf(gamma)
    weight, q = mp.mpf(1 if alpha is None else alpha[y]), 1 - p[y]
    # The derivative times p_y. Its limit for p_y = 0 is -1.
    by_log = g * p[y] * q ** (g - 1) * mp.log(p[y]) - q**g if 0 < p[y] < 1 else -q
    return [
        weight * by_log * (b - a) for a, b in zip(p, one_hot(y, len(z)), strict=True)
    ]

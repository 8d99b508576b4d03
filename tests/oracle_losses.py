"""What the losses of residuals, margins and noise models are, in mpmath.

Like `oracle`: the definitions, to 400 digits and by no trick, and no digit of the
arguments is lost. Written from the formulas and not from the package.
"""

import oracle
from mpmath import mp
from oracle import INF, exp

# At -inf, 0 and 2 the general robust loss is a limit: the formula at an alpha as far
# out, or as near, differs from it in the 50th digit. It needs more than 400 digits.
FAR, NEAR = mp.mpf(10) ** 60, mp.mpf(10) ** -60


def residual(t: float, p: float) -> mp.mpf:
    """Prediction less truth, not rounded."""
    return mp.mpf(p) - mp.mpf(t)


# ----------------------------------------------------------------- regression


def squared_error(t, p):
    """r²."""
    return residual(t, p) ** 2


def squared_error_grad(t, p):
    """2 r."""
    return 2 * residual(t, p)


def absolute_error(t, p):
    """|r|."""
    return abs(residual(t, p))


def absolute_error_grad(t, p):
    """sign(r), 0 at 0."""
    return mp.sign(residual(t, p))


def huber(t, p, delta=1.0):
    """r²/2 up to delta, then delta (|r| - delta/2)."""
    r, d = abs(residual(t, p)), mp.mpf(delta)
    return r**2 / 2 if r <= d else d * (r - d / 2)


def huber_grad(t, p, delta=1.0):
    """r up to delta, then delta, with the sign of r."""
    r, d = residual(t, p), mp.mpf(delta)
    return r if abs(r) <= d else mp.sign(r) * d


def smooth_l1(t, p, beta=1.0):
    """r²/(2 beta) up to beta, then |r| - beta/2."""
    r, b = abs(residual(t, p)), mp.mpf(beta)
    return r**2 / (2 * b) if r <= b else r - b / 2


def smooth_l1_grad(t, p, beta=1.0):
    """r/beta up to beta, then 1, with the sign of r."""
    r, b = residual(t, p), mp.mpf(beta)
    return r / b if abs(r) <= b else mp.sign(r)


def pseudo_huber(t, p, delta=1.0):
    """delta² (sqrt(1 + (r/delta)²) - 1)."""
    r, d = residual(t, p), mp.mpf(delta)
    with mp.workdps(1000):
        return d**2 * (mp.sqrt(1 + (r / d) ** 2) - 1)


def pseudo_huber_grad(t, p, delta=1.0):
    """r / sqrt(1 + (r/delta)²)."""
    r, d = residual(t, p), mp.mpf(delta)
    return r / mp.sqrt(1 + (r / d) ** 2)


def log_cosh(t, p):
    """log(cosh(r))."""
    with mp.workdps(1000):
        return mp.log(mp.cosh(residual(t, p)))


def log_cosh_grad(t, p):
    """tanh(r)."""
    return mp.tanh(residual(t, p))


def quantile(t, p, level=0.5):
    """(1 - level) r above, -level r below."""
    r, a = residual(t, p), mp.mpf(level)
    return max((1 - a) * r, -a * r)


def quantile_grad(t, p, level=0.5):
    """1 - level above, -level below, 0 at 0."""
    r, a = residual(t, p), mp.mpf(level)
    return (1 - a) * (r > 0) - a * (r < 0)


def epsilon_insensitive(t, p, epsilon=0.1):
    """max(|r| - epsilon, 0)."""
    return max(abs(residual(t, p)) - mp.mpf(epsilon), mp.mpf(0))


def epsilon_insensitive_grad(t, p, epsilon=0.1):
    """sign(r) beyond epsilon, 0 at it and within."""
    r = residual(t, p)
    return mp.sign(r) * (abs(r) > mp.mpf(epsilon))


def lp(t, p_, p=2.0):
    """|r|^p."""
    return abs(residual(t, p_)) ** mp.mpf(p)


def lp_grad(t, p_, p=2.0):
    """p |r|^(p-1) sign(r)."""
    r, p = residual(t, p_), mp.mpf(p)
    return p * abs(r) ** (p - 1) * mp.sign(r) if r else mp.mpf(0)


def shape(alpha):
    """Alpha, or a number next to it where the formula is a limit."""
    if alpha == -INF:
        return -FAR
    return mp.mpf(alpha) + (NEAR if alpha == 0 else -NEAR if alpha == 2 else 0)


def general_robust(t, p, alpha=1.0, scale=1.0):
    """b/alpha ((1 + z²/b)^(alpha/2) - 1) with b = |alpha - 2|."""
    with mp.workdps(1000):
        z, a = residual(t, p) / mp.mpf(scale), shape(alpha)
        b = abs(a - 2)
        return b / a * ((1 + z**2 / b) ** (a / 2) - 1)


def general_robust_grad(t, p, alpha=1.0, scale=1.0):
    """z/scale (1 + z²/b)^(alpha/2 - 1)."""
    with mp.workdps(1000):
        z, a = residual(t, p) / mp.mpf(scale), shape(alpha)
        return z / mp.mpf(scale) * (1 + z**2 / abs(a - 2)) ** (a / 2 - 1)


def tukey_biweight(t, p, c=4.685):
    """c²/6 (1 - (1 - (r/c)²)³) up to c, then c²/6."""
    with mp.workdps(1000):
        c = mp.mpf(c)
        x = min(abs(residual(t, p)) / c, 1)
        return c**2 / 6 * (1 - (1 - x**2) ** 3)


def tukey_biweight_grad(t, p, c=4.685):
    """r (1 - (r/c)²)² up to c, then 0."""
    r, c = residual(t, p), mp.mpf(c)
    return r * (1 - (r / c) ** 2) ** 2 if abs(r) <= c else mp.mpf(0)


# --------------------------------------------------------------------- margin


def zero_one(y, s):
    """1 unless the margin is positive."""
    return mp.mpf(int(y * s <= 0))


def perceptron(y, s):
    """max(-m, 0)."""
    return max(-y * mp.mpf(s), mp.mpf(0))


def perceptron_grad(y, s):
    """-y unless the margin is positive."""
    return mp.mpf(-y * (y * s <= 0))


def hinge(y, s, margin=1.0):
    """max(margin - m, 0)."""
    return max(mp.mpf(margin) - y * mp.mpf(s), mp.mpf(0))


def hinge_grad(y, s, margin=1.0):
    """-y where m < margin."""
    return mp.mpf(-y * (y * s < margin))


def squared_hinge(y, s):
    """max(1 - m, 0)²."""
    return hinge(y, s) ** 2


def squared_hinge_grad(y, s):
    """-2 y max(1 - m, 0)."""
    return -2 * y * hinge(y, s)


def logistic(y, s):
    """log(1 + exp(-m))."""
    return mp.log(1 + exp(-y * s))


def logistic_grad(y, s):
    """-y / (1 + exp(m))."""
    return -y / (1 + exp(y * s))


def exponential(y, s):
    """exp(-m)."""
    return exp(-y * s)


def exponential_grad(y, s):
    """-y exp(-m)."""
    return -y * exp(-y * s)


def sigmoid_margin(y, s):
    """1 - 1 / (1 + exp(-m))."""
    return 1 - 1 / (1 + exp(-y * s))


def sigmoid_margin_grad(y, s):
    """-y exp(-m) / (1 + exp(-m))²."""
    return -y * exp(-y * s) / (1 + exp(-y * s)) ** 2


def excesses(y, s, margin):
    """max(margin + s_k - s_y, 0) of each rival, 0 for y itself."""
    return [
        max(mp.mpf(margin) + mp.mpf(x) - mp.mpf(s[y]), mp.mpf(0)) if k != y else 0
        for k, x in enumerate(s)
    ]


def multiclass_hinge(y, s, margin=1.0, kind="weston-watkins"):
    """The sum of the excesses, or the largest."""
    e = excesses(y, s, margin)
    return mp.fsum(e) if kind == "weston-watkins" else mp.mpf(max(e))


def multiclass_hinge_grad(y, s, margin=1.0, kind="weston-watkins"):
    """1 for each rival with an excess, or the first worst; minus their number at y."""
    e = excesses(y, s, margin)
    grad = [mp.mpf(x > 0) for x in e]
    if kind == "crammer-singer":
        grad = [g * (k == e.index(max(e))) for k, g in enumerate(grad)]
    grad[y] = -mp.fsum(grad)
    return grad


# ------------------------------------------------------------------- forecasts


def gaussian_crps(t, m, scale=1.0):
    """s (w (2 Phi(w) - 1) + 2 phi(w) - 1/sqrt(pi)), w = r/s."""
    s = mp.mpf(scale)
    w = residual(t, m) / s
    return s * (w * mp.erf(w / mp.sqrt(2)) + 2 * mp.npdf(w) - 1 / mp.sqrt(mp.pi))


def gaussian_crps_grad(t, m, scale=1.0):
    """2 Phi(w) - 1."""
    return mp.erf(residual(t, m) / mp.mpf(scale) / mp.sqrt(2))


def gaussian_crps_scale_grad(t, m, scale=1.0):
    """2 phi(w) - 1/sqrt(pi)."""
    return 2 * mp.npdf(residual(t, m) / mp.mpf(scale)) - 1 / mp.sqrt(mp.pi)


def difference(a, b):
    """Of two numbers or two points, as a list."""
    a, b = (x if isinstance(x, list) else [x] for x in (a, b))
    return [mp.mpf(x) - mp.mpf(y) for x, y in zip(a, b, strict=True)]


def distance(a, b):
    """Of two numbers or two points."""
    return mp.sqrt(mp.fsum(x**2 for x in difference(a, b)))


def direction(a, b):
    """From b to a, in length 1, 0 if they are the same."""
    size = distance(a, b)
    return [x / size if size else mp.mpf(0) for x in difference(a, b)]


def energy_score(t, x, fair=False):
    """mean |x_i - y| - mean |x_i - x_j| / 2."""
    m = len(x)
    pairs = mp.fsum(distance(a, b) for a in x for b in x) / (m * (m - fair))
    return mp.fsum(distance(a, t) for a in x) / m - pairs / 2


def energy_score_grad(t, x, fair=False):
    """1/M of the direction from y, less the sum of those from the x_j / pairs."""
    m = len(x)
    return [
        from_truth / m - mp.fsum(from_others) / (m * (m - fair))
        for a in x
        for from_truth, *from_others in zip(
            direction(a, t), *(direction(a, b) for b in x), strict=True
        )
    ]


def ensemble_crps(t, x, fair=False):
    """The same of numbers."""
    m = len(x)
    pairs = mp.fsum(abs(residual(a, b)) for a in x for b in x) / (m * (m - fair))
    return mp.fsum(abs(residual(t, a)) for a in x) / m - pairs / 2


def ensemble_crps_grad(t, x, fair=False):
    """sign(x_i - y) / M - (how many are below x_i, less those above) / pairs."""
    m = len(x)
    return [
        mp.mpf((a > t) - (a < t)) / m
        - mp.mpf(sum((a > b) - (a < b) for b in x)) / (m * (m - fair))
        for a in x
    ]


def wrong_sides(y, p):
    """P(class <= k) for k < y, and P(class > k) for all others but the last."""
    p = [mp.mpf(a) for a in p]
    return [mp.fsum(p[: k + 1] if k < y else p[k + 1 :]) for k in range(len(p) - 1)]


def ranked_probability(y, p):
    """The sum of their squares."""
    return mp.fsum(a**2 for a in wrong_sides(y, p))


def ranked_probability_grad(y, p):
    """Twice the sum of them over the cuts between a class and the true one."""
    sides = wrong_sides(y, p)
    return [2 * mp.fsum(sides[min(k, y) : max(k, y)]) for k in range(len(p))]


def quantile_huber(t, p, level=0.5, kappa=1.0):
    """|level - [t < p]| huber / kappa."""
    a, r = mp.mpf(level), residual(t, p)
    return abs(a - (r > 0)) * huber(t, p, kappa) / mp.mpf(kappa)


def quantile_huber_grad(t, p, level=0.5, kappa=1.0):
    """|level - [t < p]| times the slope of huber / kappa."""
    a, r = mp.mpf(level), residual(t, p)
    return abs(a - (r > 0)) * huber_grad(t, p, kappa) / mp.mpf(kappa)


# ----------------------------------------------------------------- likelihood


def gaussian_nll(t, m, scale=1.0):
    """-log of the normal density."""
    s = mp.mpf(scale)
    return residual(t, m) ** 2 / (2 * s**2) + mp.log(s * mp.sqrt(2 * mp.pi))


def gaussian_nll_grad(t, m, scale=1.0):
    """r / scale²."""
    return residual(t, m) / mp.mpf(scale) ** 2


def gaussian_nll_scale_grad(t, m, scale=1.0):
    """(1 - (r/scale)²) / scale."""
    s = mp.mpf(scale)
    return (1 - (residual(t, m) / s) ** 2) / s


def laplace_nll(t, m, scale=1.0):
    """-log of exp(-|r|/scale) / (2 scale)."""
    return abs(residual(t, m)) / mp.mpf(scale) + mp.log(2 * mp.mpf(scale))


def laplace_nll_grad(t, m, scale=1.0):
    """sign(r) / scale, 0 at 0."""
    return mp.sign(residual(t, m)) / mp.mpf(scale)


def laplace_nll_scale_grad(t, m, scale=1.0):
    """(1 - |r|/scale) / scale."""
    s = mp.mpf(scale)
    return (1 - abs(residual(t, m)) / s) / s


def bernoulli_nll(y, p):
    """-log(p) of what was seen."""
    seen = mp.mpf(p) if y else 1 - mp.mpf(p)
    return -mp.log(seen) if seen else INF


def bernoulli_nll_grad(y, p):
    """-1/p or 1/(1 - p)."""
    seen = mp.mpf(p) if y else 1 - mp.mpf(p)
    return (-1 if y else 1) * (1 / seen if seen else INF)


categorical_nll, categorical_nll_grad = oracle.nll, oracle.nll_grad


def poisson_nll(y, rate):
    """rate - y log(rate) + log(y!)."""
    y, rate = mp.mpf(y), mp.mpf(rate)
    if rate == 0:
        return INF if y else mp.mpf(0)
    return rate - y * mp.log(rate) + mp.loggamma(y + 1)


def poisson_nll_grad(y, rate):
    """1 - y / rate."""
    y, rate = mp.mpf(y), mp.mpf(rate)
    if rate == 0:
        return -INF if y else mp.mpf(1)
    return 1 - y / rate


def poisson_nll_from_log(y, log_rate):
    """exp(log_rate) - y log_rate + log(y!)."""
    y = mp.mpf(y)
    if log_rate == -INF:
        return INF if y else mp.mpf(0)
    return exp(log_rate) - y * mp.mpf(log_rate) + mp.loggamma(y + 1)


def poisson_nll_from_log_grad(y, log_rate):
    """exp(log_rate) - y."""
    return exp(log_rate) - mp.mpf(y)

"""What the losses of masks, orders and doubtful labels are, in mpmath.

Like `oracle`: the definitions, to 400 digits and by no trick, written from the
formulas and not from the package. A mask, an order or a row of scores is a list.
"""

from mpmath import mp
from oracle import log_softmax, one_hot, sigmoid, softmax, times

# ---------------------------------------------------------------------- masks


def parts(t, p, alpha, beta):
    """The overlap, and what is wrong."""
    t, p = [mp.mpf(x) for x in t], [mp.mpf(x) for x in p]
    overlap = mp.fsum(a * b for a, b in zip(t, p, strict=True))
    more = mp.fsum((1 - a) * b for a, b in zip(t, p, strict=True))
    less = mp.fsum(a * (1 - b) for a, b in zip(t, p, strict=True))
    return overlap, mp.mpf(alpha) * more + mp.mpf(beta) * less


def tversky(t, p, alpha=0.5, beta=0.5, smooth=0.0, power=1.0):
    """(1 - (I + smooth) / (I + wrong + smooth))^power, 0 where nothing is wrong."""
    overlap, wrong = parts(t, p, alpha, beta)
    found = overlap + mp.mpf(smooth)
    return (1 - found / (found + wrong)) ** mp.mpf(power) if wrong else mp.mpf(0)


def tversky_terms(t, p, alpha=0.5, beta=0.5, smooth=0.0, power=1.0):
    """By the rule for a quotient: the derivative in two terms of unlike signs."""
    overlap, wrong = parts(t, p, alpha, beta)
    whole = overlap + wrong + mp.mpf(smooth)
    loss = tversky(t, p, alpha, beta, smooth, 1.0)
    pairs = []
    power = mp.mpf(power)
    outer = power * loss ** (power - 1) if loss or power >= 1 else mp.inf
    for x in map(mp.mpf, t):
        by_wrong = mp.mpf(alpha) * (1 - x) - mp.mpf(beta) * x
        # wrong / whole, where whole moves with the overlap and with what is wrong.
        slope = rise = mp.mpf(0)
        if whole:
            slope = by_wrong / whole - wrong * (by_wrong + x) / whole**2
            rise = mp.mpf(alpha) * (1 - x) * (whole - wrong) / whole**2
        pairs.append((times(slope, outer), times(rise, outer)))
    return pairs


def tversky_grad(t, p, **knobs):
    """The derivatives."""
    return [slope for slope, _ in tversky_terms(t, p, **knobs)]


def jaccard_loss(inside, wrong):
    """1 - IoU, if these pixels of a mask are wrong."""
    both = sum(a and not b for a, b in zip(inside, wrong, strict=True))
    either = sum(a or b for a, b in zip(inside, wrong, strict=True))
    return 1 - mp.mpf(both) / either if either else mp.mpf(0)


def weights(y, s):
    """By how much each pixel raises 1 - IoU, the worst margin first."""
    inside = [label > 0 for label in y]
    order = sorted(range(len(y)), key=lambda i: y[i] * s[i])
    wrong, before, answer = [False] * len(y), mp.mpf(0), {}
    for i in order:
        wrong[i] = True
        after = jaccard_loss(inside, wrong)
        answer[i], before = after - before, after
    return [answer[i] for i in range(len(y))]


def lovasz_hinge(y, s):
    """The hinges, each times its weight."""
    hinges = [max(1 - a * mp.mpf(b), mp.mpf(0)) for a, b in zip(y, s, strict=True)]
    return mp.fsum(a * b for a, b in zip(hinges, weights(y, s), strict=True))


def lovasz_hinge_grad(y, s):
    """-y times the weight where the margin is below 1."""
    return [-a * w * (a * b < 1) for a, b, w in zip(y, s, weights(y, s), strict=True)]


# --------------------------------------------------------------------- orders


def plackett_luce(order, s):
    """-log of the softmax of each choice among those left."""
    ranked = [s[i] for i in order]
    return -mp.fsum(log_softmax(ranked[k:])[0] for k in range(len(ranked)))


def plackett_luce_grad(order, s):
    """How often an item was expected to be chosen, less 1."""
    return [expected - 1 for expected in choices_expected(order, s)]


def choices_expected(order, s):
    """How often each item was expected to be chosen."""
    ranked, expected = [s[i] for i in order], dict.fromkeys(order, mp.mpf(0))
    for k in range(len(ranked)):
        for i, p in zip(order[k:], softmax(ranked[k:]), strict=True):
            expected[i] += p
    return [expected[i] for i in range(len(s))]


def edges(y, cuts):
    """The lower and the upper edge of a class."""
    bounds = [-mp.inf, *map(mp.mpf, cuts), mp.inf]
    return bounds[y], bounds[y + 1]


def below(edge, f):
    """The probability of being below an edge."""
    if mp.isinf(edge):
        return mp.mpf(int(edge > 0))
    return 1 / (1 + mp.exp(mp.mpf(f) - edge))


def cumulative_link(y, f, cuts=(0.0,)):
    """-log of the difference of two sigmoids."""
    with mp.workdps(1500):
        low, high = edges(y, cuts)
        if high == mp.inf:
            return -mp.log(below(-low, -f))
        return -mp.log(below(high, f) - below(low, f))


def cumulative_link_grad(y, f, cuts=(0.0,)):
    """1 - sigmoid(high - f) - sigmoid(low - f)."""
    with mp.workdps(1500):
        low, high = edges(y, cuts)
        return 1 - below(high, f) - below(low, f)


# ------------------------------------------------------------- doubtful labels


def generalized_cross_entropy(y, z, q=0.7):
    """(1 - p_y^q) / q."""
    with mp.workdps(1200):
        q = mp.mpf(q)
        return (1 - mp.exp(q * log_softmax(z)[y])) / q


def generalized_cross_entropy_grad(y, z, q=0.7):
    """By the chain rule: -p_y^(q-1) times the derivative of p_y."""
    p, q = softmax(z), mp.mpf(q)
    if p[y] == 0:
        return [mp.mpf(0)] * len(z)
    return [
        -(p[y] ** (q - 1)) * p[y] * (same - a)
        for a, same in zip(p, one_hot(y, len(z)), strict=True)
    ]


def asymmetric(t, z, gamma_pos=0.0, gamma_neg=4.0, clip=0.05):
    """Powers of what is wrong, times surprisals."""
    p, not_p = sigmoid(z), sigmoid(-z)
    if t:
        return not_p ** mp.mpf(gamma_pos) * -mp.log(p)
    c = p - mp.mpf(clip)
    # 1 - c is 1 - p + clip.
    return c ** mp.mpf(gamma_neg) * -mp.log(not_p + clip) if c > 0 else mp.mpf(0)


def asymmetric_grad(t, z, gamma_pos=0.0, gamma_neg=4.0, clip=0.05):
    """By the chain rule."""
    p, not_p = sigmoid(z), sigmoid(-z)
    if t:
        g = mp.mpf(gamma_pos)
        return (g * not_p ** (g - 1) * mp.log(p) - not_p**g / p) * p * not_p
    g, c = mp.mpf(gamma_neg), p - mp.mpf(clip)
    if c <= 0:
        return mp.mpf(0)
    rest = not_p + clip
    return (-g * c ** (g - 1) * mp.log(rest) + c**g / rest) * p * not_p

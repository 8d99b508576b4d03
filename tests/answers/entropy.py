"""Chapter 04: entropy, the KL divergence and mutual information."""

# ruff: noqa: B905, RET503

import math

import numpy as np
from scipy import special, stats

from answers import ORDER, Right, Wrong

# ------------------------------------------------------------------------- entropy


def entropy_by_loops(p):
    out = []
    for row in p:
        total = 0
        for x in row:
            if x > 0:
                total -= x * math.log(x)
        out.append(total)
    return out


def entropy_by_loops_naive(p):
    out = []
    for row in p:
        total = 0
        for x in row:
            total -= x * math.log(x)
        out.append(total)
    return out


def entropy_by_masked_rows(p):
    return [-(row[row > 0] * np.log(row[row > 0])).sum() for row in p]


def entropy_where(p):
    logs = np.log(p, out=np.zeros_like(p), where=p > 0)
    return -np.sum(p * logs, axis=1)


def entropy_of_all(p):
    p = p[p > 0]
    return -np.sum(p * np.log(p))


def entropy_without_small(threshold):
    def entropy(p):
        safe = np.where(p > threshold, p, 1)
        return -(safe * np.log(safe)).sum(axis=1)

    return entropy


def entropy_with_zeros_replaced(p):
    p[p == 0] = 1
    return -np.sum(p * np.log(p), axis=-1)


def entropy_first_row_only(p):
    for row in p:
        return -(row * np.log(row)).sum()


def entropy_weights(p):
    weights = p / p.sum(axis=0)
    return -(weights * np.log(weights)).sum(axis=1)


def entropy_renormalised(p):
    q = p + 1e-6
    q = q / q.sum(axis=1, keepdims=True)
    return -(q * np.log(q)).sum(axis=1)


def entropy_clipped(eps):
    def entropy(p):
        q = np.clip(p, eps, 1)
        return -(q * np.log(q)).sum(axis=1)

    return entropy


def entropy_with_eps(eps):
    return lambda p: -(p * np.log(p + eps)).sum(axis=1)


ENTROPY = [
    Right(entropy_by_loops),
    Right(entropy_by_masked_rows),
    Right(entropy_where),
    Right(entropy_with_zeros_replaced),
    Right(entropy_without_small(0)),
    Right(entropy_with_eps(1e-12), "its error is 1e-12 for each outcome"),
    Right(entropy_clipped(1e-12), "its error is 3e-11 for each zero"),
    Right(lambda p: special.entr(p).sum(axis=1)),
    Right(lambda p: -special.xlogy(p, p).sum(axis=-1)),
    Right(lambda p: stats.entropy(p, axis=1)),
    Right(lambda p: stats.entropy(p.T)),
    Right(lambda p: np.nansum(-p * np.log(p), axis=1)),
    Right(lambda p: -np.nan_to_num(p * np.log(p)).sum(axis=1)),
    Right(lambda p: -(p * np.log(np.where(p > 0, p, 1))).sum(-1)),
    Right(lambda p: np.log(2) * np.nansum(p * -np.log2(p), axis=1)),
    Right(lambda p: [sum(-x * math.log(x) for x in row if x) for row in p.tolist()]),
    Right(lambda p: -np.log(np.prod(p**p, axis=1)), "0 to the power 0 is 1"),
    Right(lambda p: -np.einsum("nk,nk->n", p, np.log(np.maximum(p, 1e-300)))),
    Wrong(lambda p: -(p * np.log(p)).sum(axis=1), "nan where"),
    Wrong(entropy_by_loops_naive, "nan where"),
    Wrong(lambda p: -np.sum(p * np.log(p), axis=-1), "nan where"),
    Wrong(lambda p: (p * np.log(1 / p)).sum(axis=1), "nan where"),
    Wrong(lambda p: -np.diag(p @ np.log(p).T), "nan where"),
    Wrong(lambda p: (p * np.log(p)).sum(axis=1), "sign is wrong"),
    Wrong(lambda p: special.xlogy(p, p).sum(axis=1), "sign is wrong"),
    Wrong(lambda p: -(p * np.log2(p)).sum(axis=1), "in bits"),
    Wrong(lambda p: stats.entropy(p, axis=1, base=2), "in bits"),
    Wrong(lambda p: -np.nansum(p * np.log2(p), axis=1), "in bits"),
    Wrong(lambda p: -(p * np.log10(p)).sum(axis=1), "base 10"),
    Wrong(lambda p: -np.log(p).sum(axis=1), "without weighting"),
    Wrong(lambda p: -np.log(p).mean(axis=1), "without weighting"),
    Wrong(lambda p: -(p * np.log(p)).mean(axis=1), "already have weights"),
    Wrong(lambda p: stats.entropy(p, axis=1) / p.shape[1], "already have weights"),
    Wrong(lambda p: -p * np.log(p), "one number for each outcome"),
    Wrong(special.entr, "one number for each outcome"),
    Wrong(lambda p: -np.log(p), "one number for each outcome"),
    Wrong(lambda p: -(p * np.log(p)).sum(), "averages the rows"),
    Wrong(entropy_of_all, "averages the rows"),
    Wrong(lambda p: stats.entropy(p, axis=1).mean(), "averages the rows"),
    Wrong(lambda p: -(p * np.log(p)).sum(axis=0), "down the columns"),
    Wrong(stats.entropy, None, "SciPy goes down the columns and makes each sum to 1"),
    Wrong(lambda p: special.entr(p).sum(axis=0), "down the columns"),
    Wrong(entropy_weights, None, "columns are made to sum to 1 first"),
    Wrong(lambda p: np.exp(stats.entropy(p, axis=1)), "perplexity"),
    Wrong(lambda p: 1 - (p**2).sum(axis=1), "sum of squares"),
    Wrong(lambda p: (p * (1 - p)).sum(axis=1), "sum of squares"),
    Wrong(lambda p: -np.log((p**2).sum(axis=1)), None, "Rényi's entropy of order 2"),
    Wrong(lambda p: -np.log(p.max(axis=1)), None, "the surprisal of the likeliest"),
    Wrong(
        lambda p: stats.entropy(p, axis=1) / np.log(p.shape[1]), "share of the largest"
    ),
    Wrong(lambda p: np.log(p.shape[1]) - stats.entropy(p, axis=1), "below the largest"),
    Wrong(
        lambda p: -(p * np.log(p) + (1 - p) * np.log(1 - p)).sum(axis=1), "yes-or-no"
    ),
    Wrong(entropy_first_row_only, None, "returns from within the loop"),
    Wrong(entropy_without_small(1e-3), "drops"),
    Wrong(entropy_without_small(1e-2), "drops"),
    Wrong(entropy_without_small(1e-4), "drops"),
    Wrong(entropy_renormalised, "An eps"),
    Wrong(entropy_with_eps(1e-5), "An eps"),
    Wrong(entropy_with_eps(1e-3), "An eps"),
    Wrong(entropy_clipped(1e-3), "An eps"),
    Wrong(entropy_clipped(1e-2), "An eps"),
]


# ------------------------------------------------------------------- kl_divergence


def kl_by_loops(p, q):
    out = []
    for one, other in zip(p, q):
        total = 0
        for a, b in zip(one, other):
            if a > 0:
                total += a * math.log(a / b) if b > 0 else math.inf
        out.append(total)
    return out


def kl_by_loops_that_divide(p, q):
    out = []
    for one, other in zip(p.tolist(), q.tolist()):
        total = 0
        for a, b in zip(one, other):
            if a > 0:
                total += a * math.log(a / b)
        out.append(total)
    return out


def kl_by_loops_that_skip(p, q):
    out = []
    for one, other in zip(p.tolist(), q.tolist()):
        out.append(sum(a * math.log(a / b) for a, b in zip(one, other) if a * b > 0))
    return out


def kl_by_masks(p, q):
    return [np.sum(a[a > 0] * np.log(a[a > 0] / b[a > 0])) for a, b in zip(p, q)]


def kl_where(p, q):
    ratio = np.divide(p, q, out=np.full_like(p, np.inf), where=q > 0)
    terms = np.where(p > 0, p * np.log(np.where(p > 0, ratio, 1)), 0)
    return terms.sum(axis=1)


def kl_plain(p, q):
    return (p * np.log(p / q)).sum(axis=1)


def kl_eps(eps):
    return lambda p, q: (p * np.log((p + eps) / (q + eps))).sum(axis=1)


def kl_clipped(eps):
    def kl(p, q):
        p, q = np.clip(p, eps, 1), np.clip(q, eps, 1)
        return (p * np.log(p / q)).sum(axis=1)

    return kl


def kl_eps_in_q(eps):
    return lambda p, q: special.rel_entr(p, q + eps).sum(axis=1)


def kl_dropping(threshold):
    def kl(p, q):
        some = p > threshold
        ratio = np.where(some, p, 1) / np.where(some, q, 1)
        return (p * np.log(ratio)).sum(axis=1)

    return kl


def kl_smoothed(p, q):
    q = (q + 1e-9) / (q + 1e-9).sum(axis=1, keepdims=True)
    return special.rel_entr(p, q).sum(axis=1)


def h(p):
    return special.entr(p).sum(axis=1)


def cross(p, q):
    return -special.xlogy(p, q).sum(axis=1)


KL = [
    Right(kl_by_loops),
    Right(kl_by_masks),
    Right(kl_where),
    Right(lambda p, q: special.rel_entr(p, q).sum(axis=1)),
    Right(lambda p, q: special.kl_div(p, q).sum(axis=-1), "its extra q - p sums to 0"),
    Right(lambda p, q: stats.entropy(p, q, axis=1)),
    Right(lambda p, q: cross(p, q) - h(p)),
    Right(lambda p, q: np.nansum(p * np.log(p / q), axis=1)),
    Right(lambda p, q: -h(p) - special.xlogy(p, q).sum(axis=1)),
    Right(lambda p, q: np.nansum(p * (np.log(p) - np.log(q)), axis=1)),
    Right(lambda p, q: -np.nansum(p * np.log(q / p), axis=1)),
    Right(lambda p, q: np.where(p > 0, p * np.log(p / q), 0).sum(axis=1)),
    Right(lambda p, q: [stats.entropy(a, b) for a, b in zip(p, q)]),
    Right(lambda p, q: (special.xlogy(p, p) - special.xlogy(p, q)).sum(axis=1)),
    Right(lambda p, q: np.log(2) * np.nansum(p * np.log2(p / q), axis=1)),
    Right(lambda p, q: np.einsum("nk->n", special.rel_entr(p, q))),
    Wrong(kl_plain, "nan where p is 0"),
    Wrong(lambda p, q: (p * (np.log(p) - np.log(q))).sum(axis=1), "nan where p is 0"),
    Wrong(lambda p, q: np.einsum("nk,nk->n", p, np.log(p / q)), "nan where p is 0"),
    Wrong(lambda p, q: -(p * np.log(q / p)).sum(axis=1), "nan where p is 0"),
    Wrong(
        lambda p, q: np.nan_to_num(p * np.log(p / q)).sum(axis=1),
        "largest float",
    ),
    Wrong(kl_by_loops_that_divide, "raises an exception"),
    Wrong(kl_by_loops_that_skip, "leaves out the outcomes"),
    Wrong(
        lambda p, q: np.where(q > 0, special.rel_entr(p, q), 0).sum(axis=1),
        "leaves out the outcomes",
    ),
    Wrong(
        lambda p, q: np.ma.masked_invalid(p * np.log(p / q)).sum(axis=1).filled(),
        "leaves out the outcomes",
    ),
    Wrong(kl_eps(1e-12), "eps inside"),
    Wrong(kl_eps(1e-8), "eps inside"),
    Wrong(kl_eps(1e-10), "eps inside"),
    Wrong(kl_eps(1e-5), "eps inside"),
    Wrong(kl_clipped(1e-7), "eps inside"),
    Wrong(kl_clipped(1e-10), "eps inside"),
    Wrong(kl_eps_in_q(1e-9), "eps inside"),
    Wrong(kl_smoothed, "eps inside"),
    Wrong(kl_dropping(1e-3), "drops small"),
    Wrong(kl_dropping(1e-2), "drops small"),
    Wrong(lambda p, q: kl_plain(q, p), "KL(q‖p)"),
    Wrong(lambda p, q: special.rel_entr(q, p).sum(axis=1), "KL(q‖p)"),
    Wrong(lambda q, p: special.rel_entr(p, q).sum(axis=1), ORDER),
    Wrong(lambda p, q: -(p * np.log(q)).sum(axis=1), "cross-entropy"),
    Wrong(lambda p, q: -(q * np.log(p)).sum(axis=1), "cross-entropy"),
    Wrong(cross, "cross-entropy"),
    Wrong(lambda p, q: h(q) - h(p), "two entropies"),
    Wrong(lambda p, q: h(p) - h(q), "two entropies"),
    Wrong(lambda p, q: (p * np.log(q / p)).sum(axis=1), "sign is wrong"),
    Wrong(lambda p, q: h(p) - cross(p, q), "sign is wrong"),
    Wrong(lambda p, q: cross(p, q) + h(p), None, "adds the entropy"),
    Wrong(lambda p, q: np.abs(p * np.log(p / q)).sum(axis=1), "absolute value"),
    Wrong(lambda p, q: (p * np.log2(p / q)).sum(axis=1), "in bits"),
    Wrong(lambda p, q: stats.entropy(p, q, base=2, axis=1), "in bits"),
    Wrong(lambda p, q: (p * np.log10(p / q)).sum(axis=1), "base 10"),
    Wrong(lambda p, q: np.log(p / q).sum(axis=1), "without weighting"),
    Wrong(lambda p, q: np.log(p / q).mean(axis=1), "without weighting"),
    Wrong(lambda p, q: np.mean(p * np.log(p / q), axis=1), "number of outcomes"),
    Wrong(lambda p, q: p * np.log(p / q), "one number for each outcome"),
    Wrong(special.rel_entr, "one number for each outcome"),
    Wrong(lambda p, q: special.kl_div(p, q), None, "SciPy's terms, p log(p/q) - p + q"),
    Wrong(lambda p, q: (kl_plain(p, q) + kl_plain(q, p)) / 2, "symmetric"),
    Wrong(lambda p, q: ((p - q) * np.log(p / q)).sum(axis=1), "symmetric"),
    Wrong(lambda p, q: kl_plain(p, (p + q) / 2), None, "from the middle, one-sided"),
    Wrong(lambda p, q: ((p - q) ** 2).sum(axis=1), "far the numbers"),
    Wrong(lambda p, q: np.abs(p - q).sum(axis=1) / 2, "far the numbers"),
    Wrong(lambda p, q: (p * np.log(p / q)).sum(axis=0), "down the columns"),
    Wrong(lambda p, q: stats.entropy(p, q), None, "SciPy goes down the columns"),
    Wrong(lambda p, q: special.rel_entr(p, q).sum(), "averages the rows"),
    Wrong(lambda p, q: np.mean(kl_plain(p, q)), "averages the rows"),
    Wrong(lambda p, q: (q * np.log(p / q)).sum(axis=1), None, "weighed by q"),
    Wrong(lambda p, q: (p / q * np.log(p / q)).sum(axis=1), None, "weighed by p/q"),
    Wrong(
        lambda p, q: (p * np.log(p) / np.log(q)).sum(axis=1),
        None,
        "a quotient of logarithms is no logarithm of a quotient",
    ),
]


# -------------------------------------------------------------- mutual_information


def mi_by_loops(joint):
    rows, columns = joint.sum(axis=1), joint.sum(axis=0)
    total = 0
    for i in range(len(rows)):
        for j in range(len(columns)):
            if joint[i, j] > 0:
                total += joint[i, j] * math.log(joint[i, j] / (rows[i] * columns[j]))
    return total


def mi_by_loops_naive(joint):
    rows, columns = joint.sum(axis=1), joint.sum(axis=0)
    total = 0
    for i in range(len(rows)):
        for j in range(len(columns)):
            total += joint[i, j] * math.log(joint[i, j] / (rows[i] * columns[j]))
    return total


def mi_by_loops_over_a_square(joint):
    total = 0
    for i in range(len(joint)):
        for j in range(len(joint)):
            if joint[i, j] > 0:
                total += joint[i, j] * math.log(
                    joint[i, j] / (joint[i].sum() * joint[:, j].sum())
                )
    return total


def entropy_of(p):
    return special.entr(p).sum()


def mi_by_entropies(joint):
    return (
        entropy_of(joint.sum(axis=0))
        + entropy_of(joint.sum(axis=1))
        - entropy_of(joint)
    )


def mi_by_conditional_entropy(joint):
    row = joint.sum(axis=1)
    left = sum(w * entropy_of(r / w) for w, r in zip(row, joint))
    return entropy_of(joint.sum(axis=0)) - left


def apart(t):
    return np.outer(t.sum(axis=1), t.sum(axis=0))


def mi_eps(eps):
    return lambda t: (t * np.log((t + eps) / (apart(t) + eps))).sum()


def mi_dropping(threshold):
    def mi(t):
        some = t > threshold
        return (t[some] * np.log(t[some] / apart(t)[some])).sum()

    return mi


def chi_square(t):
    return ((t - apart(t)) ** 2 / apart(t)).sum()


MUTUAL = [
    Right(mi_by_loops),
    Right(mi_by_entropies),
    Right(mi_by_conditional_entropy),
    Right(mi_dropping(0)),
    Right(mi_eps(1e-12), "its error is 1e-12 for each cell"),
    Right(lambda t: special.rel_entr(t, apart(t)).sum()),
    Right(lambda t: special.kl_div(t, apart(t)).sum()),
    Right(lambda t: np.nansum(t * np.log(t / apart(t)))),
    Right(lambda t: stats.entropy(t.ravel(), apart(t).ravel())),
    Right(lambda t: mi_by_loops(t.T), "it is symmetric"),
    Right(lambda t: np.nansum(t * np.log(t / (t.sum(1, keepdims=True) * t.sum(0))))),
    Right(lambda t: -np.nansum(t * np.log(apart(t) / t))),
    Right(lambda t: np.log(2) * np.nansum(t * np.log2(t / apart(t)))),
    Right(lambda t: stats.entropy(t.sum(0)) - t.sum(1) @ stats.entropy(t, axis=1)),
    Right(
        lambda t: float(special.rel_entr(t, t.sum(1)[:, None] @ t.sum(0)[None]).sum())
    ),
    Wrong(lambda t: (t * np.log(t / apart(t))).sum(), "nan where a cell"),
    Wrong(mi_by_loops_naive, "nan where a cell"),
    Wrong(lambda t: (t * (np.log(t) - np.log(apart(t)))).sum(), "nan where a cell"),
    Wrong(
        lambda t: (
            -(t.sum(0) * np.log(t.sum(0))).sum()
            - (t.sum(1) * np.log(t.sum(1))).sum()
            + (t * np.log(t)).sum()
        ),
        "nan where a cell",
    ),
    Wrong(lambda t: np.nansum(t * np.log2(t / apart(t))), "in bits"),
    Wrong(lambda t: (t * np.log2(t / apart(t))).sum(), "in bits"),
    Wrong(lambda t: np.log10(np.e) * mi_by_loops(t), "base 10"),
    Wrong(lambda t: (t * np.log(apart(t) / t)).sum(), "sign is wrong"),
    Wrong(
        lambda t: entropy_of(t) - entropy_of(t.sum(0)) - entropy_of(t.sum(1)),
        "sign is wrong",
    ),
    Wrong(entropy_of, "entropy of the table"),
    Wrong(lambda t: -(t * np.log(t)).sum(), "entropy of the table"),
    Wrong(lambda t: entropy_of(t) - entropy_of(t.sum(axis=1)), "that is left"),
    Wrong(lambda t: entropy_of(t) - entropy_of(t.sum(axis=0)), "that is left"),
    Wrong(lambda t: entropy_of(t.sum(axis=1)), "entropy of the rows or"),
    Wrong(lambda t: entropy_of(t.sum(axis=0)), "entropy of the rows or"),
    Wrong(
        lambda t: entropy_of(t.sum(1)) + entropy_of(t.sum(0)),
        "sum of the two entropies",
    ),
    Wrong(lambda t: special.rel_entr(apart(t), t).sum(), "other way round"),
    Wrong(lambda t: (apart(t) * np.log(apart(t) / t)).sum(), "other way round"),
    Wrong(
        lambda t: (t * np.log(t / t.sum(1, keepdims=True))).sum(), "divides by the sum"
    ),
    Wrong(lambda t: (t * np.log(t / t.sum(0))).sum(), "divides by the sum"),
    Wrong(lambda t: np.log(t / apart(t)).sum(), "without weighting"),
    Wrong(lambda t: np.log(t / apart(t)).mean(), "without weighting"),
    Wrong(lambda t: t * np.log(t / apart(t)), "more than one number"),
    Wrong(lambda t: (t * np.log(t / apart(t))).sum(axis=1), "more than one number"),
    Wrong(lambda t: (t * np.log(t / apart(t))).sum(axis=0), "more than one number"),
    Wrong(lambda t: (t * np.log(t / apart(t))).mean(), "divides by the number"),
    Wrong(lambda t: mi_by_loops(t) / t.size, "divides by the number"),
    Wrong(lambda t: (t * np.log(t / np.outer(t.sum(0), t.sum(1)))).sum(), "swaps"),
    Wrong(
        lambda t: np.nansum(t * np.log(t / (t.sum(1) * t.sum(0)))),
        None,
        "rows and columns are multiplied entry by entry",
    ),
    Wrong(
        lambda t: (t * np.log(t / (t.sum(1)[:, None] + t.sum(0)))).sum(),
        None,
        "a sum of the margins",
    ),
    Wrong(mi_by_loops_over_a_square, None, "the table is wider than high"),
    Wrong(chi_square, "far the table"),
    Wrong(lambda t: np.abs(t - apart(t)).sum(), "far the table"),
    Wrong(lambda t: ((t - apart(t)) ** 2).sum(), "far the table"),
    Wrong(
        lambda t: mi_by_loops(t) / min(entropy_of(t.sum(0)), entropy_of(t.sum(1))),
        "share of an entropy",
    ),
    Wrong(lambda t: mi_by_loops(t) / entropy_of(t.sum(0)), "share of an entropy"),
    Wrong(
        lambda t: mi_by_loops(t / t.sum(axis=1, keepdims=True)),
        None,
        "the rows are made to sum to 1 first",
    ),
    Wrong(mi_dropping(0.05), "drops"),
    Wrong(mi_dropping(0.01), "drops"),
    Wrong(mi_eps(1e-2), "An eps"),
    Wrong(mi_eps(1e-3), "An eps"),
    Wrong(lambda t: np.corrcoef(t)[0, 1], None, "correlates two rows"),
]

ANSWERS = {
    "entropy": ENTROPY,
    "kl_divergence": KL,
    "mutual_information": MUTUAL,
}

"""What is refused, and in which words: a silent wrong answer is worse than none.

One table. ``VALID`` holds a call that every public function takes; each of its
arguments is then spoilt in the ways that are bad everywhere. ``BAD`` holds what is
bad for one function, with a part of the message that a reader needs to see.
"""

import re

import numpy as np
import pytest
from numpy import inf, nan

import lossbook as lb
from lossbook import (
    classification,
    forecast,
    information,
    likelihood,
    links,
    margin,
    overlap,
    ranking,
    regression,
    reweighted,
)

Z = np.array([[5.0, 4.0, 2.0], [4.0, 2.0, 8.0], [4.0, 4.0, 1.0]])
P = np.array([[0.7, 0.2, 0.1], [0.25, 0.5, 0.25], [0.0, 1.0, 0.0]])
Q = np.array([[0.5, 0.3, 0.2], [0.25, 0.5, 0.25], [0.2, 0.2, 0.6]])
Y = np.array([0, 2, 1])
T = np.array([[1.0, 0.0, 1.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]])
R = np.array([[5.0, 3.0, 2.5], [4.0, 2.05, -8.0], [0.0, 4.5, 1.0]])  # Z is near
S = 2 * T - 1

# The arguments by name, then knobs with a value inside and two values outside.
VALID = {
    "softplus": ({"x": Z}, {}),
    "sigmoid": ({"x": Z}, {}),
    "log_sigmoid": ({"x": Z}, {}),
    "logit": ({"p": P}, {}),
    "logsumexp": ({"logits": Z}, {"axis": (0, 2, -3)}),
    "softmax": ({"logits": Z}, {"axis": (0, 2, -3)}),
    "log_softmax": ({"logits": Z}, {"axis": (0, 2, -3)}),
    "surprisal": ({"p": P}, {"base": (2, 1, nan)}),
    "entropy": ({"p": P}, {"base": (2, 0, inf), "axis": (1, 2, -3)}),
    "cross_entropy": ({"p": P, "q": Q}, {"base": (2, -2, 0.5), "axis": (1, 2, -3)}),
    "kl_divergence": ({"p": P, "q": Q}, {"base": (2, 1, 0), "axis": (1, 2, -3)}),
    "js_divergence": ({"p": P, "q": Q}, {"base": (2, 1, 0), "axis": (1, 2, -3)}),
    "kl_divergence_from_logits": (
        {"p": P, "logits": Z},
        {"base": (2, 1, 0), "axis": (1, 2, -3)},
    ),
    "model_perplexity": ({"y_true": Y, "logits": Z}, {}),
    "mutual_information": ({"joint": P / 3}, {"base": (10, 1, 0)}),
    "perplexity": ({"p": P}, {"axis": (1, 2, -3)}),
    "nll": ({"y_true": Y, "probs": P}, {}),
    "brier": ({"y_true": Y, "probs": P}, {}),
    "softmax_cross_entropy": (
        {"y_true": Y, "logits": Z},
        {
            "label_smoothing": (0.1, -3, 1.1),
            "class_weight": ([1, 2, 3], [1, 2], [-1, 2, 3], [1, np.nan, 3]),
        },
    ),
    "binary_cross_entropy": ({"y_true": T, "probs": P}, {}),
    "sigmoid_cross_entropy": (
        {"y_true": T, "logits": Z},
        {
            "pos_weight": (
                *([1.0, 2.0, 0.5], -1.0, nan, inf, [1.0, 2.0]),
                *([1.0, -2.0, 0.5], [1.0, nan, 0.5], [1.0, inf, 0.5]),
            )
        },
    ),
    "focal": (
        {"y_true": T, "logits": Z},
        {"gamma": (0.0, -1.0, nan, 1e301), "alpha": (0.25, -1, 1.1, nan)},
    ),
    "softmax_focal": (
        {"y_true": Y, "logits": Z},
        {
            "gamma": (0.0, -1.0, nan, 1e301),
            "alpha": ([1, 2, 3], [1, 2], [-1, 2, 3], [1, np.nan, 3], [1, 2, 1e101]),
        },
    ),
}
VALID |= {
    name: ({"y_true": R, "y_pred": Z}, knobs)
    for name, knobs in {
        "quantile": {"level": (0.9, 0.0, 1.0, -0.1, nan)},
        "epsilon_insensitive": {"epsilon": (0.0, -1e-9, nan, inf)},
        "lp": {"p": (1.0, 0.999, 0.0, -2.0, nan, inf)},
        "general_robust": {
            "alpha": (-inf, 2.001, nan, inf),
            "scale": (0.5, 0.0, -1.0, nan, inf),
        },
    }.items()
}
VALID |= {
    name: ({"y_true": S, "scores": Z}, {})
    for name in ("zero_one", "perceptron", "squared_hinge", "logistic")
}
VALID |= {
    "cumulative_link": (
        {"y_true": T.astype(int), "score": Z},
        {"cuts": ([0.5], [], [1.0, 0.0], [2.0, 2.0], [nan], [0.0, inf], [[0.0]])},
    ),
    "ensemble_crps": (
        {"y_true": R[:, 0], "members": Z},
        {"fair": (True,)},
    ),
    "energy_score": (
        {"y_true": R[:, :2], "members": np.stack([Z[:, :2], R[:, 1:]], axis=1)},
        {"fair": (True,)},
    ),
    "exponential": ({"y_true": S, "scores": Z}, {}),
    "multiclass_hinge": (
        {"y_true": Y, "scores": Z},
        {
            "margin": (0.5, 0.0, -1.0, nan, inf),
            "kind": ("crammer-singer", "crammer_singer", "Weston-Watkins", None, 2),
        },
    ),
    "gaussian_nll": (
        {"y_true": R, "mean": Z},
        {"scale": (np.exp(Z), 0.0, -1.0, nan, inf, T, -Z, Z * nan, Z[0], [1.0])},
    ),
    "laplace_nll": (
        {"y_true": R, "location": Z},
        {"scale": (np.exp(Z), 0.0, -1.0, nan, inf, T, -Z, Z * nan, Z[0], [1.0])},
    ),
    "bernoulli_nll": ({"y_true": T, "probs": Q}, {}),
    "categorical_nll": ({"y_true": Y, "probs": P}, {}),
    "poisson_nll": ({"y_true": Z, "rate": np.abs(R) + 0.5}, {}),
    "poisson_nll_from_log": ({"y_true": Z, "log_rate": R}, {}),
}


def wrong_for(bounds):
    """Return numbers at and beyond the bounds of a knob."""
    beyond = {"above": (0.0, -1.0), "below": (0.0, 1.0)}
    beyond |= {"minimum": (-1e-9, -1.0), "maximum": (1e-9, 1.0)}
    steps = [(end, step) for end in bounds for step in beyond[end]]
    size = {end: max(1.0, abs(bound)) for end, bound in bounds.items()}
    return nan, inf, *(bounds[end] + step * size[end] for end, step in steps)


# What the catalogue has besides: arguments by what the row says of them, and of each
# knob the default, which is right, and what is beyond its bounds.
ARGUMENTS = {"labels": Y, "targets": T, "signs": S, "reals": R, "counts": Z}
ARGUMENTS |= {"masks": T, "signed masks": S, "orders": np.argsort(R, axis=1)}
for row in lb.CATALOGUE.values():
    if row.name not in VALID:
        VALID[row.name] = (
            {
                "y_true": ARGUMENTS[row.truth],
                row.second: P if row.second == "probs" else Z,
            },
            {
                name: (row.knobs[name].default, *wrong_for(knob.bounds))
                for name, knob in row.loss.knobs.items()
                if name in row.knobs
            },
        )
VALID["gaussian_crps"] = ({"y_true": R, "mean": Z}, VALID["gaussian_nll"][1])
VALID |= {
    f"{name}_scale_grad": VALID[name]
    for name in ("gaussian_nll", "laplace_nll", "gaussian_crps")
}

MODULES = (
    *(links, information, classification, regression, margin, likelihood),
    *(forecast, overlap, ranking, reweighted),
)
PUBLIC = [name for module in MODULES for name in module.__all__]
VALID |= {
    f"{name}_grad": VALID[name] for name in list(VALID) if f"{name}_grad" in PUBLIC
}


def test_every_public_function_is_in_the_table():
    # A loss of the catalogue has a row of itself; others need one in `VALID`.
    assert set(PUBLIC) - set(VALID) == set(), "no row in VALID"
    assert set(VALID) - set(PUBLIC) == set(), "a row in VALID, and no function"
    assert set(PUBLIC) <= set(lb.__all__)
    for name in PUBLIC:
        assert callable(getattr(lb, name))


def call(name, **changed):
    """Call a function with its valid arguments, some of them changed."""
    arguments = VALID[name][0] | changed
    return getattr(lb, name)(*arguments.values())


each_argument = pytest.mark.parametrize(
    ("name", "argument"), [(name, arg) for name in VALID for arg in VALID[name][0]]
)
each_knob = pytest.mark.parametrize(
    ("name", "knob"), [(name, knob) for name in VALID for knob in VALID[name][1]]
)


@pytest.mark.parametrize("name", VALID)
def test_what_is_valid_is_taken(name):
    arguments, knobs = VALID[name]
    function = getattr(lb, name)
    before = {key: array.copy() for key, array in arguments.items()}
    inside = {key: values[0] for key, values in knobs.items()}
    for answer in (function(**arguments), function(*arguments.values(), **inside)):
        assert answer.dtype == np.float64
        assert (
            np.isfinite(answer).all() or name in ("logit", "surprisal") or "y" in name
        )
    for key, array in arguments.items():
        np.testing.assert_array_equal(array, before[key])  # never written to


@each_argument
@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda a: a.astype(np.longdouble), TypeError),
        (lambda a: a.astype(complex), TypeError),
        (lambda a: a.astype(object), TypeError),
        (lambda a: a.astype(str), TypeError),
        (lambda a: np.ma.masked_array(a, a > 3), TypeError),
        (lambda a: None, TypeError),
        (lambda a: [[0.5], [0.5, 0.5]], ValueError),
        (lambda a: a[:0], ValueError),
        (lambda a: a[..., :0], ValueError),
    ],
    ids=[
        "long",
        "complex",
        "object",
        "str",
        "masked",
        "None",
        "ragged",
        "no rows",
        "no columns",
    ],
)
def test_spoilt_arrays(name, argument, spoil, error):
    spoilt = spoil(VALID[name][0][argument])
    with pytest.raises(error, match=rf"\b{argument}\b"):
        call(name, **{argument: spoilt})


TWO = [name for name in VALID if len(VALID[name][0]) == 2]


@pytest.mark.parametrize("name", TWO)
def test_shapes_never_broadcast(name):
    (first, a), (second, b) = VALID[name][0].items()
    wrong = [(a[:2], b), (a[:1], b), (a, b[:1]), (a[0], b), (a[None], b), (a, b[None])]
    wrong += [(a[..., None], b), (a, b[..., None])]
    for x, y in wrong:
        with pytest.raises(ValueError) as caught:
            call(name, **{first: x, second: y})
        assert str(y.shape) in str(caught.value) and str(x.shape) in str(caught.value)
        assert re.search(rf"\b{first}\b.*\b{second}\b", str(caught.value))


@each_knob
def test_knobs_out_of_their_domain(name, knob):
    _, *outside = VALID[name][1][knob]
    for value in outside:
        with pytest.raises(ValueError, match=rf"\b{knob}\b") as caught:
            getattr(lb, name)(**VALID[name][0], **{knob: value})
        if knob == "axis":
            argument = next(iter(VALID[name][0]))
            assert f"axis {value} does not exist: {argument} has" in str(caught.value)


@each_knob
def test_knobs_of_a_wrong_type(name, knob):
    for value in ("2", [[0.1], [0.1]], 1j, {}):
        with pytest.raises((TypeError, ValueError)):
            getattr(lb, name)(**VALID[name][0], **{knob: value})


@each_knob
def test_knobs_are_named(name, knob):
    with pytest.raises(TypeError, match="positional"):
        getattr(lb, name)(*VALID[name][0].values(), VALID[name][1][knob][0])


LABELLED = [
    name
    for name in VALID
    if re.match(
        "nll|brier|softmax_(cross|focal)|categorical|multiclass|model_perplexity"
        "|ranked|generalized",
        name,
    )
]
ROWS_OF = {
    name: arg
    for name in VALID
    for arg in VALID[name][0]
    if arg in ("p", "q", "probs")
    and not re.match("logit|surprisal|binary|bernoulli|tversky", name)
}
# Those whose truth is any number, a sign, a count; and those with knobs.
REAL = [name for name in VALID if np.array_equal(VALID[name][0].get("y_true"), R)]
SIGN = [name for name in VALID if np.array_equal(VALID[name][0].get("y_true"), S)]
RATE, COIN = ["poisson_nll", "poisson_nll_grad"], ["bernoulli_nll"]
COUNT = [*RATE, "poisson_nll_from_log", "poisson_nll_from_log_grad"]
COIN += ["bernoulli_nll_grad"]
# Their answer is one number, whatever the shape.
ONE_NUMBER = ("mutual_information", "model_perplexity")

BAD = [
    # functions, the changed argument, its value, error, words of the message
    (LABELLED, "y_true", np.array([0, 3, 1]), ValueError, "y_true[1] is 3"),
    (LABELLED, "y_true", np.array([0, 1, -1]), ValueError, "y_true[2] is -1"),
    (LABELLED, "y_true", np.array([2**63, 0, 0], np.uint64), ValueError, "y_true[0]"),
    (LABELLED, "y_true", np.array([0.0, 2.0, 1.0]), TypeError, "astype(int)"),
    (LABELLED, "y_true", np.array([0.0, 1.7, 1.0]), TypeError, "as integers"),
    (ROWS_OF, None, P > 0, ValueError, "[0] sums to 3.0, but must sum to 1"),
    (ROWS_OF, None, np.vstack([P[:2], P[2] / 2]), ValueError, "[2] sums to 0.5"),
    (ROWS_OF, None, [[1.2, -0.2, 0]] * 3, ValueError, "[0, 1] is -0.2"),
    (ROWS_OF, None, [[1, 0, 0], [inf, 0, 0], [0, 0, 1]], ValueError, "[1] sums to inf"),
    (ROWS_OF, None, Z, ValueError, "[0] sums to 11.0"),
    (["cross_entropy", "kl_divergence", "js_divergence", "kl_divergence_grad",
      "kl_divergence_from_logits_grad"], "p", P / 2, ValueError, "p[0] sums to "),
    (["model_perplexity"], "logits", 1.0, ValueError, "must have an axis of classes"),
    (["mutual_information"], "joint", P, ValueError, "joint sums to 3"),
    (["mutual_information"], "joint", P[0], ValueError, "shape (3,)"),
    (["logit", "surprisal"], "p", [0.5, 1.5], ValueError, "p[1] is 1.5"),
    (["logit", "surprisal"], "p", -1e-9, ValueError, "p is -1e-09"),
    (["binary_cross_entropy", "binary_cross_entropy_grad"], "probs",
     np.where(T, 1 + 1e-9, 0.5), ValueError, "probs[0, 0] is 1.000000001"),
    (["sigmoid_cross_entropy", "binary_cross_entropy", "focal"], "y_true",
     np.where(T, 1.5, 1.0), ValueError, "y_true[0, 0] is 1.5"),
    (["sigmoid_cross_entropy", "binary_cross_entropy", "focal_grad"], "y_true",
     np.where(T, 1.0, nan), ValueError, "y_true[0, 1] is nan"),
    (["sigmoid_cross_entropy_grad", "binary_cross_entropy_grad"], "y_true",
     np.where(T, 1.0, -1.0), ValueError, "y_true[0, 1] is -1.0"),
    (["focal", "focal_grad"], "y_true",
     [[0, 1, 0.5], [0.25, 0, 0], [0, 0, 0]], ValueError, "focal loss, but y_true"),
    (["softmax_cross_entropy", "softmax_cross_entropy_grad"], "y_true",
     P * 3, ValueError, "y_true[0] sums to 3"),
    (["softmax_cross_entropy", "softmax_cross_entropy_grad"], "y_true",
     np.where(P > 0.6, nan, P), ValueError, "y_true[0, 0] is nan"),
    (["softmax_cross_entropy", "nll", "brier"], "y_true", Y[:, None, None], ValueError,
     "(3, 1, 1)"),
    (REAL, "y_true", np.where(T, nan, R), ValueError, "y_true[0, 0] is nan"),
    (REAL, "y_true", np.where(T, R, -inf), ValueError, "y_true[0, 1] is -inf"),
    (SIGN, "y_true", T, ValueError,
     "is 0.0: labels 0 and 1 become -1 and +1 by 2 * y_true - 1"),
    (SIGN, "y_true", T.astype(bool), ValueError, "y_true[0, 1] is 0"),
    (SIGN, "y_true", np.where(T, 1, 0.5), ValueError, "y_true[0, 1] is 0.5"),
    (SIGN, "y_true", np.where(T, 2, -1), ValueError, "-1 or +1, but y_true[0, 0] is 2"),
    (SIGN, "y_true", np.where(T, nan, -1), ValueError, "y_true[0, 0] is nan"),
    (COUNT, "y_true", Z - 2, ValueError, "y_true[2, 2] is -1.0"),
    (COUNT, "y_true", Z + 0.5, ValueError, "counts 0, 1, 2, ..., but y_true[0, 0]"),
    (COUNT, "y_true", np.where(T, Z, nan), ValueError, "y_true[0, 1] is nan"),
    (COUNT, "y_true", np.where(T, inf, Z), ValueError, "y_true[0, 0] is inf"),
    (RATE, "rate", np.where(T, -1e-9, 1), ValueError, "rate[0, 0] is -1e-09"),
    (COIN, "y_true", S, ValueError, "y_true must hold 0 or 1, but y_true[0, 1] is -1"),
    (COIN, "y_true", T / 2, ValueError, "y_true[0, 0] is 0.5"),
    (COIN, "y_true", np.where(T, nan, 0), ValueError, "y_true[0, 0] is nan"),
    (COIN, "probs", np.where(T, 1.5, 0.5), ValueError, "probs[0, 0] is 1.5"),
    (["softmax", "logsumexp", "log_softmax"], "logits", 1.0, ValueError, "axis"),
    (["entropy", "perplexity"], "p", 1.0, ValueError, "axis"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "argument", "value", "error", "words"),
    [(n, a or ROWS_OF[n], v, e, w) for names, a, v, e, w in BAD for n in names],
)
def test_bad(name, argument, value, error, words):
    with pytest.raises(error, match=re.escape(words)) as caught:
        call(name, **{argument: value})
    assert re.search(rf"\b{argument}\b", str(caught.value))


@pytest.mark.parametrize("name", VALID)
@pytest.mark.parametrize("value", [inf, -inf, nan, -1.0, 0.0, 3e38])
def test_float32_is_taken_and_refused_as_float64_is(name, value):
    """In the same words, and without a warning on the way."""
    single = {
        key: a.astype(np.float32) if a.dtype == np.float64 else a
        for key, a in VALID[name][0].items()
    }
    if name in ("gaussian_nll", "laplace_nll", "gaussian_crps"):
        single["scale"] = np.ones((3, 3), np.float32)
    for spoilt in [key for key, a in single.items() if a.dtype == np.float32]:
        bad = single | {spoilt: single[spoilt].copy()}
        bad[spoilt].reshape(3, -1)[1, -1] = value
        wide = {
            key: a.astype(np.float64) if a.dtype == np.float32 else a
            for key, a in bad.items()
        }
        for function in (getattr(lb, name), getattr(lb, f"{name}_grad", None)):
            if function:
                expected = answer_or_message(function, wide)
                if not isinstance(expected, str):
                    with np.errstate(over="ignore", under="ignore"):
                        expected = expected.astype(np.float32)
                answer = answer_or_message(function, bad)
                np.testing.assert_array_equal(answer, expected)


def answer_or_message(function, arguments):
    try:
        with np.errstate(all="raise"):
            return function(**arguments)
    except ValueError as error:
        return str(error)


@pytest.mark.parametrize(
    "name",
    ["nll", "brier", "softmax_cross_entropy", "softmax_focal", "multiclass_hinge"],
)
def test_logits_without_classes(name):
    _, second = VALID[name][0]
    with pytest.raises(ValueError, match=f"^{second} must have an axis of classes"):
        getattr(lb, name)(0, 0.3)


@pytest.mark.parametrize("name", VALID)
def test_nan_comes_out_where_it_went_in_and_nowhere_else(name):
    arguments, _ = VALID[name]
    last = list(arguments)[-1]
    with_nan = arguments[last].astype(float)
    with_nan[1, 1] = nan
    clean, answer = call(name), call(name, **{last: with_nan})
    if name in ONE_NUMBER:
        assert np.isnan(answer)
        return
    one_number_an_element = name in (*REAL, *SIGN, *COUNT, *COIN) or re.match(
        "(log_)?sigmoid|softplus|logit|surp|binary|focal|asymm|cumulative", name
    )
    if name.startswith("lovasz"):  # an example is a row of signs
        one_number_an_element = False
    wrong = np.zeros(np.shape(clean), bool)
    wrong[(1, 1) if one_number_an_element else 1] = True
    np.testing.assert_array_equal(np.isnan(answer), wrong)
    np.testing.assert_array_equal(answer[~wrong], clean[~wrong])


@pytest.mark.parametrize("name", VALID)
def test_dtypes(name):
    arguments, _ = VALID[name]
    single = {
        key: a.astype(np.float32) if a.dtype == np.float64 else a
        for key, a in arguments.items()
    }
    function = getattr(lb, name)
    assert function(**single).dtype == np.float32
    last = list(arguments)[-1]
    assert function(**single | {last: arguments[last]}).dtype == np.float64
    lists = {key: a.tolist() for key, a in arguments.items()}
    np.testing.assert_array_equal(function(**lists), function(**arguments))
    big_endian = {
        key: a.astype(a.dtype.newbyteorder(">")) for key, a in arguments.items()
    }
    np.testing.assert_array_equal(function(**big_endian), function(**arguments))
    fortran = {key: np.asfortranarray(a) for key, a in arguments.items()}
    np.testing.assert_array_equal(function(**fortran), function(**arguments))


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in VALID
        if list(VALID[name][0])[-1]
        in ["logits", "x", "scores", "y_pred", "mean", "location", "rate", "log_rate"]
        or "cumulative" in name
    ],
)
def test_integers_and_booleans_are_numbers(name):
    last = list(VALID[name][0])[-1]
    z = np.array([[200, 1, 0], [1, 0, 0], [0, 1, 1]])
    expected = call(name, **{last: z.astype(float)})
    np.testing.assert_array_equal(call(name, **{last: z.astype(np.uint8)}), expected)
    expected = call(name, **{last: (z > 0).astype(float)})
    np.testing.assert_array_equal(call(name, **{last: z > 0}), expected)


@pytest.mark.parametrize("name", LABELLED)
@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int32, np.uint64, np.intp])
def test_labels_of_any_integer_type(name, dtype):
    np.testing.assert_array_equal(call(name, y_true=Y.astype(dtype)), call(name))


@pytest.mark.parametrize("name", LABELLED)
def test_labels_may_be_booleans(name):
    y = np.array([True, False, True])
    np.testing.assert_array_equal(
        call(name, y_true=y), call(name, y_true=y.astype(int))
    )


@pytest.mark.parametrize("name", VALID)
def test_one_example_is_the_first_of_many(name):
    arguments, _ = VALID[name]
    if name in ONE_NUMBER:
        assert isinstance(call(name), np.float64)
        return
    single = getattr(lb, name)(*(a[0] for a in arguments.values()))
    np.testing.assert_array_equal(single, call(name)[0])
    if np.ndim(single) == 0:
        assert type(single) is np.float64
    stacked = {key: np.stack([a, a]) for key, a in arguments.items()}
    if "axis" not in VALID[name][1]:
        np.testing.assert_array_equal(call(name, **stacked)[1], call(name))


def test_the_message_counts_in_the_shape_that_came():
    p = np.full((2, 2, 4), 0.25)
    p[1, 0, 3] = 0.5
    with pytest.raises(ValueError, match=re.escape("probs[1, 0] sums to 1.25")):
        lb.nll([[0, 0], [0, 0]], p)
    for axis, place in [(0, "p[:, 1, 0]"), (1, "p[1, :, 0]"), (2, "p[1, 0]")]:
        for same in (axis, axis - 3):
            with pytest.raises(ValueError, match=f"^{re.escape(place)} sums"):
                lb.entropy(np.moveaxis(p, -1, axis), axis=same)
    # Large enough to be worked out in blocks, of rows or of one long row.
    residuals = np.zeros((300, 100, 2))
    residuals[200, 7, 1] = np.inf
    with pytest.raises(ValueError, match=re.escape("y_true[200, 7, 1] is inf")):
        lb.huber(residuals, np.zeros_like(residuals))
    logits = np.zeros((2, 4, 3))
    for weight, message in [
        ([1.0, 2.0], "shape (3,), one weight for each class, got (2,)"),
        (np.ones((4, 3)), "shape (3,), one weight for each class, got (4, 3)"),
    ]:
        with pytest.raises(ValueError, match=re.escape(message)):
            lb.softmax_cross_entropy(np.zeros((2, 4), int), logits, class_weight=weight)
    with pytest.raises(ValueError, match=r"^p sums to 1\.25"):
        lb.entropy(p[1, 0])
    with pytest.raises(ValueError, match=re.escape("joint[1] sums to 2.25")):
        lb.mutual_information(np.array([np.full((2, 4), 0.125), p[1]]))
    joint = np.full((2, 2, 2, 4), 0.125)
    joint[1, 0, 0, 0] = 1.125
    with pytest.raises(ValueError, match=re.escape("joint[1, 0] sums to 2")):
        lb.mutual_information(joint)


def test_rounding_is_no_mistake_and_two_decimals_are():
    lb.nll(0, [1 + 2e-16, 0.0])
    lb.nll(0, np.array([0.1, 0.2, 0.7], np.float32))
    lb.nll(0, np.array([1 / 3, 1 / 3, 1 / 3 + 5e-6]))
    with pytest.raises(ValueError, match=r"sums to 1\.01"):
        lb.nll(0, [0.71, 0.26, 0.04])

"""The questions of chapter 04: entropy, cross-entropy and KL."""

import math
from functools import partial

import numpy as np

from lossbook.classification import softmax_cross_entropy_grad
from lossbook.information import (
    cross_entropy,
    entropy,
    kl_divergence,
    perplexity,
    surprisal,
)
from lossbook.links import softmax
from lossbook.questions.entropy_exercises import OF_EXERCISES
from lossbook.questions.parts import base_10, in_bits, in_nats
from lossbook.questions.question import Choice, Mistake, Question

_PAGE = "04-entropy-kl.html"
_SURPRISAL = (
    "Surprisal: what an outcome tells",
    f"{_PAGE}#surprisal-what-an-outcome-tells",
)
_ENTROPY = (
    "Entropy: the mean surprisal",
    f"{_PAGE}#entropy-the-mean-surprisal",
)
_UNIFORM = ("Entropy: the mean surprisal", f"{_PAGE}#uniform-entropy")
_CODES = ("Codes: what a bit buys", f"{_PAGE}#codes-what-a-bit-buys")
_CROSS = ("Cross-entropy and KL", f"{_PAGE}#cross-entropy-and-kl")
_DENSITIES = ("KL of densities", f"{_PAGE}#kl-of-densities")
_FLOOR = ("The loss is H(p) plus your error", f"{_PAGE}#minimum-of-cross-entropy")
_GRADIENT = ("The gradient", f"{_PAGE}#the-gradient")
_DIRECTIONS = ("Forward and reverse", f"{_PAGE}#forward-and-reverse")

_NATURAL_WHY = "A nat takes the natural logarithm."
_in_nats = partial(in_nats, where=_SURPRISAL)
_in_bits = partial(in_bits, where=_SURPRISAL, why=_NATURAL_WHY)
_base_10 = partial(base_10, where=_SURPRISAL, why=_NATURAL_WHY)

_BENT = np.array([0.9, 0.1])
_HEADS, _TAILS = surprisal(_BENT, base=2)
_BENT_BITS = entropy(_BENT, base=2)

_BENT_COIN = Choice(
    name="bent_coin",
    text="A coin shows heads in 90 % of tosses. Tails of this coin tells "
    f"{_TAILS:.2f} bits, and each side of a fair coin tells 1 bit. Why does the bent "
    "coin still have the lower entropy?",
    answer="Tails counts for one tenth of the mean, and heads tells little.",
    mistakes=(
        Mistake(
            "Both surprisals together are less than those of a fair coin.",
            "the sum without weights is larger for the bent coin",
            f"It is {_HEADS + _TAILS:.2f} bits, and 2 bits for the fair coin. Entropy "
            "weights each surprisal by its probability.",
            _ENTROPY,
        ),
        Mistake(
            "Entropy looks at the likelier side alone, and heads tells little.",
            "entropy looks at both sides",
            f"Heads alone adds {0.9 * _HEADS:.2f} bits to the mean. The rare side adds "
            f"{0.1 * _TAILS:.2f} bits, which is more.",
            _ENTROPY,
        ),
        Mistake(
            "A bent coin has fewer possible outcomes than a fair coin.",
            "both coins have two possible outcomes",
            "Entropy depends on how probable the outcomes are too, not on their number "
            "alone.",
            _ENTROPY,
        ),
    ),
    right=f"The mean is 0.9 · {_HEADS:.2f} + 0.1 · {_TAILS:.2f} = {_BENT_BITS:.3f} "
    "bits, and 1 bit for the fair coin.",
)


def _chance(wanted: float, base: float | None = None) -> float:
    """Return the chance of heads above one half at which the entropy is this."""
    low, high = 0.5, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        more = entropy([middle, 1 - middle], base=base) > wanted
        low, high = (middle, high) if more else (low, middle)
    return 100 * low


_HALF = _chance(0.5, base=2)

_HALF_A_BIT = Question(
    name="half_a_bit",
    text="A coin shows heads more often than tails, and the entropy of a toss is half "
    "a bit. How often does it show heads, to the nearest per cent?",
    answer=_HALF,
    unit="%",
    tolerance=0.5,
    mistakes=(
        Mistake(
            75,
            "that is half of the way from a fair coin to a certain one",
            "Entropy does not fall in a straight line. At 75 % it is still "
            f"{entropy([0.75, 0.25], base=2):.2f} bits.",
            _ENTROPY,
        ),
        Mistake(
            100 / math.sqrt(2),
            "that is where heads alone tells half a bit",
            "Entropy is the mean over both sides, and tails tells far more.",
            _ENTROPY,
        ),
        Mistake(
            _chance(0.5),
            "that is where the entropy is half a nat",
            "A bit takes the logarithm to base 2.",
            _SURPRISAL,
        ),
        Mistake(
            100 - _HALF,
            "that is how often this coin shows tails",
            "The entropy of both coins is the same, but heads is to come more often "
            "here.",
            _ENTROPY,
        ),
        Mistake(
            90,
            f"that gives {_BENT_BITS:.3f} bits, a little too few",
            "The coin must be a little fairer.",
            _ENTROPY,
        ),
    ),
    hints=(
        f"With 75 % the entropy is {entropy([0.75, 0.25], base=2):.2f} bits, so heads "
        "comes more often than that.",
        "With 90 % it is a little less than half a bit, so heads comes a little less "
        "often than that.",
    ),
    right=f"At {_HALF:.1f} % the mean surprisal is half a bit. Its mirror image, "
    f"{100 - _HALF:.1f} %, has the same entropy.",
)

_DIE = np.full(8, 1 / 8)
_DIE_NATS = entropy(_DIE)

_EIGHT_SIDES = Question(
    name="eight_sides",
    text="What is the entropy of a fair die with 8 sides, in nats?",
    answer=_DIE_NATS,
    unit="nats",
    tolerance=0.01,
    mistakes=(
        Mistake(
            (_DIE * np.log(_DIE)).sum(),
            "that has lost the minus sign of the definition",
            "log ⅛ is negative, and the minus sign in front makes it positive.",
            _UNIFORM,
        ),
        _in_bits(_DIE_NATS),
        _base_10(_DIE_NATS),
        Mistake(
            perplexity(_DIE),
            "that is the perplexity, the number of sides",
            "The entropy is its logarithm.",
            _UNIFORM,
        ),
        Mistake(
            -_DIE[0] * math.log(_DIE[0]),
            "that is the term of one side",
            "Entropy adds the terms of all 8 sides.",
            _ENTROPY,
        ),
        Mistake(
            _DIE[0],
            "that is the probability of one side",
            "The surprisal of a side is minus its logarithm, and entropy is the mean "
            "surprisal.",
            _SURPRISAL,
        ),
    ),
    hints=(
        "All sides have the same surprisal, so the mean is this surprisal.",
        "It is −log ⅛ with the natural logarithm.",
    ),
    right=f"Each side has the surprisal −log ⅛ = log 8, so the mean is log 8 too: "
    f"{_DIE_NATS:.3f} nats.",
)

_P = np.array([1 / 2, 1 / 4, 1 / 8, 1 / 8])
_Q = np.array([1 / 8, 1 / 2, 1 / 4, 1 / 8])
_SENT = cross_entropy(_P, _Q, base=2)

_CODE_FOR_Q = Question(
    name="code_for_q",
    text="Four letters a, b, c and d occur with the probabilities ½, ¼, ⅛ and ⅛. They "
    "are sent in a code that was made for another language: the words for a, b, c and "
    "d are 3, 1, 2 and 3 bits long. How many bits a letter is this on average?",
    answer=_SENT,
    unit="bits a letter",
    tolerance=0.01,
    mistakes=(
        Mistake(
            entropy(_P, base=2),
            "that is the entropy of either language, which its own code reaches",
            "Here the letters are of one language and the code is of the other: the "
            "most frequent letter has a word of 3 bits.",
            _CROSS,
        ),
        Mistake(
            kl_divergence(_P, _Q, base=2),
            "that is KL, which is what the wrong code adds",
            "You pay the whole word: what the best code needs, and this.",
            _CROSS,
        ),
        Mistake(
            surprisal(_Q, base=2).mean(),
            "that is the mean of the four lengths without weights",
            "Weight each length with the probability of its letter. If you have "
            "exchanged the two languages, you get the same number.",
            _CROSS,
        ),
        Mistake(
            surprisal(_Q, base=2).sum(),
            "that is the sum of the lengths",
            "It is the length of one word of each kind. For a mean, weight each length "
            "with the probability of its letter.",
            _CODES,
        ),
        _in_nats(_SENT),
    ),
    hints=(
        "It is a mean of the lengths. Which weights does it have?",
        "Half of the letters need 3 bits, a quarter 1 bit, one eighth 2 bits and one "
        "eighth 3 bits.",
    ),
    right=f"½ · 3 + ¼ · 1 + ⅛ · 2 + ⅛ · 3 = {_SENT:.3f} bits a letter, the "
    "cross-entropy of the two languages.",
)

_APART, _WIDE = 3, 0.5
_BELLS = _APART**2 / (2 * _WIDE**2)

_TWO_BELLS = Question(
    name="two_bells",
    text="Two Gaussian densities have the same scale, 0.5 mm, and their means are 3 mm "
    "apart. What is the KL of the one on the right from the one on the left?",
    answer=_BELLS,
    unit="nats",
    tolerance=0.05,
    mistakes=(
        Mistake(
            -_BELLS,
            "KL is never negative",
            "The sign of the distance between the means is lost in the square, so both "
            "directions give the same.",
            _DENSITIES,
        ),
        Mistake(
            _APART**2 / _WIDE**2,
            "that leaves out the factor ½",
            "The exponent of a Gaussian has 2s² in its denominator, and so has KL.",
            _DENSITIES,
        ),
        Mistake(
            _APART**2 / (2 * _WIDE),
            "that divides by the scale and not by its square",
            "KL has no unit of length: measure the distance in units of the scale, "
            "then take half the square.",
            _DENSITIES,
        ),
        Mistake(
            _APART**2 / 2,
            "that does not measure the distance in units of the scale",
            "The same distance means more if both densities are narrow.",
            _DENSITIES,
        ),
        Mistake(
            _APART / _WIDE,
            "that is the distance in units of the scale",
            "KL is half the square of this.",
            _DENSITIES,
        ),
        _in_bits(_BELLS),
    ),
    hints=(
        "Measure the distance between the means in units of the scale.",
        "The means are 6 scales apart. Take half the square.",
    ),
    right=f"d²/2s² = 9/0.5, which is {_BELLS:.0f} nats, and the other direction gives "
    "the same.",
)

_COIN = np.array([0.3, 0.7])
_LEAST = entropy(_COIN)

_COIN_FLOOR = Question(
    name="coin_floor",
    text="A coin shows heads in 30 % of tosses. A model gives each toss the same "
    "chance of heads, and you may choose it. What is the lowest cross-entropy that the "
    "model can reach?",
    answer=_LEAST,
    unit="nats a toss",
    tolerance=0.01,
    mistakes=(
        Mistake(
            0,
            "that is the lowest loss where the result is certain",
            "Here the results differ from toss to toss, and no belief makes them "
            "certain.",
            _FLOOR,
        ),
        Mistake(
            cross_entropy(_COIN, [0.5, 0.5]),
            "that is what the belief in a fair coin costs",
            "A belief of 30 % costs less.",
            _FLOOR,
        ),
        Mistake(
            cross_entropy(_COIN, [0, 1]),
            "that is what the belief in certain tails costs",
            "Three of ten tosses show heads, and the model calls them impossible.",
            _CROSS,
        ),
        Mistake(
            surprisal(0.7),
            "that is the loss of one toss that shows tails",
            "Three of ten tosses show heads and cost more. The cross-entropy is the "
            "mean over both.",
            _ENTROPY,
        ),
        Mistake(
            surprisal(0.3),
            "that is the loss of one toss that shows heads",
            "Seven of ten tosses show tails and cost less. The cross-entropy is the "
            "mean over both.",
            _ENTROPY,
        ),
        Mistake(
            0.3,
            "that is the share of wrong guesses if one always guesses tails",
            "Cross-entropy is the mean of minus the logarithm of a probability.",
            _CROSS,
        ),
        _in_bits(_LEAST),
        _base_10(_LEAST),
    ),
    hints=(
        "Cross-entropy is the entropy of the coin plus KL. Which belief makes KL 0?",
        "With the belief 30 % it is the entropy, −0.3 log 0.3 − 0.7 log 0.7.",
    ),
    right="The best belief is the truth, a chance of 0.3. The cross-entropy is then "
    f"the entropy of the coin: {_LEAST:.3f} nats a toss.",
)

_TARGET, _MODEL = np.array([0.1, 0.2, 0.7]), np.array([0.2, 0.3, 0.5])
_SLOPE = softmax_cross_entropy_grad(_TARGET, np.log(_MODEL))[2]

_SOFT_GRADIENT = Question(
    name="soft_gradient",
    text="The target is the distribution (0.1, 0.2, 0.7), and the softmax of a model "
    "gives (0.2, 0.3, 0.5). What is the derivative of the cross-entropy with respect "
    "to the third logit?",
    answer=_SLOPE,
    tolerance=0.01,
    mistakes=(
        Mistake(
            -_SLOPE,
            "that is truth minus prediction",
            "The third class has too little probability, so a higher logit lowers the "
            "loss: the derivative is negative.",
            _GRADIENT,
        ),
        Mistake(
            _MODEL[2] - 1,
            "that is the derivative for a one-hot target",
            "The target has 0.7 for the third class, and not 1.",
            _GRADIENT,
        ),
        Mistake(
            -_TARGET[2] / _MODEL[2],
            "that is the derivative with respect to the probability",
            "A logit changes all three probabilities, since they share the sum of the "
            "weights.",
            _GRADIENT,
        ),
        Mistake(
            -_TARGET[2] * (1 - _MODEL[2]),
            "that is the derivative of the third term alone",
            "The third logit is in the denominator of the other two probabilities too.",
            _GRADIENT,
        ),
        Mistake(
            _MODEL[2],
            "that is the derivative of the logsumexp alone",
            "The loss also has the term −pz, with the derivative −p.",
            _GRADIENT,
        ),
    ),
    hints=(
        "The loss is the logsumexp of the logits minus the sum of p · z.",
        "It is prediction minus truth, for the third class.",
    ),
    right=f"It is prediction minus truth, 0.5 − 0.7 = −{-_SLOPE:.1f}: descent raises "
    "this logit.",
)

_CELLS = np.linspace(-16, 16, 641)


def _bell(mean: float, scale: float) -> np.ndarray:
    """Return a Gaussian as probabilities of cells."""
    return softmax(-(((_CELLS - mean) / scale) ** 2) / 2)


_BUMPS = (_bell(-2, 0.6) + _bell(2, 0.6)) / 2
_ONE_BUMP = kl_divergence(_bell(2, 0.6), _BUMPS)

_WHERE_THE_BELL = Choice(
    name="where_the_bell",
    text="The truth p has two equal bumps, at −2 and 2, each with the scale 0.6. The "
    "model q is one Gaussian. Which Gaussian makes the forward KL(p‖q) the lowest, and "
    "which the reverse KL(q‖p)?",
    answer="Forward: a wide bell in the middle. Reverse: a narrow bell on one bump.",
    mistakes=(
        Mistake(
            "Forward: a narrow bell on one bump. Reverse: a wide bell in the middle.",
            "that exchanges the two directions",
            "Forward KL has its weights from the truth, so q must not be small on "
            "either bump. Reverse KL has them from q, so q must keep out of the gap.",
            _DIRECTIONS,
        ),
        Mistake(
            "Forward: a wide bell in the middle. Reverse: a wide bell in the middle.",
            "a wide bell has much weight in the gap",
            "There the truth is almost 0, and reverse KL makes q pay for its weight "
            "in such places.",
            _DIRECTIONS,
        ),
        Mistake(
            "Forward: a narrow bell on one bump. Reverse: a narrow bell on one bump.",
            "a narrow bell is almost 0 on the other bump",
            "Half of the truth lies there, and forward KL takes its weights from the "
            "truth.",
            _DIRECTIONS,
        ),
    ),
    right="Forward KL makes q cover all of the truth, even the gap. Reverse KL makes q "
    "keep out of places where the truth is small.",
)

_ONE_BUMP_COST = Question(
    name="one_bump_cost",
    text="The truth p has two equal bumps of scale 0.6, at −2 and 2. The model q is "
    "one of them alone, a Gaussian with the mean 2 and the scale 0.6. How large is the "
    "reverse KL(q‖p), to two digits?",
    answer=_ONE_BUMP,
    unit="nats",
    tolerance=0.01,
    mistakes=(
        Mistake(
            0,
            "KL is 0 only if both are equal",
            "The truth has half of its weight on the other bump, so on this one it is "
            "half as high as q.",
            _CROSS,
        ),
        Mistake(
            math.inf,
            "the truth is not 0 where q has weight",
            "There it has about half the density of q. The other bump hardly counts, "
            "since q has almost no weight there.",
            _DIRECTIONS,
        ),
        Mistake(
            kl_divergence(_BUMPS, _bell(2, 0.6)),
            "that is the forward KL(p‖q)",
            "Reverse KL takes its weights from q, which ignores the other bump.",
            _DIRECTIONS,
        ),
        Mistake(
            1 / 2,
            "that is the ratio of the two densities",
            "KL is the mean of the logarithm of q/p.",
            _CROSS,
        ),
        Mistake(
            -_ONE_BUMP,
            "that has p/q in the logarithm, and KL is never negative",
            "Reverse KL is the mean of log(q/p), with the weights of q.",
            _CROSS,
        ),
        _in_bits(_ONE_BUMP),
        _base_10(_ONE_BUMP),
    ),
    hints=(
        "KL(q‖p) is the mean of log(q/p) where q has weight. How high is p there?",
        "The truth is shared by two bumps, so q/p is nearly 2. Take the logarithm.",
    ),
    right="Where q has weight, the truth has very nearly half its density. So it is "
    f"very nearly log 2: {_ONE_BUMP:.2f} nats.",
)

CHAPTER_04 = (
    _BENT_COIN,
    _HALF_A_BIT,
    _EIGHT_SIDES,
    _CODE_FOR_Q,
    _TWO_BELLS,
    _COIN_FLOOR,
    _SOFT_GRADIENT,
    _WHERE_THE_BELL,
    _ONE_BUMP_COST,
    *OF_EXERCISES,
)

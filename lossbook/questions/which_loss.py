"""The questions of chapter 09: which loss to take."""

import math

import numpy as np

from lossbook.classification import brier, nll, softmax_cross_entropy
from lossbook.datasets import load_penguins
from lossbook.links import softmax
from lossbook.questions.question import Choice, Mistake, Question
from lossbook.questions.which_loss_exercises import OF_EXERCISES
from lossbook.regression import huber, smooth_l1

_PAGE = "09-which-loss.html"
_ASK = ("Ask what number you want", f"{_PAGE}#ask-what-number-you-want")
_LOG_TARGET = (
    "MAPE, RMSLE and the log of the target",
    f"{_PAGE}#mape-rmsle-and-the-log-of-the-target",
)
_PROPER = (
    "Probabilities need a proper loss",
    f"{_PAGE}#probabilities-need-a-proper-loss",
)
_IMPROPER = ("Probabilities need a proper loss", f"{_PAGE}#improper-loss")
_CATALOGUE = ("The whole catalogue", f"{_PAGE}#the-whole-catalogue")
_BETWEEN = ("The whole catalogue", f"{_PAGE}#between-mean-and-median")
_SAME_NAME = ("The same name, another loss", f"{_PAGE}#same-name")
_FACTORS = (
    "The same name, another loss",
    f"{_PAGE}#the-same-name-another-loss",
)
_CONSTANT = (
    "The constant that minimises a loss",
    "01-why-a-loss.html#the-constant-that-minimises-a-loss",
)
_NLL = (
    "The negative log-likelihood",
    "02-softmax-nll.html#the-negative-log-likelihood",
)

_GRAMS = load_penguins().features[:, 3]
_LIGHTEST, _HEAVIEST = _GRAMS.min(), _GRAMS.max()

_CRATE_EQUAL = Question(
    name="crate_equal",
    text="A crate for penguins costs the same for each gram that it holds too much and "
    f"for each gram that it holds too little. Of the masses of {len(_GRAMS)} birds the "
    f"mean is {_GRAMS.mean():.0f} g, the median {np.median(_GRAMS):.0f} g and the 0.8 "
    f"quantile {np.quantile(_GRAMS, 0.8):.0f} g. They go from {_LIGHTEST:.0f} to "
    f"{_HEAVIEST:.0f} g. How heavy a bird does the cheapest crate hold?",
    answer=np.median(_GRAMS),
    unit="g",
    tolerance=20,
    mistakes=(
        Mistake(
            _GRAMS.mean(),
            "that is the mean, which minimises the squared error",
            "Here each gram costs the same, however many there are. So only the number "
            "of birds on each side counts.",
            _ASK,
        ),
        Mistake(
            np.quantile(_GRAMS, 0.8),
            "that is right if too little costs four times as much",
            "The share is a/(a + b), where a is the cost of too little and b that of "
            "too much. Here both are equal.",
            _ASK,
        ),
        Mistake(
            (_LIGHTEST + _HEAVIEST) / 2,
            "that is the middle between the lightest and the heaviest bird",
            "All birds must be looked at. If more than half of them are lighter than "
            "the crate allows, a weaker crate costs less.",
            _CONSTANT,
        ),
        Mistake(
            _HEAVIEST,
            "that is a crate for the heaviest bird",
            "It holds each bird, but it holds too much for nearly all of them, and "
            "each gram costs something.",
            _ASK,
        ),
    ),
    hints=(
        "Make the crate stronger by a gram. For which birds does that save something, "
        "and for which does it cost something?",
        "It is worth it as long as more than half of the birds are heavier than what "
        "the crate holds.",
    ),
    right=f"With equal costs it is the median, {np.median(_GRAMS):.0f} g: at most half "
    "of the birds are heavier, and at most half are lighter.",
)

_TIMES = 3

_CRATE_THREE = Question(
    name="crate_three",
    text="For each gram that a crate holds too little, it costs three times as much as "
    "for each gram that it holds too much. Which share of the birds can the cheapest "
    "crate hold?",
    answer=100 * _TIMES / (_TIMES + 1),
    unit="%",
    tolerance=1,
    mistakes=(
        Mistake(
            100 / (_TIMES + 1),
            "that is the share of birds that are too heavy",
            "Too little costs more, so the crate must be strong and hold most of the "
            "birds.",
            _ASK,
        ),
        Mistake(
            100 * (1 - 1 / _TIMES),
            "that is 1 − 1/3",
            "The two costs are as 3 to 1, so the share is 3/(3 + 1).",
            _ASK,
        ),
        Mistake(
            100 / _TIMES,
            "that is the ratio of the two costs",
            "The share is a/(a + b), where a is the cost of too little and b that of "
            "too much.",
            _ASK,
        ),
        Mistake(
            50,
            "that is right for equal costs",
            "If too little costs more, a stronger crate is worth it.",
            _ASK,
        ),
        Mistake(
            80,
            "that is right for four times as much",
            "The share is 4/(4 + 1) for costs that are as 4 to 1. Here they are as 3 "
            "to 1.",
            _ASK,
        ),
        Mistake(
            100,
            "that would be right if too much cost nothing",
            "For the heaviest birds alone, a stronger crate costs more than it saves.",
            _ASK,
        ),
    ),
    hints=(
        "Let the crate hold the share s. What does one gram more cost, and what does "
        "it save?",
        "One gram more costs s and saves 3(1 − s). Where are the two equal?",
    ),
    right="A stronger crate is worth it as long as 3(1 − s) > s, so up to 3/4, which "
    f"is {100 * _TIMES / (_TIMES + 1):.0f} %.",
)

_SPREAD = np.array([1.0, 2.0, 10.0, 50.0, 1000.0])
_GEOMETRIC = math.exp(np.log(_SPREAD).mean())
_HARMONIC = 1 / (1 / _SPREAD).mean()
_WHOLE = np.arange(1.0, 1001.0)
_LOGARITHMS = ((np.log(_WHOLE[:, None]) - np.log(_SPREAD)) ** 2).mean(axis=1)

_LOGARITHM_BEST = Question(
    name="logarithm_best",
    text="Which constant c minimises the mean of (log c − log y)² for the numbers 1, "
    "2, 10, 50 and 1000, to the nearest tenth?",
    answer=_GEOMETRIC,
    tolerance=0.06,
    mistakes=(
        Mistake(
            np.log(_SPREAD).mean(),
            "that is the mean of the natural logarithms",
            "It is the best log c. The constant is e to that power.",
            _LOG_TARGET,
        ),
        Mistake(
            np.log10(_SPREAD).mean(),
            "that is the mean of the logarithms to base 10",
            "It is the best logarithm of c. The constant is 10 to that power.",
            _LOG_TARGET,
        ),
        Mistake(
            math.exp(np.log10(_SPREAD).mean()),
            "that mixes two bases",
            "A mean of logarithms to base 10 needs 10 to that power, and not e.",
            _LOG_TARGET,
        ),
        Mistake(
            _SPREAD.mean(),
            "that is the mean",
            "It minimises the squared error of the numbers. Here the logarithms are "
            "compared.",
            _LOG_TARGET,
        ),
        Mistake(
            np.median(_SPREAD),
            "that is the median",
            "It minimises the absolute error. A squared error of logarithms asks for "
            "their mean.",
            _LOG_TARGET,
        ),
        Mistake(
            _HARMONIC,
            "that is the harmonic mean",
            "It comes from the mean of 1/y. Here the mean of log y is asked for.",
            _LOG_TARGET,
        ),
        Mistake(
            _WHOLE[_LOGARITHMS.argmin()],
            "that is the best whole number",
            "The constant may be any number. The best one has a logarithm that is the "
            "mean of the logarithms.",
            _LOG_TARGET,
        ),
    ),
    hints=(
        "The squared error finds a mean. Of which numbers, here?",
        "The product of the five numbers is 10⁶. Take the fifth root.",
    ),
    right="The best log c is the mean of the logarithms, so c is the geometric mean, "
    f"10⁶ to the power 1/5 = {_GEOMETRIC:.2f}.",
)

_PERCENTAGE = (np.abs(_SPREAD - _WHOLE[:, None]) / _SPREAD).mean(axis=1)
_SMALLER_THAN_1 = (1 / _SPREAD[1:]).sum()

_PERCENTAGE_BEST = Question(
    name="percentage_best",
    text="Which constant c minimises the mean of |y − c|/y for the numbers 1, 2, 10, "
    "50 and 1000?",
    answer=_WHOLE[_PERCENTAGE.argmin()],
    tolerance=0.1,
    mistakes=(
        Mistake(
            np.median(_SPREAD),
            "that is the median, which minimises the mean of |y − c|",
            "Divided by y, the error of a small number weighs more.",
            _LOG_TARGET,
        ),
        Mistake(
            _SPREAD.mean(),
            "that is the mean, which minimises the squared error",
            "The error here is absolute, and divided by y.",
            _LOG_TARGET,
        ),
        Mistake(
            _GEOMETRIC,
            "that is the geometric mean",
            "It minimises the squared error of the logarithms. The error here is "
            "absolute, and divided by y.",
            _LOG_TARGET,
        ),
        Mistake(
            _HARMONIC,
            "that is the harmonic mean",
            "It is a mean with the weights 1/y. An absolute error asks for a median, "
            "here one with the weights 1/y.",
            _LOG_TARGET,
        ),
        Mistake(
            _SPREAD.max(),
            "that is a median with the weights y",
            "The error is divided by y, so the weights are 1/y.",
            _LOG_TARGET,
        ),
    ),
    hints=(
        "An absolute error asks for a median. How much does each of the five numbers "
        "weigh?",
        "The weights are 1/y: 1, 0.5, 0.1, 0.02 and 0.001. Which number has at most "
        "half of the weight on either side?",
    ),
    right="The number 1 has the weight 1, and the four others together have "
    f"{_SMALLER_THAN_1:.3f}. So c = {_WHOLE[_PERCENTAGE.argmin()]:.0f}, far below the "
    "median.",
)

_BEST_Q = Choice(
    name="best_q",
    text="An event happens in 7 cases out of 10, and a model states the probability q "
    "each time. For which q is the mean loss lowest: with cross-entropy, with the "
    "squared error, and with the absolute error?",
    answer="Cross-entropy and squared error: 0.7. Absolute error: 1.",
    mistakes=(
        Mistake(
            "Cross-entropy, squared error and absolute error: 0.7.",
            "the absolute error does not ask for the probability",
            "Its mean is 0.7(1 − q) + 0.3 q, a straight line in q that falls up to 1.",
            _IMPROPER,
        ),
        Mistake(
            "Cross-entropy: 0.7. Squared error and absolute error: 1.",
            "the squared error asks for the probability, too",
            "Its derivative with respect to q is 2(q − 0.7), which is 0 at 0.7.",
            _PROPER,
        ),
        Mistake(
            "Squared error and absolute error: 0.7. Cross-entropy: 1.",
            "cross-entropy is infinite at 1",
            "In 3 cases of 10 the event does not happen, and a model that says 1 then "
            "pays an infinite loss.",
            _PROPER,
        ),
    ),
    right="The first two are strictly proper: on average the true probability costs "
    "least. The mean absolute error falls in a straight line up to q = 1.",
)

_MISSED = brier(1, [0.9, 0.1])

_BRIER_WHEN_WRONG = Question(
    name="brier_when_wrong",
    text="A model gives rain the probability 0.9, and it stays dry. What is the Brier "
    "score of this answer, the sum of the squares over both classes?",
    answer=_MISSED,
    tolerance=0.01,
    mistakes=(
        Mistake(
            _MISSED / 2,
            "that is the square of one class, or the mean over both",
            "The probability of dry weather is wrong by 0.9 as well. Some programs "
            "halve the score of two classes.",
            _FACTORS,
        ),
        Mistake(
            brier(0, [0.9, 0.1]),
            "that is the score if it rains",
            "It stayed dry: the truth is 0 for rain and 1 for dry.",
            _PROPER,
        ),
        Mistake(
            nll(1, [0.9, 0.1]),
            "that is the cross-entropy in nats",
            "The Brier score has no logarithm, so it has an upper limit.",
            _PROPER,
        ),
        Mistake(
            0.9,
            "that is the absolute error of the probability of rain",
            "The Brier score takes squares, and the sum over both classes.",
            _PROPER,
        ),
        Mistake(
            2 * 0.9,
            "that adds the absolute errors",
            "The Brier score adds the squares of the errors.",
            _PROPER,
        ),
        Mistake(
            brier(1, [1.0, 0.0]),
            "that is the highest possible score",
            "It is reached by a model that gives rain the probability 1 when it stays "
            "dry.",
            _PROPER,
        ),
    ),
    hints=(
        "Write the truth as two numbers, 0 for rain and 1 for dry. By how much is each "
        "probability wrong?",
        "Both are wrong by 0.9. Square, and add.",
    ),
    right=f"It is 0.9² + (0.1 − 1)² = {_MISSED:.2f}. However sure the model is, the "
    "score is at most 2.",
)

_SKEW = np.array([-1, -1, -1, 0, 0.1, 0.1, 2.8])
_OTHERS = _SKEW[:-1]
_BEST_HUBER = (_OTHERS.sum() + 1) / len(_OTHERS)

_HUBER_LOG_TARGET = Question(
    name="huber_beyond",
    text="For the numbers −1, −1, −1, 0, 0.1, 0.1 and 2.8 both the mean and the median "
    "are 0. Which constant minimises the Huber loss with δ = 1?",
    answer=_BEST_HUBER,
    tolerance=0.01,
    mistakes=(
        Mistake(
            0,
            "that is the mean and the median, and the slope is not 0 there",
            "At 0 the residuals of the six others add up to 2.8, and the number 2.8 "
            "pulls with 1 and no more.",
            _BETWEEN,
        ),
        Mistake(
            -_BEST_HUBER,
            "that has the wrong sign",
            "The pull of the 2.8 is limited, so the constant moves away from it, to "
            "the three on the left.",
            _BETWEEN,
        ),
        Mistake(
            _OTHERS.mean(),
            "that leaves the 2.8 out",
            "It still pulls to the right, with a force of 1.",
            _BETWEEN,
        ),
        Mistake(
            _SKEW.clip(-1, 1).mean(),
            "that moves the 2.8 to 1",
            "The residual is limited to 1. So the 2.8 counts as c + 1, and c is not 0.",
            _BETWEEN,
        ),
        Mistake(
            (_OTHERS.sum() - 1) / len(_OTHERS),
            "that lets the 2.8 pull to the left",
            "It is larger than the constant, so it pulls to the right.",
            _BETWEEN,
        ),
    ),
    hints=(
        "The slope of the Huber loss is the residual, limited to the range from −1 to "
        "1. Which of the seven numbers reaches this limit?",
        "Only 2.8 does. So the slopes add up to 6c + 2.8 − 1. Where is that 0?",
    ),
    right=f"The slopes add up to 6c + 2.8 − 1, which is 0 at −{-_BEST_HUBER:.1f}: "
    "beyond both the mean and the median.",
)

_ONE_SIDE_ONLY = Choice(
    name="one_side_only",
    text="A model says a number that may be any real number. The slope of its loss may "
    "grow without limit on both sides, on one side only, or on neither. For which two "
    "losses is it one side only?",
    answer="`squared_hinge` and `exponential`",
    mistakes=(
        Mistake(
            "`squared_error` and `lp` with p = 2",
            "their slopes have no limit on either side",
            "Both are the square of the residual, with the slope 2r for a residual of "
            "either sign.",
            _CATALOGUE,
        ),
        Mistake(
            "`hinge` and `logistic`",
            "their slopes have a limit on both sides",
            "One side is flat or nearly flat, but on the other the slope does not get "
            "beyond 1 in size.",
            _CATALOGUE,
        ),
        Mistake(
            "`huber` and `quantile`",
            "their slopes have a limit on both sides",
            "Far from the truth these two losses are straight lines.",
            _CATALOGUE,
        ),
    ),
    right="For a wrong sign their slopes grow without limit. For a right sign they go "
    "to 0.",
)

_NUMBERS = np.array([5.0, 4.0, 2.0])
_AS_SHARES = nll(0, _NUMBERS / _NUMBERS.sum())
_AS_LOGITS = softmax_cross_entropy(0, _NUMBERS)

_READ_AS_SHARES = Question(
    name="read_as_shares",
    text="A cross-entropy takes probabilities and divides them by their sum. By "
    "mistake it is given the logits 5, 4 and 2, and the first class is the target. "
    "What does it return?",
    answer=_AS_SHARES,
    unit="nats",
    tolerance=0.003,
    mistakes=(
        Mistake(
            _AS_LOGITS,
            "that is the loss from logits, the one that was wanted",
            "This function applies no softmax. It takes 5, 4 and 2 as shares.",
            _SAME_NAME,
        ),
        Mistake(
            softmax_cross_entropy(0, softmax(_NUMBERS)),
            "that applies softmax twice",
            "This function takes no exponential at all. It divides by the sum.",
            ("From logits, exactly", "02-softmax-nll.html#double-softmax"),
        ),
        Mistake(
            -math.log(5),
            "that is −log 5, without the division",
            "The three numbers are divided by their sum first.",
            _SAME_NAME,
        ),
        Mistake(
            5 / 11,
            "that is the share of the first class",
            "The loss is minus its logarithm.",
            _NLL,
        ),
        Mistake(
            _AS_SHARES / math.log(10),
            "that is the logarithm to base 10",
            "The loss in nats takes the natural logarithm.",
            _NLL,
        ),
        Mistake(
            _AS_SHARES / math.log(2),
            "that is in bits, with the logarithm to base 2",
            "The loss in nats takes the natural logarithm.",
            _NLL,
        ),
    ),
    hints=(
        "What is the sum of the three numbers, and which share has the first?",
        "The share is 5/11. Take minus its natural logarithm.",
    ),
    right=f"It is −log(5/11), which is {_AS_SHARES:.3f} nats. From logits the loss is "
    f"{_AS_LOGITS:.3f}, and no error message tells the two apart.",
)

_KNOB = 1 / 4
_SMOOTH = smooth_l1(0, 3, beta=_KNOB)
_HUBER = huber(0, 3, delta=_KNOB)

_SMOOTH_FACTOR = Question(
    name="smooth_factor",
    text="For a residual r above the knob, smooth L1 is r − β/2, and the Huber loss is "
    "δ(r − δ/2). Both knobs are 1/4, and r is 3. How many times the Huber loss is "
    "smooth L1?",
    answer=_SMOOTH / _HUBER,
    tolerance=0.05,
    mistakes=(
        Mistake(
            _HUBER / _SMOOTH,
            "that is the Huber loss divided by smooth L1",
            "With knobs below 1, smooth L1 is the larger one.",
            _FACTORS,
        ),
        Mistake(
            1,
            "that is right if both knobs are 1",
            "The Huber loss has δ as a factor in front, and smooth L1 has no such "
            "factor.",
            _FACTORS,
        ),
        Mistake(
            _SMOOTH,
            "that is smooth L1 itself",
            "Divide it by the Huber loss of the same residual.",
            _FACTORS,
        ),
        Mistake(
            _HUBER,
            "that is the Huber loss itself",
            "Divide smooth L1 by it.",
            _FACTORS,
        ),
    ),
    hints=(
        "Put 1/4 into both formulas. What do they have in common?",
        "Both have the factor 3 − 1/8. The Huber loss has 1/4 in front of it.",
    ),
    right=f"Smooth L1 is the Huber loss divided by the knob, so the factor is "
    f"{_SMOOTH / _HUBER:.0f}. The same learning rate then makes steps of another "
    "length.",
)

CHAPTER_09 = (
    _CRATE_EQUAL,
    _CRATE_THREE,
    _LOGARITHM_BEST,
    _PERCENTAGE_BEST,
    _BEST_Q,
    _BRIER_WHEN_WRONG,
    _HUBER_LOG_TARGET,
    _ONE_SIDE_ONLY,
    _READ_AS_SHARES,
    _SMOOTH_FACTOR,
    *OF_EXERCISES,
)

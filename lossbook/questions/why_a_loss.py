"""The questions of chapter 01: why a loss at all."""

import math
from functools import partial

import numpy as np

from lossbook.classification import binary_cross_entropy, brier
from lossbook.datasets import load_penguins
from lossbook.links import sigmoid
from lossbook.margin import logistic, logistic_grad, zero_one
from lossbook.questions.parts import base_10, in_bits, two_species
from lossbook.questions.question import Choice, Mistake, Question
from lossbook.questions.why_a_loss_exercises import OF_EXERCISES

_PAGE = "01-why-a-loss.html"
_STAIRCASE = ("Accuracy has no slope", f"{_PAGE}#accuracy-has-no-slope")
_SLOPE = ("A loss with a slope", f"{_PAGE}#a-loss-with-a-slope")
_DOWNHILL = ("Downhill", f"{_PAGE}#downhill")
_OBJECTIVE = ("Loss, cost, objective", f"{_PAGE}#loss-cost-objective")
_SAME_MSE = ("Loss, cost, objective", f"{_PAGE}#same-mse")
_ESTIMATE = ("What a cost estimates", f"{_PAGE}#what-a-cost-estimates")
_TRAINING = ("What a cost estimates", f"{_PAGE}#training-cost")
_CONSTANT = (
    "The constant that minimises a loss",
    f"{_PAGE}#the-constant-that-minimises-a-loss",
)
_FREQUENCY = ("Classes: the frequency", f"{_PAGE}#classes-the-frequency")

_base_10 = partial(base_10, where=_SLOPE)
_bits = partial(in_bits, where=_SLOPE)

_TOO_LONG = logistic(-1, 2)

_TWO_MM_WRONG = Question(
    name="two_mm_wrong",
    text="An Adelie penguin has the label −1, and its bill is 2 mm longer than the "
    "threshold. The score is the length of the bill minus the threshold, in mm. What "
    "is the logistic loss of this bird?",
    answer=_TOO_LONG,
    unit="nats",
    tolerance=0.005,
    mistakes=(
        Mistake(
            logistic(1, 2),
            "that is the loss of a Chinstrap with this bill",
            "The margin is label times score. The label is −1, so the margin is −2.",
            _SLOPE,
        ),
        Mistake(
            2,
            "that is the number of millimetres on the wrong side",
            "It is a good guess for a bird far on the wrong side. Near the threshold "
            "the loss is clearly above it.",
            _SLOPE,
        ),
        Mistake(
            zero_one(-1, 2),
            "that is 1 for a wrong answer, as in a count of mistakes",
            "The logistic loss does not ask whether the answer is right. It asks how "
            "right it is.",
            _SLOPE,
        ),
        Mistake(
            sigmoid(2),
            "that is the probability of the wrong species",
            "The loss is minus the logarithm of the probability of the right species.",
            _SLOPE,
        ),
        _base_10(_TOO_LONG),
        _bits(_TOO_LONG),
    ),
    hints=(
        "What is the margin of this bird, label times score?",
        "The margin is −2. The loss is log(1 + e²), with the natural logarithm.",
    ),
    right=f"The margin is −2, so the loss is log(1 + e²), which is {_TOO_LONG:.3f} "
    "nats: a little more than one for each millimetre.",
)

_PULL = -logistic_grad(-1, 2)  # the score falls as the threshold rises

_PULL_UP = Question(
    name="pull_up",
    text="An Adelie penguin has the label −1, and its bill is 2 mm longer than the "
    "threshold. The score is the length of the bill minus the threshold, in mm. What "
    "is the derivative of the logistic loss of this bird with respect to the "
    "threshold?",
    answer=_PULL,
    unit="nats per mm",
    tolerance=0.005,
    mistakes=(
        Mistake(
            logistic_grad(-1, 2),
            "that is the derivative with respect to the score",
            "The score falls by 1 mm if the threshold rises by 1 mm. So the derivative "
            "with respect to the threshold has the other sign.",
            _DOWNHILL,
        ),
        Mistake(
            -logistic_grad(-1, -2),
            "that is the pull of an Adelie on the right side",
            "This bird is on the wrong side. Its margin is −2, and the pull is σ(−m), "
            "so it is σ(2).",
            _SLOPE,
        ),
        Mistake(
            -logistic_grad(1, 2),
            "that is the pull of a Chinstrap with this bill",
            "The label of a Chinstrap is +1, and with this bill its margin is 2. The "
            "Adelie has the label −1 and the margin −2.",
            _SLOPE,
        ),
        Mistake(
            -1,
            "that is nearly the pull of a bird far on the wrong side",
            "The strength σ(−m) gets close to 1 only for a margin far below 0.",
            _SLOPE,
        ),
        Mistake(
            -logistic_grad(-1, 0),
            "that is the pull of an Adelie exactly on the threshold",
            "This bird is on the wrong side of it, so it pulls harder.",
            _SLOPE,
        ),
        Mistake(
            sigmoid(2) * (1 - sigmoid(2)),
            "that is the derivative of the probability of the right species",
            "The loss is minus the logarithm of this probability. So divide by the "
            "probability, and change the sign.",
            _SLOPE,
        ),
        Mistake(
            0,
            "that is the slope of the accuracy",
            "The loss changes with each small step of the threshold, the accuracy only "
            "where a bird is passed.",
            _STAIRCASE,
        ),
    ),
    hints=(
        "Its margin is −2. Does the loss of an Adelie rise or fall if the threshold "
        "rises?",
        "It is y σ(−m), with y = −1 and m = −2. And σ(2) = 1/(1 + e⁻²).",
    ),
    right=f"It is y σ(−m) = −σ(2), which is −{-_PULL:.3f} nats per mm: an Adelie pulls "
    "the threshold up, and this one pulls hard.",
)

_PENGUINS = load_penguins()
_BILL, _SPECIES, _TRAIN, _ = two_species()
_X, _Y = _BILL[_TRAIN], _SPECIES[_TRAIN]
_ADELIES, _CHINSTRAPS = (_Y < 0).sum(), (_Y > 0).sum()
_ADELIES_ABOVE = ((_Y < 0) & (_X > 40.05)).sum()
_AT_START = -logistic_grad(_Y, _X - 40.05).mean()

_RAISE_OR_LOWER = Choice(
    name="raise_or_lower",
    text="A bill above the threshold means Chinstrap. The threshold is 40.05 mm, and "
    f"no bill has exactly this length. All {_CHINSTRAPS} Chinstraps are above it, and "
    f"so are {_ADELIES_ABOVE} of {_ADELIES} Adelie penguins. Which slopes do the "
    "accuracy and the mean logistic loss have, as functions of the threshold?",
    answer="The slope of the accuracy is 0, and that of the loss is negative.",
    mistakes=(
        Mistake(
            "The slope of the accuracy is 0, and that of the loss is positive.",
            "that would mean that the threshold should be lowered",
            "Each Adelie costs less if the threshold rises. Many of them are on the "
            "wrong side, so they pull harder than the Chinstraps.",
            _SLOPE,
        ),
        Mistake(
            "The slope of the accuracy is positive, and that of the loss is negative.",
            "a small step passes no bird",
            "So each answer stays the same, and the accuracy too. It rises only when "
            "the threshold passes an Adelie.",
            _STAIRCASE,
        ),
        Mistake(
            "The slope of the accuracy is 0, and that of the loss is 0.",
            "the loss is not a staircase",
            "It depends on how far each bird is from the threshold, so it changes with "
            "each small step.",
            _SLOPE,
        ),
    ),
    right="A small step passes no bird, so the accuracy is flat. The slope of the mean "
    f"loss is −{-_AT_START:.3f} nats per mm: raise the threshold.",
)

_WEIGHT_1, _WEIGHT_2 = (logistic(_Y, w * (_X - 40.05)).mean() for w in (1, 2))

_DOUBLED_WEIGHT = Choice(
    name="doubled_weight",
    text="The threshold stays at 40.05 mm, but each score is multiplied by a weight, "
    "which rises from 1 to 2. What happens to the accuracy and to the mean logistic "
    "loss?",
    answer="The loss changes, but the accuracy does not.",
    mistakes=(
        Mistake(
            "The accuracy changes, but the loss does not.",
            "that is the wrong way round",
            "The accuracy looks at the sign of a score, and the loss looks at its "
            "size too.",
            _SLOPE,
        ),
        Mistake(
            "Both of them change.",
            "a positive factor changes no sign",
            "An answer is right if score and label have the same sign. So each answer "
            "stays right or wrong.",
            _STAIRCASE,
        ),
        Mistake(
            "Neither of them changes.",
            "the loss asks how right an answer is",
            "The margins are doubled. A bird on the wrong side pays more, and one on "
            "the right side pays less.",
            _SLOPE,
        ),
    ),
    right="No score changes its sign, so each answer stays the same. All margins are "
    f"doubled, and the mean loss goes from {_WEIGHT_1:.3f} to {_WEIGHT_2:.3f} nats.",
)

_FIVE = np.array([1, 3, 5, 6, 7])
_PENALTY = 0.1


def _shrunk(factor: float) -> float:
    """Return the best constant if this factor stands before the mean square."""
    return factor * _FIVE.mean() / (factor + _PENALTY)


_PENALISED_SUM = Question(
    name="penalised_sum",
    text="The mean of five numbers is 4.4. The objective is the sum of (y − c)² over "
    "the five, plus the penalty 0.1 c². Which constant c minimises it, to two decimal "
    "places?",
    answer=_shrunk(5),
    tolerance=0.01,
    mistakes=(
        Mistake(
            _shrunk(1),
            "that is right for the mean of the squares",
            "The sum is five times the mean, so beside it the same penalty weighs only "
            "a fifth.",
            _OBJECTIVE,
        ),
        Mistake(
            _FIVE.mean(),
            "that minimises the squares without the penalty",
            "The penalty pulls the constant towards 0.",
            _OBJECTIVE,
        ),
        Mistake(
            _shrunk(5 / 2),
            "that is right for half the sum",
            "Here the whole sum of the squares is in the objective.",
            _SAME_MSE,
        ),
        Mistake(
            (1 - _PENALTY) * _FIVE.mean(),
            "that makes the mean smaller by a tenth",
            "The penalty is added to the squares. Set the derivative of the objective "
            "to 0.",
            _OBJECTIVE,
        ),
        Mistake(
            10 * _FIVE.mean() / (10 + _PENALTY),
            "that has a factor 2 in the slope of the squares alone",
            "The penalty is a square as well: the derivative of 0.1 c² is 0.2 c.",
            _OBJECTIVE,
        ),
    ),
    hints=(
        "Set the derivative of the objective with respect to c to 0. The five numbers "
        "add up to 22.",
        "The derivative is 2(5c − 22) + 0.2 c.",
    ),
    right=f"The derivative 2(5c − 22) + 0.2 c is 0 at 22/5.1, which is {_shrunk(5):.3f}"
    ". With the mean of the squares it is 4: the sum leaves the penalty a fifth of its "
    "weight.",
)

_DRAWN = 5

_SEEN_FIVE = Question(
    name="seen_five",
    text="Draw five numbers independently from a population, and guess their mean for "
    "each of the five. The cost is the mean squared error on the five, averaged over "
    "many draws. How large is it, in per cent of the variance of the population?",
    answer=100 * (1 - 1 / _DRAWN),
    unit="%",
    tolerance=1,
    mistakes=(
        Mistake(
            100,
            "that would be the cost of the mean of the population",
            "The mean of the five is fitted to exactly these five, so on them it costs "
            "less than the mean of the population.",
            _TRAINING,
        ),
        Mistake(
            100 * (1 + 1 / _DRAWN),
            "that is the cost on new numbers",
            "On numbers that had no influence on it, the guess costs more than the "
            "variance. On the five themselves it costs less.",
            _ESTIMATE,
        ),
        Mistake(
            100 * _DRAWN / (_DRAWN - 1),
            "that is n/(n − 1), which corrects a training cost",
            "Multiply the training cost by it and you get the variance, on average. "
            "The training cost itself is (n − 1)/n of the variance.",
            _ESTIMATE,
        ),
        Mistake(
            100 / _DRAWN,
            "that is the variance of the mean of five",
            "By this much the training cost is below the variance, on average.",
            _ESTIMATE,
        ),
        Mistake(
            100 * math.sqrt(1 - 1 / _DRAWN),
            "that is the square root",
            "A squared error is compared with the variance here, and not its root with "
            "the standard deviation.",
            _ESTIMATE,
        ),
        Mistake(
            100 * (_DRAWN - 1),
            "that is the sum over the five",
            "The cost is the mean over them.",
            _OBJECTIVE,
        ),
    ),
    hints=(
        "The guess was fitted to these five numbers. Is its cost on them above or "
        "below the variance?",
        "It is 1 − 1/n times the variance, with n = 5.",
    ),
    right=f"It is 1 − 1/5 of the variance, which is {100 * (1 - 1 / _DRAWN):.0f} %. "
    "The guess also fits what is true of these five only by chance.",
)

_MASSES = _PENGUINS.features[:, 3] / 1000  # in kilograms

_LONG_TAIL = Choice(
    name="long_tail",
    text="The masses of 342 penguins have a long tail on the right. One guess for all "
    "birds is judged by the squared error, by the absolute error, and by the Huber "
    "loss with δ = 0.5 kg. In which order are the three best guesses, from the "
    "lightest to the heaviest?",
    answer="Absolute error, Huber loss, squared error.",
    mistakes=(
        Mistake(
            "Squared error, Huber loss, absolute error.",
            "that is the order for a long tail on the left",
            "The squared error asks for the mean, and the heavy birds pull it to the "
            "right. The median only counts them.",
            _CONSTANT,
        ),
        Mistake(
            "Huber loss, absolute error, squared error.",
            "that puts the Huber loss below both others",
            "To the absolute error, birds near the guess count by their side alone. To "
            "the Huber loss they count by their distance, as for the mean. Here this "
            "moves its guess towards the mean.",
            ("The whole catalogue", "09-which-loss.html#between-mean-and-median"),
        ),
        Mistake(
            "Absolute error, squared error, Huber loss.",
            "that gives the heavy birds most weight in the Huber loss",
            "Beyond δ the slope of the Huber loss does not grow, so the far birds pull "
            "its guess less than they pull the mean.",
            _CONSTANT,
        ),
    ),
    right=f"The median is {np.median(_MASSES):.2f} kg and the mean "
    f"{_MASSES.mean():.2f} kg. The Huber loss limits the pull of the far birds, and "
    "its guess lies between the two.",
)

_COUNTS = np.bincount(_PENGUINS.labels)
_SHARE = _COUNTS[1] / _COUNTS.sum()

_ABSOLUTE_SHARE = Question(
    name="absolute_share",
    text=f"Of {_COUNTS.sum()} penguins, {_COUNTS[1]} are Chinstraps, which is "
    f"{100 * _SHARE:.1f} %. The same probability p of Chinstrap is stated for each "
    "bird. A Chinstrap costs 1 − p and any other bird costs p, the absolute error. "
    "Which p costs least?",
    answer=0,
    unit="%",
    tolerance=1,
    mistakes=(
        Mistake(
            100 * _SHARE,
            "that is the share of Chinstraps",
            "Cross-entropy and Brier score ask for it. The absolute error is a "
            "straight line in p, so it is lowest at an end.",
            _FREQUENCY,
        ),
        Mistake(
            100,
            "that is the end where the cost is highest",
            "Fewer than half of the birds are Chinstraps, so the mean cost rises with "
            "p.",
            _FREQUENCY,
        ),
        Mistake(
            50,
            "that costs one half for each bird",
            "With a smaller p most birds cost less, since most are no Chinstraps.",
            _FREQUENCY,
        ),
        Mistake(
            100 * (1 - _SHARE),
            "that is the share of the other birds",
            "The probability p is that of Chinstrap, and the larger it is, the more "
            "the other birds cost.",
            _FREQUENCY,
        ),
        Mistake(
            100 / 3,
            "that gives one third to each species",
            "The shares are known here. And the slope of the cost is positive at each "
            "p, so a smaller p costs less.",
            _FREQUENCY,
        ),
    ),
    hints=(
        "Write the mean cost as a function of p. Which kind of curve is it?",
        "With the share f of Chinstraps it is f(1 − p) + (1 − f)p: a straight line "
        "with the slope 1 − 2f.",
    ),
    right=f"The slope of the cost is 1 − 2f = {1 - 2 * _SHARE:.3f} at each p, so the "
    "best p is 0 %. This loss asks only for the majority.",
)

_F = _CHINSTRAPS / len(_Y)
_STATED = np.full(len(_Y), _F)
_EACH = binary_cross_entropy(_Y > 0, _STATED)
_NOTHING = _EACH.mean()

_KNOWING_NOTHING = Question(
    name="knowing_nothing",
    text=f"Of {len(_Y)} training birds, {_ADELIES} are Adelie penguins and "
    f"{_CHINSTRAPS} are Chinstraps. A model knows only these counts and states the "
    "same probability of Chinstrap for each bird, the one that costs least. What is "
    "its mean cross-entropy on them?",
    answer=_NOTHING,
    unit="nats",
    tolerance=0.002,
    mistakes=(
        Mistake(
            math.log(2),
            "that is the cost of the probability one half",
            "One half is best only if both species are equally frequent. To state the "
            "share costs less.",
            _FREQUENCY,
        ),
        Mistake(
            -math.log(_F),
            "that is what each Chinstrap costs",
            "Each Adelie costs −log(1 − f). Take the mean over all birds.",
            _FREQUENCY,
        ),
        Mistake(
            -math.log(1 - _F),
            "that is what each Adelie costs",
            "The Chinstraps are fewer, but each of them costs more, −log f. Take the "
            "mean over all birds.",
            _FREQUENCY,
        ),
        Mistake(
            _EACH[_Y > 0].sum() / len(_Y),
            "that is the part that the Chinstraps add to the mean",
            "The Adelie penguins cost something too, −log(1 − f) each.",
            _FREQUENCY,
        ),
        Mistake(
            brier((_Y > 0).astype(int), np.stack([1 - _STATED, _STATED], -1)).mean(),
            "that is the mean Brier score",
            "It takes squares. The cross-entropy takes the logarithm of what was "
            "stated.",
            _FREQUENCY,
        ),
        Mistake(
            _F,
            "that is the share of Chinstraps",
            "The model states it, and pays minus the logarithm of the probability of "
            "what is true.",
            _FREQUENCY,
        ),
        Mistake(
            _EACH.sum(),
            "that is the sum over the birds",
            "The cost is the mean over them.",
            _OBJECTIVE,
        ),
        _base_10(_NOTHING),
        _bits(_NOTHING),
    ),
    hints=(
        "Which probability of Chinstrap costs least under cross-entropy?",
        f"It is the share f = {_CHINSTRAPS}/{len(_Y)}. A Chinstrap costs −log f and an "
        "Adelie −log(1 − f). Take the mean over the birds.",
    ),
    right=f"The best constant is the share f = {_F:.3f}, and −f log f − (1 − f) log(1 "
    f"− f) is {_NOTHING:.3f} nats. A useful model must cost less.",
)

CHAPTER_01 = (
    _TWO_MM_WRONG,
    _PULL_UP,
    _RAISE_OR_LOWER,
    _DOUBLED_WEIGHT,
    _PENALISED_SUM,
    _SEEN_FIVE,
    _LONG_TAIL,
    _ABSOLUTE_SHARE,
    _KNOWING_NOTHING,
    *OF_EXERCISES,
)

"""The questions of chapter 01: why a loss at all."""

import math

import numpy as np

from lossbook.classification import binary_cross_entropy, brier
from lossbook.datasets import load_penguins, split
from lossbook.descent import (
    add_intercept,
    gradient_descent,
    linear_cost,
    standardize,
)
from lossbook.links import sigmoid
from lossbook.margin import logistic, logistic_grad, zero_one
from lossbook.questions.question import Choice, Mistake, Question
from lossbook.regression import squared_error, squared_error_grad

_PAGE = "01-why-a-loss.html"
_STAIRCASE = ("Accuracy has no slope", f"{_PAGE}#accuracy-has-no-slope")
_SLOPE = ("A loss with a slope", f"{_PAGE}#a-loss-with-a-slope")
_DOWNHILL = ("Downhill", f"{_PAGE}#downhill")
_ACCURACY_FALLS = ("Downhill", f"{_PAGE}#lower-cost-higher-accuracy")
_OBJECTIVE = ("Loss, cost, objective", f"{_PAGE}#loss-cost-objective")
_SAME_MSE = ("Loss, cost, objective", f"{_PAGE}#same-mse")
_ESTIMATE = ("What a cost estimates", f"{_PAGE}#what-a-cost-estimates")
_TRAINING = ("What a cost estimates", f"{_PAGE}#training-cost")
_CONSTANT = (
    "The constant that minimises a loss",
    f"{_PAGE}#the-constant-that-minimises-a-loss",
)
_FREQUENCY = ("Classes: the frequency", f"{_PAGE}#classes-the-frequency")

_NATURAL_WHY = "The loss in nats takes the natural logarithm."


def _base_10(loss: float) -> Mistake:
    """Return the mistake of a common logarithm."""
    name = "that is the logarithm to base 10"
    return Mistake(loss / math.log(10), name, _NATURAL_WHY, _SLOPE)


def _bits(loss: float) -> Mistake:
    """Return the mistake of a logarithm to base 2."""
    name = "that is in bits, with the logarithm to base 2"
    return Mistake(loss / math.log(2), name, _NATURAL_WHY, _SLOPE)


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
_TWO = _PENGUINS.labels < 2
_BILL = _PENGUINS.features[_TWO, 0]
_SPECIES = 2 * _PENGUINS.labels[_TWO] - 1  # Chinstrap is +1
_TRAIN, _TEST = split(_SPECIES, test_fraction=0.3, seed=0)
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

_MISTYPED = np.array([1, 3, 5, 6, 17])

_MISTYPED_MEAN = Question(
    name="mistyped_mean",
    text="In the numbers 1, 3, 5, 6, 7 the 7 was mistyped as 17. Which constant "
    "minimises the mean squared error of the mistyped numbers?",
    answer=_MISTYPED.mean(),
    tolerance=0.03,
    mistakes=(
        Mistake(
            _FIVE.mean(),
            "that is the best constant before the mistake",
            "The squared error asks for the mean, and each of the numbers moves the "
            "mean.",
            _CONSTANT,
        ),
        Mistake(
            np.median(_MISTYPED),
            "that is the median",
            "The median minimises the absolute error. The squared error asks for the "
            "mean.",
            _CONSTANT,
        ),
        Mistake(
            _FIVE.mean() + 10,
            "that moves the mean by the whole 10",
            "The sum grows by 10, and the mean is a fifth of the sum.",
            _CONSTANT,
        ),
        Mistake(
            (_FIVE.sum() + 17) / 5,
            "that adds 17 and keeps the 7",
            "The 17 stands in place of the 7, so the sum grows by 10.",
            _CONSTANT,
        ),
        Mistake(
            np.append(_FIVE, 17).mean(),
            "that takes 17 as a sixth number",
            "There are still five numbers, and the 7 is not one of them.",
            _CONSTANT,
        ),
        Mistake(
            _MISTYPED.sum(),
            "that is the sum",
            "Divide it by the number of numbers.",
            _CONSTANT,
        ),
        Mistake(
            (_MISTYPED.min() + _MISTYPED.max()) / 2,
            "that is the middle between the smallest and the largest",
            "It looks at two numbers. The mean looks at all five.",
            _CONSTANT,
        ),
    ),
    hints=(
        "Which constant does the squared error ask for?",
        "The mean was 22/5, and now the sum is larger by 10.",
    ),
    right=f"The sum grows from 22 to 32, so the mean grows by 2, to "
    f"{_MISTYPED.mean():.1f}.",
)


def _slopes(numbers: np.ndarray) -> np.ndarray:
    """Return the slope of the squared error of each number at c = 5."""
    return squared_error_grad(numbers, np.full(5, 5))


_MISTYPED_SLOPE = Question(
    name="mistyped_slope",
    text="The cost of a constant c is the mean squared error of the numbers 1, 3, 5, "
    "6, 17. What is the slope of this cost at c = 5?",
    answer=_slopes(_MISTYPED).mean(),
    tolerance=0.03,
    mistakes=(
        Mistake(
            -_slopes(_MISTYPED).mean(),
            "that has the sign of a step of descent",
            "The mean, 6.4, is above 5. So the cost falls at 5, and its slope is "
            "negative.",
            _CONSTANT,
        ),
        Mistake(
            _slopes(_MISTYPED).mean() / 2,
            "that lacks the factor 2",
            "The derivative of (y − c)² with respect to c is 2(c − y).",
            _CONSTANT,
        ),
        Mistake(
            _slopes(_FIVE).mean(),
            "that is the slope for the numbers 1, 3, 5, 6, 7",
            "With 17 in place of 7, the mean is 6.4.",
            _CONSTANT,
        ),
        Mistake(
            _slopes(_MISTYPED).sum(),
            "that is the slope of the sum",
            "The cost is the mean of the five losses.",
            _SAME_MSE,
        ),
        Mistake(
            _slopes(_MISTYPED).sum() / 2,
            "that is the slope of half the sum",
            "The cost is the mean of the five losses, and a mean divides by 5.",
            _SAME_MSE,
        ),
        Mistake(
            0,
            "that is the slope of the absolute error at the median",
            "The squared error has the slope 0 at the mean, and the mean is not 5.",
            _CONSTANT,
        ),
        Mistake(
            squared_error(_MISTYPED, np.full(5, 5)).mean(),
            "that is the cost itself",
            "The slope is its derivative with respect to c.",
            _CONSTANT,
        ),
    ),
    hints=(
        "The slope of one loss is 2(c − y). Take the mean over the five numbers.",
        "The slope of the cost is 2(c − mean), and the mean is 32/5.",
    ),
    right=f"It is 2(5 − 6.4) = −{-_slopes(_MISTYPED).mean():.1f}. For 1, 3, 5, 6, 7 it "
    f"was {_slopes(_FIVE).mean():.1f}: one number has changed the sign.",
)

_MISTYPED_MEDIAN = Choice(
    name="mistyped_median",
    text="In the numbers 1, 3, 5, 6, 7 the 7 was mistyped as 17. The cost of a "
    "constant is the mean absolute error, and a number that is hit exactly has the "
    "slope 0. What does the mistake do to the best constant, and to the slope of the "
    "cost at 5?",
    answer="The best constant stays at 5, and the slope there stays 0.",
    mistakes=(
        Mistake(
            "The best constant stays at 5, but the slope there gets negative.",
            "the slope of the absolute error does not depend on the distance",
            "Two numbers lie below 5 and two above, as before. Each of them gives a "
            "slope of +1 or −1.",
            _CONSTANT,
        ),
        Mistake(
            "The best constant rises by 2, and the slope at 5 gets negative.",
            "that is what the squared error does",
            "The mean rises by 2. The absolute error asks for the median.",
            _CONSTANT,
        ),
        Mistake(
            "The best constant rises to 9, and the slope at 5 gets negative.",
            "that is the middle between the smallest and the largest number",
            "The median is the number with as many below it as above it.",
            _CONSTANT,
        ),
    ),
    right="Two numbers lie below 5 and two above, before and after. How far away they "
    "are makes no difference to the median.",
)

_FOUR_BILLS = np.array([40, 44, 43, 47])
_FOUR_SPECIES = np.array([-1, -1, 1, 1])

_BALANCE = Question(
    name="balance",
    text="Two Adelie penguins have bills of 40 and 44 mm, two Chinstraps have bills of "
    "43 and 47 mm. A bill above the threshold means Chinstrap. At which threshold is "
    "the mean logistic loss lowest?",
    answer=_FOUR_BILLS.mean(),
    unit="mm",
    tolerance=0.1,
    mistakes=(
        Mistake(
            (40 + 43) / 2,
            "that is in the middle of the lower interval with the best accuracy",
            "There the Adelie with 44 mm is far on the wrong side and pulls the "
            "threshold up.",
            _SLOPE,
        ),
        Mistake(
            (44 + 47) / 2,
            "that is in the middle of the upper interval with the best accuracy",
            "There the Chinstrap with 43 mm is far on the wrong side and pulls the "
            "threshold down.",
            _SLOPE,
        ),
        Mistake(
            _FOUR_BILLS[_FOUR_SPECIES < 0].mean(),
            "that is the mean of the Adelie penguins",
            "Both species pull at the threshold. Look for the place where the pulls "
            "balance.",
            _SLOPE,
        ),
        Mistake(
            _FOUR_BILLS[_FOUR_SPECIES > 0].mean(),
            "that is the mean of the Chinstraps",
            "The Adelie penguins pull as well, in the other direction. Look for the "
            "place where the pulls balance.",
            _SLOPE,
        ),
    ),
    hints=(
        "Each Adelie pulls the threshold up, each Chinstrap pulls it down. Where do "
        "the pulls balance?",
        "Look for a point of symmetry: 40 and 47 must have the same distance from it, "
        "and so must 43 and 44.",
    ),
    right=f"It is {_FOUR_BILLS.mean()} mm. There 40 and 47 have the same margin, and "
    "so have 44 and 43, so the pulls balance.",
)

_RIGHT_OF_FOUR = 1 - zero_one(_FOUR_SPECIES, _FOUR_BILLS - 43.5)

_BALANCED_ACCURACY = Question(
    name="balanced_accuracy",
    text="Two Adelie penguins have bills of 40 and 44 mm, two Chinstraps have bills of "
    "43 and 47 mm. A bill above the threshold means Chinstrap. At 43.5 mm the mean "
    "logistic loss is lowest. What is the accuracy there?",
    answer=100 * _RIGHT_OF_FOUR.mean(),
    unit="%",
    tolerance=1,
    mistakes=(
        Mistake(
            100
            * max(
                1 - zero_one(_FOUR_SPECIES, _FOUR_BILLS - t).mean()
                for t in np.arange(39.5, 48)
            ),
            "that is the best accuracy of all thresholds",
            "It is reached from 40 to 43 mm and from 44 to 47 mm. The lowest loss is "
            "between these two intervals.",
            _ACCURACY_FALLS,
        ),
        Mistake(
            100,
            "no threshold gets all four right",
            "An Adelie has 44 mm and a Chinstrap has 43 mm. A threshold that is right "
            "for one of the two is wrong for the other.",
            _STAIRCASE,
        ),
        Mistake(
            100 * _RIGHT_OF_FOUR[1:3].mean(),
            "that looks at the two birds in the middle alone",
            "They are wrong, but the birds with 40 and 47 mm are right.",
            _STAIRCASE,
        ),
        Mistake(
            100 / 4,
            "that takes three birds as wrong",
            "The Adelie with 40 mm is below the threshold and the Chinstrap with 47 mm "
            "above it, so these two are right.",
            _STAIRCASE,
        ),
    ),
    hints=(
        "Go through the four birds: which are on the wrong side of 43.5 mm?",
        "The Adelie with 44 mm is above it, and the Chinstrap with 43 mm is below it.",
    ),
    right="The two birds in the middle are wrong, the two others right: "
    f"{100 * _RIGHT_OF_FOUR.mean():.0f} %. The threshold with the lowest loss is not "
    "the most accurate.",
)

_LARGER_MODEL = Choice(
    name="larger_model",
    text="Two models tell the species by the bill. One learns the threshold, with the "
    "weight fixed at 1 per mm. The other learns the threshold and the weight. Both are "
    "trained on the same birds with the logistic loss until the cost has reached its "
    "minimum. What is certain?",
    answer="The training cost of the second model is not higher.",
    mistakes=(
        Mistake(
            "The test cost of the second model is not higher.",
            "nothing is certain on birds that were not trained on",
            "One more number can also be fitted to what is true of the training birds "
            "only by chance.",
            _ESTIMATE,
        ),
        Mistake(
            "The training accuracy of the second model is not lower.",
            "training minimises the cost, not the number of mistakes",
            "The threshold with the lowest cost need not be the most accurate one.",
            _ACCURACY_FALLS,
        ),
        Mistake(
            "The test accuracy of the second model is not lower.",
            "neither the accuracy nor the test birds are what is trained on",
            "A lower training cost guarantees nothing for either of them.",
            _ESTIMATE,
        ),
    ),
    right="The first model is the special case of the second with the weight 1, so the "
    "minimum of the second cannot be higher.",
)


_SEEN, _NEW = _X[:, None], _BILL[_TEST, None]
_TERMS = linear_cost(logistic, logistic_grad, add_intercept(standardize(_SEEN)), _Y)
# Further steps move the weights a little, and no bird to the other side.
_WEIGHTS = gradient_descent(*_TERMS, np.zeros(2), rate=5, steps=200).last


def _wrong(birds: np.ndarray, features: np.ndarray) -> int:
    """Count the birds that the learned weights get wrong."""
    scores = add_intercept(features) @ _WEIGHTS
    return int(zero_one(_SPECIES[birds], scores).sum())


_TEST_WRONG = _wrong(_TEST, standardize(_NEW, like=_SEEN))

_WRONG_TEST_BIRDS = Question(
    name="wrong_test_birds",
    text="The score w x + b tells Chinstrap from Adelie penguins, where x is the "
    "standardized length of the bill. Learn w and b from the training birds with the "
    "logistic loss: 1000 steps with rate 5, starting from zeros. How many of the "
    f"{len(_TEST)} test birds that were put aside are wrong then?",
    answer=_TEST_WRONG,
    unit="birds",
    tolerance=0.3,
    mistakes=(
        Mistake(
            _wrong(_TRAIN, standardize(_SEEN)),
            "that is the number of wrong training birds",
            "Compute the scores of the birds that were put aside.",
            _ESTIMATE,
        ),
        Mistake(
            _wrong(_TEST, _NEW),
            "that is what happens with bills in millimetres",
            "The weights were learned for standardized bills. Standardize the test "
            "birds as well, with `like=seen`.",
            _ESTIMATE,
        ),
        Mistake(
            len(_TEST) - _TEST_WRONG,
            "that is the number of right answers",
            "An answer is wrong if label times score is not positive.",
            _STAIRCASE,
        ),
        Mistake(
            100 * _TEST_WRONG / len(_TEST),
            "that is the share in per cent",
            "Count the birds.",
            _ESTIMATE,
        ),
        Mistake(
            (_SPECIES[_TEST] > 0).sum(),
            "that is the number of Chinstraps, as if each answer were Adelie",
            "Count the test birds whose label times score is not positive.",
            _STAIRCASE,
        ),
    ),
    hints=(
        "Standardize the test birds with `like=seen`, add the column of ones, and "
        "multiply by the learned weights.",
        "Count where `species[test] * scores <= 0`.",
    ),
    right=f"It is {_TEST_WRONG} birds, as many as with the threshold alone.",
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
    _MISTYPED_MEAN,
    _MISTYPED_SLOPE,
    _MISTYPED_MEDIAN,
    _BALANCE,
    _BALANCED_ACCURACY,
    _LARGER_MODEL,
    _WRONG_TEST_BIRDS,
)

"""The questions behind the exercises of chapter 01."""

import numpy as np

from lossbook.descent import add_intercept, gradient_descent, linear_cost, standardize
from lossbook.margin import logistic, logistic_grad, zero_one
from lossbook.questions.parts import two_species
from lossbook.questions.question import Choice, Mistake, Question
from lossbook.regression import squared_error, squared_error_grad

_PAGE = "01-why-a-loss.html"
_STAIRCASE = ("Accuracy has no slope", f"{_PAGE}#accuracy-has-no-slope")
_SLOPE = ("A loss with a slope", f"{_PAGE}#a-loss-with-a-slope")
_ACCURACY_FALLS = ("Downhill", f"{_PAGE}#lower-cost-higher-accuracy")
_SAME_MSE = ("Loss, cost, objective", f"{_PAGE}#same-mse")
_ESTIMATE = ("What a cost estimates", f"{_PAGE}#what-a-cost-estimates")
_CONSTANT = (
    "The constant that minimises a loss",
    f"{_PAGE}#the-constant-that-minimises-a-loss",
)

_BILL, _SPECIES, _TRAIN, _TEST = two_species()
_X, _Y = _BILL[_TRAIN], _SPECIES[_TRAIN]

_FIVE = np.array([1, 3, 5, 6, 7])
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

OF_EXERCISES = (
    _MISTYPED_MEAN,
    _MISTYPED_SLOPE,
    _MISTYPED_MEDIAN,
    _BALANCE,
    _BALANCED_ACCURACY,
    _LARGER_MODEL,
    _WRONG_TEST_BIRDS,
)

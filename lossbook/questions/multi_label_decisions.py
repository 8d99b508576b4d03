"""The questions of chapter 06 from the zoo on: scores, thresholds and weights."""

import math

from lossbook.classification import focal_grad
from lossbook.links import sigmoid
from lossbook.questions.question import Choice, Mistake, Question

_PAGE = "06-multi-label.html"
_ZOO = ("Real data: the zoo", f"{_PAGE}#real-data-the-zoo")
_SCORES = ("Scores for several labels", f"{_PAGE}#scores-for-several-labels")
_EMPTY = ("What separate sigmoids leave out", f"{_PAGE}#empty-cell")
_THRESHOLD = (
    "The threshold is a decision of its own",
    f"{_PAGE}#the-threshold-is-a-decision-of-its-own",
)
_WEIGHT = ("A weight on yes", f"{_PAGE}#a-weight-on-yes")
_FOCAL = ("Focal loss", f"{_PAGE}#focal-loss")

_SIX_BIRDS = Question(
    name="six_birds",
    text="Six birds have the same features. Three of them fly and three do not. Each "
    "is held out in turn, and the model says of it what most of the other five do. For "
    "how many of the six is it wrong?",
    answer=6,
    tolerance=0.1,
    mistakes=(
        Mistake(
            3,
            "that is for a model that gives all six the same answer",
            "A bird that is held out is missing among the others, and that changes "
            "what most of them do.",
            _ZOO,
        ),
        Mistake(
            0,
            "that would need a feature in which the birds differ",
            "Their features are the same, so the model goes by the other five.",
            _ZOO,
        ),
        Mistake(
            6 * 3 / 5,
            "that is the mean if the model copied one of the other five at random",
            "It says what most of the five do, and that is settled each time.",
            _ZOO,
        ),
    ),
    hints=(
        "Hold out a bird that flies. How many of the other five fly?",
        "Two of them fly and three do not, so the model says no, and is wrong. What "
        "does it say of a bird that does not fly?",
    ),
    right="Without a bird that flies, two of five fly, and the model says no. Without "
    "one that does not, three of five fly, and it says yes. So it is wrong about all "
    "6.",
)

_TRUE, _ALL = 20, 100
_PRECISION, _RECALL = _TRUE / _ALL, 1.0
_F1 = 2 * _PRECISION * _RECALL / (_PRECISION + _RECALL)

_ALL_YES_F1 = Question(
    name="all_yes_f1",
    text="Of 100 animals 20 are predators. A model calls all 100 predators. What is "
    "its F1 score?",
    answer=_F1,
    tolerance=0.005,
    mistakes=(
        Mistake(
            _PRECISION,
            "that is the precision",
            "The recall is 1, and the F1 score is the harmonic mean of the two.",
            _SCORES,
        ),
        Mistake(
            _RECALL,
            "that is the recall",
            "All predators are found, but 80 of the 100 yeses are false.",
            _SCORES,
        ),
        Mistake(
            (_PRECISION + _RECALL) / 2,
            "that is the arithmetic mean of precision and recall",
            "The harmonic mean is 1 divided by the mean of 1/precision and 1/recall, "
            "and lies nearer to the lower one.",
            _SCORES,
        ),
        Mistake(
            math.sqrt(_PRECISION * _RECALL),
            "that is the geometric mean of precision and recall",
            "The harmonic mean is 1 divided by the mean of 1/precision and 1/recall.",
            _SCORES,
        ),
        Mistake(
            2 * _TRUE / _ALL,
            "that divides by the animals that were called yes alone",
            "Add to these 100 the 20 true yeses.",
            _SCORES,
        ),
        Mistake(
            0,
            "that is for a model that finds no predator",
            "This one finds all of them.",
            _SCORES,
        ),
    ),
    hints=(
        "What is the precision, and what is the recall?",
        "They are 0.2 and 1. The harmonic mean is 2 · 0.2 · 1/(0.2 + 1).",
    ),
    right=f"Precision is 0.2 and recall is 1, so F1 is 0.4/1.2, or {_F1:.3f}, without "
    "a look at any animal.",
)

_SHARE, _CHECKED = 0.4, 0.5

_HALF_CHECKED = Question(
    name="half_checked",
    text="A label is true for 40 % of the pictures. Half of its cells in the table, "
    "chosen at random, were checked; the others are empty, and are stored as a no. "
    "Which probability does a model without features learn from this table?",
    answer=100 * _CHECKED * _SHARE,
    unit="%",
    tolerance=0.5,
    mistakes=(
        Mistake(
            100 * _SHARE,
            "that is what it learns if empty cells are left out",
            "Here they are in the table as noes, and half of the yeses are among them.",
            _EMPTY,
        ),
        Mistake(
            100 * (_CHECKED * _SHARE + 1 - _CHECKED),
            "that stores empty cells as a yes",
            "They are stored as a no here.",
            _EMPTY,
        ),
        Mistake(
            100 * (_CHECKED * _SHARE + (1 - _CHECKED) / 2),
            "that stores one half in empty cells",
            "A no is a 0 in the table.",
            _EMPTY,
        ),
        Mistake(
            100 * _CHECKED,
            "that is the share of cells that were checked",
            "Of these, 40 % are a yes.",
            _EMPTY,
        ),
        Mistake(
            100 * _SHARE / _CHECKED,
            "that divides by the share that was checked",
            "Empty cells count as noes, so there are fewer yeses in the table than in "
            "truth.",
            _EMPTY,
        ),
        Mistake(
            100 * (1 - _SHARE),
            "that is the true share of noes",
            "The model learns the share of yeses in the table.",
            _EMPTY,
        ),
    ),
    hints=(
        "The model learns the share of yeses in the table. Which yeses are in it?",
        "Half of the cells were checked, and 40 % of these are a yes.",
    ),
    right="Half of the yeses are stored as a no, so the share in the table is half of "
    f"40 %: {100 * _CHECKED * _SHARE:.0f} %.",
)

_ESCAPE = 19

_NET_FROM = Question(
    name="net_from",
    text="An animal that might fly can be kept under a net. An escape costs as much as "
    "19 needless nets. From which probability of flying on does a net cost less on "
    "average than no net?",
    answer=100 / (1 + _ESCAPE),
    unit="%",
    tolerance=0.1,
    mistakes=(
        Mistake(
            100 / _ESCAPE,
            "that is the odds, 1 to 19",
            "The probability is 1 of 1 + 19.",
            _THRESHOLD,
        ),
        Mistake(
            100 * _ESCAPE / (1 + _ESCAPE),
            "that is the threshold if a needless net costs as much as 19 escapes",
            "If an escape costs more, a net pays at a smaller probability.",
            _THRESHOLD,
        ),
        Mistake(
            50,
            "that is right if both mistakes cost the same",
            "Here an escape costs far more than a needless net.",
            _THRESHOLD,
        ),
        Mistake(
            _ESCAPE,
            "that takes the cost for the threshold",
            "The more an escape costs, the lower the threshold: compare the two mean "
            "costs, with the net and without it.",
            _THRESHOLD,
        ),
    ),
    hints=(
        "With the net you pay 1 − p nets on average, without it 19p. Where are the two "
        "equal?",
        "1 − p = 19p, so 1 = 20p.",
    ),
    right=f"The net is cheaper where 1 − p is less than 19p, so from 1/20 on: "
    f"{100 / (1 + _ESCAPE):.0f} %.",
)


def _focal_answer(share: float, gamma: float) -> float:
    """Return the probability with the lowest mean focal loss."""
    low, high = -10.0, 10.0
    for _ in range(60):
        z = (low + high) / 2
        slopes = focal_grad([1, 0], [z, z], gamma=gamma)
        rises = share * slopes[0] + (1 - share) * slopes[1] > 0
        low, high = (low, z) if rises else (z, high)
    return sigmoid(low)


_PULLED = 100 * _focal_answer(0.9, 2)

_FOCAL_PULL = Choice(
    name="focal_pull",
    text="Of some examples that a model cannot distinguish, 90 % are a yes. It is "
    "trained with the focal loss, with γ = 2. Which probability of yes has the lowest "
    "mean loss?",
    answer="One between 50 and 90 %.",
    mistakes=(
        Mistake(
            "Exactly 90 %.",
            "that is the answer with plain binary cross-entropy",
            "The focal factor takes away most of what a surer answer gains on the "
            "yeses, so the noes count for more.",
            _FOCAL,
        ),
        Mistake(
            "One between 90 and 100 %.",
            "that is the answer with a weight above 1 on yes",
            "The focal loss makes easy examples count less, and here these are the "
            "yeses.",
            _FOCAL,
        ),
        Mistake(
            "Exactly 50 %.",
            "the answer is pulled towards one half, but not so far",
            "At one half yes and no have the same factor, and there are nine times as "
            "many yeses, so the mean loss still falls towards yes.",
            _FOCAL,
        ),
    ),
    right=f"It is {_PULLED:.1f} %. To go from there to 90 % gains very little on the "
    "yeses, which are easy, and costs more on the noes.",
)

_TRUE_ODDS, _HEAVY = 0.2 / 0.8, 10
_LEARNED = 100 * sigmoid(math.log(_HEAVY * _TRUE_ODDS))

_HEAVY_ANSWER = Question(
    name="heavy_answer",
    text="Of some examples that a model cannot distinguish, 20 % are a yes. The loss "
    "of each yes is multiplied by a `pos_weight` of 10. Which probability of yes has "
    "the lowest mean loss, to the nearest per cent?",
    answer=_LEARNED,
    unit="%",
    tolerance=0.5,
    mistakes=(
        Mistake(
            20,
            "that is the answer with plain binary cross-entropy",
            "The weight makes the odds 10 times as large.",
            _WEIGHT,
        ),
        Mistake(
            20 * _HEAVY,
            "that multiplies the probability by the weight",
            "The weight multiplies the odds, and a probability is at most 100 %.",
            _WEIGHT,
        ),
        Mistake(
            100 * _HEAVY / (1 + _HEAVY),
            "that is the answer if half of the examples are a yes",
            "Here the true odds are 1 to 4, and the weight multiplies them.",
            _WEIGHT,
        ),
        Mistake(
            100 * 2 / (2 + 1),
            "that is 10 · 0.2 against 1",
            "The noes do not have the share 1 but 0.8.",
            _WEIGHT,
        ),
        Mistake(
            100 - _LEARNED,
            "that is the probability of no",
            "The odds of yes are 10 to 4.",
            _WEIGHT,
        ),
    ),
    hints=(
        "What are the true odds of yes, and what does the weight do to them?",
        "The true odds are 1 to 4, so the learned ones are 10 to 4.",
    ),
    right=f"The true odds are 1 to 4. Ten times that is 10 to 4, or 10/14: "
    f"{_LEARNED:.1f} %.",
)

OF_DECISIONS = (
    _SIX_BIRDS,
    _ALL_YES_F1,
    _HALF_CHECKED,
    _NET_FROM,
    _FOCAL_PULL,
    _HEAVY_ANSWER,
)

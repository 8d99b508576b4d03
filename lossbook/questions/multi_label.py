"""The questions of chapter 06: binary cross-entropy and multi-label problems."""

import math

import numpy as np

from lossbook.classification import (
    binary_cross_entropy,
    focal_grad,
    sigmoid_cross_entropy,
    sigmoid_cross_entropy_grad,
    softmax_cross_entropy,
)
from lossbook.links import logit, sigmoid
from lossbook.questions.question import Choice, Mistake, Question

_PAGE = "06-multi-label.html"
_READINGS = ("One of them, or any of them", f"{_PAGE}#one-of-them-or-any-of-them")
_BCE = ("Binary cross-entropy", f"{_PAGE}#binary-cross-entropy")
_GROUPS = ("Two things called multi-label", f"{_PAGE}#two-things-called-multi-label")
_ZOO = ("Real data: the zoo", f"{_PAGE}#real-data-the-zoo")
_SCORES = ("Scores for several labels", f"{_PAGE}#scores-for-several-labels")
_EMPTY = ("What separate sigmoids leave out", f"{_PAGE}#empty-cell")
_THRESHOLD = (
    "The threshold is a decision of its own",
    f"{_PAGE}#the-threshold-is-a-decision-of-its-own",
)
_WEIGHT = ("A weight on yes", f"{_PAGE}#a-weight-on-yes")
_FOCAL = ("Focal loss", f"{_PAGE}#focal-loss")

_NLL = (
    "The negative log-likelihood",
    "02-softmax-nll.html#the-negative-log-likelihood",
)

_NATURAL_WHY = "A loss in nats takes the natural logarithm."


def _base_10(loss: float) -> Mistake:
    """Return the mistake of a common logarithm."""
    name = "that is with the logarithm to base 10"
    return Mistake(loss / math.log(10), name, _NATURAL_WHY, _BCE)


def _bits(loss: float) -> Mistake:
    """Return the mistake of a logarithm to base 2."""
    name = "that is in bits, with the logarithm to base 2"
    return Mistake(loss / math.log(2), name, _NATURAL_WHY, _BCE)


_YES_AT_4 = sigmoid(4)

_FULL_AND_EMPTY = Choice(
    name="full_and_empty",
    text="The logits of cloud, sun and moon are all 4. Then they are all −4. What do "
    "the three sigmoids do, and what does the softmax do?",
    answer="The sigmoids fall from almost 1 to almost 0, the softmax stays the same.",
    mistakes=(
        Mistake(
            "The sigmoids stay the same, the softmax falls from almost 1 to almost 0.",
            "that exchanges the two readings",
            "The outputs of a softmax add up to 1, so they cannot all be almost 1. "
            "Each sigmoid has a logit to itself.",
            _READINGS,
        ),
        Mistake(
            "Both fall from almost 1 to almost 0.",
            "the outputs of a softmax cannot all be almost 1",
            "They add up to 1, so with equal logits each of the three is one third.",
            _READINGS,
        ),
        Mistake(
            "Both stay the same, since the differences of the logits are 0.",
            "the sigmoids do not look at the differences",
            "Each of them looks at its own logit: at 4 it says almost 1, at −4 almost "
            "0.",
            _READINGS,
        ),
    ),
    right=f"The sigmoids say {100 * _YES_AT_4:.1f} % and then "
    f"{100 - 100 * _YES_AT_4:.1f} %. The softmax sees the differences alone, and gives "
    "one third to each in both cases.",
)

_EXPECTED_LABELS = Question(
    name="expected_labels",
    text="The logits of cloud, sun and moon are all 4. They are read as three separate "
    "questions. If the probabilities are right, how many labels does such a picture "
    "have on average, to three digits?",
    answer=3 * _YES_AT_4,
    tolerance=0.005,
    mistakes=(
        Mistake(
            1,
            "that is the sum of the outputs of a softmax",
            "Three sigmoids need not add up to 1.",
            _READINGS,
        ),
        Mistake(
            _YES_AT_4,
            "that is the probability of one label",
            "The number to expect is the sum of the three probabilities.",
            _READINGS,
        ),
        Mistake(
            3,
            "that is for three labels that are certain",
            f"Each sigmoid says {_YES_AT_4:.3f}, which is a little less than 1.",
            _READINGS,
        ),
        Mistake(
            _YES_AT_4**3,
            "that is the product, the chance of all three if they are independent",
            "The number to expect is the sum of the three probabilities.",
            _READINGS,
        ),
        Mistake(
            3 * 4,
            "that is the sum of the logits",
            "Put each logit through the sigmoid first.",
            _READINGS,
        ),
    ),
    hints=(
        "Which probability does each sigmoid say, and what do you have to add up?",
        f"Each says 1/(1 + e⁻⁴), which is {_YES_AT_4:.4f}. Add three of them.",
    ),
    right=f"It is 3/(1 + e⁻⁴), which is {3 * _YES_AT_4:.3f}.",
)

_SKY_P, _SKY = np.array([0.9, 0.6, 0.2]), np.array([1, 1, 0])
_SKY_EACH = binary_cross_entropy(_SKY, _SKY_P)
_SKY_SUM = _SKY_EACH.sum()

_SKY_LOSS = Question(
    name="sky_loss",
    text="Three sigmoids say 0.9 for cloud, 0.6 for sun and 0.2 for moon. The picture "
    "shows a cloud and the sun, but no moon. What is the binary cross-entropy, added "
    "up over the labels?",
    answer=_SKY_SUM,
    unit="nats",
    tolerance=0.005,
    mistakes=(
        Mistake(
            _SKY_EACH.mean(),
            "that is the mean over the three labels",
            "It has the same minimum, but here the losses are to be added up.",
            _BCE,
        ),
        Mistake(
            _SKY_EACH[:2].sum(),
            "that leaves out the moon",
            "A label that is not there is a question too, and its answer is no: it "
            "costs −log(1 − 0.2).",
            _BCE,
        ),
        Mistake(
            -np.log(_SKY_P).sum(),
            "that takes −log 0.2 for the moon",
            "The moon is not there, and the probability of that is 1 − 0.2.",
            _BCE,
        ),
        Mistake(
            np.abs(_SKY_P - _SKY).sum(),
            "that adds up the errors",
            "The loss of a label is minus the logarithm of the probability of what is "
            "true.",
            _BCE,
        ),
        Mistake(
            math.exp(-_SKY_SUM),
            "that is the probability of the whole picture",
            "The loss is minus its logarithm.",
            _BCE,
        ),
        _bits(_SKY_SUM),
        _base_10(_SKY_SUM),
    ),
    hints=(
        "For each of the three labels: how probable is what is true?",
        "It is −log 0.9 − log 0.6 − log 0.8, with the natural logarithm.",
    ),
    right=f"−log 0.9 − log 0.6 − log(1 − 0.2) is {_SKY_SUM:.3f} nats.",
)

_SAYS = 0.8
_NO_SLOPE = sigmoid_cross_entropy_grad(0, logit(_SAYS))

_SLOPE_OF_NO = Question(
    name="slope_of_no",
    text="A sigmoid says 0.8 for the moon, but the picture does not show it. What is "
    "the derivative of binary cross-entropy with respect to the logit of the moon?",
    answer=_NO_SLOPE,
    tolerance=0.005,
    mistakes=(
        Mistake(
            sigmoid_cross_entropy_grad(1, logit(_SAYS)),
            "that is the derivative for a moon that is there",
            "The truth is no, so 0 is subtracted from the prediction, and not 1.",
            _BCE,
        ),
        Mistake(
            1 - _SAYS,
            "that is the probability that there is no moon",
            "Minus its logarithm is the loss. The derivative is the prediction, the "
            "probability of yes, minus the truth.",
            _BCE,
        ),
        Mistake(
            -_NO_SLOPE,
            "that is truth minus prediction",
            "The probability is too high, so a higher logit makes the loss larger: the "
            "derivative is positive.",
            _BCE,
        ),
        Mistake(
            _NO_SLOPE * _SAYS * (1 - _SAYS),
            "that multiplies by the derivative of the sigmoid, p(1 − p)",
            "In the derivative with respect to the logit it has cancelled.",
            _BCE,
        ),
        Mistake(
            1 / (1 - _SAYS),
            "that is the derivative with respect to the probability",
            "The chain rule multiplies it by that of the sigmoid, 0.8 · 0.2.",
            _BCE,
        ),
        Mistake(
            _SAYS * (1 - _SAYS),
            "that is the derivative of the sigmoid alone",
            "It cancels against the denominator of the derivative of the loss.",
            _BCE,
        ),
        Mistake(
            sigmoid_cross_entropy(0, logit(_SAYS)),
            "that is the loss itself",
            "Its derivative with respect to the logit is prediction minus truth.",
            _BCE,
        ),
    ),
    hints=(
        "What is the prediction, and what is the truth?",
        "It is prediction minus truth, and the truth is 0.",
    ),
    right=f"It is prediction minus truth, 0.8 − 0 = {_NO_SLOPE:.1f}.",
)

_LABELS, _RATE = 20, 0.1

_RATE_FOR_MEAN = Question(
    name="rate_for_mean",
    text="A model of 20 labels is trained on the sum of their losses, at the learning "
    "rate 0.1. Now the loss is the mean over the labels, and nothing else changes. "
    "Which rate gives the same steps of descent?",
    answer=_RATE * _LABELS,
    tolerance=0.01,
    mistakes=(
        Mistake(
            _RATE / _LABELS,
            "that makes the steps even shorter",
            "The gradient of the mean is 20 times smaller, so the rate must be larger.",
            _BCE,
        ),
        Mistake(
            _RATE,
            "that gives steps that are 20 times shorter",
            "The minimum is the same, but the gradient of the mean is 20 times "
            "smaller.",
            _BCE,
        ),
        Mistake(
            _RATE * math.sqrt(_LABELS),
            "that takes the square root of the number of labels",
            "The mean divides the whole gradient by 20.",
            _BCE,
        ),
        Mistake(
            _RATE * _LABELS**2,
            "that multiplies by 20 twice",
            "The mean divides the gradient by 20 once.",
            _BCE,
        ),
    ),
    hints=(
        "How many times smaller is the gradient of the mean?",
        "It is 20 times smaller, so the rate must be 20 times larger.",
    ),
    right=f"The gradient is 20 times smaller, so the rate must be 20 · 0.1 = "
    f"{_RATE * _LABELS:.0f}.",
)

_DIGIT_LOSS = softmax_cross_entropy(0, np.zeros(10))
_FLAG_LOSS = sigmoid_cross_entropy(1, 0.0)
_DISPLAY_LOSS = _DIGIT_LOSS + _FLAG_LOSS

_DIGIT_AND_FLAG = Question(
    name="digit_and_flag",
    text="A display shows a digit from 0 to 9, and its flag is on or off. The digit "
    "gets a softmax, the flag a sigmoid, and their losses are added. All logits are 0. "
    "What is the loss of a picture?",
    answer=_DISPLAY_LOSS,
    unit="nats",
    tolerance=0.01,
    mistakes=(
        Mistake(
            sigmoid_cross_entropy(np.eye(11)[0], np.zeros(11)).sum(),
            "that is the loss of eleven sigmoids",
            "Which digit it is is one question with ten answers, and not ten "
            "yes-or-no questions.",
            _GROUPS,
        ),
        Mistake(
            softmax_cross_entropy(0, np.zeros(11)),
            "that is one softmax over all eleven logits",
            "The flag is a question of its own: it can be on beside any digit.",
            _GROUPS,
        ),
        Mistake(
            _DIGIT_LOSS,
            "that is the digit alone",
            "The sigmoid of the flag says one half and has a loss too.",
            _GROUPS,
        ),
        Mistake(
            _DISPLAY_LOSS / 2,
            "that is the mean of the two losses",
            "Here they are added.",
            _GROUPS,
        ),
        Mistake(
            math.exp(-_DISPLAY_LOSS),
            "that is the probability of what is shown",
            "The loss is minus its logarithm.",
            _BCE,
        ),
        _bits(_DISPLAY_LOSS),
        _base_10(_DISPLAY_LOSS),
    ),
    hints=(
        "How probable is each digit with equal logits, and how probable is each state "
        "of the flag?",
        "It is −log(1/10) − log(1/2).",
    ),
    right=f"It is log 10 + log 2 = log 20, which is {_DISPLAY_LOSS:.3f} nats: the loss "
    "of guessing one of 20 pictures.",
)

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

_LOG_3 = softmax_cross_entropy(0, np.zeros(3))
_THREE_HALVES = sigmoid_cross_entropy(_SKY, np.zeros(3)).sum()

_ONE_OF_THREE = Question(
    name="one_of_three",
    text="A network gives cloud, sun and moon the logit 0 each. A picture shows the "
    "moon alone, and the logits are read as one of three, by a softmax. What is the "
    "loss?",
    answer=_LOG_3,
    unit="nats",
    tolerance=0.01,
    mistakes=(
        Mistake(
            _THREE_HALVES,
            "that is the loss if they are read as any of three",
            "A softmax asks one question with three answers, and not three "
            "yes-or-no questions.",
            _READINGS,
        ),
        Mistake(
            math.log(2),
            "that is the loss of one sigmoid that says one half",
            "The softmax shares a probability of 1 between three classes, so it says "
            "one third.",
            _READINGS,
        ),
        Mistake(
            binary_cross_entropy([0, 0, 1], np.full(3, 1 / 3)).sum(),
            "that adds −log(1 − p) over the other two",
            "The loss of a softmax has one term, that of what is true.",
            ("Why the logarithm?", "02-softmax-nll.html#other-classes"),
        ),
        Mistake(
            1 / 3,
            "that is the probability of the moon",
            "The loss is minus its logarithm.",
            _NLL,
        ),
        Mistake(
            0,
            "logits of 0 do not make the loss 0",
            "They are equal, so the network is undecided between the three.",
            _READINGS,
        ),
        _bits(_LOG_3),
        _base_10(_LOG_3),
    ),
    hints=(
        "Which probability does a softmax give to each of three equal logits?",
        "Each gets one third, so it is −log(1/3).",
    ),
    right=f"The moon gets one third, so the loss is log 3, which is {_LOG_3:.3f} nats.",
)

_ANY_OF_THREE = Question(
    name="any_of_three",
    text="A network gives cloud, sun and moon the logit 0 each. A picture shows a "
    "cloud and the sun, and the logits are read as any of three, by sigmoids. What is "
    "the loss, added up over the labels?",
    answer=_THREE_HALVES,
    unit="nats",
    tolerance=0.01,
    mistakes=(
        Mistake(
            _LOG_3,
            "that is the loss of a softmax",
            "Three sigmoids answer three questions, and each says one half.",
            _READINGS,
        ),
        Mistake(
            math.log(2),
            "that is the loss of one label, or the mean of all three",
            "Here the losses are added up.",
            _BCE,
        ),
        Mistake(
            2 * math.log(2),
            "that counts the labels that are there",
            "The moon is not there, but its sigmoid says one half, and that costs log "
            "2 too.",
            _BCE,
        ),
        Mistake(
            3 / 2,
            "that adds up the errors, one half each",
            "The loss of a label is minus the logarithm of the probability of what is "
            "true.",
            _BCE,
        ),
        Mistake(
            1 / 8,
            "that is the probability of the whole picture",
            "The loss is minus its logarithm.",
            _BCE,
        ),
        _bits(_THREE_HALVES),
        _base_10(_THREE_HALVES),
    ),
    hints=(
        "What does each sigmoid say at the logit 0, and what does that cost?",
        "Each says one half and costs log 2. There are three of them.",
    ),
    right=f"It is 3 log 2 = log 8, which is {_THREE_HALVES:.3f} nats: the loss of "
    "guessing one of eight skies.",
)

_WHICH_ARE_TRUE = Choice(
    name="which_are_true",
    text="Three sigmoids say one half for cloud, sun and moon, whatever the picture "
    "is. For which of the eight possible skies is the loss, added up over the labels, "
    "the lowest?",
    answer="It is the same for all eight.",
    mistakes=(
        Mistake(
            "It is lowest for the empty sky, since no label is missed.",
            "a no that is half believed has a loss too",
            "The sigmoid says one half, so what is true has the probability one half, "
            "be it yes or no.",
            _BCE,
        ),
        Mistake(
            "It is lowest for the full sky, since each label is found.",
            "a yes costs no less than a no here",
            "Binary cross-entropy treats yes and no alike, and one half is as far from "
            "1 as from 0.",
            ("Binary cross-entropy", f"{_PAGE}#towards-positives"),
        ),
        Mistake(
            "It is lowest for a sky with one label, since the outputs share one whole.",
            "that mixes in a softmax",
            "The sigmoids do not share a probability between them: each answers its "
            "own question.",
            _READINGS,
        ),
    ),
    right="Each of the three labels costs log 2, whether it is there or not.",
)

_SHIFT_BY_ONE = Choice(
    name="shift_by_one",
    text="The logits of cloud, sun and moon are raised by 1 each. What do the outputs "
    "of a softmax do, and what do those of three sigmoids do?",
    answer="The softmax does not change, each sigmoid rises.",
    mistakes=(
        Mistake(
            "Each output of the softmax rises, each sigmoid rises.",
            "the outputs of a softmax cannot all rise",
            "They add up to 1 before and after.",
            _READINGS,
        ),
        Mistake(
            "Each output of the softmax rises, the sigmoids do not change.",
            "that exchanges the two readings",
            "A softmax sees the differences of the logits alone, and a sigmoid sees "
            "its own logit.",
            _READINGS,
        ),
        Mistake(
            "The softmax does not change, the sigmoids do not change.",
            "a sigmoid does not ignore a shift",
            "Its logit is compared with that of the no, which is fixed at 0.",
            _BCE,
        ),
    ),
    right="The differences of the logits stay the same, and the softmax sees nothing "
    "else. Each sigmoid rises with its own logit.",
)


def _fall(sky: list[int]) -> float:
    """Return by how much the loss falls if all logits rise from 0 to 1."""
    before, after = np.zeros(3), np.ones(3)
    falls = sigmoid_cross_entropy(sky, before) - sigmoid_cross_entropy(sky, after)
    return falls.sum()


_FALL = _fall([1, 1, 1])
_AFTER = sigmoid_cross_entropy([1, 1, 1], [1.0, 1.0, 1.0]).sum()

_RISE_TOGETHER = Question(
    name="rise_together",
    text="The logits of cloud, sun and moon rise from 0 to 1 together. For one of the "
    "eight possible targets the sum of the three binary cross-entropies falls most. By "
    "how much does it fall there?",
    answer=_FALL,
    unit="nats",
    tolerance=0.005,
    mistakes=(
        Mistake(
            3 / 2,
            "that is the slope at the start, 3 times one half",
            "The loss curves: on the way from 0 to 1 it becomes flatter, so it falls "
            "by less.",
            _BCE,
        ),
        Mistake(
            3 * (1 - sigmoid(1)),
            "that is the slope at the end",
            "The loss is steeper on the way there, so it falls by more.",
            _BCE,
        ),
        Mistake(
            _FALL / 3,
            "that is the fall of one label, or of the mean",
            "Three labels rise together, and their losses are added up.",
            _BCE,
        ),
        Mistake(
            _fall([1, 1, 0]),
            "that is the fall with two true labels",
            "The loss of the third then rises. It falls most if all three are true.",
            _BCE,
        ),
        Mistake(
            _AFTER,
            "that is the loss at the end",
            "Subtract it from the loss at the start, 3 log 2.",
            _BCE,
        ),
        Mistake(
            _THREE_HALVES,
            "that is the loss at the start",
            "At the logit 1 each sigmoid says 0.73, and that still has a loss.",
            _BCE,
        ),
        Mistake(
            3 * (sigmoid(1) - 1 / 2),
            "that is the rise of the three probabilities, or the loss of one label at "
            "the start",
            "Take the loss of all three labels at the start, and subtract that at the "
            "end.",
            _BCE,
        ),
        _bits(_FALL),
        _base_10(_FALL),
    ),
    hints=(
        "Higher logits are right for labels that are there. What does one such label "
        "cost at the logit 0, and what at the logit 1?",
        "It costs log 2 at first and log(1 + 1/e) at the end. Take 3 times the "
        "difference.",
    ),
    right="For [1, 1, 1] it falls from 3 log 2 to 3 log(1 + 1/e), which is by "
    f"{_FALL:.3f} nats.",
)

_THINGS, _THERE = 80, 3
_HAMMING = 100 * _THERE / _THINGS

_ALL_NO_ACCURACY = Question(
    name="all_no_accuracy",
    text="A picture may show any of 80 things, and 3 of them on average. A model says "
    "no to everything. Which share of its yes-or-no answers is right?",
    answer=100 - _HAMMING,
    unit="%",
    tolerance=0.3,
    mistakes=(
        Mistake(
            _HAMMING,
            "that is the share of wrong answers, the Hamming loss",
            "The 77 other things of a picture are answered rightly.",
            _SCORES,
        ),
        Mistake(
            0,
            "that is the recall, the share of the things that were found",
            "A no to what is not there is right too, and is counted here.",
            _SCORES,
        ),
        Mistake(
            50,
            "that would be so if half of the things were there",
            "Far fewer are there: 3 of 80 on average.",
            _SCORES,
        ),
        Mistake(
            100 - _THERE,
            "that takes 3 of 80 for 3 %",
            "Divide the number of right answers by 80.",
            _SCORES,
        ),
    ),
    hints=(
        "How many of its 80 answers to a picture are right, on average?",
        "The 77 things that are not there are answered rightly. Divide 77 by 80.",
    ),
    right=f"77 of 80 answers are right, which is {100 - _HAMMING:.2f} %, and no thing "
    "was found.",
)

CHAPTER_06 = (
    _FULL_AND_EMPTY,
    _EXPECTED_LABELS,
    _SKY_LOSS,
    _SLOPE_OF_NO,
    _RATE_FOR_MEAN,
    _DIGIT_AND_FLAG,
    _SIX_BIRDS,
    _ALL_YES_F1,
    _HALF_CHECKED,
    _NET_FROM,
    _FOCAL_PULL,
    _HEAVY_ANSWER,
    _ONE_OF_THREE,
    _ANY_OF_THREE,
    _WHICH_ARE_TRUE,
    _SHIFT_BY_ONE,
    _RISE_TOGETHER,
    _ALL_NO_ACCURACY,
)

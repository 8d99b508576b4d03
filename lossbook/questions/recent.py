"""The questions of chapter 10, on the losses of recent papers."""

import math

import numpy as np

from lossbook.classification import sigmoid_cross_entropy, softmax_cross_entropy
from lossbook.links import logit, softplus
from lossbook.overlap import tversky
from lossbook.questions.parts import base_10, in_bits
from lossbook.questions.question import Choice, Mistake, Question
from lossbook.questions.recent_exercises import OF_EXERCISES
from lossbook.questions.recent_parts import (
    BOTH_FALL,
    CANDIDATES,
    OVERLAP,
    PAIRS,
    PREFERENCES,
    SOFT,
    VALUES,
)

_BATCH = 256
_CHANCE = softmax_cross_entropy(0, np.zeros(_BATCH))

_NCE_CHANCE = Question(
    name="nce_chance",
    text=f"A model that has learned nothing gives all pairs the same similarity. What "
    f"is its InfoNCE loss in a batch of {_BATCH} pairs?",
    answer=_CHANCE,
    unit="nats",
    tolerance=0.006,
    mistakes=(
        Mistake(
            math.log(2),
            "that is chance for a question with two answers",
            f"InfoNCE asks which of {_BATCH} candidates it is.",
            CANDIDATES,
        ),
        Mistake(
            1 / _BATCH,
            "that is the probability of the right candidate",
            "The loss is minus its logarithm.",
            CANDIDATES,
        ),
        Mistake(
            1 - 1 / _BATCH,
            "that is how often a guess is wrong",
            "The loss is minus the logarithm of the right candidate's probability.",
            CANDIDATES,
        ),
        in_bits(_CHANCE, CANDIDATES),
        base_10(_CHANCE, CANDIDATES),
        Mistake(
            2 * _CHANCE,
            "that adds up the two directions of CLIP",
            "CLIP takes the mean of both. Here one direction is asked for.",
            CANDIDATES,
        ),
    ),
    hints=(
        "Which probability does each candidate get if all similarities are equal?",
        f"Each candidate gets 1/{_BATCH}. Take minus the natural logarithm of it.",
    ),
    right=f"Each candidate has the probability 1/{_BATCH}, whatever the temperature. "
    f"The loss is log {_BATCH}, which is {_CHANCE:.3f} nats.",
)

_EPSILON, _CLASSES = 0.1, 4
_SMOOTHED = (1 - _EPSILON) * np.eye(_CLASSES)[0] + _EPSILON / _CLASSES

_SMOOTHING_BEST = Question(
    name="smoothing_best",
    text=f"A classifier of {_CLASSES} classes is trained with "
    f"`label_smoothing={_EPSILON}`, and each picture has one clear label. Which "
    "probability of the right class has the lowest loss?",
    answer=_SMOOTHED[0],
    tolerance=0.005,
    mistakes=(
        Mistake(
            1 - _EPSILON,
            "that gives the share of 0.1 to the wrong classes alone",
            "The share is spread over all classes, and the right one gets its part of "
            "it too.",
            SOFT,
        ),
        Mistake(
            1,
            "that is so without smoothing",
            "The target is a soft one, and cross-entropy is lowest where the "
            "probabilities are the target.",
            SOFT,
        ),
        Mistake(
            1 - _EPSILON / _CLASSES,
            "that takes one class's part away from 1",
            "The right class gives away 0.1 and gets one part of it back.",
            SOFT,
        ),
        Mistake(
            1 - _EPSILON + _EPSILON / 10,
            "that is so for ten classes",
            f"Here the 0.1 is spread over {_CLASSES} classes.",
            SOFT,
        ),
        Mistake(
            _EPSILON / _CLASSES,
            "that is the probability of each wrong class",
            f"The right class has what the {_CLASSES - 1} others leave.",
            SOFT,
        ),
    ),
    hints=(
        "Smoothing mixes the one-hot target with equal shares for all classes. What "
        "does the right class have then?",
        "It keeps 0.9 and gets a quarter of 0.1.",
    ),
    right="The best probabilities are the smoothed target. The right class has "
    f"0.9 + 0.1/{_CLASSES} = {_SMOOTHED[0]:.3f}.",
)

_BIAS = -10
_ROWS = 1 + math.exp(-_BIAS)

_SIGLIP_BIAS = Question(
    name="siglip_bias",
    text="At the start all similarities are 0, so the logit of each pair is the bias. "
    "In each row one of n pairs belongs together. For which n is the bias of −10, "
    "with which SigLIP starts, the best constant?",
    answer=_ROWS,
    tolerance=40,
    mistakes=(
        Mistake(
            2**10,
            "that takes 10 for a number of bits",
            "The sigmoid belongs to the natural logarithm: e to the power 10.",
            PAIRS,
        ),
        Mistake(
            10**10,
            "that takes 10 for a power of ten",
            "The sigmoid belongs to the natural logarithm: e to the power 10.",
            PAIRS,
        ),
        Mistake(
            -_BIAS,
            "that is the size of the bias itself",
            "The sigmoid of the bias should be the share of the pairs that belong "
            "together.",
            PAIRS,
        ),
        Mistake(
            2 * math.exp(-_BIAS),
            "that counts each pair twice",
            "A row has one pair that belongs together, and n − 1 others.",
            PAIRS,
        ),
        Mistake(
            math.exp(-_BIAS / 2),
            "that is the square root, as if n² were the number of others",
            "Each row has n pairs, and one of them belongs together.",
            PAIRS,
        ),
    ),
    hints=(
        "Cross-entropy of a constant is lowest where its probability is the share of "
        "yes. What is that share?",
        "sigmoid(−10) = 1/(1 + exp(10)) should be 1/n.",
    ),
    right="The sigmoid of the bias should be 1/n, so n = 1 + exp(10), which is about "
    f"{_ROWS:.0f}.",
)

_PAIRS_IN_BATCH = 1024
_ROW = np.eye(1, _PAIRS_IN_BATCH)[0]
_BY_ROWS = sigmoid_cross_entropy(_ROW, np.full(_PAIRS_IN_BATCH, -10.0)).sum()

_SIGLIP_MEAN = Choice(
    name="siglip_mean",
    text="The loss of SigLIP adds up the sigmoid cross-entropies of each row and takes "
    f"the mean over the rows. Somebody calls a library function that takes the mean "
    f"over all pairs, in a batch of {_PAIRS_IN_BATCH} rows and columns. What changes "
    "under plain gradient descent with the same rate?",
    answer=f"Loss and steps are {_PAIRS_IN_BATCH} times smaller.",
    mistakes=(
        Mistake(
            "Nothing: a mean and a sum have the same lowest point.",
            "the lowest point is the same, but not the way there",
            "The gradient is divided by the same number as the loss, so each step is "
            "shorter by this factor.",
            PAIRS,
        ),
        Mistake(
            "The loss is smaller, and the steps are the same.",
            "the gradient of a mean is a mean of gradients",
            "A factor of the loss is a factor of its gradient.",
            PAIRS,
        ),
        Mistake(
            f"Loss and steps are {_PAIRS_IN_BATCH}² times smaller.",
            "that divides by the number of all pairs",
            "The loss of SigLIP divides by the number of rows already.",
            PAIRS,
        ),
        Mistake(
            "The pairs that belong together count less than before, against the "
            "others.",
            "each pair is divided by the same number",
            "How much the two kinds of pairs count against each other depends on their "
            "numbers and on the bias.",
            PAIRS,
        ),
    ),
    right=f"There are {_PAIRS_IN_BATCH} pairs in a row. With similarities of 0 and a "
    f"bias of −10 the loss is {_BY_ROWS:.2f} by rows and "
    f"{_BY_ROWS / _PAIRS_IN_BATCH:.5f} as a mean over all pairs.",
)

_BETA, _CHOSEN, _REJECTED = 0.1, -40, -35
_START = softplus(-0.0)

_DPO_START = Question(
    name="dpo_start",
    text="DPO starts with a model that is the reference itself. The chosen answer has "
    f"the log-probability −{-_CHOSEN}, the rejected one −{-_REJECTED}, and β is "
    f"{_BETA}. What is the loss of this pair?",
    answer=_START,
    unit="nats",
    tolerance=0.002,
    mistakes=(
        Mistake(
            softplus(-_BETA * (_CHOSEN - _REJECTED)),
            "that leaves the reference out",
            "The gain compares the model with the reference, and here the two are "
            "the same.",
            PREFERENCES,
        ),
        Mistake(
            softplus(_BETA * (_CHOSEN - _REJECTED)),
            "that leaves the reference out and swaps the answers",
            "Before any training the model is the reference, so no answer has become "
            "likelier.",
            PREFERENCES,
        ),
        Mistake(
            softplus(-(_BETA * (_CHOSEN - _REJECTED) - (_CHOSEN - _REJECTED))),
            "that leaves the reference outside of β",
            "β multiplies the difference of the two log-ratios, and both are 0 here.",
            PREFERENCES,
        ),
        Mistake(
            0,
            "that is the margin",
            "The loss is minus the logarithm of its sigmoid, and the sigmoid of 0 is "
            "one half.",
            PREFERENCES,
        ),
        Mistake(
            0.5,
            "that is the sigmoid of the margin",
            "The loss is minus its logarithm.",
            PREFERENCES,
        ),
        in_bits(_START, PREFERENCES),
        base_10(_START, PREFERENCES),
    ),
    hints=(
        "How much likelier has the model made each answer, compared with the "
        "reference?",
        "Both log-ratios are 0, so the gain h is 0, and so is the margin βh. What is "
        "minus the logarithm of sigmoid(0)?",
    ),
    right="Both log-ratios are 0, whatever the answers are. The loss is log 2, which "
    f"is {_START:.4f} nats.",
)

_SHARE = 0.9
_BEST_GAIN = logit(_SHARE) / _BETA

_DPO_NINE_OF_TEN = Question(
    name="dpo_nine_of_ten",
    text="Nine of ten raters prefer the same one of two answers, and all ten "
    f"judgements are in the data. β is {_BETA}. The log-ratio of this answer minus "
    "that of the other one is the gain h, in nats. At which h is the mean DPO loss "
    "lowest?",
    answer=_BEST_GAIN,
    unit="nats",
    tolerance=0.1,
    mistakes=(
        Mistake(
            math.inf,
            "that is so if all raters agree",
            "The tenth judgement costs more and more as h grows.",
            PREFERENCES,
        ),
        Mistake(
            logit(_SHARE),
            "that is the best margin, β times h",
            f"Divide it by β = {_BETA}.",
            PREFERENCES,
        ),
        Mistake(
            _BETA * logit(_SHARE),
            "that multiplies by β",
            f"β times h is the log odds. So h is the log odds divided by {_BETA}.",
            PREFERENCES,
        ),
        Mistake(
            (2 * _SHARE - 1) / (2 * _BETA),
            "that is the best gain under IPO",
            "IPO takes the squared error, whose best answer is a mean. DPO takes the "
            "logistic loss, whose best answer is a log odds.",
            PREFERENCES,
        ),
        Mistake(
            1 / (2 * _BETA),
            "that is where IPO pulls each pair",
            "DPO takes the logistic loss. Its mean is lowest where the sigmoid of β "
            "times h is the share of raters.",
            PREFERENCES,
        ),
        Mistake(
            _SHARE,
            "that is the share of the raters",
            "It is the sigmoid of β times h. The question asks for h.",
            PREFERENCES,
        ),
        Mistake(
            math.log(_SHARE / (1 - _SHARE), 10) / _BETA,
            "that is the log odds to base 10, divided by β",
            "The sigmoid belongs to the natural logarithm.",
            PREFERENCES,
        ),
    ),
    hints=(
        "The loss is the cross-entropy of a probability, the sigmoid of β times h. "
        "Which probability is best?",
        "The sigmoid of β times h should be 0.9. So β times h is log 9.",
    ),
    right=f"β times h is the log odds of the share, log 9. So h is log 9 divided by "
    f"{_BETA}, which is {_BEST_GAIN:.2f} nats.",
)

_DPO_SURE = Choice(
    name="dpo_sure",
    text="One pair of answers is trained with DPO, and its loss falls. What is sure?",
    answer="The log-ratio of the chosen answer has grown against that of the rejected "
    "one.",
    mistakes=(
        Mistake(
            "The chosen answer has become more likely.",
            "both may become less likely, the rejected one faster",
            "The loss sees only the difference of the two log-ratios.",
            BOTH_FALL,
        ),
        Mistake(
            "The rejected answer has become less likely.",
            "both may become more likely, the chosen one faster",
            "The gain is a difference, and it may grow too if both log-ratios grow.",
            BOTH_FALL,
        ),
        Mistake(
            "The chosen answer is now more likely than the rejected one.",
            "the gain compares each answer with the reference",
            "If the reference finds the rejected answer far more likely, the model may "
            "still do so at a small loss.",
            PREFERENCES,
        ),
    ),
    right="The loss is a function of that difference alone. What happens to each of "
    "the two probabilities, it does not say.",
)

_LEVEL, _KAPPA = 0.1, 1
_WAITS = np.array([1.0, 2.0, 3.0, 4.0, 10.0])
# Between 1 and 2 the pulls are (1 - level)(q - 1) down, level (2 - q) up from the wait
# of 2, and level from each of the three others.
_ROUNDED = (1 - _LEVEL + 2 * _LEVEL + 3 * _LEVEL) / (1 - _LEVEL + _LEVEL)
# Without a limit of the pull, the best answer lies between 2 and 3.
_EXPECTILE = ((1 - _LEVEL) * 3 + _LEVEL * 17) / ((1 - _LEVEL) * 2 + _LEVEL * 3)

_ROUNDED_QUANTILE = Question(
    name="rounded_quantile",
    text="Five waits take 1, 2, 3, 4 and 10 minutes. The quantile loss at level "
    f"{_LEVEL} has the best answer 1 minute. The quantile Huber loss rounds its kink: "
    "within κ of the answer, a wait pulls at it with the distance divided by κ, and "
    "beyond κ with 1, each times the weight of its side. Which answer is best at the "
    f"same level, with κ = {_KAPPA} minute?",
    answer=_ROUNDED,
    unit="minutes",
    tolerance=0.02,
    mistakes=(
        Mistake(
            _WAITS[0],
            "that is the quantile",
            "Where the kink was, the rounded loss is flat. So the wait of 1 minute "
            "does not pull there, and the others pull the answer up.",
            VALUES,
        ),
        Mistake(
            np.median(_WAITS),
            "that is the median",
            f"At level {_LEVEL} an answer that is too high costs nine times as much as "
            "one that is too low.",
            VALUES,
        ),
        Mistake(
            _WAITS.mean(),
            "that is the mean",
            "Beyond κ the pull has a limit, and the two sides count differently.",
            VALUES,
        ),
        Mistake(
            _EXPECTILE,
            "that lets far waits pull with their full distance",
            "Beyond κ the pull grows no more: it is 1, times the weight of the side.",
            VALUES,
        ),
        Mistake(
            1 - (_ROUNDED - 1),
            "that moves the answer down",
            "Four of the five waits are longer than 1 minute and pull up.",
            VALUES,
        ),
    ),
    hints=(
        "Let q be between 1 and 2. How hard does each wait pull, and with which of the "
        "weights 0.1 and 0.9?",
        "The wait of 1 pulls down with 0.9 (q − 1). The wait of 2 pulls up with "
        "0.1 (2 − q), and the three others with 0.1 each.",
    ),
    right="The pulls are equal where 0.9 (q − 1) = 0.1 (2 − q) + 0.3. So q is "
    f"{_ROUNDED:.1f} minutes, not the quantile.",
)

_PIXELS, _INSIDE = 10, 3
_MASK = np.arange(_PIXELS) < _INSIDE
_ANSWERS = np.linspace(0, 1, 101)
_DICE = [tversky(_MASK, np.full(_PIXELS, one)) for one in _ANSWERS]
_BEST_DICE = _ANSWERS[np.argmin(_DICE)]

_DICE_SAYS = Question(
    name="dice_says",
    text=f"{_INSIDE} of the {_PIXELS} pixels of a picture belong to the mask, but "
    "nothing in it tells which. So a model says one and the same probability for all "
    "of them. The Dice loss of a mask t and probabilities q is 1 − 2 Σ t q / (Σ t + "
    "Σ q), with sums over the pixels. Which probability has the lowest one?",
    answer=_BEST_DICE,
    tolerance=0.01,
    mistakes=(
        Mistake(
            _INSIDE / _PIXELS,
            "that is what cross-entropy finds",
            "Dice is not a proper loss: its best answer need not be the share.",
            OVERLAP,
        ),
        Mistake(
            0,
            "that has the fewest wrong pixels",
            "Dice looks at the overlap, and with 0 there is none: the loss is 1.",
            OVERLAP,
        ),
        Mistake(
            0.5,
            "one half has no special place here",
            "The loss falls as the probability rises, to its very end.",
            OVERLAP,
        ),
        Mistake(
            1 - _DICE[-1],
            "that is the best Dice coefficient",
            "The question asks for the probability with which it is reached.",
            OVERLAP,
        ),
    ),
    hints=(
        "Write the loss for a probability q: twice the overlap is 6q. What is the sum "
        "of the two sizes?",
        "The loss is 1 − 6q/(3 + 10q). Does it rise or fall with q?",
    ),
    right=f"The loss 1 − 6q/(3 + 10q) falls as q rises. At q = {_BEST_DICE:.0f} it is "
    f"{_DICE[-1]:.3f}, and at the share 0.3 it is {_DICE[30]:.1f}.",
)


CHAPTER_10 = (
    _NCE_CHANCE,
    _SMOOTHING_BEST,
    _SIGLIP_BIAS,
    _SIGLIP_MEAN,
    _DPO_START,
    _DPO_NINE_OF_TEN,
    _DPO_SURE,
    _ROUNDED_QUANTILE,
    _DICE_SAYS,
    *OF_EXERCISES,
)

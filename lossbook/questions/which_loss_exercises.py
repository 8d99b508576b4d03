"""The questions behind the exercises of chapter 09."""

import math

import numpy as np

from lossbook.classification import brier
from lossbook.information import cross_entropy, entropy, kl_divergence
from lossbook.questions.question import Choice, Mistake, Question
from lossbook.regression import absolute_error

_PAGE = "09-which-loss.html"
_PROPER = (
    "Probabilities need a proper loss",
    f"{_PAGE}#probabilities-need-a-proper-loss",
)
_IMPROPER = ("Probabilities need a proper loss", f"{_PAGE}#improper-loss")
_FACTORS = (
    "The same name, another loss",
    f"{_PAGE}#the-same-name-another-loss",
)
_NLL = (
    "The negative log-likelihood",
    "02-softmax-nll.html#the-negative-log-likelihood",
)

_TWO_PAYMENTS = Choice(
    name="two_payments",
    text="A weather service knows that the probability of rain is 30 %. Under the "
    "first payment it says yes or no, and is paid for a right answer. Under the second "
    "it states a probability, and pays its Brier score as a fine. What should it say?",
    answer="Under the first: no. Under the second: 30 %.",
    mistakes=(
        Mistake(
            "Under the first: yes. Under the second: 30 %.",
            "yes would be right in 3 cases of 10 only",
            "No is right in 7 cases of 10, and each right answer is paid alike. Yes "
            "pays more if the probability is above one half.",
            _PROPER,
        ),
        Mistake(
            "Under the first: no. Under the second: 0 %.",
            "that is what the absolute error would ask for",
            "The Brier score is strictly proper: on average it costs least to state "
            "what is true.",
            _IMPROPER,
        ),
        Mistake(
            "Under the first: no. Under the second: 50 %.",
            "50 % is the bound for yes or no, and not what is known",
            "The Brier score is strictly proper: any number other than 30 % has the "
            "higher mean fine.",
            _PROPER,
        ),
    ),
    right="No is right more often than yes, and the Brier score is strictly proper. "
    "The first payment throws away what the service knows, the second asks for it.",
)

_TRUE, _SAID = np.array([0.8, 0.2]), np.array([0.9, 0.1])
_EXCESS = kl_divergence(_TRUE, _SAID)
_BRIERS = _TRUE @ brier([0, 1], [_SAID, _SAID])
_LOWEST_BRIER = _TRUE @ brier([0, 1], [_TRUE, _TRUE])

_EXCESS_NATS = Question(
    name="excess_nats",
    text="A model says 90 % for an event that happens in 8 of 10 cases. By how much is "
    "its mean cross-entropy above the lowest possible value, to three decimal places?",
    answer=_EXCESS,
    unit="nats",
    tolerance=0.0006,
    mistakes=(
        Mistake(
            kl_divergence(_SAID, _TRUE),
            "that swaps truth and model",
            "The mean is taken over what happens, so the logarithms are weighted by "
            "0.8 and 0.2.",
            ("Cross-entropy and KL", "04-entropy-kl.html#cross-entropy-and-kl"),
        ),
        Mistake(
            cross_entropy(_TRUE, _SAID),
            "that is the mean cross-entropy itself",
            "Subtract the lowest possible value, the entropy of the truth.",
            _PROPER,
        ),
        Mistake(
            entropy(_TRUE),
            "that is the lowest possible value, the entropy of the truth",
            "Subtract it from the mean cross-entropy of the model.",
            _PROPER,
        ),
        Mistake(
            _EXCESS / math.log(2),
            "that is in bits, with the logarithm to base 2",
            "The loss in nats takes the natural logarithm.",
            _NLL,
        ),
        Mistake(
            _BRIERS - _LOWEST_BRIER,
            "that is the difference of the Brier scores",
            "Cross-entropy takes logarithms and not squares.",
            _PROPER,
        ),
        Mistake(
            0.8 * math.log(0.8 / 0.9),
            "that leaves out the cases in which the event does not happen",
            "They are 2 of 10, and each costs −log 0.1 where −log 0.2 is possible.",
            _PROPER,
        ),
        Mistake(
            math.log(0.9 / 0.8),
            "that is the logarithm of a ratio of two probabilities",
            "It is what the model gains in a case in which the event happens. Take the "
            "mean over all cases, and subtract in the right order.",
            _PROPER,
        ),
    ),
    hints=(
        "The lowest possible value is the entropy of the truth. What is the difference "
        "between cross-entropy and entropy called?",
        "It is 0.8 log(0.8/0.9) + 0.2 log(0.2/0.1).",
    ),
    right="It is the KL divergence, 0.8 log(0.8/0.9) + 0.2 log(0.2/0.1), which is "
    f"{_EXCESS:.4f} nats.",
)

_EXCESS_BRIER = Question(
    name="excess_brier",
    text="A model says 90 % for an event that happens in 8 of 10 cases. By how much is "
    "its mean Brier score, the sum of the squares over both classes, above the lowest "
    "possible value?",
    answer=_BRIERS - _LOWEST_BRIER,
    tolerance=0.001,
    mistakes=(
        Mistake(
            (_BRIERS - _LOWEST_BRIER) / 2,
            "that is the square for one class",
            "The other class is wrong by 0.1 as well, and the score adds both.",
            _FACTORS,
        ),
        Mistake(
            0.9 - 0.8,
            "that is the difference of the probabilities",
            "The Brier score takes squares.",
            _PROPER,
        ),
        Mistake(
            absolute_error(_TRUE, _SAID).sum(),
            "that adds the differences without squares",
            "Square 0.1 for each of the two classes, then add.",
            _PROPER,
        ),
        Mistake(
            _BRIERS,
            "that is the mean score of the model",
            "Subtract the lowest possible mean, that of a model which says 80 %.",
            _PROPER,
        ),
        Mistake(
            _LOWEST_BRIER,
            "that is the lowest possible mean score",
            "It is reached by saying 80 %. Subtract it from the mean score of the "
            "model.",
            _PROPER,
        ),
        Mistake(
            _EXCESS,
            "that is the KL divergence",
            "It is the difference of the cross-entropies. The Brier score measures by "
            "squares.",
            _PROPER,
        ),
    ),
    hints=(
        "How far is each of the two stated probabilities from the true one?",
        "It is 2(q − p)², with q = 0.9 and p = 0.8.",
    ),
    right=f"It is 2(0.9 − 0.8)² = {_BRIERS - _LOWEST_BRIER:.2f}: the squared distance "
    "between what is said and what is true.",
)

OF_EXERCISES = (
    _TWO_PAYMENTS,
    _EXCESS_NATS,
    _EXCESS_BRIER,
)

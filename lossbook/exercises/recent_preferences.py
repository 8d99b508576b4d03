"""The exercise of chapter 10 on preferences: DPO."""

import numpy as np
from numpy.typing import ArrayLike

from lossbook.exercises.judge import Exercise, Mistake
from lossbook.exercises.parts import EPSILONS
from lossbook.exercises.recent_parts import PREFERENCES
from lossbook.links import sigmoid, softplus
from lossbook.margin import logistic

__all__ = ["DPO", "dpo"]

_FROM_LOGITS = "06: From logits: `BCELoss` or `BCEWithLogitsLoss`?"


def dpo(
    chosen: ArrayLike,
    rejected: ArrayLike,
    ref_chosen: ArrayLike,
    ref_rejected: ArrayLike,
    beta: float,
) -> np.ndarray:
    """Return the DPO loss of each pair of answers: the logistic loss of a margin.

    Parameters
    ----------
    chosen, rejected : array_like, shape (N,)
        The log-probability of each whole answer under the model that is trained.
    ref_chosen, ref_rejected : array_like, shape (N,)
        The same under the model that it started from.
    beta : float
        Above 0.

    Returns
    -------
    ndarray, shape (N,)
        In nats.

    Examples
    --------
    >>> dpo([-12.0], [-14.0], [-13.0], [-14.5], 0.1).round(4)
    array([0.6685])
    """
    ratio, other = np.subtract(chosen, ref_chosen), np.subtract(rejected, ref_rejected)
    margin = beta * (ratio - other)
    return logistic(np.ones_like(margin), margin)


# Answers of some tokens, which the model prefers in some pairs and not in others, each
# with a reference of its own.
_SHORT = (
    [-4.2, -6.1, -3.3],
    [-5.0, -4.4, -3.9],
    [-4.9, -5.2, -3.0],
    [-4.1, -5.0, -4.6],
)
_TWO = ([-2.5, -7.0], [-3.5, -6.2], [-3.1, -7.4], [-2.2, -5.1])
# exp(-900) is 0 in floating point, but the differences are ordinary numbers.
_LONG = ([-900.0, -1200.5], [-903.0, -1199.0], [-901.0, -1201.0], [-902.0, -1200.0])
# Far from the reference: with one of the two answers, and with both alike.
_FAR = (
    [-2500.0, -10.0, -2500.0, -20.0],
    [-10.0, -2500.0, -2503.0, -21.0],
    [-20.0, -15.0, -20.0, -2500.0],
    [-20.0, -15.0, -21.0, -2503.0],
)


def _gain(c, r, rc, rr):
    return (c - rc) - (r - rr)


def _of_margin(form):
    """Return an answer that takes the margin, beta times the gain."""
    return lambda c, r, rc, rr, beta: form(beta * _gain(c, r, rc, rr))


def _loss(m):
    return softplus(-m)


def _slope(m):
    return -sigmoid(-m)


def _plain(m):
    return np.log(1 + np.exp(-m))


def _by_sigmoid(m):
    return 1 / (1 + np.exp(-m))


def _other_sigmoid(m):
    return np.exp(m) / (1 + np.exp(m))


def _of_ratios(c, r, rc, rr, beta):
    return _loss(beta * (np.log(np.exp(c - rc)) - np.log(np.exp(r - rr))))


def _probabilities_first(c, r, rc, rr, beta):
    c, r, rc, rr = np.exp([c, r, rc, rr])
    return _loss(beta * (np.log(c / rc) - np.log(r / rr)))


def _one_ratio(c, r, rc, rr, beta):
    c, r, rc, rr = np.exp([c, r, rc, rr])
    return _loss(beta * np.log((c / rc) / (r / rr)))


def _model_first(c, r, rc, rr, beta):
    c, r, rc, rr = np.exp([c, r, rc, rr])
    return _loss(beta * (np.log(c / r) - np.log(rc / rr)))


_MORE_EPSILONS = (0.1, 0.01, 0.001, *EPSILONS)
_BOUNDS = (5, 10, 20, 30, 50, 80, 88, 100, 200, 300, 500, 700, 709)

DPO = Exercise(
    name="dpo",
    statement=(
        "Write `dpo(chosen, rejected, ref_chosen, ref_rejected, beta)`. The first four "
        "are arrays of shape (N,): the log-probabilities of the chosen and of the "
        "rejected answers, first under the model that is trained, then under the "
        "reference. `beta` is one number above 0. Return N numbers in nats, the loss "
        "of each pair. It must be right for answers of a thousand tokens."
    ),
    arguments=("chosen", "rejected", "ref_chosen", "ref_rejected", "beta"),
    solution=dpo,
    ordinary=((*_SHORT, 0.5), (*_TWO, 0.1), (*_SHORT, 2.0)),
    extreme=((*_LONG, 0.5), (*_FAR, 0.5), (*_FAR, 2.0)),
    mistakes=(
        Mistake(
            name="The reference stands outside of beta.",
            why="Beta multiplies the whole difference of the two log-ratios. With the "
            "reference outside, the loss of the reference itself is not log 2.",
            see=PREFERENCES,
            answers=(
                lambda c, r, rc, rr, beta: _loss(beta * (c - r) - (rc - rr)),
                lambda c, r, rc, rr, beta: _loss((c - r) - beta * (rc - rr)),
            ),
        ),
        Mistake(
            name="Beta multiplies only a part of the gain.",
            why="Take the log-ratio of the chosen answer minus that of the rejected "
            "one first, then multiply by beta. Check the brackets.",
            see=PREFERENCES,
            answers=(
                lambda c, r, rc, rr, beta: _loss(beta * (c - rc) - (r - rr)),
                lambda c, r, rc, rr, beta: _loss((c - rc) - beta * (r - rr)),
                lambda c, r, rc, rr, beta: _loss(beta * c - rc - (r - rr)),
                lambda c, r, rc, rr, beta: _loss(beta * c - r - (rc - rr)),
            ),
        ),
        Mistake(
            name="Beta is missing.",
            why="Beta says how far the model may go from the reference: multiply the "
            "gain by it.",
            see=PREFERENCES,
            answers=(lambda c, r, rc, rr, beta: _loss(_gain(c, r, rc, rr)),),
        ),
        Mistake(
            name="This divides by beta.",
            why="A small beta lets the model go far from the reference before the loss "
            "is small. Multiply the gain by it.",
            see=PREFERENCES,
            answers=(lambda c, r, rc, rr, beta: _loss(_gain(c, r, rc, rr) / beta),),
        ),
        Mistake(
            name="Beta multiplies the loss and not the gain.",
            why="Then it only changes the length of the steps. It stands within the "
            "sigmoid.",
            see=PREFERENCES,
            answers=(
                lambda c, r, rc, rr, beta: beta * _loss(_gain(c, r, rc, rr)),
                lambda c, r, rc, rr, beta: _loss(_gain(c, r, rc, rr)) / beta,
                lambda c, r, rc, rr, beta: beta * dpo(c, r, rc, rr, beta),
            ),
        ),
        Mistake(
            name="The reference plays no part in it.",
            why="The gain compares how much likelier each answer has become since "
            "the reference: subtract the reference's log-probabilities.",
            see=PREFERENCES,
            answers=(
                lambda c, r, rc, rr, beta: _loss(beta * (c - r)),
                lambda c, r, rc, rr, beta: _loss(c - r),
            ),
        ),
        Mistake(
            name="The reference is added, not subtracted.",
            why="The logarithm of a ratio is a difference. The gain is (chosen - "
            "ref_chosen) - (rejected - ref_rejected).",
            see=PREFERENCES,
            answers=(
                lambda c, r, rc, rr, beta: _loss(beta * ((c + rc) - (r + rr))),
                lambda c, r, rc, rr, beta: _loss(-beta * ((c + rc) - (r + rr))),
            ),
        ),
        Mistake(
            name="The two log-ratios are added, not subtracted.",
            why="The chosen answer should gain more than the rejected one: subtract "
            "the log-ratio of the rejected answer.",
            see=PREFERENCES,
            answers=(
                lambda c, r, rc, rr, beta: _loss(beta * ((c - rc) + (r - rr))),
                lambda c, r, rc, rr, beta: _loss(-beta * ((c - rc) + (r - rr))),
            ),
        ),
        Mistake(
            name="The margin has the wrong sign.",
            why="Chosen and rejected, or model and reference, are swapped, or a minus "
            "is missing in the exponent: this loss is small where the rejected answer "
            "has gained more.",
            see=PREFERENCES,
            answers=(_of_margin(softplus),),
        ),
        Mistake(
            name="The minus sign is missing.",
            why="The logarithm of a sigmoid is negative. A loss is small when the "
            "model is right, so it is minus that logarithm.",
            see=PREFERENCES,
            answers=(
                _of_margin(lambda m: -_loss(m)),
                _of_margin(lambda m: -softplus(m)),
            ),
        ),
        Mistake(
            name="Only one of the two answers counts.",
            why="The loss is of a pair: take the log-ratio of the chosen answer minus "
            "that of the rejected one.",
            see=PREFERENCES,
            answers=(
                lambda c, r, rc, rr, beta: _loss(beta * (c - rc)),
                lambda c, r, rc, rr, beta: _loss(-beta * (r - rr)),
                lambda c, r, rc, rr, beta: _loss(beta * (r - rr)),
                lambda c, r, rc, rr, beta: -c,
                lambda c, r, rc, rr, beta: -(c - rc),
            ),
        ),
        Mistake(
            name="Each answer has a logistic loss of its own.",
            why="That asks of each answer whether it is good. DPO asks which of the "
            "two is better: one logistic loss of the difference.",
            see=PREFERENCES,
            answers=(
                lambda c, r, rc, rr, beta: (
                    _loss(beta * (c - rc)) + _loss(-beta * (r - rr))
                ),
                lambda c, r, rc, rr, beta: (
                    (_loss(beta * (c - rc)) + _loss(-beta * (r - rr))) / 2
                ),
                lambda c, r, rc, rr, beta: (
                    _loss(beta * (c - rc)) - _loss(beta * (r - rr))
                ),
            ),
        ),
        Mistake(
            name="The sigmoid is missing.",
            why="The margin itself, or minus it, has no lowest value. The loss is "
            "-log(sigmoid(margin)), and the margin is beta times the gain.",
            see=PREFERENCES,
            answers=(_of_margin(lambda m: -m), _of_margin(lambda m: m)),
        ),
        Mistake(
            name="The logarithm is missing.",
            why="1 - sigmoid(m) has an upper bound and almost no slope where the model "
            "is sure and wrong. The loss is minus the logarithm of the sigmoid.",
            see=PREFERENCES,
            answers=(
                _of_margin(sigmoid),
                _of_margin(lambda m: -sigmoid(m)),
                _of_margin(lambda m: sigmoid(-m)),
            ),
        ),
        Mistake(
            name="This compares probabilities, not log-probabilities.",
            why="The arguments are logarithms already, and a ratio of probabilities is "
            "a difference of logarithms. Do not take exp of them.",
            see=PREFERENCES,
            answers=(
                lambda c, r, rc, rr, beta: dpo(*np.exp([c, r, rc, rr]), beta),
                lambda c, r, rc, rr, beta: _loss(
                    beta * (np.exp(c - rc) - np.exp(r - rr))
                ),
            ),
        ),
        Mistake(
            name="This takes the logarithm of log-probabilities.",
            why="The arguments are logarithms already. They are negative and have no "
            "logarithm themselves.",
            see=PREFERENCES,
            answers=(
                lambda c, r, rc, rr, beta: _loss(
                    beta * (np.log(c / rc) - np.log(r / rr))
                ),
                lambda c, r, rc, rr, beta: _loss(
                    beta * (np.log(c) - np.log(rc) - np.log(r) + np.log(rr))
                ),
            ),
        ),
        Mistake(
            name="This is a squared error, as in IPO.",
            why="IPO pulls the gain to one number above 0, and back from beyond. DPO "
            "is the logistic loss of beta times the gain.",
            see=PREFERENCES,
            answers=(
                lambda c, r, rc, rr, beta: (_gain(c, r, rc, rr) - 1 / (2 * beta)) ** 2,
                _of_margin(lambda m: (m - 0.5) ** 2),
                _of_margin(lambda m: (1 - m) ** 2),
            ),
        ),
        Mistake(
            name="This is the hinge of the margin.",
            why="A hinge is 0 from some margin on. DPO takes the logistic loss, which "
            "is above 0 everywhere.",
            see=PREFERENCES,
            answers=(
                _of_margin(lambda m: np.maximum(0, 1 - m)),
                _of_margin(lambda m: np.maximum(0, -m)),
            ),
        ),
        Mistake(
            name="This is the exponential loss of the margin.",
            why="DPO takes the logistic loss, -log(sigmoid(m)), which is log(1 + "
            "exp(-m)) and not exp(-m).",
            see=PREFERENCES,
            answers=(_of_margin(lambda m: np.exp(-m)),),
        ),
        Mistake(
            name="This is a slope, not the loss.",
            why="The slope with respect to the chosen log-probability is -beta "
            "sigmoid(-m). The exercise asks for the loss.",
            see=PREFERENCES,
            answers=(
                _of_margin(lambda m: _slope(m)),
                lambda c, r, rc, rr, beta: beta * _slope(beta * _gain(c, r, rc, rr)),
                lambda c, r, rc, rr, beta: -beta * _slope(beta * _gain(c, r, rc, rr)),
            ),
        ),
        Mistake(
            name="The logarithm is not the natural one.",
            why="Then the unit is not the nat, and the loss of the reference itself is "
            "not log 2. Use np.log, the natural logarithm.",
            see=PREFERENCES,
            answers=(
                _of_margin(lambda m: _loss(m) / np.log(2)),
                _of_margin(lambda m: _loss(m) / np.log(10)),
            ),
        ),
        Mistake(
            name="This takes the mean over the pairs.",
            why="The mean is the cost. The exercise asks for one loss for each pair.",
            see=PREFERENCES,
            answers=(
                _of_margin(lambda m: _loss(m).mean()),
                _of_margin(lambda m: _loss(m.mean())),
            ),
        ),
        Mistake(
            name="This adds up the pairs.",
            why="The exercise asks for one loss for each pair. Their sum grows with "
            "the number of pairs.",
            see=PREFERENCES,
            answers=(
                _of_margin(lambda m: _loss(m).sum()),
                _of_margin(lambda m: _loss(m.sum())),
            ),
        ),
        Mistake(
            name="This divides by the number of pairs.",
            why="The sum of these numbers is the mean, the cost. The loss of a pair "
            "does not depend on how many others there are.",
            see=PREFERENCES,
            answers=(_of_margin(lambda m: _loss(m) / len(m)),),
        ),
        Mistake(
            name="The probability of a long answer underflows.",
            why="exp(-900) is 0 in floating point, and a ratio of two zeros is nan. "
            "Subtract the log-probabilities, and take exp of nothing but the margin.",
            see=PREFERENCES,
            answers=(_probabilities_first, _one_ratio, _model_first),
        ),
        Mistake(
            name="The exponential overflows.",
            why="exp(710) is too large for a 64-bit float. Keep the exponent at 0 or "
            "below: max(-m, 0) + log(1 + exp(-|m|)), or np.logaddexp(0, -m).",
            see=_FROM_LOGITS,
            answers=(
                _of_margin(_plain),
                _of_margin(lambda m: np.log1p(np.exp(-m))),
                _of_margin(lambda m: -np.log(_by_sigmoid(m))),
                _of_margin(lambda m: -np.log(_other_sigmoid(m))),
                _of_margin(lambda m: np.log(1 + np.exp(m)) - m),
            ),
        ),
        Mistake(
            name="This takes the logarithm of a sigmoid that has underflowed.",
            why="sigmoid(-1000) is 0 in floating point, and its logarithm is -inf. "
            "Take both in one step: np.logaddexp(0, -m).",
            see=_FROM_LOGITS,
            answers=(
                _of_margin(lambda m: -np.log(sigmoid(m))),
                _of_margin(lambda m: -np.log(1 - sigmoid(-m))),
            ),
        ),
        Mistake(
            name="The ratio of two probabilities overflows or underflows.",
            why="exp(2480) is too large for a 64-bit float, and exp(-2480) is 0. The "
            "log-ratio is the difference itself: no exp and no log is needed.",
            see=PREFERENCES,
            answers=(_of_ratios,),
        ),
        Mistake(
            name="This puts an eps inside the log, or clips.",
            why="Then the loss has an upper bound, however wrong the model is, and "
            "almost no slope there. np.logaddexp(0, -m) is finite without that.",
            see=_FROM_LOGITS,
            answers=(
                *(
                    _of_margin(lambda m, eps=eps: -np.log(sigmoid(m) + eps))
                    for eps in _MORE_EPSILONS
                ),
                *(
                    _of_margin(lambda m, eps=eps: -np.log(sigmoid(m).clip(eps, 1)))
                    for eps in _MORE_EPSILONS
                ),
                *(
                    _of_margin(
                        lambda m, eps=eps: -np.log(sigmoid(m).clip(eps, 1 - eps))
                    )
                    for eps in _MORE_EPSILONS
                ),
                *(
                    _of_margin(lambda m, bound=bound: _loss(m.clip(-bound, bound)))
                    for bound in _BOUNDS
                ),
            ),
        ),
    ),
)

"""What a loss curve says: a reader's own numbers in, findings in words out.

``given`` reads the arguments, ``rules`` recognises what they show, and ``finding`` is
one answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from numpy.typing import ArrayLike

from lossbook.diagnosis.finding import Finding
from lossbook.diagnosis.given import CAPS, Array, read
from lossbook.diagnosis.rules import findings

__all__ = ["CAPS", "Diagnosis", "Finding", "diagnose"]


@dataclass(frozen=True, eq=False, repr=False)
class Diagnosis:
    """All that `diagnose` has to say. Print it, or draw it with `plots.plot_diagnosis`.

    Attributes
    ----------
    findings : tuple of Finding
        What was recognised; empty if nothing was.
    lines : dict of str to float
        The losses with which a curve should be compared, by their names.
    ends : str
        How far the last loss is from the price of knowing nothing.
    losses, validation : ndarray
        The curves, as they were given.
    """

    findings: tuple[Finding, ...]
    lines: dict[str, float]
    ends: str
    losses: Array
    validation: Array | None = None
    not_given: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        said = [str(finding) for finding in self.findings]
        if not said:
            said = [
                "Nothing that lossbook recognises. That may mean that all is well, or "
                "that the fault has no pattern of its own."
            ]
            if self.not_given:
                said.append(f"Not given: {', '.join(self.not_given)}.")
        return "\n\n".join([*said, self.ends]).rstrip()

    def __repr__(self) -> str:
        return str(self)


def diagnose(
    losses: ArrayLike,
    *,
    validation: ArrayLike | None = None,
    accuracy: ArrayLike | None = None,
    classes: int | None = None,
    base_rates: ArrayLike | None = None,
    variance: float | None = None,
    batch_size: int | None = None,
) -> Diagnosis:
    """Say in words what a loss curve shows, with the number behind each finding.

    Parameters
    ----------
    losses : array_like, shape (T,)
        The training loss in nats, or for a squared error in the square of y's unit, in
        the order in which it was printed. NaN and infinity are allowed.
    validation : array_like, shape (T,), optional
        The loss on validation examples, beside each training loss.
    accuracy : float or array_like, shape (T,), optional
        The share of right answers, from 0 to 1, at the end or beside each loss: on the
        validation examples if `validation` is given, otherwise on the training ones.
    classes : int, optional
        The number of classes; 2 for yes and no.
    base_rates : float or array_like, optional
        One number: the share of yes. Several that add up to 1, to within 2 %: the share
        of each class. Several others, or more than two where `classes` is 2: the share
        of yes for each label.
    variance : float, optional
        For a squared error, the variance of the targets.
    batch_size : int, optional
        The number of examples in a batch.

    Returns
    -------
    Diagnosis
        Its `findings`, or none: then it says so.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers, or `classes` or `batch_size` is not
        an integer.
    ValueError
        If an argument is out of range, has another shape than `losses`, or `classes`
        does not fit `base_rates`.

    Notes
    -----
    A finding is a suspicion with a number. Each names the check that decides. All
    patterns are those of the appendix "Reading a loss curve".

    Examples
    --------
    >>> found = diagnose([0.6935, 0.6931, 0.6932, 0.6931, 0.6931], classes=2)
    >>> found.findings[0].name
    'stuck'
    >>> print(found.findings[0].because)
    The last losses are about 0.6931, and log 2 = 0.6931.
    """
    seen = read(losses, validation, accuracy, classes, base_rates, variance, batch_size)
    return Diagnosis(
        tuple(findings(seen)),
        seen.lines(),
        seen.ends(),
        seen.losses,
        seen.validation,
        seen.not_given(),
    )

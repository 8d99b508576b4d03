"""One thing that a loss curve says, and where it stands in the book."""

from dataclasses import dataclass

from lossbook.symptoms import SYMPTOMS, Symptom


@dataclass(frozen=True)
class Finding:
    """One thing that a curve says.

    Attributes
    ----------
    name : str
        The row of `lossbook.symptoms.SYMPTOMS`.
    because : str
        What was seen, with the numbers.
    number : float
        The number that the finding rests on.
    sure : bool, default True
        Whether all that the title says was seen, or a part of it was not given.
    """

    name: str
    because: str
    number: float
    sure: bool = True

    @property
    def symptom(self) -> Symptom:
        """What it says, the check to make next, what to do, and where to read on."""
        return SYMPTOMS[self.name]

    def __str__(self) -> str:
        row = self.symptom
        begins = "" if self.sure else "Perhaps: "
        return (
            f"{begins}{row.title}\n  Seen: {self.because}\n  It says: {row.says}\n"
            f"  Check: {row.check}\n  Then: {row.remedy}\n"
            f"  Read: Reading a loss curve, “{row.title}”; {row.where}"
        )

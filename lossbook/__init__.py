"""Loss functions with their gradients: exact, tested, and plain to read.

>>> import lossbook as lb
>>> lb.softmax_cross_entropy(0, [5.0, 4.0, 2.0]).round(5)
np.float64(0.34901)

All losses, links and information quantities are here, and ``lb.CATALOGUE``, the table
of all losses. ``lb.diagnose`` says what a loss curve shows. The other modules are
imported by name: ``lossbook.descent`` (gradient descent and the linear model),
``network``, ``calibration``, ``datasets``, ``curves`` (runs that go wrong), ``tables``,
``exercises`` (checks that name the mistake), and ``plots``, ``explorer``, ``gallery``
and ``prose`` for the figures and the text of the book.
"""

from typing import TYPE_CHECKING, Any

from lossbook import (
    classification,
    forecast,
    gradient,
    information,
    likelihood,
    links,
    margin,
    overlap,
    ranking,
    regression,
    reweighted,
)
from lossbook.classification import *
from lossbook.forecast import *
from lossbook.gradient import *
from lossbook.information import *
from lossbook.likelihood import *
from lossbook.links import *
from lossbook.margin import *
from lossbook.overlap import *
from lossbook.ranking import *
from lossbook.regression import *
from lossbook.reweighted import *

if TYPE_CHECKING:
    from lossbook.catalogue import CATALOGUE as CATALOGUE
    from lossbook.diagnosis import diagnose as diagnose

__version__ = "1.0.0"

__all__ = ["CATALOGUE", "diagnose"]
__all__ += classification.__all__
__all__ += forecast.__all__
__all__ += gradient.__all__
__all__ += information.__all__
__all__ += likelihood.__all__
__all__ += links.__all__
__all__ += margin.__all__
__all__ += overlap.__all__
__all__ += ranking.__all__
__all__ += regression.__all__
__all__ += reweighted.__all__


def __getattr__(name: str) -> Any:
    """Load the catalogue and the diagnosis when they are asked for.

    They take as long to import as all losses together.
    """
    found: Any
    if name == "CATALOGUE":
        from lossbook import catalogue

        found = catalogue.CATALOGUE
    elif name == "diagnose":
        from lossbook import diagnosis

        found = diagnosis.diagnose
    else:
        raise AttributeError(f"module 'lossbook' has no attribute {name!r}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """Return the names that there are, those that are not loaded yet too."""
    return sorted({*globals(), *__all__})

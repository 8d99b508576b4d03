"""Loss functions with their gradients: exact, tested, and plain to read.

>>> import lossbook as lb
>>> lb.softmax_cross_entropy(0, [5.0, 4.0, 2.0]).round(5)
np.float64(0.34901)
"""

from lossbook.classification import (
    binary_cross_entropy,
    binary_cross_entropy_grad,
    brier,
    brier_grad,
    focal,
    focal_grad,
    nll,
    nll_grad,
    sigmoid_cross_entropy,
    sigmoid_cross_entropy_grad,
    softmax_cross_entropy,
    softmax_cross_entropy_grad,
)
from lossbook.information import (
    cross_entropy,
    entropy,
    js_divergence,
    kl_divergence,
    mutual_information,
    perplexity,
    surprisal,
)
from lossbook.links import (
    log_sigmoid,
    log_softmax,
    logit,
    logsumexp,
    sigmoid,
    softmax,
    softplus,
)

__version__ = "0.1.0"

__all__ = [
    "binary_cross_entropy",
    "binary_cross_entropy_grad",
    "brier",
    "brier_grad",
    "cross_entropy",
    "entropy",
    "focal",
    "focal_grad",
    "js_divergence",
    "kl_divergence",
    "log_sigmoid",
    "log_softmax",
    "logit",
    "logsumexp",
    "mutual_information",
    "nll",
    "nll_grad",
    "perplexity",
    "sigmoid",
    "sigmoid_cross_entropy",
    "sigmoid_cross_entropy_grad",
    "softmax",
    "softmax_cross_entropy",
    "softmax_cross_entropy_grad",
    "softplus",
    "surprisal",
]

"""Where chapter 10 explains what its questions ask for."""

PAGE = "10-recent-losses.html"
TOKENS = ("The next token", f"{PAGE}#the-next-token")
CANDIDATES = (
    "Candidates of a batch: InfoNCE",
    f"{PAGE}#candidates-of-a-batch-infonce",
)
SOFT = (
    "Soft targets: a teacher, a smoothed label, several positives",
    f"{PAGE}#soft-targets-a-teacher-a-smoothed-label-several-positives",
)
PAIRS = (
    "SigLIP, and why it needs a bias",
    f"{PAGE}#siglip-and-why-it-needs-a-bias",
)
PREFERENCES = ("One margin, many papers", f"{PAGE}#one-margin-many-papers")
BOTH_FALL = ("One margin, many papers", f"{PAGE}#dpo-chosen")
VALUES = (
    "Values: clipping, Huber and quantiles",
    f"{PAGE}#values-clipping-huber-and-quantiles",
)
ENSEMBLES = (
    "CRPS: all quantiles at once",
    f"{PAGE}#crps-all-quantiles-at-once",
)
OVERLAP = (
    "Overlap: no sum over pixels",
    f"{PAGE}#overlap-no-sum-over-pixels",
)

"""Where chapter 10 explains what its questions ask for."""

PAGE = "10-recent-losses.html"
TOKENS = ("The next token", f"{PAGE}#the-next-token")
CANDIDATES = (
    "Candidates instead of classes",
    f"{PAGE}#candidates-instead-of-classes",
)
PAIRS = ("A question for each pair", f"{PAGE}#a-question-for-each-pair")
PREFERENCES = ("One margin, many papers", f"{PAGE}#one-margin-many-papers")
SOFT = (
    "A teacher, or a smoothed label",
    f"{PAGE}#a-teacher-or-a-smoothed-label",
)
FORECAST = ("A whole forecast", f"{PAGE}#a-whole-forecast")
OVERLAP = ("The overlap of two masks", f"{PAGE}#the-overlap-of-two-masks")
NOISE = ("What robustness costs", f"{PAGE}#what-robustness-costs")

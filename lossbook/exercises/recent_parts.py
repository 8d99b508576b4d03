"""What the exercises of chapter 10 share: where it explains what."""

CANDIDATES = "10: Candidates instead of classes"
PAIRS = "10: A question for each pair"
PREFERENCES = "10: One margin, many papers"
OVERLAP = "10: The overlap of two masks"

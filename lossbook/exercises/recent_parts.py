"""What the exercises of chapter 10 share: where it explains what."""

CANDIDATES = "10: Candidates of a batch: InfoNCE"
PAIRS = "10: SigLIP, and why it needs a bias"
PREFERENCES = "10: One margin, many papers"
OVERLAP = "10: Overlap: no sum over pixels"

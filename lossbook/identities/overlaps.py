"""Overlap of two regions: the Tversky loss at several weights."""

from lossbook.identities.row import Group, Identity

OVERLAPS = Group(
    "How much of two regions is shared?",
    r"A whole mask has one loss. With $I = \sum_i t_i q_i$ for what is shared, "
    r"$A = \sum_i (1 - t_i)\, q_i$ for the false alarms and "
    r"$B = \sum_i t_i (1 - q_i)$ for the misses, the gradient with respect to the "
    "$q_i$ of a mask of 0 and 1 has only two values: one for all pixels of the region, "
    "which are pulled up, and one for all others, which are pushed down if anything is "
    "shared.",
    (
        Identity(
            name="Soft Dice",
            question="How much do both share, compared with the mean of their sizes?",
            formula=r"1 - \frac{2 \sum_i t_i q_i}{\sum_i t_i + \sum_i q_i}",
            code="lb.tversky(mask, inside)",
            loss="tversky",
            takes=("mask", "inside"),
            sources=("sudre2017", "bertels2021"),
            gradient=r"with $U = \sum_i t_i + \sum_i q_i$: $-2 (U - I) / U^2$ in the "
            "region, and $2 I / U^2$ outside",
            fault="it is not proper, and volumes come out wrong (Bertels et al., "
            "2021): where 3 of 10 equal pixels are inside, to say 1 costs less than to "
            "say 3/10",
            note="V-Net (Milletari et al., 2016) squares the numbers in the "
            "denominator: that is another loss. optax `dice_loss` has `smooth=1.0` by "
            "default, and takes logits",
        ),
        Identity(
            name="Jaccard, soft IoU",
            question="How much of the union is shared?",
            formula=r"1 - \frac{\sum_i t_i q_i}"
            r"{\sum_i t_i + \sum_i q_i - \sum_i t_i q_i}",
            code="lb.tversky(mask, inside, alpha=1, beta=1)",
            loss="tversky",
            takes=("mask", "inside"),
            sources=("rahman2016",),
            gradient="with $V$ for the denominator: $-1/V$ in the region, and "
            "$I / V^2$ outside",
            fault="where nothing is shared, false alarms have the slope 0: the answer "
            "is not told where it is wrong",
            note="it follows from the Dice loss D of the same mask: 2 D / (1 + D)",
        ),
        Identity(
            name="Focal Tversky",
            question="How much is shared, if a miss costs more than a false alarm?",
            formula=r"\Bigl(1 - \frac{I}{I + 0.3 A + 0.7 B}\Bigr)^{0.75}",
            code="lb.tversky(mask, inside, alpha=0.3, beta=0.7, power=0.75)",
            loss="tversky",
            takes=("mask", "inside"),
            sources=("abraham2019",),
            gradient="that of the Tversky loss $L$ in the brackets, times "
            r"$0.75\, L^{-0.25}$",
            fault="its slope has no bound where the mask is nearly right",
            note="the paper has the exponent 1 / gamma, and its alpha weighs the "
            "misses",
        ),
    ),
)

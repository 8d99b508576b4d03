"""Losses of papers that are one or two of ours, or a sum with them. A table, not code.

A row has the line that computes the loss, with ``import lossbook as lb`` and
``import numpy as np``. Its value has one number for each example: an anchor, a pair, a
token, a picture, a mask. The papers take the mean of these, or the sum. So most of them
need no function of their own. Some rows are a function of the package alone, such as
`tversky`; of others it has one as well: `ensemble_crps` and `ranked_probability`.
`lossbook.tables.identities` shows all rows.
"""

from dataclasses import dataclass

__all__ = ["IDENTITIES", "INPUTS", "Identity"]


@dataclass(frozen=True)
class Identity:
    """One loss of a paper.

    Attributes
    ----------
    name : str
        What papers call it.
    code : str
        The line that computes it.
    loss : str
        Our loss that it is; of a sum, the part that gives it its name.
    takes : tuple of str
        The names in the line. `INPUTS` says what they stand for.
    sources : tuple of str
        Where it is from: keys of ``references.bib``.
    note : str
        Its names, factors and means in the libraries, or what else to know.
    """

    name: str
    code: str
    loss: str
    takes: tuple[str, ...]
    sources: tuple[str, ...]
    note: str


# Each name means the same kind of thing in all lines.
INPUTS: dict[str, str] = {
    # candidates
    "y": "labels: the true class of each of n examples",
    "one_hot": "the labels as rows of 0 and 1",
    "other_one_hot": "the same for the second example of a mixture",
    "logits": "n rows of K logits",
    "probs": "n rows of K probabilities",
    "s": "similarities or scores of n items, one row for each, with n candidates",
    "tau": "a temperature",
    "same": "for each two of n items 1 if both have the same class, else 0; each item "
    "with itself: 0",
    "cosines": "n rows of K: the cosine of an example with the vector of each class",
    "scale": "a number by which similarities are multiplied",
    "bias": "a number that is added to all scores",
    "margin": "how much more is asked for than to be right: of scores or distances, of "
    "a cosine (CosFace), or as an angle (ArcFace)",
    "T": "a temperature",
    "teacher": "the logits of the model that is imitated",
    "student": "the logits of the model that is trained",
    "share": "how much of the target is spread over all classes",
    "mix": "the weight of the first of two mixed examples",
    "relevance": "n rows of K: how relevant each item of a list is",
    "scores": "n rows of K scores, one for each item of a list",
    # pairs
    "seen": "the score of each of n pairs that occurred",
    "made_up": "n rows of the scores of k pairs that were drawn at random",
    "seen_log_kq": "log(k q); q is the probability with which the pair would be drawn",
    "made_up_log_kq": "the same for the pairs that were drawn",
    "score": "one score for each of n examples",
    "biases": "K - 1 numbers, one for each question whether the class is above k",
    # two answers to one question
    "sign": "+1 or -1: which of two is right, or whether an answer is good",
    "first": "the score of one of two",
    "second": "the score of the other one",
    "preferred": "the probability that the first one is the better",
    "won": "the score of the better answer: a reward, or a log-probability",
    "lost": "the score of the worse answer",
    "h": "the log ratio of model and reference for the better answer, minus that for "
    "the worse one",
    "log_ratio": "the log ratio of model and reference for one answer",
    "beta": "the factor that papers call beta: of a difference of log-probabilities, "
    "of a part of the loss (symmetric cross-entropy), or of the label (bootstrapping)",
    "alpha": "the factor that papers call alpha",
    "flipped": "the share of preferences that are stated the wrong way round",
    "kl": "the divergence of the model from its reference, as a constant",
    "shift": "the mean reward, as a constant",
    "weight": "the weight of a part of the loss (ORPO), or of an example (KTO)",
    "mean_won": "the mean log-probability of a token of the better answer",
    "mean_lost": "the mean log-probability of a token of the worse answer",
    # distances and critics
    "near": "the distance of an anchor from an item of its class (FaceNet: its square)",
    "far": "the distance of the anchor from an item of another class",
    "real": "the critic's score of a real example",
    "fake": "the critic's score of a made one",
    "u": "n vectors of length 1",
    "v": "n other vectors of length 1",
    # numbers
    "noise": "n rows of noise",
    "said": "the noise that the model predicts",
    "kept": "the share of the picture in the variance of the noisy picture, 0 to 1",
    "start": "n points of noise",
    "end": "n points of data",
    "velocity": "the velocity that the model predicts between the two",
    "reward": "the reward of a step",
    "discount": "the factor for what comes later",
    "best": "the largest value of the next state, as a constant",
    "value": "the value that the model gives to a state and an action",
    "total": "the sum of the parameters of a Dirichlet distribution of which `probs` "
    "are the mean",
    "truth": "n numbers that came true",
    "members": "n rows of m forecasts",
    # masks
    "mask": "n rows of pixels: 1 inside, 0 outside",
    "inside": "the probability of each pixel to be inside",
    # noisy labels
    "epsilon": "the weight of the first term of a series",
    "log_0": "the number that stands for log 0, for example -4",
}

_CANDIDATES = (
    Identity(
        "Next token",
        "lb.softmax_cross_entropy(y, logits)",
        "softmax_cross_entropy",
        ("y", "logits"),
        ("bengio2003",),
        "PyTorch `cross_entropy` divides by the number of tokens whose label is not "
        "`ignore_index` (-100)",
    ),
    Identity(
        "InfoNCE",
        "lb.softmax_cross_entropy(np.arange(len(s)), s / tau)",
        "softmax_cross_entropy",
        ("s", "tau"),
        ("vandenoord2018",),
        "sentence-transformers `MultipleNegativesRankingLoss`: `scale` is 1 / tau, 20 "
        "by default",
    ),
    Identity(
        "NT-Xent",
        "lb.softmax_cross_entropy(np.arange(len(s)) ^ 1, "
        "np.where(np.eye(len(s)) == 1, -np.inf, s / tau))",
        "softmax_cross_entropy",
        ("s", "tau"),
        ("chen2020",),
        "rows 0 and 1, 2 and 3, ... belong together; an item is masked for itself, its "
        "partner is not. optax `ntxent` and pytorch-metric-learning `NTXentLoss` give "
        "the mean; with more than one partner, neither is SupCon",
    ),
    Identity(
        "CLIP",
        "(lb.softmax_cross_entropy(np.arange(len(s)), scale * s) + "
        "lb.softmax_cross_entropy(np.arange(len(s)), scale * s.T)) / 2",
        "softmax_cross_entropy",
        ("s", "scale"),
        ("radford2021",),
        "open_clip `ClipLoss` gives the mean. `MultipleNegativesRankingLoss` has the "
        "first half only",
    ),
    Identity(
        "SupCon",
        "lb.softmax_cross_entropy(same / same.sum(axis=1, keepdims=True), "
        "np.where(np.eye(len(s)) == 1, -np.inf, s / tau))",
        "softmax_cross_entropy",
        ("s", "tau", "same"),
        ("khosla2020",),
        "pytorch-metric-learning `SupConLoss` gives the mean. With k positives it is "
        "at least log k",
    ),
    Identity(
        "CosFace",
        "lb.softmax_cross_entropy(y, scale * (cosines - margin * one_hot))",
        "softmax_cross_entropy",
        ("y", "one_hot", "cosines", "scale", "margin"),
        ("wang2018",),
        "pytorch-metric-learning `CosFaceLoss` gives the mean",
    ),
    Identity(
        "ArcFace",
        "lb.softmax_cross_entropy(y, scale * np.cos(np.arccos(cosines) + "
        "margin * one_hot))",
        "softmax_cross_entropy",
        ("y", "one_hot", "cosines", "scale", "margin"),
        ("deng2019",),
        "pytorch-metric-learning `ArcFaceLoss` takes the margin in degrees. Where the "
        "angle plus the margin exceeds 180 degrees it has another formula",
    ),
    Identity(
        "Distillation",
        "T**2 * lb.kl_divergence_from_logits(lb.softmax(teacher / T), student / T)",
        "kl_divergence_from_logits",
        ("T", "teacher", "student"),
        ("hinton2015",),
        "PyTorch `kl_div(log_softmax(student / T), softmax(teacher / T), "
        "reduction='batchmean')` leaves out T²; `reduction='mean'` divides by K too",
    ),
    Identity(
        "Label smoothing",
        "lb.softmax_cross_entropy(y, logits, label_smoothing=share)",
        "softmax_cross_entropy",
        ("y", "logits", "share"),
        ("szegedy2016",),
        "PyTorch `cross_entropy(..., label_smoothing=share)` and optax `smooth_labels` "
        "spread it over all K classes too, not over K - 1",
    ),
    Identity(
        "Mixup",
        "lb.softmax_cross_entropy(mix * one_hot + (1 - mix) * other_one_hot, logits)",
        "softmax_cross_entropy",
        ("mix", "one_hot", "other_one_hot", "logits"),
        ("zhang2018mixup",),
        "PyTorch `cross_entropy` takes the mixed rows as well",
    ),
    Identity(
        "ListNet",
        "lb.softmax_cross_entropy(lb.softmax(relevance), scores)",
        "softmax_cross_entropy",
        ("relevance", "scores"),
        ("cao2007",),
        "optax `ranking_softmax_loss` takes the relevances themselves for the target: "
        "give it their softmax",
    ),
    Identity(
        "Evidential classification",
        "lb.brier(y, probs) + (probs * (1 - probs)).sum(axis=-1) / (total + 1)",
        "brier",
        ("y", "probs", "total"),
        ("sensoy2018",),
        "the mean Brier score of a Dirichlet distribution: that of its mean, plus its "
        "variance",
    ),
)

_PAIRS = (
    Identity(
        "Negative sampling",
        "lb.logistic(np.ones_like(seen), seen) + "
        "lb.logistic(-np.ones_like(made_up), made_up).sum(axis=-1)",
        "logistic",
        ("seen", "made_up"),
        ("mikolov2013",),
        "a sum over the k drawn pairs, not a mean",
    ),
    Identity(
        "NCE",
        "lb.logistic(np.ones_like(seen), seen - seen_log_kq) + "
        "lb.logistic(-np.ones_like(made_up), made_up - made_up_log_kq).sum(axis=-1)",
        "logistic",
        ("seen", "made_up", "seen_log_kq", "made_up_log_kq"),
        ("gutmann2010",),
        "negative sampling is this without log(k q)",
    ),
    Identity(
        "SigLIP",
        "lb.logistic(2 * np.eye(len(s)) - 1, scale * s + bias).sum(axis=1)",
        "logistic",
        ("s", "scale", "bias"),
        ("zhai2023",),
        "open_clip `SigLipLoss` gives the mean over the n rows, not over the n² pairs",
    ),
    Identity(
        "CORAL",
        "lb.sigmoid_cross_entropy(y[:, None] > np.arange(len(biases)), "
        "score[:, None] + biases).sum(axis=1)",
        "sigmoid_cross_entropy",
        ("y", "score", "biases"),
        ("cao2020",),
        "coral-pytorch `coral_loss` gives the mean. It is not `cumulative_link`",
    ),
    Identity(
        "Bradley–Terry",
        "lb.logistic(sign, first - second)",
        "logistic",
        ("sign", "first", "second"),
        ("bradley1952",),
        "PyTorch `soft_margin_loss(first - second, sign)`",
    ),
    Identity(
        "RankNet",
        "lb.sigmoid_cross_entropy(preferred, first - second)",
        "sigmoid_cross_entropy",
        ("preferred", "first", "second"),
        ("burges2005",),
        "PyTorch `binary_cross_entropy_with_logits(first - second, preferred)`",
    ),
    Identity(
        "Reward model",
        "lb.logistic(np.ones_like(won), won - lost)",
        "logistic",
        ("won", "lost"),
        ("ouyang2022",),
        "trl `RewardTrainer` gives the mean; on request it subtracts a margin from the "
        "difference and adds a multiple of the mean of (won + lost)²",
    ),
    Identity(
        "DPO",
        "lb.logistic(np.ones_like(h), beta * h)",
        "logistic",
        ("h", "beta"),
        ("rafailov2023",),
        "trl `DPOTrainer`, `loss_type='sigmoid'`",
    ),
    Identity(
        "Conservative DPO (cDPO)",
        "lb.sigmoid_cross_entropy(np.full_like(h, 1 - flipped), beta * h)",
        "sigmoid_cross_entropy",
        ("h", "beta", "flipped"),
        ("mitchell2023",),
        "label smoothing for two answers. trl has it in `CPOTrainer` as "
        "`label_smoothing`, without a reference",
    ),
    Identity(
        "Robust DPO",
        "lb.logistic(np.ones_like(h), beta * h) - "
        "flipped / (1 - 2 * flipped) * beta * h",
        "logistic",
        ("h", "beta", "flipped"),
        ("chowdhury2024",),
        "trl `loss_type='robust'`, `label_smoothing` is the share. It has no lower "
        "bound",
    ),
    Identity(
        "IPO",
        "lb.squared_error(np.full_like(h, 1 / (2 * beta)), h)",
        "squared_error",
        ("h", "beta"),
        ("azar2024",),
        "trl `loss_type='ipo'` divides each log ratio by the number of tokens before "
        "it takes the difference",
    ),
    Identity(
        "SLiC",
        "lb.hinge(np.ones_like(won), won - lost, margin=margin)",
        "hinge",
        ("won", "lost", "margin"),
        ("zhao2023",),
        "without the term that keeps the model near its start. trl "
        "`loss_type='hinge'` takes beta * h for the difference, and the margin 1",
    ),
    Identity(
        "KTO",
        "weight * lb.sigmoid_margin(sign, beta * (log_ratio - kl))",
        "sigmoid_margin",
        ("weight", "sign", "beta", "log_ratio", "kl"),
        ("ethayarajh2024",),
        "trl `KTOTrainer` estimates the divergence from the batch, and takes 0 where "
        "the estimate is negative",
    ),
    Identity(
        "BCO",
        "lb.logistic(np.ones_like(won), won - shift) + "
        "lb.logistic(-np.ones_like(lost), lost - shift)",
        "logistic",
        ("won", "lost", "shift"),
        ("jung2024",),
        "trl `loss_type='bco_pair'` has no shift",
    ),
    Identity(
        "ORPO",
        "-mean_won + weight * lb.logistic(np.ones_like(mean_won), "
        "lb.logit(np.exp(mean_won)) - lb.logit(np.exp(mean_lost)))",
        "logistic",
        ("mean_won", "mean_lost", "weight"),
        ("hong2024",),
        "trl `ORPOTrainer` calls the weight `beta`; its `odds_ratio_loss` returns the "
        "second part with the opposite sign",
    ),
    Identity(
        "SimPO",
        "lb.logistic(np.ones_like(mean_won), beta * (mean_won - mean_lost) - margin)",
        "logistic",
        ("mean_won", "mean_lost", "beta", "margin"),
        ("meng2024",),
        "trl `CPOTrainer`, `loss_type='simpo'`: the margin is `simpo_gamma`; with "
        "`cpo_alpha` other than 0 (1 by default) it adds the loss of the better answer",
    ),
    Identity(
        "GAN, critic",
        "lb.logistic(np.ones_like(real), real) + "
        "lb.logistic(-np.ones_like(fake), fake)",
        "logistic",
        ("real", "fake"),
        ("goodfellow2014",),
        "PyTorch `binary_cross_entropy_with_logits` with the targets 1 and 0",
    ),
    Identity(
        "GAN, generator, non-saturating",
        "lb.logistic(np.ones_like(fake), fake)",
        "logistic",
        ("fake",),
        ("goodfellow2014",),
        "PyTorch `binary_cross_entropy_with_logits` with the target 1",
    ),
    Identity(
        "GAN, generator, saturating",
        "-lb.logistic(-np.ones_like(fake), fake)",
        "logistic",
        ("fake",),
        ("goodfellow2014",),
        "minus PyTorch `binary_cross_entropy_with_logits` with the target 0",
    ),
)

_HINGES = (
    Identity(
        "GAN, critic, hinge",
        "lb.hinge(np.ones_like(real), real) + lb.hinge(-np.ones_like(fake), fake)",
        "hinge",
        ("real", "fake"),
        ("lim2017",),
        "its generator has the loss -fake, which is not a hinge",
    ),
    Identity(
        "Triplet",
        "lb.hinge(np.ones_like(near), far - near, margin=margin)",
        "hinge",
        ("near", "far", "margin"),
        ("schroff2015",),
        "PyTorch `triplet_margin_loss` takes distances, not squares, and adds 1e-6 to "
        "each difference of coordinates. pytorch-metric-learning `TripletMarginLoss` "
        "has the margin 0.05 and gives the mean over those that are not 0",
    ),
    Identity(
        "Margin ranking",
        "lb.hinge(sign, first - second, margin=margin)",
        "hinge",
        ("sign", "first", "second", "margin"),
        ("joachims2002",),
        "PyTorch `margin_ranking_loss` has the margin 0 by default: that is "
        "`perceptron`",
    ),
)

_ERRORS = (
    Identity(
        "Diffusion, the noise is predicted",
        "lb.squared_error(noise, said).sum(axis=-1)",
        "squared_error",
        ("noise", "said"),
        ("ho2020",),
        "PyTorch `mse_loss` takes the mean over the numbers of a picture",
    ),
    Identity(
        "Diffusion, the picture is predicted",
        "(1 - kept) / kept * lb.squared_error(noise, said).sum(axis=-1)",
        "squared_error",
        ("noise", "said", "kept"),
        ("salimans2022",),
        "the squared error of the picture that follows from the predicted noise",
    ),
    Identity(
        "Diffusion, the velocity is predicted",
        "lb.squared_error(noise, said).sum(axis=-1) / kept",
        "squared_error",
        ("noise", "said", "kept"),
        ("salimans2022",),
        "the squared error of the velocity that follows from the predicted noise",
    ),
    Identity(
        "Flow matching",
        "lb.squared_error(end - start, velocity).sum(axis=-1)",
        "squared_error",
        ("start", "end", "velocity"),
        ("lipman2023",),
        "with straight paths. Its least value is a variance, and not 0",
    ),
    Identity(
        "BYOL",
        "lb.squared_error(u, v).sum(axis=-1)",
        "squared_error",
        ("u", "v"),
        ("grill2020",),
        "2 - 2 cos; PyTorch `cosine_embedding_loss` with the target 1 is half of it",
    ),
    Identity(
        "DQN",
        "lb.huber(reward + discount * best, value)",
        "huber",
        ("reward", "discount", "best", "value"),
        ("mnih2015",),
        "PyTorch `smooth_l1_loss` and `huber_loss`. The slope is clipped, and not the "
        "error before it is squared",
    ),
)

_FORECASTS = (
    Identity(
        "CRPS of an ensemble",
        "2 * np.mean([lb.quantile(truth, x, level=(i + 0.5) / members.shape[1]) "
        "for i, x in enumerate(np.sort(members).T)], axis=0)",
        "quantile",
        ("truth", "members"),
        ("laio2007", "broecker2012"),
        "`ensemble_crps` is the same number",
    ),
    Identity(
        "Ranked probability score",
        "sum(lb.brier(np.where(y <= k, 0, 1), np.stack([p, 1 - p], axis=1)) "
        "for k, p in enumerate(probs.cumsum(axis=1).T[:-1])) / 2",
        "brier",
        ("y", "probs"),
        ("epstein1969",),
        "`ranked_probability` is the same number. scoringrules `rps_score` counts the "
        "classes from 1",
    ),
)

_OVERLAPS = (
    Identity(
        "Soft Dice",
        "lb.tversky(mask, inside)",
        "tversky",
        ("mask", "inside"),
        ("sudre2017",),
        "V-Net (Milletari et al., 2016) squares the numbers in the denominator: that "
        "is another loss. optax `dice_loss` has `smooth=1.0` by default, and takes "
        "logits",
    ),
    Identity(
        "Jaccard, soft IoU",
        "lb.tversky(mask, inside, alpha=1, beta=1)",
        "tversky",
        ("mask", "inside"),
        ("rahman2016",),
        "it follows from the Dice loss D of the same mask: 2 D / (1 + D)",
    ),
    Identity(
        "Focal Tversky",
        "lb.tversky(mask, inside, alpha=0.3, beta=0.7, power=0.75)",
        "tversky",
        ("mask", "inside"),
        ("abraham2019",),
        "the paper has the exponent 1 / gamma, and its alpha weighs the misses",
    ),
)

_NOISY_LABELS = (
    Identity(
        "Mean absolute error of a softmax",
        "2 * lb.generalized_cross_entropy(y, logits, q=1.0)",
        "generalized_cross_entropy",
        ("y", "logits"),
        ("ghosh2017",),
        "a sum over the classes: K times the mean that PyTorch `l1_loss` takes",
    ),
    Identity(
        "Poly-1",
        "lb.softmax_cross_entropy(y, logits) + "
        "epsilon * lb.generalized_cross_entropy(y, logits, q=1.0)",
        "softmax_cross_entropy",
        ("y", "logits", "epsilon"),
        ("leng2022",),
        "optax `poly_loss_cross_entropy`: epsilon is 2 by default",
    ),
    Identity(
        "Symmetric cross-entropy",
        "alpha * lb.softmax_cross_entropy(y, logits) - "
        "beta * log_0 * lb.generalized_cross_entropy(y, logits, q=1.0)",
        "softmax_cross_entropy",
        ("y", "logits", "alpha", "beta", "log_0"),
        ("wang2019",),
        "the second part is the reverse cross-entropy, in which the logarithm is that "
        "of the target",
    ),
    Identity(
        "Bootstrapping, soft",
        "lb.softmax_cross_entropy(beta * one_hot + (1 - beta) * lb.softmax(logits), "
        "logits)",
        "softmax_cross_entropy",
        ("one_hot", "logits", "beta"),
        ("reed2015",),
        "the target moves with the prediction, so its gradient has a second part",
    ),
)

_TABLE = (
    *_CANDIDATES,
    *_PAIRS,
    *_HINGES,
    *_ERRORS,
    *_FORECASTS,
    *_OVERLAPS,
    *_NOISY_LABELS,
)

IDENTITIES: dict[str, Identity] = {row.name: row for row in _TABLE}

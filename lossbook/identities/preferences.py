"""One margin, many papers: which of two answers is better."""

from lossbook.identities.row import Group, Identity

PREFERENCES = Group(
    "Which of two is better?",
    "Most of these are the logistic loss of a margin, a difference of two scores or "
    r"log-probabilities. With respect to a margin $x$ its gradient is $-\sigma(-x)$: "
    r"$-\frac12$ at 0, near $-1$ where the order is clearly wrong, and it fades where "
    "the order is right, but is never 0. A difference gives both of its parts the same "
    "push, the one up and the other down.",
    (
        Identity(
            name="Bradley–Terry",
            question="Which of these two has won?",
            formula=r"-\log \sigma(y (s_1 - s_2))",
            code="lb.logistic(sign, first - second)",
            loss="logistic",
            takes=("sign", "first", "second"),
            sources=("bradley1952",),
            gradient="the winner is pulled up and the loser pushed down, both by the "
            "probability that the loser had",
            fault="the score of one that wins all its comparisons grows without end",
            note="PyTorch `soft_margin_loss(first - second, sign)`",
        ),
        Identity(
            name="RankNet",
            question="With which probability is the first one better?",
            formula=r"-p (s_1 - s_2) + \log(1 + e^{s_1 - s_2})",
            code="lb.sigmoid_cross_entropy(preferred, first - second)",
            loss="sigmoid_cross_entropy",
            takes=("preferred", "first", "second"),
            sources=("burges2005",),
            gradient=r"with respect to the first score, $\sigma(s_1 - s_2) - p$, and "
            "minus that with respect to the second: 0 where both probabilities agree",
            fault="it sees two items and not the list: an error at the end of the list "
            "costs as much as one at the top",
            note="PyTorch `binary_cross_entropy_with_logits(first - second, "
            "preferred)`",
        ),
        Identity(
            name="Reward model",
            question="Which answer do people prefer?",
            formula=r"-\log \sigma(s_w - s_l)",
            code="lb.logistic(np.ones_like(won), won - lost)",
            loss="logistic",
            takes=("won", "lost"),
            sources=("ouyang2022",),
            gradient="the better answer is pulled up and the worse one pushed down, "
            "both by the probability that the worse one had",
            fault="a number that is added to all rewards of one question changes "
            "nothing, so it leaves open how rewards of different questions compare",
            note="trl `RewardTrainer` gives the mean; on request it subtracts a margin "
            "from the difference and adds a multiple of the mean of (won + lost)²",
        ),
        Identity(
            name="DPO",
            question="Has the better answer gained on the worse one?",
            formula=r"-\log \sigma(\beta h)",
            code="lb.logistic(np.ones_like(h), beta * h)",
            loss="logistic",
            takes=("h", "beta"),
            sources=("rafailov2023", "razin2024"),
            gradient=r"with respect to the gain, $-\beta\, \sigma(-\beta h)$: half of "
            r"$\beta$ at the start, and then it fades",
            fault="only the difference is trained, and both answers can become less "
            "likely (Razin et al., 2024)",
            note="trl `DPOTrainer`, `loss_type='sigmoid'`",
        ),
        Identity(
            name="Conservative DPO (cDPO)",
            question="Has the better answer gained, if some labels are wrong?",
            formula=r"-(1 - \varepsilon) \log \sigma(\beta h) "
            r"- \varepsilon \log \sigma(-\beta h)",
            code="lb.sigmoid_cross_entropy(np.full_like(h, 1 - flipped), beta * h)",
            loss="sigmoid_cross_entropy",
            takes=("h", "beta", "flipped"),
            sources=("mitchell2023",),
            gradient=r"$\beta (\sigma(\beta h) - 1 + \varepsilon)$: it pulls the gain "
            r"back where $\beta h$ exceeds $\log \frac{1 - \varepsilon}{\varepsilon}$",
            fault="the share of wrong labels must be known: if all are right, it still "
            r"stops at the probability $1 - \varepsilon$",
            note="label smoothing for two answers. trl has it in `CPOTrainer` as "
            "`label_smoothing`, without a reference",
        ),
        Identity(
            name="Robust DPO",
            question="What would DPO cost on average if all labels were right?",
            formula=r"\frac{-(1 - \varepsilon) \log \sigma(\beta h) "
            r"+ \varepsilon \log \sigma(-\beta h)}{1 - 2 \varepsilon}",
            code="lb.logistic(np.ones_like(h), beta * h) - "
            "flipped / (1 - 2 * flipped) * beta * h",
            loss="logistic",
            takes=("h", "beta", "flipped"),
            sources=("chowdhury2024",),
            gradient=r"$-\beta \bigl(\sigma(-\beta h) + \frac{\varepsilon}"
            r"{1 - 2 \varepsilon}\bigr)$: it does not fade to 0",
            fault="it has no lower bound, so each gain is pushed up without end",
            note="trl `loss_type='robust'`, `label_smoothing` is the share",
        ),
        Identity(
            name="IPO",
            question="Is the gain of the better answer as large as was asked for?",
            formula=r"\Bigl(h - \frac{1}{2 \beta}\Bigr)^2",
            code="lb.squared_error(np.full_like(h, 1 / (2 * beta)), h)",
            loss="squared_error",
            takes=("h", "beta"),
            sources=("azar2024",),
            gradient=r"twice the distance: $2 h - \frac{1}{\beta}$. It pulls the gain "
            r"back where it exceeds $\frac{1}{2 \beta}$",
            fault="a gain that is too large costs as much as one that is too small by "
            "the same amount, although the order is right",
            note="trl `loss_type='ipo'` divides each log ratio by the number of tokens "
            "before it takes the difference",
        ),
        Identity(
            name="SLiC",
            question="Is the better answer more likely by a margin?",
            formula=r"\max(0, m - s_w + s_l)",
            code="lb.hinge(np.ones_like(won), won - lost, margin=margin)",
            loss="hinge",
            takes=("won", "lost", "margin"),
            sources=("zhao2023",),
            gradient="$-1$ for the better answer and 1 for the worse one until the "
            "lead is $m$, and then 0",
            fault="if both answers become less likely by the same factor, this part of "
            "the loss does not notice",
            note="without the term that keeps the model near its start. trl "
            "`loss_type='hinge'` takes beta * h for the difference, and the margin 1",
        ),
        Identity(
            name="KTO",
            question="Is this one answer, which was liked or not, better than usual?",
            formula=r"\lambda \bigl(1 - \sigma(y \beta (r - z_0))\bigr)",
            code="weight * lb.sigmoid_margin(sign, beta * (log_ratio - kl))",
            loss="sigmoid_margin",
            takes=("weight", "sign", "beta", "log_ratio", "kl"),
            sources=("ethayarajh2024",),
            gradient=r"with respect to the log ratio, $-\lambda \beta y\, \sigma(x)"
            r"\sigma(-x)$ with $x = y \beta (r - z_0)$: at most $\lambda \beta / 4$, "
            "and it fades on both sides",
            fault="it lets go of an answer that is on the wrong side and far from "
            "$z_0$: the slope is near 0 there",
            note="trl `KTOTrainer` estimates the divergence from the batch, and takes "
            "0 where the estimate is negative",
        ),
        Identity(
            name="BCO",
            question="Is the better answer above the mean reward, and the worse one "
            "below?",
            formula=r"-\log \sigma(s_w - \delta) - \log \sigma(\delta - s_l)",
            code="lb.logistic(np.ones_like(won), won - shift) + "
            "lb.logistic(-np.ones_like(lost), lost - shift)",
            loss="logistic",
            takes=("won", "lost", "shift"),
            sources=("jung2024",),
            gradient=r"a margin of its own for each answer: $-\sigma(\delta - s_w)$ "
            r"for the better one and $\sigma(s_l - \delta)$ for the worse one",
            fault="of two good answers the worse one is pushed down too, also far "
            "below the other",
            note="trl `loss_type='bco_pair'` has no shift",
        ),
        Identity(
            name="ORPO",
            question="Is the better answer likely, and has it the larger odds?",
            formula=r"-\ell_w - \lambda \log \sigma\Bigl("
            r"\log \frac{e^{\ell_w}}{1 - e^{\ell_w}} "
            r"- \log \frac{e^{\ell_l}}{1 - e^{\ell_l}}\Bigr)",
            code="-mean_won + weight * lb.logistic(np.ones_like(mean_won), "
            "lb.logit(np.exp(mean_won)) - lb.logit(np.exp(mean_lost)))",
            loss="logistic",
            takes=("mean_won", "mean_lost", "weight"),
            sources=("hong2024",),
            gradient=r"with $x$ for the difference of the log odds: "
            r"$-1 - \lambda \sigma(-x) / (1 - e^{\ell_w})$ for the better answer and "
            r"$\lambda \sigma(-x) / (1 - e^{\ell_l})$ for the worse one",
            fault="no reference is in it, so nothing in the loss keeps the model near "
            "its start",
            note="trl `ORPOTrainer` calls the weight `beta`; its `odds_ratio_loss` "
            "returns the second part with the opposite sign",
        ),
        Identity(
            name="SimPO",
            question="Has the better answer the larger log-probability per token?",
            formula=r"-\log \sigma(\beta (\ell_w - \ell_l) - m)",
            code="lb.logistic(np.ones_like(mean_won), "
            "beta * (mean_won - mean_lost) - margin)",
            loss="logistic",
            takes=("mean_won", "mean_lost", "beta", "margin"),
            sources=("meng2024",),
            gradient=r"$\beta\, \sigma(m - \beta (\ell_w - \ell_l))$, up for the "
            "better answer and down for the worse one",
            fault="it compares means of tokens: of two answers with the same mean, the "
            "longer one is the less likely one as a whole",
            note="trl `CPOTrainer`, `loss_type='simpo'`: the margin is `simpo_gamma`; "
            "with `cpo_alpha` other than 0 (1 by default) it adds the loss of the "
            "better answer",
        ),
    ),
)

"""Squared error and Huber: of noise, a velocity, a vector, a value."""

from lossbook.identities.row import Group, Identity

NUMBERS = Group(
    "How far off is a number?",
    "With respect to what is predicted, the gradient of a squared error is twice "
    "prediction minus truth: a large error pulls in proportion. That of Huber's loss "
    "is the error itself, but at most 1 in size.",
    (
        Identity(
            name="Diffusion, the noise is predicted",
            question="Which noise was added to this picture?",
            formula=r"\lVert \varepsilon - \hat\varepsilon \rVert_2^2",
            code="lb.squared_error(noise, said).sum(axis=-1)",
            loss="squared_error",
            takes=("noise", "said"),
            sources=("ho2020",),
            gradient=r"with respect to the predicted noise, "
            r"$2 (\hat\varepsilon - \varepsilon)$",
            fault="an error of the noise is one of the picture, times "
            r"$\sqrt{(1 - a) / a}$: where $a$ is near 0, a small loss is a large "
            "error of the picture",
            note="PyTorch `mse_loss` takes the mean over the numbers of a picture",
        ),
        Identity(
            name="Diffusion, the picture is predicted",
            question="Which picture lies under the noise?",
            formula=r"\frac{1 - a}{a} \lVert \varepsilon - \hat\varepsilon \rVert_2^2",
            code="(1 - kept) / kept * lb.squared_error(noise, said).sum(axis=-1)",
            loss="squared_error",
            takes=("noise", "said", "kept"),
            sources=("salimans2022",),
            gradient="with respect to the noise that the picture implies, "
            r"$2 \frac{1 - a}{a} (\hat\varepsilon - \varepsilon)$",
            fault="where $a$ is near 1 it gives an error of the noise nearly no "
            "weight, and where $a$ is near 0 a weight without bound",
            note="the squared error of the picture that follows from the predicted "
            "noise",
        ),
        Identity(
            name="Diffusion, the velocity is predicted",
            question="How does the picture turn into noise?",
            formula=r"\frac{1}{a} \lVert \varepsilon - \hat\varepsilon \rVert_2^2",
            code="lb.squared_error(noise, said).sum(axis=-1) / kept",
            loss="squared_error",
            takes=("noise", "said", "kept"),
            sources=("salimans2022",),
            gradient="with respect to the noise that the velocity implies, "
            r"$\frac{2}{a} (\hat\varepsilon - \varepsilon)$",
            fault="the weight of an error of the noise has no bound as $a$ falls to 0, "
            "so this is a loss for a network that predicts the velocity itself",
            note="the squared error of the velocity that follows from the predicted "
            "noise",
        ),
        Identity(
            name="Flow matching",
            question="In which direction does this point move?",
            formula=r"\lVert x_1 - u - \hat v \rVert_2^2",
            code="lb.squared_error(end - start, velocity).sum(axis=-1)",
            loss="squared_error",
            takes=("start", "end", "velocity"),
            sources=("lipman2023",),
            gradient=r"$2 (\hat v - x_1 + u)$; on average it is 0 at the mean velocity "
            "of all paths through the point",
            fault="its lowest mean is the variance of the velocities through a point, "
            "so a loss that stays above 0 is no sign of an error",
            note="with straight paths",
        ),
        Identity(
            name="BYOL",
            question="Do two views of one picture point in the same direction?",
            formula=r"2 - 2 \frac{u^\top v}{\lVert u \rVert_2 \lVert v \rVert_2} "
            r"= \lVert u - v \rVert_2^2 \text{ at length 1}",
            code="lb.squared_error(u, v).sum(axis=-1)",
            loss="squared_error",
            takes=("u", "v"),
            sources=("grill2020",),
            gradient="$2 (v - u)$; through the division by the length of $v$, only its "
            "part at right angles to $v$ reaches the network",
            fault="equal vectors for all pictures cost 0: the architecture works "
            "against that, and not the loss",
            note="PyTorch `cosine_embedding_loss` with the target 1 is half of it",
        ),
        Identity(
            name="DQN",
            question="What is this action worth?",
            formula=r"\begin{cases} \frac12 e^2 & |e| \le 1 \\ |e| - \frac12 & "
            r"|e| > 1 \end{cases}, \quad e = r + \gamma Q' - Q",
            code="lb.huber(reward + discount * best, value)",
            loss="huber",
            takes=("reward", "discount", "best", "value"),
            sources=("mnih2015",),
            gradient="with respect to the value, $-e$, cut off at $-1$ and 1",
            fault="a value is meant to be a mean, and beyond errors of 1 the best "
            "value of this loss is not: of the targets 0, 0 and 10 it makes 1/2",
            note="PyTorch `smooth_l1_loss` and `huber_loss`. The slope is clipped, and "
            "not the error before it is squared",
        ),
    ),
)

"""Chapter 10: what its explorers draw and claim, at all positions of their sliders."""

import itertools
import math

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.text import Text
from rows.recent import PAPERS, best_answer, contrastive, expected, row
from test_gallery import moving, positions

import lossbook as lb
from lossbook import gallery, plots
from lossbook.gallery import recent


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def lines(explorer):
    """The lines that move: those of the first panel, then those of the second."""
    return moving(explorer, Line2D)


# --- one margin, six papers ---------------------------------------------------------


def test_preferences_the_curve_and_its_tangent_are_those_of_the_paper():
    explorer = gallery.preference_losses()
    here, curve, tangent, dot, _ = lines(explorer)
    for values in positions(explorer):
        explorer.move(**values)
        h, beta, paper = values["h"], values["beta"], PAPERS[values["loss"]]
        value, push, _ = paper(h, beta)
        assert here.get_xdata() == [h, h]
        assert dot.get_xydata().tolist() == [[h, pytest.approx(value, rel=1e-12)]]
        for x, y in curve.get_xydata()[::3]:
            assert y == pytest.approx(paper(x, beta)[0], rel=1e-12, abs=1e-15)
        (x0, y0), (x1, y1) = tangent.get_xydata()
        slope = (y1 - y0) / (x1 - x0)
        assert slope == pytest.approx(-push, rel=1e-9, abs=1e-12)
        assert (y0 + y1) / 2 == pytest.approx(value, rel=1e-9)
    assert {curve.get_color(), dot.get_color()} == {plots.LOSS}
    assert tangent.get_color() == plots.GRADIENT


def test_preferences_the_bars_are_the_pushes_of_all_six_and_point_their_way():
    explorer = gallery.preference_losses()
    unit, bars = moving(explorer, LineCollection)
    *_, mark = lines(explorer)
    labels = [label.get_text() for label in bars.axes.get_yticklabels()]
    assert labels == list(PAPERS)
    for values in positions(explorer):
        sentence = explorer.move(**values)
        h, beta = values["h"], values["beta"]
        pushes = [paper(h, beta)[1] for paper in PAPERS.values()]
        ends = [end for _, end in bars.get_segments()]
        np.testing.assert_allclose(
            ends, np.column_stack([pushes, range(6)]), rtol=1e-12, atol=1e-15
        )
        low, high = bars.axes.get_xlim()
        assert low < min(pushes) and max(pushes) < high
        chosen = pushes[labels.index(values["loss"])]
        assert ("pushes h up" in sentence) == (chosen > 0)
        assert ("pulls h back" in sentence) == (chosen < 0)
        assert ("does not push" in sentence) == (chosen == 0)
        assert mark.get_ydata() == [labels.index(values["loss"])]
        ((foot, end),) = unit.get_segments()
        assert foot[0] == 0 and beta * end[0] == pytest.approx(0.5)


def test_preferences_each_loss_wants_the_margin_that_is_said():
    """By the sign of the push, on either side of that margin."""
    nudge = 1e-6
    for beta in recent.BETAS:
        for name in ("cDPO, ε = 0.1", "IPO"):
            paper = PAPERS[name]
            (lowest,) = paper(0, beta)[2]
            assert paper(lowest - nudge, beta)[1] > 0 > paper(lowest + nudge, beta)[1]
        slic = PAPERS["SLiC"]
        assert slic(1 / beta - nudge, beta)[1] == beta
        assert slic(1 / beta, beta)[1] == 0
        pushes = {
            name: [PAPERS[name](h, beta)[1] for h in np.arange(-300, 301) / beta]
            for name in ("DPO", "SimPO, γ = 1", "KTO")
        }
        # KTO lets go on both sides; the other two only of what is right.
        assert max(pushes["KTO"]) == pushes["KTO"][300] == beta / 4
        for name in ("DPO", "SimPO, γ = 1"):
            falling = np.diff(pushes[name])
            assert (falling <= 0).all() and falling[300] < 0
            assert pushes[name][-1] > 0
            assert pushes[name][0] == pytest.approx(beta)


def test_preferences_the_losses_are_ones_of_the_earlier_chapters():
    """Each paper's own algebra, by a second function of the package."""
    h = np.linspace(-6, 6, 25)
    yes = np.ones_like(h)
    for beta in recent.BETAS:
        got = {name: paper.loss(h, beta) for name, paper in recent.PAPERS.items()}
        pair = np.stack([beta * h, 0 * h], axis=-1)
        dpo = lb.softmax_cross_entropy(np.zeros(25, int), pair)
        slope = lb.absolute_error(yes, lb.sigmoid(beta * h))
        np.testing.assert_allclose(got["DPO"], dpo, rtol=1e-13)
        np.testing.assert_allclose(got["KTO"], slope, rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(
            got["cDPO, ε = 0.1"],
            0.9 * lb.logistic(yes, beta * h) + 0.1 * lb.logistic(-yes, beta * h),
            rtol=1e-13,
        )


# --- temperature, batch and bias ----------------------------------------------------


def test_contrastive_the_bars_are_the_pull_and_the_pushes():
    explorer = gallery.contrastive_pull()
    bars, texts = moving(explorer, LineCollection), moving(explorer, Text)
    for values in positions(explorer):
        explorer.move(**values)
        _, *forces = row(*values.values(), 0.6, 0.4, 0)
        low, high = bars[0].axes.get_ylim()
        for x, (bar, text, force) in enumerate(zip(bars, texts, forces, strict=True)):
            ends = [end.tolist() for _, end in bar.get_segments()]
            seen = [[x, pytest.approx(force, rel=1e-9)]] if force > low else []
            assert ends == seen
            # The number stands above the bar, and in the picture.
            place = text.get_position()
            assert place[0] == x and max(force, low) < place[1] < high / 2


def test_contrastive_with_infonce_the_pushes_add_up_to_the_pull_and_not_with_siglip():
    for tau, batch in itertools.product(recent.TAUS, recent.BATCHES):
        _, pull, near, rest = row("InfoNCE", tau, batch, 0.6, 0.4, 0)
        assert near + rest == pytest.approx(pull, rel=1e-12)
        _, pull, near, rest = row("SigLIP, bias 0", tau, batch, 0.6, 0.4, 0)
        assert near + rest > (batch - 1) * pull
    _, pull, near, rest = row("SigLIP, bias -10", 1, 1024, 0.6, 0.4, 0)
    assert pull > 10 * (near + rest)


def test_contrastive_a_low_temperature_pushes_the_near_caption_most():
    """The share of the push that the near one gets, for each batch."""
    for batch in recent.BATCHES[1:]:
        shares = []
        for tau in recent.TAUS:
            _, _, near, rest = row("InfoNCE", tau, batch, 0.6, 0.4, 0)
            shares.append(near / (near + rest))
        assert shares == sorted(shares, reverse=True)
        assert shares[0] > 0.999
        assert shares[-1] < 0.2


def test_contrastive_the_curves_over_the_temperature_pass_through_what_is_said():
    explorer = gallery.contrastive_pull()
    here, chance, simplex, curve, dot = lines(explorer)
    for values in positions(explorer):
        explorer.move(**values)
        kind, tau, batch = values.values()
        apart = -1 / (batch - 1)
        assert here.get_xdata() == [tau, tau]
        for line, similarities in (
            (curve, (0.6, 0.4, 0)),
            (chance, (0, 0, 0)),
            (simplex, (1, apart, apart)),
        ):
            for x, y in line.get_xydata()[::5]:
                assert y == pytest.approx(row(kind, x, batch, *similarities)[0])
        loss = row(kind, tau, batch, 0.6, 0.4, 0)[0]
        assert dot.get_xydata().tolist() == [[tau, pytest.approx(loss)]]
        if kind == "InfoNCE":
            np.testing.assert_allclose(chance.get_ydata(), math.log(batch))


def test_contrastive_no_unit_vectors_have_a_lower_infonce_than_the_simplex():
    """The mean over the rows; the vectors are drawn, and then moved downhill."""
    rng = np.random.default_rng(0)
    for count, tau in itertools.product((2, 3, 5), (0.1, 0.5, 1)):
        apart = -1 / (count - 1)
        floor = row("InfoNCE", tau, count, 1, apart, apart)[0]
        simplex = np.full((count, count), apart) + np.eye(count) * (1 - apart)
        labels = np.arange(count)
        at_it = lb.softmax_cross_entropy(labels, simplex / tau).mean()
        assert at_it == pytest.approx(floor, rel=1e-12)
        assert np.linalg.eigvalsh(simplex).min() > -1e-12  # there are such vectors
        pairs = rng.normal(size=(300, 2, count, 4))
        for step in range(60):
            pairs /= np.linalg.norm(pairs, axis=-1, keepdims=True)
            u, v = pairs[:, 0], pairs[:, 1]
            logits = u @ v.swapaxes(1, 2) / tau
            truth = np.broadcast_to(labels, logits.shape[:2])
            losses = lb.softmax_cross_entropy(truth, logits).mean(axis=1)
            assert losses.min() > floor * (1 - 1e-9)
            if step == 0:
                at_random = losses.mean()
            slope = lb.softmax_cross_entropy_grad(truth, logits)
            pairs = pairs - np.stack([slope @ v, slope.swapaxes(1, 2) @ u], axis=1)
        assert losses.mean() < at_random


def test_contrastive_some_unit_vectors_have_a_lower_siglip_than_the_simplex():
    """Opposite vectors: all similarities are -1, that of a pair as well."""
    opposite = row("SigLIP, bias 0", 1, 1024, -1, -1, -1)[0]
    assert opposite < 0.5 * contrastive("SigLIP, bias 0", 1, 1024)[-1]


def test_contrastive_a_bias_of_minus_10_suits_one_batch_at_the_start():
    """With all similarities 0, pull and push are equal for about 22 000 captions."""
    _, pull, near, rest = row("SigLIP, bias -10", 1, 22027, 0, 0, 0)
    assert near + rest == pytest.approx(pull, rel=1e-4)
    said = contrastive("SigLIP, bias 0", 1, 32768)
    assert said[-2] == pytest.approx(32768 * math.log(2))


# --- what a mask loss says ----------------------------------------------------------


def test_mask_the_curve_is_the_expected_loss_against_that_of_the_probability():
    explorer = gallery.mask_answer()
    curve, least, truth, solid, dots, dot = lines(explorer)
    for values in positions(explorer):
        explorer.move(**values)
        loss, percent, sure = values.values()
        p = percent / 100
        best, honest = best_answer(loss, p, sure), expected(loss, p, sure, p)
        for q, height in curve.get_xydata()[::4]:
            right = expected(loss, p, sure, q / 100) / honest - 1
            assert height == pytest.approx(100 * right, rel=1e-9, abs=1e-9)
        gain = 100 * (expected(loss, p, sure, best) / honest - 1)
        assert least.get_xydata().tolist() == [
            [pytest.approx(100 * best, abs=1e-3), pytest.approx(gain, abs=1e-9)]
        ]
        assert least.axes.get_ylim()[0] < gain < 1e-9 and curve.get_ydata().max() > 0
        assert truth.get_xdata() == [percent, percent]
        assert dot.get_xydata()[0].tolist() == [
            percent,
            pytest.approx(100 * best, abs=1e-3),
        ]
        assert len(solid.get_xdata()) == sure
        for n, said in dots.get_xydata():
            right = best_answer(loss, n / 100, sure)
            assert said == pytest.approx(100 * right, abs=1e-3)


def test_mask_no_other_answer_has_a_lower_expected_loss():
    answers = np.linspace(0, 1, 101)
    for loss, sure in itertools.product(recent.MASKS, recent.SURE):
        for p in np.arange(1, 20) / 20:
            lowest = expected(loss, p, sure, best_answer(loss, p, sure))
            costs = [expected(loss, p, sure, q) for q in answers]
            assert min(costs) >= lowest * (1 - 1e-12)


def jump(loss, sure, together=False):
    """The probability at which the answers 0 and 1 cost the same."""
    low, high = 0.0, 1.0
    for _ in range(40):
        p = (low + high) / 2
        if together:  # all eight pixels are inside, or none
            no, yes = (
                p * expected(loss, 1.0, sure, q)
                + (1 - p) * expected(loss, 0.0, sure, q)
                for q in (0, 1)
            )
        else:
            no, yes = (expected(loss, p, sure, q) for q in (0, 1))
        low, high = (low, p) if yes < no else (p, high)
    return low


def test_mask_dice_jumps_below_a_half_and_later_beside_more_sure_pixels():
    jumps = [jump("Dice", sure) for sure in recent.SURE]
    assert jumps == sorted(jumps) and jumps[0] > 0.25 and jumps[-1] < 0.5
    for sure, p in zip(recent.SURE, jumps, strict=True):
        assert jump("Tversky", sure) < p
        assert jump("Dice", sure, together=True) == pytest.approx(0.5)


def test_mask_only_cross_entropy_says_the_probability():
    for p, sure in itertools.product(np.arange(1, 20) / 20, recent.SURE):
        assert recent.best_answer("cross-entropy", p, sure) == pytest.approx(p)
        for loss in ("Dice", "Tversky"):
            assert recent.best_answer(loss, p, sure) in (0, 1)
        squared = recent.best_answer("squared Dice", p, sure)
        assert p - 0.02 < squared < p + 0.17
        if p >= 0.25:
            assert squared > p


def test_mask_squared_dice_is_dice_with_squares_below():
    rng = np.random.default_rng(0)
    inside = (rng.random((50, 12)) < 0.5).astype(float)
    probs = rng.random((50, 12))
    shared = (inside * probs).sum(axis=1)
    whole = (inside**2).sum(axis=1) + (probs**2).sum(axis=1)
    np.testing.assert_allclose(
        recent.squared_dice(inside, probs), 1 - 2 * shared / whole, rtol=1e-12
    )

"""What the rows of losses of papers say that a loss does wrong, where a line shows it.

Other faults are seen in the formula (what is not in it), have a source, or are a test
of another file: of DPO, and of CRPS, the misconceptions of chapter 10.
"""

from math import exp, log

import numpy as np
import pytest
from lines import drawn, sigmoid, slope, softmax, value
from test_identities import FORMULAS

from lossbook.identities import IDENTITIES


def lowest(cost, ends):
    """The place where a function of an array of numbers is lowest, on a fine grid."""
    grid = np.linspace(*ends, 20001)
    return grid[cost(grid).argmin()]


def test_a_text_in_more_tokens_has_a_lower_loss_per_token():
    """One token with the probability 1/16, or two with 1/4 each: the same text."""
    whole, half = (
        value("Next token", {"y": np.array([0]), "logits": np.log([[p, 1 - p]])})
        for p in (1 / 16, 1 / 4)
    )
    assert whole == pytest.approx(2 * half)


@pytest.mark.parametrize("name", ["InfoNCE", "NT-Xent"])
def test_a_second_candidate_that_fits_is_pushed_away(name):
    given = drawn(0)
    partner = 0 if name == "InfoNCE" else 1
    given["s"][0, 3] = given["s"][0, partner] = 1
    assert slope(name, given, "s")[0, 3] > 0


def test_equal_captions_cost_their_logarithm_on_average():
    for seed in range(5):
        given = drawn(seed)
        s = given["s"].copy()
        s[:, 1] = s[:, 2] = s[:, 0]
        assert value("CLIP", {"s": s, "scale": 9.0})[:3].mean() >= log(3)
    # And no more, where the pictures of the three are alike too.
    s = np.where(np.arange(6) < 3, 1.0, -1.0)
    s = np.where(s[:, None] == s, 1.0, -1.0)
    assert value("CLIP", {"s": s, "scale": 30.0})[:3] == pytest.approx([log(3)] * 3)


def test_an_item_alone_with_its_class_divides_by_0():
    given = drawn(0)
    given["same"][0] = 0
    with pytest.raises(ZeroDivisionError):
        FORMULAS["SupCon"](given, 0)


def test_cosines_leave_a_margin_a_floor():
    best = {"y": np.array([0]), "one_hot": np.eye(4)[:1], "margin": 0.35}
    best |= {"cosines": np.array([[1.0, -1, -1, -1]])}
    for scale in (1.0, 4.0):
        floor = log(1 + 3 * exp(scale * (0.35 - 2)))
        assert value("CosFace", {**best, "scale": scale}) == pytest.approx([floor])
    assert log(1 + 3 * exp(0.35 - 2)) > 0.45


def test_a_face_beyond_pi_is_pushed_away_from_its_class():
    for angle, sign in ((np.pi - 0.6, -1), (np.pi - 0.4, 1)):
        given = {"y": np.array([0]), "one_hot": np.eye(3)[:1]}
        given |= {"cosines": np.array([[np.cos(angle), 0.0, 0.0]])}
        given |= {"scale": 5.0, "margin": 0.5}
        assert np.sign(slope("ArcFace", given, "cosines")[0, 0]) == sign


def test_a_student_learns_the_teachers_errors():
    assert not {"y", "one_hot"} & set(IDENTITIES["Distillation"].takes)
    given = drawn(0) | {"student": drawn(0)["teacher"]}
    assert value("Distillation", given) == pytest.approx(np.zeros(6))


def test_a_certain_class_is_said_with_less_than_certainty():
    best = 1 - 0.2 + 0.2 / 3
    logits = np.log([[best, 0.2 / 3, 0.2 / 3]])
    given = {"y": np.array([0]), "logits": logits, "share": 0.2}
    assert slope("Label smoothing", given, "logits") == pytest.approx(0, abs=1e-8)


def test_mixup_is_at_least_the_entropy_of_the_shares():
    given = {"mix": 0.7, "one_hot": np.eye(3)[:1], "other_one_hot": np.eye(3)[1:2]}
    best = {**given, "logits": np.log([[0.7, 0.3, 1e-9]])}
    entropy = -0.7 * log(0.7) - 0.3 * log(0.3)
    assert value("Mixup", best) == pytest.approx([entropy])
    assert slope("Mixup", best, "logits") == pytest.approx(0, abs=1e-6)


def test_the_unit_of_the_relevances_counts():
    given = drawn(0)
    for more, same in (
        (given["relevance"] + 5, True),
        (given["relevance"] * 10, False),
    ):
        changed = value("ListNet", {**given, "relevance": more})
        assert np.allclose(changed, value("ListNet", given)) is same
    assert softmax(10 * np.array([3.0, 2, 1, 0]))[0] > 0.9999


def test_the_best_score_of_negative_sampling_leaves_out_how_common_one_is():
    """A pair with the share 0.1 of all pairs, of a word of 0.2 and one of 0.25."""
    both, apart, k = 0.1, 0.2 * 0.25, 3

    def cost(scores):
        given = {"seen": scores, "made_up": scores[:, None]}
        silent = {**given, "made_up": np.full((len(scores), 1), -1e9)}
        yes = value("Negative sampling", silent)
        return both * yes + k * apart * (value("Negative sampling", given) - yes)

    assert lowest(cost, (-3, 3)) == pytest.approx(log(both / apart) - log(k), abs=1e-3)


def test_noise_that_is_told_apart_teaches_little():
    given = {"seen": np.array([12.0]), "made_up": np.full((1, 3), -12.0)}
    given |= {"seen_log_kq": np.zeros(1), "made_up_log_kq": np.zeros((1, 3))}
    for key in ("seen", "made_up"):
        assert abs(slope("NCE", given, key)).max() < 1e-5


def test_wrong_captions_push_together():
    found = slope("SigLIP", {"s": np.zeros((6, 6)), "scale": 1.0, "bias": 0.0}, "s")
    pull, push = -found[0, 0], found[0, 1:].sum()
    assert push == pytest.approx(5 * pull)


def test_coral_is_no_negative_log_likelihood():
    """The probabilities that it would belong to do not add up to 1."""
    given = drawn(0) | {"biases": np.array([1.0, 0, -1])}
    shares = sum(
        np.exp(-value("CORAL", {**given, "y": np.full(6, y)})) for y in range(4)
    )
    assert (shares < 0.99).all()


def test_the_winner_of_all_is_pushed_up_at_every_score():
    given = {"sign": np.ones(3), "second": np.zeros(3)}
    given["first"] = np.array([0.0, 5, 9])
    assert (slope("Bradley–Terry", given, "first") < 0).all()


@pytest.mark.parametrize(
    ("name", "pair"),
    [
        ("RankNet", ("first", "second")),
        ("Reward model", ("won", "lost")),
        ("SLiC", ("won", "lost")),
    ],
)
def test_a_number_added_to_both_changes_nothing(name, pair):
    given = drawn(0)
    moved = {**given, **{key: given[key] - 5 for key in pair}}
    assert value(name, moved) == pytest.approx(value(name, given))


def test_conservative_dpo_stops_although_all_labels_are_right():
    def cost(gains):
        return value("Conservative DPO (cDPO)", {"h": gains, "beta": 1, "flipped": 0.1})

    assert sigmoid(lowest(cost, (-9, 9))) == pytest.approx(0.9, abs=1e-3)


def test_robust_dpo_is_on_average_dpo_with_the_right_labels():
    """A flipped label is a gain of the opposite sign."""
    given = {**drawn(0), "flipped": 0.2}
    flipped = {**given, "h": -given["h"]}
    mean = 0.8 * value("Robust DPO", given) + 0.2 * value("Robust DPO", flipped)
    assert mean == pytest.approx(value("DPO", given))


def test_a_gain_that_is_too_large_costs_as_much_as_one_that_is_too_small():
    given = {"beta": 0.1, "h": np.array([3.0, 7.0])}
    small, large = value("IPO", given)
    assert small == large > 0


def test_kto_lets_go_of_an_answer_on_the_wrong_side():
    given = {"log_ratio": np.array([-30.0]), "sign": np.ones(1), "weight": 1.0}
    given |= {"kl": 0.0, "beta": 1.0}
    assert abs(slope("KTO", given, "log_ratio")) < 1e-9
    assert value("KTO", given) == pytest.approx([1])


def test_bco_pushes_the_worse_of_two_good_answers():
    given = {"won": np.array([50.0]), "lost": np.array([9.0]), "shift": 0.0}
    assert slope("BCO", given, "lost") > 0.99
    given["lost"] = np.array([-5.0])
    assert slope("BCO", given, "lost") > 0


def test_of_two_answers_with_the_same_mean_the_longer_one_is_less_likely():
    tokens = {"won": np.full(10, -0.5), "lost": np.full(5, -0.5)}
    given = {f"mean_{key}": np.array([x.mean()]) for key, x in tokens.items()}
    assert value("SimPO", {**given, "beta": 2, "margin": 0}) == pytest.approx([log(2)])
    assert tokens["won"].sum() < tokens["lost"].sum()


def test_a_separated_critic_has_no_best_scores():
    given = {"real": np.array([0.0, 5, 9]), "fake": np.array([0.0, -5, -9])}
    assert (np.diff(value("GAN, critic", given)) < 0).all()
    assert value("GAN, critic", given)[-1] > 0


def test_only_one_of_two_generators_learns_from_a_sure_critic():
    given = {"fake": np.array([-12.0])}
    assert abs(slope("GAN, generator, saturating", given, "fake")) < 1e-5
    pushed = slope("GAN, generator, non-saturating", given, "fake")
    assert pushed == pytest.approx([-1], abs=1e-5)


@pytest.mark.parametrize(("share", "best"), [(0.51, 1), (0.9, 1), (0.49, -1)])
def test_the_hinge_critic_knows_no_ratio(share, best):
    def cost(scores):
        right = 1e9 + 0 * scores
        real = value("GAN, critic, hinge", {"real": scores, "fake": -right})
        fake = value("GAN, critic, hinge", {"real": right, "fake": scores})
        return share * real + (1 - share) * fake

    assert lowest(cost, (-3, 3)) == pytest.approx(best, abs=1e-3)


def test_collapse_costs_the_margin_and_has_no_slope():
    def triplet(anchor, near, far):
        squares = [((anchor - x) ** 2).sum(keepdims=True) for x in (near, far)]
        given = dict(zip(("near", "far"), squares, strict=True))
        return value("Triplet", {**given, "margin": 0.2})[0]

    place = np.array([0.6, 0.8])
    assert triplet(place, place, place) == pytest.approx(0.2)
    for axis in np.eye(2) * 1e-6:
        for moved in ((axis, 0, 0), (0, axis, 0), (0, 0, axis)):
            ends = [
                triplet(*(place + sign * np.array(m) for m in moved))
                for sign in (1, -1)
            ]
            assert (ends[0] - ends[1]) / 2e-6 == pytest.approx(0, abs=1e-6)


def test_without_a_margin_equal_scores_cost_nothing():
    given = {"sign": np.ones(2), "first": np.full(2, 3.0), "second": np.full(2, 3.0)}
    assert value("Margin ranking", {**given, "margin": 0}).tolist() == [0, 0]


def test_the_weights_of_diffusion_go_to_0_or_have_no_bound():
    given = {"noise": np.zeros((1, 1)), "said": np.ones((1, 1))}
    picture, velocity = (
        [
            value(f"Diffusion, the {name} is predicted", {**given, "kept": a})[0]
            for a in (1 - 1e-6, 1e-6)
        ]
        for name in ("picture", "velocity")
    )
    assert picture == pytest.approx([1e-6, 1e6], rel=1e-5)
    assert velocity == pytest.approx([1, 1e6], rel=1e-5)
    assert value("Diffusion, the noise is predicted", given) == [1]


def test_equal_vectors_cost_nothing():
    same = np.tile([0.6, 0.8], (4, 1))
    assert value("BYOL", {"u": same, "v": same}).tolist() == [0] * 4


def test_the_best_value_of_dqn_is_not_the_mean():
    targets = np.array([0.0, 0.0, 10.0])

    def cost(values):
        total = 0
        for target in targets:
            given = {"reward": np.full_like(values, target), "discount": 1, "best": 0}
            total += value("DQN", {**given, "value": values})
        return total

    best = lowest(cost, (0, 4))
    assert best == pytest.approx(1 / 2, abs=1e-3)


def test_an_ensemble_that_is_drawn_is_better_if_it_is_narrow():
    random = np.random.default_rng(0)
    truth, members = random.normal(size=20_000), random.normal(size=(20_000, 4))
    narrow, right = (
        value("CRPS of an ensemble", {"truth": truth, "members": s * members}).mean()
        for s in (0.7, 1)
    )
    assert narrow < right - 0.01


def test_each_step_between_ordered_classes_counts_the_same():
    """To be sure of a class costs the number of steps to the one that came."""
    given = {"y": np.zeros(4, dtype=int), "probs": np.eye(4)}
    assert value("Ranked probability score", given).tolist() == [0, 1, 2, 3]


def test_evidence_grows_where_labels_disagree():
    total = np.array([2.0, 20, 200])
    for y in (0, 1):
        given = {"y": np.full(3, y), "probs": np.full((3, 2), 0.5)}
        losses = value("Evidential classification", {**given, "total": total})
        assert (np.diff(losses) < 0).all()


def test_dice_is_not_proper():
    given = {"mask": np.array([[1.0] * 3 + [0.0] * 7] * 2)}
    given["inside"] = np.array([[0.3] * 10, [1.0] * 10])
    honest, sure = value("Soft Dice", given)
    assert sure < honest - 0.1


def test_false_alarms_have_no_slope_where_nothing_is_shared():
    given = {"mask": np.array([[1.0, 1, 0, 0]]), "inside": np.array([[0, 0, 0.5, 0.5]])}
    for place in (2, 3):
        moved = given["inside"].copy()
        moved[0, place] = 0.7
        for name in ("Jaccard, soft IoU", "Soft Dice"):
            assert value(name, {**given, "inside": moved}) == value(name, given) == 1


def test_the_slope_of_focal_tversky_has_no_bound():
    steep = []
    for off in (1e-2, 1e-6, 1e-10):
        cost = value(
            "Focal Tversky",
            {"mask": np.array([[1.0, 0]]), "inside": np.array([[1 - off, 0]])},
        )
        steep.append(cost[0] / off)  # the chord from there to the right mask
    assert steep[0] < steep[1] / 5 < steep[2] / 25


def test_with_many_classes_the_absolute_error_starts_slowly():
    for k in (2, 100):
        given = {"y": np.array([0]), "logits": np.zeros((1, k))}
        slow, usual = (
            slope(name, given, "logits")
            for name in ("Mean absolute error of a softmax", "Next token")
        )
        assert slow == pytest.approx(2 / k * usual, abs=1e-7)


@pytest.mark.parametrize("name", ["Poly-1", "Bootstrapping, soft", "Next token"])
def test_of_seven_cases_in_ten_two_make_a_model_say_more(name):
    def cost(p):
        total = 0
        logits = np.stack([np.log(p), np.log(1 - p)], axis=1)
        for y, share in ((0, 0.7), (1, 0.3)):
            given = {"y": np.full(len(p), y), "one_hot": np.eye(2)[[y] * len(p)]}
            given |= {"logits": logits, "epsilon": 1.0, "beta": 0.8}
            total += share * value(name, given)
        return total

    best = lowest(cost, (0.01, 0.99))
    assert best == pytest.approx(0.7, abs=1e-3) if name == "Next token" else best > 0.75


def test_a_wrong_label_costs_symmetric_cross_entropy_without_bound():
    logits = np.array([[0.0, 10], [0, 100], [0, 1000]])
    given = {"y": np.zeros(3, dtype=int), "logits": logits, "log_0": -4.0}
    losses = value("Symmetric cross-entropy", {**given, "alpha": 0.1, "beta": 1.0})
    assert np.diff(losses) == pytest.approx([9, 90], rel=1e-4)

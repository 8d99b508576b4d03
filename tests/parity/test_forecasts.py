"""The scores of a whole forecast beside those of scoringrules."""

import numpy as np
import pytest
from libraries import library

import lossbook as lb

RNG = np.random.default_rng(15)
Y, MEAN, SCALE = RNG.normal(size=50), RNG.normal(size=50), np.exp(RNG.normal(size=50))
MEMBERS = RNG.normal(size=(50, 7))
POINTS, CLOUD = RNG.normal(size=(50, 3)), RNG.normal(size=(50, 7, 3))
CLASSES, PROBS = RNG.integers(5, size=50), RNG.dirichlet(np.ones(5), size=50)


@pytest.fixture
def sr():
    return library("scoringrules")


def test_the_crps_of_a_gaussian(sr, record_property):
    record_property("compared", "gaussian_crps: scoringrules.crps_normal")
    theirs = sr.crps_normal(Y, MEAN, SCALE)
    np.testing.assert_allclose(
        lb.gaussian_crps(Y, MEAN, scale=SCALE), theirs, rtol=1e-12
    )


@pytest.mark.parametrize(
    ("estimator", "fair"),
    [("nrg", False), ("qd", False), ("int", False), ("fair", True), ("pwm", True)],
)
def test_the_crps_of_an_ensemble(sr, estimator, fair, record_property):
    record_property("compared", f"ensemble_crps(fair={fair}): {estimator}")
    theirs = sr.crps_ensemble(Y, MEMBERS, estimator=estimator)
    np.testing.assert_allclose(
        lb.ensemble_crps(Y, MEMBERS, fair=fair), theirs, rtol=1e-11, atol=1e-13
    )


def test_the_default_of_scoringrules_is_not_the_fair_one(sr):
    theirs = sr.crps_ensemble(Y, MEMBERS)
    np.testing.assert_allclose(lb.ensemble_crps(Y, MEMBERS), theirs, rtol=1e-11)


@pytest.mark.parametrize(("estimator", "fair"), [("nrg", False), ("fair", True)])
def test_the_energy_score(sr, estimator, fair, record_property):
    record_property("compared", f"energy_score(fair={fair}): {estimator}")
    theirs = sr.es_ensemble(POINTS, CLOUD, estimator=estimator)
    np.testing.assert_allclose(
        lb.energy_score(POINTS, CLOUD, fair=fair), theirs, rtol=1e-11, atol=1e-13
    )


def test_the_ranked_probability_score_counts_classes_from_1(sr, record_property):
    record_property("compared", "ranked_probability: scoringrules.rps_score")
    theirs = sr.rps_score(CLASSES + 1, PROBS)
    ours = lb.ranked_probability(CLASSES, PROBS)
    np.testing.assert_allclose(ours, theirs, rtol=1e-12)
    assert not np.allclose(ours, sr.rps_score(CLASSES, PROBS))

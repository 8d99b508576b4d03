"""The programs that chapter 09 shows, run with the libraries they are for."""

import os
import runpy
from pathlib import Path

import numpy as np
import pytest

import lossbook as lb

# As peers.py does, before Keras is imported.
os.environ["KERAS_BACKEND"] = "jax"

LOGITS = [[5.0, 4.0, 2.0], [4.0, 2.0, 8.0]]
CROSS_ENTROPY = lb.softmax_cross_entropy([0, 2], LOGITS)
BINARY = lb.sigmoid_cross_entropy([1.0, 0.0], [-1.0, 2.0])
WEIGHTED = lb.sigmoid_cross_entropy([1.0, 0.0], [-1.0, 2.0], pos_weight=3.0)
HUBER = lb.huber([0.0, 0.0], [0.5, 4.0], delta=2.0)
QUANTILE = lb.quantile([0.0, 0.0], [0.5, 4.0], level=0.9)

ANSWERS = {
    "pytorch": {"cross_entropy": CROSS_ENTROPY, "binary": WEIGHTED, "huber": HUBER},
    "keras": {"cross_entropy": CROSS_ENTROPY, "binary": BINARY, "huber": HUBER},
    "optax": {"cross_entropy": CROSS_ENTROPY, "binary": BINARY, "huber": HUBER},
    "scikit_learn": {
        "mean_cross_entropy": CROSS_ENTROPY.mean(),
        "mean_binary": BINARY.mean(),
        "mean_quantile": QUANTILE.mean(),
    },
}
NEEDS = {"pytorch": "torch", "scikit_learn": "sklearn"}
SNIPPETS = Path(__file__).with_name("snippets")


def test_each_snippet_is_run_here():
    assert {path.stem for path in SNIPPETS.glob("*.py")} == set(ANSWERS)


@pytest.mark.parametrize("name", ANSWERS)
def test_a_snippet_computes_what_lossbook_computes(name):
    library = NEEDS.get(name, name)
    if os.environ.get("LOSSBOOK_PEERS") != "required":
        pytest.importorskip(library, reason=f"{library} is not installed")
    found = runpy.run_path(str(SNIPPETS / f"{name}.py"))
    for variable, right in ANSWERS[name].items():
        np.testing.assert_allclose(
            np.asarray(found[variable]), right, rtol=1e-5, err_msg=variable
        )


def test_the_hinge_embedding_loss_of_pytorch_is_not_the_hinge():
    """As the box of chapter 09 says, which writes out the formula in NumPy."""
    if os.environ.get("LOSSBOOK_PEERS") != "required":
        pytest.importorskip("torch", reason="torch is not installed")
    import torch

    y, scores = np.array([1.0, -1.0, 1.0]), np.array([2.0, 0.5, -1.0])
    found = torch.nn.functional.hinge_embedding_loss(
        torch.tensor(scores), torch.tensor(y), reduction="none"
    ).numpy()
    formula = np.where(y == 1, scores, np.maximum(0, 1 - scores))
    np.testing.assert_allclose(found, formula, rtol=1e-12)
    assert lb.hinge(y, scores).tolist() == [0, 1.5, 2] != found.tolist()


def test_binary_accuracy_of_keras_counts_elements_and_categorical_examples():
    """As chapter 06 says: ten classes, one of each, and 10 % for each class."""
    if os.environ.get("LOSSBOOK_PEERS") != "required":
        pytest.importorskip("keras", reason="keras is not installed")
    import keras

    truth, says = np.eye(10), np.full((10, 10), 0.1)
    for metric, right in (("BinaryAccuracy", 0.9), ("CategoricalAccuracy", 0.1)):
        counted = getattr(keras.metrics, metric)()
        counted.update_state(truth, says)
        assert float(counted.result()) == pytest.approx(right)


def test_weight_and_pos_weight_of_pytorch():
    """As chapter 06 says: `weight` on yes and no, `pos_weight` on yes alone."""
    if os.environ.get("LOSSBOOK_PEERS") != "required":
        pytest.importorskip("torch", reason="torch is not installed")
    import torch

    t, z = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[0.5, -1.0], [2.0, 0.3]])
    w = np.array([3.0, 7.0])
    plain = lb.sigmoid_cross_entropy(t, z)
    for name, right in (
        ("weight", w * plain),
        ("pos_weight", np.where(t == 1, w, 1) * plain),
    ):
        loss = torch.nn.BCEWithLogitsLoss(**{name: torch.tensor(w)})
        found = loss(torch.tensor(z), torch.tensor(t)).item()
        assert found == pytest.approx(right.mean()), name


def test_balanced_weights_of_scikit_learn():
    """As chapter 06 says: in inverse proportion to the frequencies."""
    if os.environ.get("LOSSBOOK_PEERS") != "required":
        pytest.importorskip("sklearn", reason="scikit-learn is not installed")
    from sklearn.utils.class_weight import compute_class_weight

    labels = np.repeat([0, 1, 2], [70, 20, 10])
    found = compute_class_weight("balanced", classes=np.arange(3), y=labels)
    assert found / found[0] == pytest.approx([1, 3.5, 7])

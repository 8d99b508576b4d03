"""The libraries of ``make parity`` and ``make parity-recent``, or a reason to skip."""

import importlib
import os
import sys
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

# What must be there in an environment, by the value of LOSSBOOK_PEERS.
LISTED = {
    "required": {"optax", "statsmodels", "torch"},
    "recent": {
        "coral_pytorch",
        "monai",
        "open_clip",
        "optax",
        "pytorch_metric_learning",
        "scoringrules",
        "segmentation_models_pytorch",
        "sentence_transformers",
        "timm",
        "torch",
        "trl",
    },
}
# Packages that import torchvision, whose wheels do not load beside PyTorch without
# CUDA, and the part of each that has the losses and needs nothing of the rest.
ALONE = {
    "open_clip": "open_clip/loss.py",
    "segmentation_models_pytorch": "segmentation_models_pytorch/losses/__init__.py",
    "timm": "timm/loss/asymmetric_loss.py",
}


def library(name):
    """Return a module, or skip with the reason."""
    package = name.partition(".")[0]
    listed = LISTED.get(os.environ.get("LOSSBOOK_PEERS"), ())
    if find_spec(package) is None and package not in listed:
        pytest.skip(f"{package} is not installed: see the files in tests/parity")
    if package == "optax":
        import jax

        jax.config.update("jax_enable_x64", True)
    return losses_alone(package) if package in ALONE else importlib.import_module(name)


def losses_alone(package):
    """Return the losses of a package without the package itself."""
    name = f"{package}_losses"
    if name not in sys.modules:
        home = Path(find_spec(package).submodule_search_locations[0]).parent
        file = home / ALONE[package]
        # A folder of losses may import from itself.
        parts = [str(file.parent)] if file.name == "__init__.py" else None
        spec = spec_from_file_location(name, file, submodule_search_locations=parts)
        sys.modules[name] = module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]

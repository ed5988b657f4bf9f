from pathlib import Path
from typing import Any

import pytest

from search.encoder.choice import ENGLISH
from search.encoder.loading import load_encoder
from search.encoder.memory import HashingEncoder
from search.encoder.protocol import Encoder


@pytest.fixture(scope="session")
def exported(real: Any) -> Path:
    """A models folder that holds the model english, compiled once for all tests. Read only."""
    models: Path = real.data / "models"
    return models


@pytest.fixture(scope="session")
def openvino_encoder(exported: Path) -> Encoder:
    return load_encoder(exported, ENGLISH, build=False)


@pytest.fixture(scope="session")
def torch_encoder(exported: Path) -> Encoder:
    return load_encoder(exported, ENGLISH, backend="torch", build=False)


@pytest.fixture(params=["hashing", "torch", "openvino"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    """Every implementation in turn."""
    if request.param == "hashing":
        return HashingEncoder()
    found: Encoder = request.getfixturevalue(f"{request.param}_encoder")
    return found

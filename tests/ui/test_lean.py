"""What importing Gradio costs is kept down; each of these fails when a release of Gradio goes about it in another way."""

from __future__ import annotations

import json
import subprocess
import sys

PROGRAM = """
import json, sys
finders = list(sys.meta_path)
from assistant.interfaces import server
from assistant.interfaces.ui.lean import leanly
leanly("assistant.interfaces.ui.layout")
from gradio.component_meta import ComponentMeta
print(json.dumps({
    "libraries": [name for name in ("gradio.mcp", "mcp", "openai", "chromadb", "llama_index") if name in sys.modules],
    "writes stubs": ComponentMeta.__new__.__globals__["create_or_modify_pyi"].__module__,
    "finders": sys.meta_path == finders,
}))
import mcp
"""


def test_gradio_writes_no_stubs_imports_no_server_of_tools_and_afterwards_imports_are_as_before() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=120)
    assert done.stderr == ""
    assert json.loads(done.stdout) == {
        "libraries": ["gradio.mcp"],
        "writes stubs": "assistant.interfaces.ui.lean",
        "finders": True,
    }

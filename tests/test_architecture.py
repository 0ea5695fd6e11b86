"""`docs/architecture.md` shows the tree as it is. `python -m tests.test_architecture` writes it again, and `docs/cli.md`."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.interfaces import test_cli_reference as reference

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "architecture.md"
MARKED = re.compile(r"(?<=<!-- tree -->\n).*(?=<!-- /tree -->)", re.DOTALL)


def line(path: Path) -> str:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return docstring.partition("\n")[0]


def tree() -> str:
    modules = sorted(
        p for folder in ("assistant", "eval") for p in (ROOT / folder).rglob("*.py") if p.stat().st_size
    )
    rows = [f"| `{path.relative_to(ROOT)}` | {line(path)} |" for path in modules]
    return "\n".join(["| file | what it is for |", "| --- | --- |", *rows]) + "\n"


def test_every_module_says_in_one_line_what_it_is_for() -> None:
    silent = [row for row in tree().splitlines() if row.endswith("|  |")]
    assert silent == []


def test_the_architecture_page_shows_the_tree_as_it_is() -> None:
    found = MARKED.search(PAGE.read_text(encoding="utf-8"))
    assert found
    assert found[0] == tree(), "run: make docs"


if __name__ == "__main__":
    PAGE.write_text(MARKED.sub(lambda _: tree(), PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    reference.PAGE.write_text(reference.page(), encoding="utf-8")

"""The notebooks of the documentation run from top to bottom, and hold nothing of the machine they were made on."""

import ast
import json
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "docs" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def run(source, names):
    """Run a cell as a notebook does, and return what its last line shows."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_in_order(path):
    names, shown = {}, []
    for cell in read(path):
        if cell["cell_type"] == "code":
            shown.append(run("".join(cell["source"]), names))
    shown = [value for value in shown if value is not None]
    assert len(shown) > 5
    made = {type(value).__name__ for value in shown}
    assert {"Analysis", "DataFrame", "Picture"} <= made
    assert all(shown[-1].values()), "what was written is not empty"
    assert names["own"].patterns["pattern"].to_dict() == {"mitte": "neighbourhood", "ecken": "network"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_holds_no_outputs_and_no_paths(path):
    for cell in read(path):
        assert not cell.get("outputs")
        assert not cell.get("execution_count")
    text = path.read_text(encoding="utf-8")
    assert not any(folder in text for folder in ("/home/", "/root/", "/work/", "/tmp/", "C:\\\\"))


def test_there_is_a_notebook_of_the_library():
    assert [path.stem for path in NOTEBOOKS] == ["library"]

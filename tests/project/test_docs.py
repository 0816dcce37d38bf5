"""What the documents claim about the program is true."""

import re
from pathlib import Path

import pytest

from bot.cli.main import main
from bot.settings import Settings
from tests.catalogue import problems

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_diagram_in_the_docs_is_the_machines(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diagram"]) == 0
    assert (ROOT / "docs" / "dialog.mmd").read_text(encoding="utf-8") == capsys.readouterr().out, (
        "docs/dialog.mmd is stale: run `make diagram`"
    )


def test_the_readme_lists_every_setting() -> None:
    listed = re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE)
    assert sorted(listed) == sorted(name.upper() for name in Settings.model_fields)


def test_the_readme_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    offered = set(re.findall(r"^    (\w+) +\w", capsys.readouterr().out, re.MULTILINE)) - {"start"}
    assert offered == set(re.findall(r"^\| `mesoguide (\w+)", README, re.MULTILINE))


def headings(document: Path) -> set[str]:
    """What a link can name behind its "#", as the forge makes it from each heading."""
    titles = re.findall(r"^#+ (.+)", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title).casefold().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")], ids=lambda path: path.name)
def test_every_link_between_documents_leads_somewhere(document: Path) -> None:
    for name, heading in re.findall(r"\]\(([^)#:]*)#?([^):]*)\)", document.read_text(encoding="utf-8")):
        target = document.parent / name if name else document
        assert target.exists(), name
        assert not heading or heading in headings(target), heading


def test_every_dependency_has_its_reason() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = project[project.index("dependencies = [") : project.index("[tool.hatch")]
    names = re.findall(r'^    "([a-z-]+)', block, re.MULTILINE)
    names += re.findall(r'"([a-z]+)>=', block[block.index("build = [") :])
    reasons = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").casefold()
    assert not [name for name in names if name not in reasons]


def test_catalogues_are_complete_and_current() -> None:
    assert list(problems()) == []

"""The forms for issues are such that the forge shows them, and the release's documents agree with the program."""

import json
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typst

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / ".github" / "ISSUE_TEMPLATE"
FORMS = sorted(path for path in TEMPLATES.glob("*.yml") if path.name != "config.yml")
QUESTIONS = {"input", "textarea", "dropdown", "checkboxes"}


def read_yaml(path: Path) -> Any:
    """What a YAML file holds. typst reads YAML, so that no parser has to be installed for the forms alone."""
    program: Any = b"#metadata(yaml(sys.inputs.file)) <read>"  # bytes are a source that needs no file
    inputs = {"file": f"/{path.relative_to(ROOT).as_posix()}"}
    return json.loads(typst.query(program, "<read>", field="value", one=True, root=str(ROOT), sys_inputs=inputs))


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_has_what_the_forge_asks_for(path: Path) -> None:
    form = read_yaml(path)
    assert form.keys() <= {"name", "description", "title", "labels", "body"}
    assert form["name"]
    assert form["description"]
    assert form["labels"]
    for part in form["body"]:
        assert part.keys() <= {"type", "id", "attributes", "validations"}
        attributes = part["attributes"]
        if part["type"] == "markdown":
            assert attributes["value"]
            continue
        assert part["type"] in QUESTIONS
        assert attributes["label"]
        if part["type"] == "dropdown":
            assert len(set(attributes["options"])) == len(attributes["options"]) > 1
        if part["type"] == "checkboxes":
            assert all(option["label"] for option in attributes["options"])
    questions = [part for part in form["body"] if part["type"] in QUESTIONS]
    assert len({part["id"] for part in questions}) == len(questions) > 0


def test_a_medical_error_says_what_somebody_needs_to_act_on_it() -> None:
    body = read_yaml(TEMPLATES / "medical-error.yml")["body"]
    required = {part["id"] for part in body if part.get("validations", {}).get("required")}
    assert {"harm", "sentence", "language", "wrong", "source"} <= required
    (privacy,) = next(part for part in body if part["type"] == "checkboxes")["attributes"]["options"]
    assert privacy["required"]


def test_forms_are_named_as_documents_name_them() -> None:
    assert read_yaml(TEMPLATES / "config.yml") == {"blank_issues_enabled": False}
    names = {read_yaml(path)["name"] for path in FORMS}
    texts = [path.read_text(encoding="utf-8") for path in (*FORMS, ROOT / "SECURITY.md")]
    assert {name for text in texts for name in re.findall(r'form\s+"([^"]+)"', text)} <= names


def test_documents_that_forms_name_exist() -> None:
    for path in (*FORMS, ROOT / ".github" / "pull_request_template.md"):
        for named in re.findall(r"(?:docs/)?\w+\.md", path.read_text(encoding="utf-8")):
            assert (ROOT / named).exists(), named


def test_the_version_is_the_newest_in_the_changelog_and_gets_fixes() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    first, *released = re.findall(r"^## \[([^]]+)\](?: - (\S+))?$", changelog, re.MULTILINE)
    assert first == ("Unreleased", "")
    assert released[0][0] == version
    days = [date.fromisoformat(day) for _version, day in released]
    assert days == sorted(days, reverse=True)
    assert f"| {version.rpartition('.')[0]} | yes |" in (ROOT / "SECURITY.md").read_text(encoding="utf-8")

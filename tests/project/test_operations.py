"""What the operations page and the files of deploy/ claim about the program is true."""

import re
from pathlib import Path

import pytest

from bot.metrics import exposition
from bot.settings import Settings
from bot.telegram import service
from bot.telegram.webhook import MAX_BYTES
from bot.web import server

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
UNIT = (DEPLOY / "mesoguide@.service").read_text(encoding="utf-8")
NGINX = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
ALERTS = (DEPLOY / "alerts.yml").read_text(encoding="utf-8")
SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py"))

OF_LIBRARIES = {"Failed to restore the pool"}
"""Events whose words are asyncpg's."""


def counted() -> set[str]:
    """The names of every metric, as Prometheus shows them."""
    shown = re.findall(r"^# TYPE (mesoguide_\w+)", exposition().decode(), re.MULTILINE)
    return {name for name in shown if not name.endswith("_created")}


def table(heading: str) -> list[list[str]]:
    """The rows of the page's table whose first heading begins so."""
    block = re.search(rf"^\| {re.escape(heading)}.*\n\|[-|]+\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    assert block, heading
    return [row.strip("| ").split(" | ") for row in block[1].splitlines()]


def test_the_page_explains_every_metric_and_no_other() -> None:
    named = {name for row in table("metric") for name in re.findall(r"`(mesoguide_\w+)`", row[0])}
    assert named == counted()


def test_every_value_of_a_label_is_one_that_the_program_counts() -> None:
    for name in ("turns", "updates_rejected"):
        row = next(row for row in table("metric") if f"mesoguide_{name}_total" in row[0])
        for value in re.findall(r"`(\w+)`", " ".join(row[1:])):
            assert f'"{value}"' in SOURCES, value


def test_alerts_ask_for_metrics_that_there_are() -> None:
    asked = {name.removesuffix("_bucket") for name in re.findall(r"\bmesoguide_\w+", ALERTS)}
    assert asked <= counted()


def test_every_event_that_is_explained_is_logged() -> None:
    events = {event for row in table("`event`") for event in re.findall(r"`([^`]+)`", row[0])}
    assert len(events) > 10
    for event in events:
        words = event.removesuffix(" ...")
        assert words in OF_LIBRARIES or f'"{words}' in SOURCES, event


@pytest.mark.parametrize("text", [PAGE, UNIT, NGINX])
def test_every_setting_that_is_named_exists(text: str) -> None:
    known = {name.upper() for name in Settings.model_fields}
    named = set(re.findall(r"\b([A-Z]+(?:_[A-Z]+)+)(?==|`)", text)) | set(re.findall(r"Environment=(\w+)", text))
    assert named <= known


def test_links_and_files_that_are_copied_are_there() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", PAGE):
        assert (ROOT / "docs" / target).exists(), target
    for target in re.findall(r"/opt/mesoguide/(deploy/\S+|\.env\S+)", PAGE):
        assert list(ROOT.glob(target)), target


def test_systemd_waits_longer_than_the_bot_needs_to_stop() -> None:
    stop = re.search(r"^TimeoutStopSec=(\d+)$", UNIT, re.MULTILINE)
    assert stop
    assert int(stop[1]) > server.GRACE_SECONDS + 2 * service.GRACE_SECONDS


def test_nginx_takes_what_the_bot_takes_and_keeps_it_in_memory() -> None:
    assert MAX_BYTES == 1 << 20
    for setting in ("client_max_body_size 1m;", "client_body_buffer_size 1m;"):
        assert setting in NGINX


def test_nginx_leads_to_the_webhook_to_the_clinics_pages_and_nowhere_else() -> None:
    assert re.findall(r"location (.+) {", NGINX) == ["= /telegram", "/c/", "/"]
    assert NGINX.count("proxy_pass") == 2
    assert "WEBHOOK_URL=https://bot.clinic.example/telegram" in PAGE

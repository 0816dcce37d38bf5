"""JSON that people's messages can hold."""

import json

import pytest

from bot.json import dumps, loads


@pytest.mark.parametrize("said", ["плечи", "half of a pair: \ud83d", "\x00", 2**53, -0.5, [None, {"a": True}]])
def test_what_goes_in_comes_out_and_every_reader_understands_it(said: object) -> None:
    assert loads(dumps({"said": said})) == json.loads(dumps({"said": said})) == {"said": said}


@pytest.mark.parametrize("broken", [b"", b"{", b"\xff", b"nothing", b"[" * 1_000_000])
def test_what_is_no_json_is_refused(broken: bytes) -> None:
    with pytest.raises((ValueError, RecursionError)):
        loads(broken)


def test_half_of_a_pair_that_telegram_escapes_is_read() -> None:
    assert loads(b'{"text": "\\ud83d"}') == {"text": "\ud83d"}

"""What a message does not hold is counted, not passed over."""

from collections.abc import Mapping
from typing import Any

import pytest
from tests.doubles import FakeClock

from gainsight_zoom.journal import MESSAGE_EVENTS, Journal
from gainsight_zoom.usage import Act, Actor


class Queue:
    def __init__(self) -> None:
        self.messages: list[Mapping[str, Any]] = []

    def send(self, message: Mapping[str, Any]) -> None:
        self.messages.append(message)


def test_more_acts_than_one_message_takes_are_counted_as_lost(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "GainsightZoom")
    queue = Queue()
    acts = [Act("person_added", str(n)) for n in range(MESSAGE_EVENTS + 7)]

    Journal(queue, clock=FakeClock()).tell(Actor("t", "1P05", "uid"), *acts)

    (message,) = queue.messages
    assert len(message["events"]) == MESSAGE_EVENTS
    assert '"UsageEventsLost":[7.0]' in capsys.readouterr().out.replace(" ", "")

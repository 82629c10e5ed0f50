"""Modules that are loaded late."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from gainsight_zoom.lazily import Lazily

THREADS = 8
LONG = "for number in range(300_000):\n    pass\nANSWER = number\n"


@pytest.fixture
def late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lazily:
    """A module that takes a while to load, and is not loaded."""
    (tmp_path / "loaded_late.py").write_text(LONG, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "loaded_late", raising=False)
    return Lazily("loaded_late")


def test_nothing_is_loaded_before_it_is_asked_for(late: Lazily) -> None:
    assert "loaded_late" not in sys.modules
    assert late.ANSWER == 299_999
    assert "loaded_late" in sys.modules


def test_threads_that_ask_at_once_all_get_the_whole_module(late: Lazily) -> None:
    together = Barrier(THREADS)

    def ask(_: int) -> int:
        together.wait()
        answer: int = late.ANSWER
        return answer

    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(ask, range(THREADS))) == [299_999] * THREADS


def test_what_is_not_there_is_told_as_by_any_module(late: Lazily) -> None:
    with pytest.raises(AttributeError, match="NOTHING"):
        _ = late.NOTHING

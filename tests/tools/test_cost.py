"""The arithmetic of docs/cost.md, on a meeting made up here."""

from collections import Counter

from bench.cost import PRICED_ON, SIZES, By, Step, text
from scripts.product import ROOT


def step(name: str, times: float, *, gainsight: int = 0, by: By = "http") -> Step:
    return Step(name, times, Counter({"dynamodb:Query": 1}), gainsight, gainsight, by=by)


def page(gainsight: int) -> str:
    webhook, note = step("webhook", 4), step("post a note (queue)", 1, gainsight=1, by="queue")
    look = step("what is next (schedule)", 6, by="schedule")
    ready = step("make a call ready (schedule)", 1, by="schedule")
    return text((step("Summary", 1, gainsight=gainsight), webhook, note, look, ready))


def test_what_gives_way_first_follows_from_the_calls() -> None:
    few, many = page(1), page(1_000)
    assert "**100 a day**: *Gainsight, a minute, one tenant, our share* is nearest" in few
    assert "**100 a day**: *Gainsight, a minute, one tenant, our share* is exceeded" in many
    assert "takes about **16,000 meetings a day**" in few
    assert "takes about **16 meetings a day**" in many


def test_the_page_names_sizes_prices_and_their_date() -> None:
    for written in (page(1), (ROOT / "docs" / "cost.md").read_text("utf-8")):
        assert f"{PRICED_ON}: check before use" in written
        for size in SIZES:
            assert f"| {size:,} meetings a day" in written

"""The Summary as a person reads it: what matters stays in sight, whatever Gainsight answers."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.story import Desk
from tests.story import Machine, Pane

from gainsight_zoom.budgets import CallClass, Payer
from gainsight_zoom.records import Policy
from gainsight_zoom.store.tenants import Tenants
from gainsight_zoom.wiring import wiring

Seat = Callable[..., Desk]
Decide = Callable[[Policy], None]
Shot = Callable[[Page, str], None]


@pytest.mark.parametrize(("width", "theme"), [(280, "light"), (280, "dark"), (480, "dark")])
def test_health_trend_and_renewal_stay_while_scrolling(
    desk: Seat, shot: Shot, width: int, theme: str
) -> None:
    priya = desk(width=width, theme=theme)
    priya.client.set_viewport_size({"width": width, "height": 430})
    priya.sign_in()
    priya.choose("northw", "Northwind Robotics")
    pane = priya.pane
    line = pane.locator(".compact .line")
    expect(pane.locator(".brief").get_by_text("Last activities")).to_be_attached()
    pane.get_by_text("Health 77, up 6").scroll_into_view_if_needed()
    expect(line).to_have_count(0)

    pane.get_by_text("Open in Gainsight").scroll_into_view_if_needed()

    expect(pane.get_by_text("Health 77, up 6")).not_to_be_in_viewport()
    expect(line).to_be_in_viewport()
    expect(line).to_contain_text("77")
    expect(line).to_contain_text("Renewal Jan 8, 2027")
    shot(priya.client, f"compact-{width}-{theme}")
    priya.menu("Hide values")
    expect(line).not_to_contain_text("77")
    pane.get_by_text("Health hidden").scroll_into_view_if_needed()
    expect(line).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_health_has_the_tenants_own_colour_wherever_it_is_shown(
    desk: Seat, decide: Decide, shot: Shot, theme: str
) -> None:
    decide(Policy(call_share=100))
    priya = desk(width=280, theme=theme)
    priya.client.set_viewport_size({"width": 280, "height": 430})
    for name, color in (("Watch", "#445566"), ("Healthy", "#7788aa")):
        band = priya.northstar.find("scorecard_scheme_definition", Name=name)
        band |= {"Color": color} | ({"ScoreTo": 79.99} if name == "Watch" else {"ScoreFrom": 80})
    priya.sign_in()
    priya.choose("northw", "Northwind Robotics")
    pane = priya.pane
    ring = pane.locator(".ring circle[stroke]")
    expect(ring).to_have_attribute("stroke", "#22a06b")
    pane.get_by_role("tab", name="Scorecard").click()
    expect(pane.locator(".scorecard .dot circle").first).to_have_attribute("fill", "#445566")
    priya.client.reload()
    pane.get_by_role("tab", name="Summary").click()

    expect(ring).to_have_attribute("stroke", "#445566")
    assert ring.evaluate("arc => getComputedStyle(arc).stroke") == "rgb(68, 85, 102)"
    pane.get_by_text("Relationships", exact=True).click()
    lyon = pane.get_by_role("button", name="Plant Lyon")
    expect(lyon.locator(".dot circle")).to_have_attribute("fill", "#7788aa")
    lyon.scroll_into_view_if_needed()
    expect(pane.locator(".compact .dot circle")).to_have_attribute("fill", "#445566")
    shot(priya.client, f"own-colours-280-{theme}")
    priya.menu("Hide values")
    expect(pane.locator(".compact .dot")).to_have_count(0)
    expect(lyon.locator(".dot")).to_have_count(0)
    expect(ring).to_have_count(0)


LONG = "Northwind " * 300
TABS = ("Summary", "Timeline", "People", "Scorecard", "Attributes")
ODD = {
    # how the tenant answers: shape of data, empty values, nothing found
    "records": ("records", "omitted", "records"),
    "list": ("list", "null", "no_entity"),
    "false": ("list", "null", "result_false"),
}


@pytest.mark.parametrize("answers", ODD)
def test_odd_data_is_shown_whole_or_left_out(
    desk: Seat, decide: Decide, shot: Shot, answers: str
) -> None:
    decide(Policy(call_share=100))
    priya = desk(width=280, theme="dark" if answers == "list" else "light")
    settings = priya.northstar.settings
    settings.data_shape, settings.null_values, settings.empty_answer = ODD[answers]  # type: ignore[assignment]
    long = priya.northstar.find("company", Name="Northwind Robotics")
    long |= {"Name": LONG, "RenewalDate": None, "Stage": None, "CurrentScore": None}
    priya.sign_in()
    pane = priya.pane
    priya.search("zzqq")
    expect(pane.get_by_role("heading", name="Nothing found")).to_be_visible()

    for n, (text, part) in enumerate(
        {
            "northwind n": LONG.strip(),
            "مشاريع": "مشاريع النور",
            "helios": "Helios Education 🌞",
        }.items()
    ):
        priya.choose(text, part)
        for tab in TABS:
            pane.get_by_role("tab", name=tab).click()
            expect(pane.get_by_text("As of")).to_be_visible()
            expect(pane.get_by_role("button", name="Try again")).to_have_count(0)
            shot(priya.client, f"odd-{answers}-{n}-{tab.lower()}")
            frame = next(f for f in priya.client.frames if f.url.endswith("/app"))
            assert frame.evaluate("document.querySelector('#panel').scrollWidth") <= 280
        pane.get_by_role("tab", name="Summary").click()


def take_all(seconds: float, calls: CallClass = "objects") -> None:
    """Let colleagues take all of the tenant's calls, so that whoever comes next waits."""
    wired, n = wiring(), 0
    while True:
        n += 1
        told = wired.purse.reserve(calls, Payer("northstar", f"colleague {n}"), 2)
        if told.at / 1000 - wired.clock.now() >= seconds:
            return


@pytest.mark.usual_share
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_past_the_limit_a_customer_is_queued_and_comes_by_itself(
    desk: Seat, shot: Shot, theme: str
) -> None:
    priya = desk(width=280, theme=theme)
    priya.sign_in()
    pane = priya.pane
    expect(pane.get_by_role("option", name="Northwind Robotics").first).to_be_visible()
    take_all(20)
    pane.get_by_role("option", name="Northwind Robotics").first.click()

    expect(pane.get_by_role("heading", name="Queued, about")).to_be_visible()
    shot(priya.client, f"queued-280-{theme}")
    assert priya.violations() == []
    expect(pane.get_by_text("$420,000")).to_be_visible(timeout=60_000)


@pytest.mark.usual_share
def test_a_short_wait_is_a_slow_answer_and_no_notice(desk: Seat) -> None:
    priya = desk()
    priya.sign_in()
    pane = priya.pane
    priya.search("northw")
    expect(pane.get_by_role("option", name="Northwind Robotics").first).to_be_visible()
    take_all(3)
    pane.get_by_role("option", name="Northwind Robotics").first.click()
    expect(pane.get_by_text("$420,000").or_(pane.get_by_text("Queued"))).to_be_visible()
    expect(pane.get_by_text("Queued")).to_have_count(0)


def test_going_to_another_tab_and_back_asks_gainsight_nothing(desk: Seat) -> None:
    priya = desk()
    priya.sign_in()
    pane = priya.pane
    with priya.client.expect_response(lambda answer: "sections=brief" in answer.url):
        priya.choose("northw", "Northwind Robotics")
    expect(pane.get_by_text("$420,000")).to_be_visible()
    for tab in ("Scorecard", "Attributes"):
        pane.get_by_role("tab", name=tab).click()
        expect(pane.get_by_text("As of")).to_be_visible()
    with priya.client.expect_request("**/c360/**"):
        pane.get_by_role("button", name="Refresh").click()
    asked: list[str] = []
    priya.client.on("request", lambda request: asked.append(request.url))
    for tab in ("Summary", "Scorecard", "Attributes"):
        pane.get_by_role("tab", name=tab).click()
        expect(pane.get_by_text("As of")).to_be_visible()
    assert [url for url in asked if "/c360/" in url] == []


MOST_CALLS = 18
WATCH = """() => {
  window.notices = [];
  new MutationObserver(() => {
    const found = document.body.innerText.match(/Gainsight is busy|Queued|Too many requests/);
    if (found) window.notices.push(found[0]);
  }).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""


@pytest.mark.usual_share
def test_a_brisk_user_is_never_told_that_gainsight_is_busy(
    desk: Seat, tenants_store: Tenants
) -> None:
    """With the tenant's metadata read, as it is by whoever comes first in six hours."""
    priya = desk()
    pane, tenant = priya.pane, priya.northstar
    priya.sign_in()
    jonas = Pane(Machine(priya.sandbox.settings.port), "jonas").open()
    jonas.authorize_zoom()
    jonas.sign_in("jonas@northstar.example")
    gsid = tenant.find("company", Name="Northwind Robotics")["Gsid"]
    for section in ("summary", "brief", "scorecard"):
        jonas.call("GET", f"/c360/northstar/company/{gsid}?sections={section}")
    tenants_store._tenants.delete("TENANT#northstar", "BUDGET#objects")
    tenant.calls.clear()
    frame = next(f for f in priya.client.frames if f.url.endswith("/app"))
    frame.evaluate(WATCH)
    for typed in ("nor", "north", "northw"):
        priya.search(typed)
        expect(pane.get_by_role("option", name="Northwind Robotics").first).to_be_visible()
    pane.get_by_role("option", name="Northwind Robotics").first.click()
    for tab in (*TABS, *TABS):
        pane.get_by_role("tab", name=tab).click()
        expect(pane.locator("#panel[aria-busy=false]")).to_be_visible()
    expect(pane.get_by_role("button", name="Edit Stage")).to_be_visible()

    assert frame.evaluate("window.notices") == []
    made = tenant.calls.by_area()
    assert sum(made.get(area, 0) for area in ("objects", "metadata", "people")) <= MOST_CALLS

"""Reports in the pane: what happened shows up, can be filtered, read as a table and taken away."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.story import Desk
from tests.browser.test_admin import sit_down

Seat = Callable[..., Desk]
Shot = Callable[[Page, str], None]


def open_reports(person: Desk) -> None:
    """Choose Reports from the menu, and wait until what was done is counted."""
    person.menu("Reports")
    expect(person.pane.get_by_role("heading", name="Reports", level=1)).to_be_visible()


def counted(person: Desk, least: int) -> None:
    """Open the reports anew until they have caught up with the queue behind them."""
    for _ in range(30):
        open_reports(person)
        total = person.pane.locator(".figure b")
        expect(total.or_(person.pane.get_by_text("Nothing happened here"))).to_be_visible()
        if total.count() and int(total.inner_text()) >= least:
            return
        person.pane.get_by_role("button", name="Close reports").click()
    raise AssertionError("never counted")


@pytest.mark.parametrize(
    ("width", "theme"), [(280, "light"), (280, "dark"), (480, "light"), (480, "dark")]
)
def test_what_happened_is_reported(desk: Seat, shot: Shot, width: int, theme: str) -> None:
    priya, look = desk(width=width, theme=theme), f"{width}-{theme}"
    priya.sign_in()
    priya.choose("northw", "Northwind Robotics")
    counted(priya, 3)
    pane = priya.pane
    expect(pane.get_by_role("img", name="Day")).to_be_visible()
    shot(priya.client, f"80-reports-{look}")
    pane.get_by_text("As a table").click()
    expect(pane.get_by_role("columnheader", name="Customer chosen")).to_be_visible()
    shot(priya.client, f"81-reports-table-{look}")
    assert priya.violations() == []
    pane.get_by_label("By", exact=True).select_option("Kind")
    expect(pane.get_by_role("listitem").filter(has_text="Customer chosen")).to_be_visible()
    shot(priya.client, f"82-reports-kinds-{look}")
    pane.get_by_label("What", exact=True).select_option("Comment written")
    expect(pane.get_by_text("Nothing happened here")).to_be_visible()
    pane.get_by_label("What", exact=True).select_option("Everything")
    pane.get_by_role("group", name="Filters").get_by_label("Customer").select_option(
        "Northwind Robotics"
    )
    expect(pane.get_by_role("listitem").filter(has_text="App opened")).to_have_count(0)
    pane.get_by_role("button", name="This report as CSV").click()
    expect(pane.get_by_role("link", name="Save as file")).to_be_visible()
    text = pane.get_by_role("textbox").input_value()
    assert text.startswith("kind,name,total")
    pane.get_by_role("button", name="Single events as CSV").click()
    listed = pane.get_by_label(re.compile(r"^events-.*\.csv$"))
    expect(listed).to_be_visible()
    assert "customer_selected" in listed.input_value()
    assert "app_opened" not in listed.input_value(), "the filters hold for single events too"
    pane.get_by_role("button", name="Close reports").click()
    expect(pane.get_by_role("heading", name="Northwind Robotics")).to_be_visible()
    assert priya.problems == []


def test_an_admin_sees_everyones_by_user_and_company(desk: Seat, shot: Shot) -> None:
    jonas = sit_down(desk, width=280)
    jonas.pane.get_by_role("button", name="Close admin").or_(
        jonas.pane.get_by_role("button", name="Close")
    ).first.click()
    jonas.choose("northw", "Northwind Robotics")
    counted(jonas, 2)
    pane = jonas.pane
    pane.get_by_label("Whose").select_option("Everyone's")
    pane.get_by_label("By", exact=True).select_option("User")
    expect(pane.get_by_role("listitem").filter(has_text="Jonas Weber")).to_be_visible()
    shot(jonas.client, "83-reports-users-280")
    pane.get_by_label("By", exact=True).select_option("Company")
    expect(pane.get_by_role("listitem").filter(has_text="Northwind Robotics")).to_be_visible()
    expect(pane.get_by_role("listitem").filter(has_text="No company")).to_be_visible()
    assert jonas.violations() == []

"""The Scorecard as a person uses it: read it, open it up, set a manual measure."""

import itertools
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect
from sandbox.scorecards import SETUP
from tests.browser.story import Desk

from gainsight_zoom.layouts import DEFAULT_LAYOUT, ScorecardSetup
from gainsight_zoom.records import Policy
from gainsight_zoom.store.tenants import Tenants

Decide = Callable[[Policy], None]
NOTHING = "\N{EN DASH}"
LetPass = Callable[[float], None]
Seat = Callable[..., Desk]
Shot = Callable[[Page, str], None]


@pytest.mark.parametrize(("width", "theme"), [(280, "light"), (480, "dark")])
def test_a_csm_reads_the_scorecard_and_sets_a_measure(
    desk: Seat, shot: Shot, width: int, theme: str
) -> None:
    look = f"{width}-{theme}"
    priya = desk(width=width, theme=theme)
    priya.sign_in()
    priya.choose("northw", "Northwind Robotics")
    pane = priya.pane
    pane.get_by_role("tab", name="Scorecard").click()
    expect(pane.get_by_text("Overall health")).to_be_visible()
    bars = pane.locator(".history")
    expect(bars.get_by_role("row")).to_have_count(18)
    scored = bars.get_by_role("row").filter(has_not=pane.get_by_role("cell", name=NOTHING))
    expect(bars.locator("rect")).to_have_count(scored.count())
    expect(bars.get_by_text("18 weeks")).to_be_visible()
    expect(bars.get_by_text(f"0{NOTHING}100")).to_be_visible()
    expect(pane.get_by_text("weight 40 · 40% of overall")).to_be_visible()
    stale = pane.get_by_text("stale", exact=True)
    expect(
        pane.get_by_role("button", name="Executive relationship").get_by_text("stale")
    ).to_be_visible()
    expect(stale).to_have_count(1)
    shot(priya.client, f"40-scorecard-{look}")
    expect(pane.get_by_role("radio", name="Card")).to_be_checked()
    pane.get_by_role("radio", name="List").check(force=True)
    table = pane.get_by_role("table", name="Groups and measures")
    expect(table.get_by_role("row", name="Executive relationship")).to_be_visible()
    shot(priya.client, f"42-list-{look}")
    pane.get_by_role("slider", name="Show").fill("1")
    expect(table.get_by_role("row", name="Executive relationship")).to_have_count(0)
    pane.get_by_role("slider", name="Show").fill("0")
    expect(pane.get_by_role("radio", name="List")).to_have_count(0)
    pane.get_by_role("slider", name="Show").fill("2")
    pane.get_by_role("tab", name="Summary").click()
    pane.get_by_role("tab", name="Scorecard").click()
    assert priya.violations() == []

    executive = pane.get_by_role("button", name="Executive relationship")
    executive.click()
    expect(pane.get_by_text("by Priya Nair. Older than this measure's validity")).to_be_visible()
    within = "form => form.scrollWidth - form.clientWidth"
    assert pane.locator(".measure-form").evaluate(within) == 0, "nothing sticks out"
    pane.get_by_role("slider", name="Executive relationship").fill("80")
    pane.get_by_label("Why? (comment)").fill("Met the new COO")
    shot(priya.client, f"41-measure-{look}")
    pane.get_by_role("button", name="Save score").click()
    expect(pane.get_by_text("80 sent, waiting for Gainsight")).to_be_visible()
    expect(executive).to_be_focused()


def test_a_measure_is_renewed_removed_and_stepped_by_key_and_arrives_by_itself(
    desk: Seat, decide: Decide, let_pass: LetPass, shot: Shot
) -> None:
    decide(Policy(call_share=100))
    priya = desk(width=280, theme="dark")
    priya.sign_in()
    priya.client.clock.install()
    priya.choose("northw", "Northwind Robotics")
    pane = priya.pane
    pane.get_by_role("tab", name="Scorecard").click()
    pane.get_by_role("button", name="Seat usage").click()
    expect(pane.get_by_text("scored automatically in Gainsight")).to_be_visible()
    pane.get_by_role("button", name="Executive relationship").click()
    slider = pane.get_by_role("slider", name="Executive relationship")
    before = int(slider.input_value())
    tops = "ways => new Set(ways.map(way => way.offsetTop)).size"
    assert pane.locator(".measure-form .btn").evaluate_all(tops) == 1, "all ways are in one row"
    slider.press("ArrowRight")
    expect(slider).to_have_value(str(before + 1))
    pane.get_by_role("button", name="Renew score").click()
    expect(pane.get_by_text(f"{before} sent, waiting for Gainsight")).to_be_visible()
    shot(priya.client, "43-renewed-280-dark")
    champion = pane.get_by_role("button", name="Champion strength")
    champion.click()
    pane.get_by_role("button", name="Remove score").click()
    expect(champion.get_by_text("Removal sent, waiting for Gainsight")).to_be_visible()

    waiting = pane.locator(".chip", has_text="sent, waiting for Gainsight")
    pane.get_by_role("tab", name="Summary").click()
    pane.get_by_role("tab", name="Scorecard").click()
    expect(waiting).to_have_count(2)
    priya.client.reload()  # closed and opened
    pane.get_by_role("tab", name="Scorecard").click()
    expect(waiting).to_have_count(2)
    said = pane.get_by_role("status").filter(has_text="Gainsight shows what you sent")
    priya.northstar.settings.scorecard_objects = False
    priya.client.clock.run_for(16_000)
    expect(pane.get_by_text("scorecard objects cannot be read")).to_be_visible()
    expect(said).to_have_count(0)
    priya.northstar.settings.scorecard_objects = True
    let_pass(20)  # the tenant's rule has run
    priya.client.clock.run_for(16_000)
    expect(waiting).to_have_count(0)
    expect(champion).to_be_visible()
    expect(said).to_be_attached()
    expect(pane.get_by_text("stale", exact=True)).to_have_count(0)
    expect(champion).to_have_accessible_name(re.compile(f"{NOTHING}$"))


def test_the_scorecard_is_changed_in_its_settings_where_the_tenant_takes_that(
    desk: Seat, let_pass: LetPass, tenants_store: Tenants, shot: Shot
) -> None:
    priya = desk(width=280)
    priya.sign_in()
    priya.client.clock.install()
    priya.choose("northw", "Northwind Robotics")
    pane = priya.pane
    pane.get_by_role("tab", name="Scorecard").click()
    pane.get_by_role("button", name="Scorecard settings").click()
    choice = pane.get_by_label("Change scorecard to")
    expect(choice.locator("option")).to_have_text(["Customer Health", "Renewal Risk"])
    choice.select_option(index=1)
    name = choice.locator("option:checked").inner_text()
    pane.get_by_role("button", name="Apply").click()
    expect(pane.get_by_text(f"Change to “{name}” is sent")).to_be_visible()
    expect(pane.get_by_role("button", name="Scorecard settings")).to_be_focused()
    shot(priya.client, "44-changed-280-light")

    let_pass(16)  # the tenant's rule has run
    priya.client.clock.run_for(16_000)
    expect(pane.get_by_text(f"Change to “{name}”")).to_have_count(0)
    expect(pane.get_by_text("Overall health").locator("..")).to_contain_text(name)

    taken = {n: v for n, v in SETUP.sources["updates"].items() if n not in ("action", "comment")}
    some = {**SETUP.sources, "updates": taken}
    none = {n: v for n, v in some.items() if n != "updates"}

    def opened_with(setup: ScorecardSetup) -> None:
        tenants_store.save_layout("northstar", replace(DEFAULT_LAYOUT, scorecards=setup))
        let_pass(61)
        priya.client.reload()
        pane.get_by_role("tab", name="Scorecard").click()

    health = priya.northstar.find("scorecard_master", Name="Customer Health")["Gsid"]
    priya.northstar.find("company", Name="Northwind Robotics")["ScorecardId"] = health
    opened_with(ScorecardSetup(sources=some))
    pane.get_by_role("button", name="CSM pulse").click()
    expect(pane.get_by_role("button", name="Save score")).to_be_visible()
    for told in ("without a comment", "not renewed or removed", "scorecard cannot be changed"):
        expect(pane.get_by_text(told)).to_be_visible()
    shot(priya.client, "45-some-280-light")
    for control in ("Scorecard settings", "Renew score", "Remove score"):
        expect(pane.get_by_role("button", name=control)).to_have_count(0)
    opened_with(ScorecardSetup(sources=none))
    expect(pane.get_by_text("Changing scores from Zoom is not set up yet")).to_have_count(1)
    shot(priya.client, "46-none-280-light")
    opened_with(ScorecardSetup())
    expect(pane.get_by_text("has not opened the scorecard objects")).to_have_count(1)
    shot(priya.client, "47-basic-280-light")


def test_a_score_between_two_grades_is_said_and_a_grade_has_to_be_chosen(
    desk: Seat, decide: Decide, shot: Shot
) -> None:
    decide(Policy(call_share=100))
    priya = desk(width=280)
    tenant = priya.northstar
    company = tenant.find("company", Name="Northwind Robotics")
    company["ScorecardId"] = tenant.find("scorecard_master", Name="Renewal Risk")["Gsid"]
    measure = tenant.find("scorecard_measure", Name="Renewal likelihood")["Gsid"]
    fact = tenant.find("scorecard_fact", CompanyId=company["Gsid"])
    fact |= {"MeasureId": measure, "ScorecardId": company["ScorecardId"], "Score": 59.995}
    priya.sign_in()
    priya.choose("northw", "Northwind Robotics")
    pane = priya.pane
    pane.get_by_role("tab", name="Scorecard").click()
    pane.get_by_role("button", name="Renewal likelihood").click()
    grade = pane.get_by_role("combobox", name="Renewal likelihood")
    expect(grade.locator("option:checked")).to_have_text("59.995 (between grades)")
    save = pane.get_by_role("button", name="Save score")
    expect(save).to_be_disabled()
    expect(pane.get_by_role("button", name="Renew score")).to_be_enabled()
    shot(priya.client, "45-between-grades-280-light")
    assert priya.violations() == []

    grade.select_option(index=2)
    chosen = grade.locator("option:checked").inner_text()
    expect(grade.locator("option", has_text="between grades")).to_have_count(0)
    with priya.client.expect_request(lambda sent: "/measures/" in sent.url) as sending:
        save.click()
    assert isinstance(sending.value.post_data_json["score"], int)
    expect(pane.get_by_text(f"{chosen} sent, waiting for Gainsight")).to_be_visible()


def test_where_two_grades_meet_the_form_begins_with_the_one_that_is_shown(
    desk: Seat, decide: Decide
) -> None:
    decide(Policy(call_share=100))
    priya = desk(width=280)
    tenant = priya.northstar
    company = tenant.find("company", Name="Northwind Robotics")
    master = tenant.find("scorecard_master", Name="Renewal Risk")
    company["ScorecardId"] = master["Gsid"]
    grades = [
        one
        for one in tenant.records.rows("scorecard_scheme_definition")
        if one["SchemeType"] == master["SchemeType"]
    ]
    grades.sort(key=lambda one: one["ScoreFrom"])
    for one, above in itertools.pairwise(grades):
        one["ScoreTo"] = above["ScoreFrom"]
    measure = tenant.find("scorecard_measure", Name="Renewal likelihood")["Gsid"]
    fact = tenant.find("scorecard_fact", CompanyId=company["Gsid"])
    fact |= {"MeasureId": measure, "ScorecardId": master["Gsid"], "Score": grades[1]["ScoreFrom"]}
    priya.sign_in()
    priya.choose("northw", "Northwind Robotics")
    pane = priya.pane
    pane.get_by_role("tab", name="Scorecard").click()
    shown = pane.get_by_role("button", name="Renewal likelihood")
    expect(shown).to_contain_text(grades[1]["Name"])
    shown.click()
    grade = pane.get_by_role("combobox", name="Renewal likelihood")
    expect(grade.locator("option:checked")).to_have_text(grades[1]["Name"])

"""The main job through ``sam local start-api``: gateway, runtime and artefact are not ours."""

from tests.story import Machine, Pane, main_job


def test_a_csm_signs_in_and_reads_a_customer(start_api: Machine) -> None:
    record = main_job(Pane(start_api))
    assert record["name"] == "Northwind Robotics"


def test_the_pane_is_served_with_its_headers(start_api: Machine) -> None:
    page = start_api.ask("GET", "app", "/app")
    assert page.status_code == 200
    assert "frame-ancestors" in page.headers["Content-Security-Policy"]


def test_what_no_route_names_is_refused(start_api: Machine) -> None:
    assert start_api.ask("GET", "app", "/nothing").status_code in (403, 404)

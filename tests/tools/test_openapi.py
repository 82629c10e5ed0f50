"""The OpenAPI document says what the functions do; `make check-openapi` holds the committed one."""

import copy
import json
from dataclasses import replace
from pathlib import Path

import pytest
from openapi_spec_validator import validate
from sandbox.template import Route
from scripts import openapi
from scripts.product import function_modules, load_template

DOCUMENT = json.loads(openapi.rendered())
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
}
OPEN_TO_ALL = ("/app", "/assets/", "/zoomverify/", "/oauth/", "/zoom/events")
"""Pages, files, and what proves itself by other means."""

OF_THE_PANE = {"POST /oauth/zoom/authorize", "POST /oauth/zoom/authorized"}


def test_the_document_is_valid() -> None:
    validate(copy.deepcopy(DOCUMENT))


def test_drift_fails_and_says_how_to_mend_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stale = tmp_path / "openapi.json"
    stale.write_text("{}")

    assert openapi.main(["--check"], target=stale) == 1
    assert "make openapi" in capsys.readouterr().err

    assert openapi.main([], target=stale) == 0
    assert openapi.main(["--check"], target=stale) == 0


def test_every_route_is_described_with_our_errors() -> None:
    assert set(OPERATIONS) == {route.key for route in load_template().routes}
    for operation in OPERATIONS.values():
        assert {"4XX", "5XX"} <= set(operation["responses"])
    assert len({o["operationId"] for o in OPERATIONS.values()}) == len(OPERATIONS)


def test_a_bearer_is_asked_for_wherever_somebody_has_to_be_known() -> None:
    for key, operation in OPERATIONS.items():
        anybody = key.partition(" ")[2].startswith(OPEN_TO_ALL) and key not in OF_THE_PANE
        assert ("security" not in operation) == (anybody or key == "POST /session"), key


def test_path_parameters_have_the_templates_names() -> None:
    for key, operation in OPERATIONS.items():
        named = [p["name"] for p in operation.get("parameters", []) if p["in"] == "path"]
        assert named == openapi.PARAMETER.findall(key)


def test_a_route_that_only_the_template_has_is_refused() -> None:
    template = load_template()
    event = {"Type": "HttpApi", "Properties": {"Method": "GET", "Path": "/nowhere"}}
    resources = copy.deepcopy(dict(template.resources))
    resources["Pane"]["Properties"]["Events"]["Nowhere"] = event
    more = replace(template, body={**template.body, "Resources": resources})
    assert Route("GET", "/nowhere", "Pane") in more.routes

    with pytest.raises(openapi.Undescribed, match="GET /nowhere"):
        openapi.document(more, function_modules(template))


def test_a_route_that_only_a_function_has_is_refused() -> None:
    template = load_template()
    resources = copy.deepcopy(dict(template.resources))
    del resources["C360Fetch"]["Properties"]["Events"]["Search"]
    fewer = replace(template, body={**template.body, "Resources": resources})

    with pytest.raises(openapi.Undescribed, match="GET /search"):
        openapi.document(fewer, function_modules(template))

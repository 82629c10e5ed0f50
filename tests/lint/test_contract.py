"""Panes of the oldest version served are understood; a change that breaks them is named."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from lint import contract

OLD = json.loads(contract.CONTRACT.read_text("utf-8"))
SCHEMAS = "components", "schemas"


def at(made: Any, *path: str | int) -> Any:
    for step in path:
        made = made[step]
    return made


def draft(made: Any) -> Any:
    return at(made, *SCHEMAS, "DraftView")


def begun(made: Any) -> Any:
    return at(made, *SCHEMAS, "NewDraft")


def drafts(made: Any) -> Any:
    return at(made, "paths", "/timeline/drafts", "get")


def test_open_panes_are_understood() -> None:
    today = contract.contract_of(json.loads(contract.DOCUMENT.read_text("utf-8")))
    assert contract.breaks(OLD, today) == [], contract.WAY_OUT


def test_the_contract_is_written_as_it_is_read() -> None:
    assert contract.CONTRACT.read_text("utf-8") == contract.rendered(OLD)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda made: made["paths"].pop("/search"), "GET /search is gone"),
        (lambda made: draft(made)["properties"].pop("subject"), "DELETE /timeline/drafts"),
        (lambda made: draft(made)["required"].remove("subject"), "200.subject: may be missing"),
        (
            lambda made: draft(made)["properties"]["state"]["enum"].append("lost"),
            "200.state: lost is not known",
        ),
        (
            lambda made: draft(made)["properties"].update(version={"type": "string"}),
            "200.version: is string, not integer",
        ),
        (
            lambda made: draft(made)["properties"].update(subject={"type": ["string", "null"]}),
            "200.subject: is",
        ),
        (lambda made: begun(made)["required"].append("labels"), "body.labels: may be missing"),
        (
            lambda made: begun(made)["properties"]["kind"]["enum"].remove("relationship"),
            "POST /timeline/drafts: body.kind: relationship is not known",
        ),
        (
            lambda made: drafts(made)["parameters"].append(
                {"in": "query", "name": "n", "required": True}
            ),
            "GET /timeline/drafts: needs n",
        ),
        (lambda made: drafts(made)["parameters"].pop(), "no longer takes outside"),
        (lambda made: drafts(made)["responses"].pop("200"), "no longer answers 200"),
        (
            lambda made: at(made, "paths", "/zoom/events", "post").update(
                security=[{"bearer": []}]
            ),
            "POST /zoom/events: asks who is calling",
        ),
        (
            lambda made: at(made, *SCHEMAS, "Error", "properties", "error", "required").remove(
                "message"
            ),
            "4XX.error.message: may be missing",
        ),
    ],
)
def test_what_would_break_an_open_pane_is_named(change: Callable[[Any], Any], told: str) -> None:
    made = copy.deepcopy(OLD)
    change(made)
    assert told in "\n".join(contract.breaks(OLD, made))


@pytest.mark.parametrize(
    "change",
    [
        lambda made: made["paths"].update({"/new": {"get": {"responses": {}}}}),
        lambda made: draft(made)["properties"].update(more={"type": "string"}),
        lambda made: begun(made)["properties"].update(more={"type": "string"}),
        lambda made: begun(made)["properties"]["kind"]["enum"].append("contact"),
        lambda made: drafts(made)["parameters"].append({"in": "query", "name": "n"}),
    ],
)
def test_what_only_grows_breaks_nothing(change: Callable[[Any], Any]) -> None:
    made = copy.deepcopy(OLD)
    change(made)
    assert contract.breaks(OLD, made) == []

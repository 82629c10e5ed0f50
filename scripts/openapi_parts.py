"""What the types of the functions do not tell: errors, pages, redirects, the pane's own routes."""

from __future__ import annotations

from typing import Any, Literal

__all__ = [
    "AS_CSV",
    "COMPONENTS",
    "CREATING",
    "ERROR_JSON",
    "ERROR_PAGE",
    "OWN_STATUS",
    "PANE_OPERATIONS",
    "REQUEST_BODIES",
]

_HTML: dict[str, Any] = {"text/html": {}}
_TEXT = {"type": "string"}
_PATH_TEXT = {"in": "path", "required": True, "schema": _TEXT}

ERROR_JSON: dict[str, Any] = {
    "4XX": {"$ref": "#/components/responses/Error"},
    "5XX": {"$ref": "#/components/responses/Error"},
}
ERROR_PAGE: dict[str, Any] = {
    "4XX": {"$ref": "#/components/responses/ErrorPage"},
    "5XX": {"$ref": "#/components/responses/ErrorPage"},
}
OWN_STATUS: dict[str, dict[str, Any]] = {
    "oauth_callback_zoom_install": {
        "303": {"description": "On to Zoom's consent page, with a cookie"}
    },
    "oauth_callback_zoom_callback": {
        "200": {"description": "Declined, or added without a way back", "content": _HTML},
        "303": {"description": "Back into the Zoom client, or once more to Zoom's consent page"},
    },
}
"""Answers other than a plain 200 or 204, by operation."""

AS_CSV = frozenset({"tenant_admin_audit"})
"""Operations that answer a table for spreadsheets when they are asked for ``format=csv``."""

CREATING: dict[str, Literal["once", "always"]] = {
    "timeline_write_begin": "once",
    "timeline_write_add_comment": "always",
}
"""Operations that answer 201; those that create once answer 200 when they are asked again."""

REQUEST_BODIES: dict[str, dict[str, Any]] = {
    "oauth_callback_go_on": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "properties": {"nonce": _TEXT},
                    "required": ["nonce"],
                }
            }
        },
    }
}
"""Forms, which the functions read themselves, by operation."""

PANE_OPERATIONS: dict[tuple[str, str], dict[str, Any]] = {
    ("GET", "/app"): {
        "operationId": "pane_home",
        "summary": "Serve the home page with the app context that Zoom sent along, if it did",
        "parameters": [
            {"in": "header", "name": "x-zoom-app-context", "required": False, "schema": _TEXT}
        ],
        "responses": {"200": {"description": "A page", "content": _HTML}} | ERROR_PAGE,
    },
    ("GET", "/assets/{version}/{file}"): {
        "operationId": "pane_asset",
        "summary": "Serve one asset, compressed; immutable under its content version",
        "parameters": [{**_PATH_TEXT, "name": "version"}, {**_PATH_TEXT, "name": "file"}],
        "responses": {
            "200": {
                "description": "The file",
                "content": {"text/javascript": {}, "text/css": {}, "image/svg+xml": {}},
            }
        }
        | ERROR_JSON,
    },
    ("GET", "/zoomverify/{file}"): {
        "operationId": "pane_zoom_verification",
        "summary": "Serve the file by which Zoom verifies the domain",
        "parameters": [{**_PATH_TEXT, "name": "file"}],
        "responses": {"200": {"description": "A page", "content": _HTML}} | ERROR_JSON,
    },
}
"""The pane runs without validation and so without types to read (it imports in half the time)."""

COMPONENTS: dict[str, Any] = {
    "securitySchemes": {
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "The opaque token of POST /session; eight hours at most.",
        }
    },
    "responses": {
        "Error": {
            "description": "Ours, or API Gateway's own, which looks different",
            "headers": {
                "Retry-After": {
                    "description": "Seconds; on some errors that are retryable",
                    "schema": {"type": "integer"},
                }
            },
            "content": {
                "application/json": {
                    "schema": {
                        "oneOf": [
                            {"$ref": "#/components/schemas/Error"},
                            {"$ref": "#/components/schemas/ApiGatewayError"},
                        ]
                    }
                }
            },
        },
        "ErrorPage": {
            "description": "A page that says what to do, or API Gateway's own answer",
            "content": {
                **_HTML,
                "application/json": {"schema": {"$ref": "#/components/schemas/ApiGatewayError"}},
            },
        },
    },
    "schemas": {
        "Error": {
            "type": "object",
            "required": ["error"],
            "properties": {
                "error": {
                    "type": "object",
                    "required": ["code", "message", "retryable", "request_id"],
                    "properties": {
                        "code": {"type": "string"},
                        "message": {"type": "string", "description": "For the person; fixed texts"},
                        "retryable": {"type": "boolean"},
                        "request_id": {"type": "string"},
                        "fields": {
                            "type": "object",
                            "description": "What is wrong or concerned, by input field",
                            "additionalProperties": {"type": "string"},
                        },
                    },
                }
            },
        },
        "ApiGatewayError": {
            "type": "object",
            "required": ["message"],
            "properties": {"message": {"type": "string"}},
        },
    },
}

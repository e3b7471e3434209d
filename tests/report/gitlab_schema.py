"""What GitLab's secret detection report (schema 15.0.2) asks of the parts that we write, in our own words.

Source: secret-detection-report-format.json, gitlab-org/security-products/security-report-schemas. Stricter than the
original, which allows any further property: a misspelt name is found.
"""

from __future__ import annotations

from typing import Any


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **(optional or {})},
        "additionalProperties": False,
    }


def _list(items: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON Schema
    return {"type": "array", "items": items, **more}


_STRING = {"type": "string", "minLength": 1}
_ANY = {"type": "string"}
_TIME = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$"}
_URL = {"type": "string", "pattern": "^https?://.+"}
_LINE = {"type": "integer", "minimum": 1}
_PROGRAM = _object({"id": _STRING, "name": _STRING, "version": _STRING, "vendor": _object({"name": _STRING})})
_TEXT = _object({"type": {"const": "text"}, "value": _ANY})
_DETAIL = {
    "oneOf": [
        _object({"name": _STRING, "type": {"const": "text"}, "value": _ANY}),
        _object({"name": _STRING, "type": {"const": "list"}, "items": _list(_TEXT)}),
    ]
}
_SCAN = _object(
    {
        "analyzer": _PROGRAM,
        "scanner": _PROGRAM,
        "start_time": _TIME,
        "end_time": _TIME,
        "status": {"enum": ["success", "failure"]},
        "type": {"const": "secret_detection"},
    },
    {"messages": _list(_object({"level": {"enum": ["info", "warn", "fatal"]}, "value": _STRING}))},
)
_VULNERABILITY = _object(
    {
        "id": _STRING,
        "identifiers": _list(
            _object({"type": _STRING, "name": _STRING, "value": _STRING}, {"url": _URL}),
            minItems=1,
        ),
        "location": _object(
            {"commit": _object({"sha": _STRING}, {"date": _ANY})},
            {"file": _ANY, "start_line": _LINE, "end_line": _LINE},
        ),
    },
    {
        "name": {"type": "string", "maxLength": 255},
        "description": {"type": "string", "maxLength": 1048576},
        "severity": {"enum": ["Info", "Unknown", "Low", "Medium", "High", "Critical"]},
        "solution": {"type": "string", "maxLength": 7000},
        "links": _list(_object({"url": _URL}, {"name": _ANY})),
        "details": {"type": "object", "additionalProperties": _DETAIL},
        "flags": _list(
            _object({"type": {"const": "flagged-as-likely-false-positive"}, "origin": _STRING, "description": _STRING})
        ),
    },
)
SCHEMA = _object(
    {
        "version": {"type": "string", "pattern": r"^[0-9]+\.[0-9]+\.[0-9]+$"},
        "scan": _SCAN,
        "vulnerabilities": _list(_VULNERABILITY),
    }
)

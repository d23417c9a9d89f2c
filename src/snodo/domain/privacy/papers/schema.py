"""The shape of `dati.json`, as JSON Schema: written from the holdings, published in docs/formats."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from snodo.domain.privacy.labels import label_of
from snodo.domain.privacy.papers.bundle import SCHEMA
from snodo.kernel import holdings
from snodo.kernel.holdings import Holding

CHOICE = {"$ref": "#/$defs/choice"}
LINK = {"$ref": "#/$defs/link"}
Shape = dict[str, Any]


def schema() -> Shape:
    """Every table with every key a copy may hold; absent keys are empty in the register."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        "description": "The copy of a person's data (GDPR art. 15) or what they gave (art. 20).",
        "type": "object",
        "required": ["schema", "kind", "as_of", "network", "data", "left_out"],
        "properties": {
            "schema": {"const": SCHEMA},
            "kind": {"enum": ["access", "portability"]},
            "as_of": {"type": "string", "format": "date"},
            "network": {"type": "string"},
            "data": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    one.model: {"type": "array", "title": one.title, "items": _row(one)}
                    for one in sorted(holdings.holdings(), key=lambda one: one.model)
                },
            },
            "left_out": {"type": "array", "items": _left_out()},
            "ledger": {"type": "object", "description": "With whom data are shared and who looked; access."},
        },
        "$defs": {
            "choice": _object({"code": {"type": ["string", "integer"]}, "text": {"type": "string"}}),
            "link": _object({"id": {"type": "string", "format": "uuid"}}),
        },
    }


def _object(properties: Shape) -> Shape:
    return {"type": "object", "required": list(properties), "properties": properties}


def _left_out() -> Shape:
    return _object({"place": {"type": "string"}, "reason": CHOICE})


def _row(holding: Holding) -> Shape:
    keys = {one.name: _key(holding, one) for one in holding.fields()}
    if holding.model == "documents.document":
        keys["file"] = {"type": "string", "description": "name in the archive"}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["id"],
        "properties": {"id": {"type": "string", "format": "uuid"}, **keys},
    }


def _key(holding: Holding, one: Any) -> Shape:
    told: Shape = {"description": label_of(one.name, str(one.verbose_name))}
    if one.name in holding.given:
        told["x-given-by-the-person"] = True
    return told | _form(holding, one)


def _form(holding: Holding, one: Any) -> Shape:
    """What a value looks like; where words are made by hand, any form."""
    if one.name in holding.tell:
        return {}
    if isinstance(one, models.ForeignKey):
        known = {holding.model for holding in holdings.holdings()}
        return LINK if one.related_model._meta.label_lower in known else {"type": "string"}
    if isinstance(one, ArrayField):
        return {"type": "array", "items": _form(holding, one.base_field)}
    if one.choices:
        return CHOICE
    for kinds, form in _FORMS:
        if isinstance(one, kinds):
            return dict(form)
    return {}


_FORMS: tuple[tuple[Any, Shape], ...] = (
    (models.DateTimeField, {"type": "string", "format": "date-time"}),
    (models.DateField, {"type": "string", "format": "date"}),
    (models.TimeField, {"type": "string", "format": "time"}),
    (models.BooleanField, {"type": "boolean"}),
    (models.DecimalField, {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}),
    (models.IntegerField, {"type": "integer"}),
    ((models.CharField, models.TextField), {"type": "string"}),
)

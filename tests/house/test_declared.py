"""Every stored field is declared clear, with its reason, or sealed (VAULT section 6)."""

import pytest
from django.apps import apps
from django.db.models import Field, Model

from safeconduct.domain.declared import Declared

# Tables of libraries: what they hold here, and why that may lie as it does.
FOREIGN = {
    "contenttypes.contenttype": "names of our own models",
    "auth.permission": "unused; names of our own models",
    "auth.group": "unused; stays empty",
    "sessions.session": "random key; data signed, unlocked keys only under the cookie's key",
    "account.emailaddress": "unused; stays empty: staff have no mail address",
    "account.emailconfirmation": "unused; stays empty",
    "mfa.authenticator": "second factor; its secret sealed for its member under the desk's secret",
}
# What a library's base class brings into a table of ours.
INHERITED = {
    "sc_people.staff": {"password": "verifiers of both slots"},
}
# DOMAIN section 8: fields of these kinds must be impossible.
PROHIBITED = (
    "latitude", "longitude", "geometry", "position", "unit_strength", "commander", "mission",
    "weapon", "interrogation", "ethnic", "religion", "politic", "manner_of_surrender", "photo",
)  # fmt: skip


def fields() -> list[tuple[type[Model], Field]]:
    return [
        (model, field)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
    ]


@pytest.mark.parametrize(("model", "field"), fields(), ids=lambda one: getattr(one, "name", ""))
def test_each_field_is_declared(model: type[Model], field: Field) -> None:
    label = model._meta.label_lower
    if label in FOREIGN or not label.startswith("sc_"):
        assert label.split("_")[0] in FOREIGN or label in FOREIGN or model._meta.auto_created
        return
    if field.name in INHERITED.get(label, {}):
        return
    if field.primary_key and field.name == "id" and not hasattr(field, "declared"):
        assert field.get_internal_type() == "BigAutoField"
        return
    declared: Declared = field.declared
    assert bool(declared.why) != bool(declared.sealed_to)


def test_sealed_fields_hold_bytes() -> None:
    for _, field in fields():
        declared = getattr(field, "declared", None)
        if declared and declared.sealed_to:
            assert field.get_internal_type() == "BinaryField"


def test_no_field_of_a_prohibited_kind_exists() -> None:
    ours = [(m, f) for m, f in fields() if m._meta.label_lower.startswith("sc_")]
    names = {field.name for _, field in ours}
    assert not [name for name in names for word in PROHIBITED if word in name]

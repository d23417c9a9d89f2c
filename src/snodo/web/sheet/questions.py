"""The questions of criteria and sheets as form fields: the domain judges the answers, not the form."""

from typing import Any

from django import forms

from snodo.domain.programmes.models import EntryCriterion
from snodo.kernel.packfile.shapes import Item
from snodo.web.forms import LineField, TextField

YES_NO = [("yes", "Sì"), ("no", "No")]
FEW = 8


def criterion_field(criterion: EntryCriterion) -> forms.Field:
    """Yes, no or one of the choices of the criterion."""
    rule = criterion.rule
    choices = YES_NO
    if rule.get("kind") == "choice":
        choices = [(choice["code"], choice["title"]) for choice in rule.get("choices", [])]
    return forms.ChoiceField(
        label=criterion.text,
        help_text=_criterion_help(criterion),
        choices=choices,
        required=False,
        widget=forms.RadioSelect,
    )


def _criterion_help(criterion: EntryCriterion) -> str:
    extra = {
        "age_range": " Se hai scritto la data di nascita non serve rispondere.",
        "residence": " Se hai scelto il comune, conta quello.",
    }
    return criterion.explanation + extra.get(criterion.rule.get("kind", ""), "")


def criterion_answer(criterion: EntryCriterion, typed: str) -> Any:
    """From the form to the domain."""
    if criterion.rule.get("kind") == "choice":
        return typed or None
    return {"yes": True, "no": False}.get(typed)


def criterion_typed(answer: Any) -> str:
    """From the domain to the form."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return answer or ""


def reason_field() -> forms.Field:
    """Why somebody is referred all the same."""
    field = LineField(
        label="Perché la segnalazione ha senso lo stesso",
        help_text="Il criterio qui sopra non è soddisfatto: chi riceve leggerà questa spiegazione.",
        max_length=300,
        required=False,
    )
    field.expected = True  # type: ignore[attr-defined]  # shown only where the sending needs it
    return field


def sheet_field(item: Item) -> forms.Field:
    """One question of a sheet; never required by the form, so that a draft can be kept."""
    common: dict[str, Any] = {"label": item.text, "help_text": _item_help(item), "required": False}
    if item.kind == "scale":
        choices = [(str(anchor.value), anchor.text) for anchor in item.anchors]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
    if item.kind == "yes_no":
        return forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, **common)
    if item.kind == "choice":
        return _choice_field(item, common)
    if item.kind == "multi":
        options = [(option.code, option.title) for option in item.options]
        return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, **common)
    if item.kind == "date":
        return forms.DateField(**common)
    if item.kind == "long_text":
        return TextField(rows=3, **common)
    return LineField(max_length=300, **common)


def _item_help(item: Item) -> str:
    if item.restricted == "none":
        return item.help
    return f"{item.help} Resta riservato: lo leggono solo il coordinamento e chi prende in carico.".strip()


def _choice_field(item: Item, common: dict[str, Any]) -> forms.Field:
    options = [(option.code, option.title) for option in item.options]
    if len(options) <= FEW:
        return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **common)
    return forms.ChoiceField(choices=[("", "Scegli"), *options], **common)


def sheet_answer(item: Item, typed: Any) -> Any:
    """From the form to the domain: plain values that JSON can hold."""
    if typed in (None, "", []):
        return None
    if item.kind == "yes_no":
        return typed == "yes"
    if item.kind == "date":
        return typed.isoformat()
    return typed


def sheet_typed(item: Item, answer: Any) -> Any:
    """From the domain to the form."""
    if item.kind == "yes_no" and isinstance(answer, bool):
        return "yes" if answer else "no"
    return answer

"""The limits of the law: read by who works with internships, kept up to date by administrators."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.employers.states import Region
from snodo.domain.placements import access, actions, queries
from snodo.domain.placements.models import InternshipRule
from snodo.domain.placements.rules import numbers
from snodo.domain.placements.rules.library import NATIONAL
from snodo.domain.placements.states import InternshipKind, Mark
from snodo.kernel import clock
from snodo.web.forms import LineField, SnodoForm, TextField
from snodo.web.http import ActingRequest, get_or_404, post_only, posted, require_safe, toast
from snodo.web.placements.common import done, form_page

TARGETS = {"ordinary": "di norma", "disadvantaged": "svantaggio", "disabled": "disabilità"}
UNCONFIRMED = {
    "max_months": "durata massima",
    "min_months": "durata minima",
    "allowance_attendance": "presenza per l'indennità",
    "attestation_attendance": "presenza per l'attestazione",
    "promoter_tutor_max": "limite del tutor promotore",
    "host_tutor_max": "limite del tutor aziendale",
    "weekly_hours_max": "ore a settimana",
    "quota_not_for": "chi non conta nelle quote",
}


RULED = (InternshipKind.EXTRACURRICULAR, InternshipKind.TIS)


class RuleForm(SnodoForm):
    """What a new act changes: the day, the act, the numbers. An empty number means there is no limit."""

    valid_from = forms.DateField(label="Valgono dal")
    source = LineField(
        label="Da quale atto",
        max_length=300,
        help_text="Numero e data della delibera o della legge, per esempio DGR 1234 del 3/2/2027.",
    )
    mark = forms.ChoiceField(label="Come hai verificato i valori", choices=Mark.choices)

    def __init__(self, *args: Any, values: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.values = values
        written = numbers.read(values)
        for number in numbers.NUMBERS:
            if number.code.startswith("quota_") and not numbers.plain_quotas(values):
                continue
            field = forms.IntegerField(
                label=f"{number.label} ({number.unit})",
                required=False,
                initial=written[number.code],
                error_messages={"invalid": "Scrivi un numero intero, per esempio 12."},
            )
            self.fields[number.code] = field
        self.fields["note"] = TextField(label="Nota", max_length=2000, required=False, rows=3)

    def typed_numbers(self) -> dict[str, int | None]:
        """By code; numbers not in the form are left as they are."""
        return {
            number.code: self.cleaned_data[number.code]
            for number in numbers.NUMBERS
            if number.code in self.cleaned_data
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for code, sentence in numbers.problems(self.typed_numbers()).items():
            self.add_error(code, sentence)
        return data

    def written(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.cleaned_data
        return {name: data[name] for name in ("valid_from", "source", "mark", "note")} | {
            "values": numbers.changes(self.values, self.typed_numbers())
        }


class NewRegionForm(RuleForm):
    """The first rules of a region."""

    region = forms.ChoiceField(label="Regione", choices=[("", "Scegli"), *Region.choices])
    kind = forms.ChoiceField(label="Tipo di tirocinio", choices=[(kind.value, kind.label) for kind in RULED])
    title = LineField(label="Come si chiamano", max_length=160)
    field_order = ("region", "kind", "title")


@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """The limits in force, with their sources and the versions before and after."""
    lines = queries.rule_lines(request.actor)
    context = {
        "lines": [
            {
                "line": line,
                "shown": _shown(line.now or line.newest),
                "others": [_shown(one) for one in line.others],
            }
            for line in lines
        ],
        "may_revise": access.can_revise_rules(request.actor),
    }
    return render(request, "placements/rules.html", context)


def _shown(version: queries.Version) -> dict[str, Any]:
    return {"version": version, "rule": version.rule, "numbers": _numbers(version.rule.values)}


def revise(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A new version from a day on: the old one stays for the internships begun under it."""
    rule: InternshipRule = get_or_404(access.rules_visible_to(request.actor), pk)
    access.require(access.can_revise_rules(request.actor))
    form = RuleForm(posted(request), values=rule.values, initial={"mark": Mark.VERIFIED})
    if done(form, lambda: actions.revise_rule(rule=rule, actor=request.actor, **form.written())):
        toast(request, "Nuova versione aggiunta: i tirocini già avviati restano con quella di prima.")
        return redirect("placements:rules")
    return form_page(
        request,
        form,
        title=f"Aggiorna le regole: {queries.region_label(rule.region)}",
        submit="Aggiungi la nuova versione",
        back=reverse("placements:rules"),
        eyebrow=f"{rule.get_kind_display()} · in vigore dal {rule.valid_from:%d/%m/%Y}",
        intro="Cambia solo i numeri che la nuova norma cambia: gli altri restano come sono. Un numero vuoto "
        "vuol dire che quel limite non c'è. La versione di prima non si cancella.",
    )


def add(request: ActingRequest) -> HttpResponse:
    """The first rules of a region, beginning from those of the whole country."""
    access.require(access.can_revise_rules(request.actor))
    kind = request.POST.get("kind") or request.GET.get("tipo") or InternshipKind.EXTRACURRICULAR.value
    country = queries.rule_for(NATIONAL, kind, clock.today())
    form = NewRegionForm(
        posted(request),
        values=country.values if country is not None else {},
        initial={"kind": kind, "mark": Mark.VERIFIED},
    )
    if done(form, lambda: actions.add_rule(actor=request.actor, **_region(form), **form.written())):
        toast(request, "Regole della regione aggiunte.")
        return redirect("placements:rules")
    return form_page(
        request,
        form,
        title="Aggiungi una regione",
        submit="Aggiungi le regole",
        back=reverse("placements:rules"),
        eyebrow="Regole dei tirocini",
        intro="Si parte dai numeri che valgono in tutta Italia: cambia quelli che la regione fissa da sé.",
    )


def _region(form: NewRegionForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("region", "kind", "title")}


@post_only
def load(request: ActingRequest) -> HttpResponse:
    """Bring in the rule sets that come with the product."""
    access.require(access.can_revise_rules(request.actor))
    added = actions.load_rules(actor=request.actor)
    toast(request, f"Regole caricate: {added}." if added else "Le regole c'erano già tutte.")
    return redirect("placements:rules")


def _numbers(values: dict[str, Any]) -> list[tuple[str, Any]]:
    facts = (
        ("Durata massima", _longest(values)),
        ("Durata minima", f"{values['min_months']} mesi" if values.get("min_months") else ""),
        ("Indennità minima", f"{values['allowance_min']} euro al mese" if "allowance_min" in values else ""),
        ("Presenza per l'indennità", _share(values.get("allowance_attendance"), "di ogni mese")),
        ("Presenza per l'attestazione", _share(values.get("attestation_attendance"), "in tutto")),
        ("Quanti tirocini insieme", "; ".join(_band(band) for band in values.get("quotas", []))),
        ("Prima dell'avvio", values.get("prior_authorisation")),
        ("Da confermare", ", ".join(UNCONFIRMED[key] for key in values["from_memory"] if key in UNCONFIRMED)),
    )
    return [(label, value) for label, value in facts if value]


def _longest(values: dict[str, Any]) -> str:
    """The same for all, or by target."""
    months = values.get("max_months", {})
    if len(set(months.values())) <= 1:
        return f"{next(iter(months.values()), '')} mesi"
    said = [f"{months[code]} mesi ({words})" for code, words in TARGETS.items() if code in months]
    bands = [
        f"{band['months']} con EQF " + (f"fino a {band['to']}" if "to" in band else f"da {band['from']}")
        for band in values.get("max_months_by_eqf", [])
    ]
    return ", ".join([*said, *bands])


def _share(percent: int | None, of: str) -> str:
    return f"{percent} % {of}" if percent else ""


def _band(band: dict[str, Any]) -> str:
    if "to" not in band:
        return f"oltre {band['from'] - 1} dipendenti il {band['percent']} %"
    return f"{band['max']} fino a {band['to']} dipendenti"

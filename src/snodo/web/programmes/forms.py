"""What is typed about programmes."""

from django import forms

from snodo.web.forms import FilterForm, SnodoForm


class ProgrammeFilters(FilterForm):
    """Kept in the address."""

    testo = forms.CharField(label="Cerca", required=False, max_length=80)
    stato = forms.ChoiceField(
        label="Stato",
        required=False,
        choices=[("", "Tutti"), ("running", "In corso"), ("concluded", "Conclusi")],
    )


class StartForm(SnodoForm):
    """Which ready-made programme to start, and when."""

    pack = forms.ChoiceField(label="Programma pronto")
    starts_on = forms.DateField(label="Inizio", widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label="Fine", widget=forms.DateInput(attrs={"type": "date"}))

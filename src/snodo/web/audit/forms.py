"""The filters of the log."""

from django import forms

from snodo.domain.audit.states import Act
from snodo.web.forms import FilterForm, LineField


class LogFilters(FilterForm):
    """By nature, person, day; by the thing or the person a line speaks of (ids, from links)."""

    che = forms.ChoiceField(label="Che cosa", choices=[("", "Tutto"), *Act.choices])
    chi = LineField(label="Chi", max_length=80)
    dal = forms.DateField(label="Dal giorno")
    al = forms.DateField(label="Al giorno")
    oggetto = forms.UUIDField(widget=forms.HiddenInput)
    persona = forms.UUIDField(widget=forms.HiddenInput)

"""The form of the component page: one field of each kind."""

from django import forms

from snodo.web.forms import LineField, SnodoForm, TextField


class SampleForm(SnodoForm):
    title = LineField(label="Titolo dell'incontro", max_length=120)
    day = forms.DateField(label="Giorno", help_text="Per esempio 31/12/2026.")
    how = forms.ChoiceField(label="Come", choices=[("p", "In presenza"), ("d", "A distanza")])
    with_whom = forms.MultipleChoiceField(
        label="Con chi",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("s", "Servizio sociale"), ("c", "Scuola"), ("f", "Famiglia")],
    )
    place = forms.ChoiceField(
        label="Luogo",
        required=False,
        choices=[
            ("", "Scegli"),
            ("1", "Sportello"),
            ("2", "Laboratorio"),
            ("3", "Azienda"),
            ("4", "Casa"),
            ("5", "Altro"),
        ],
    )
    shared = forms.BooleanField(label="Lo vede anche il servizio inviante", required=False)
    notes = TextField(
        label="Note", required=False, max_length=2000, help_text="Solo fatti utili al percorso."
    )

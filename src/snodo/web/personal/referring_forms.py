"""What whoever refers without an account writes of themselves, and says later."""

from django import forms

from snodo.web.forms import LineField, SnodoForm, TextField


class WhoForm(SnodoForm):
    """Who is writing. Asked each time: a link is of the service, not of a person."""

    name = LineField(label="Il tuo nome e cognome", max_length=120)
    function = LineField(
        label="Il tuo ruolo nel servizio",
        help_text="Per esempio: assistente sociale, insegnante, volontaria.",
        max_length=120,
    )
    email = forms.EmailField(
        label="E-mail di lavoro",
        help_text="Qui ti scriviamo a ogni passo, senza dire di chi si tratta.",
        required=False,
    )
    phone = LineField(label="Telefono di lavoro", max_length=30, required=False)


class SayForm(SnodoForm):
    """An answer, a message, why it is taken back."""

    text = TextField(label="Che cosa vuoi dire", max_length=4000, rows=3, required=False)

"""What follows an invitation, once it is certain."""

from django.core.mail import send_mail

SUBJECT = "Invito a lavorare su Snodo"
BODY = """Buongiorno,

sei invitato a lavorare su Snodo per «{organisation}».
Apri questo collegamento per entrare; vale una volta sola, per sette giorni:

{link}

Se non aspettavi questo invito, puoi ignorare il messaggio.
"""


def send_invitation(*, email: str, organisation: str, link: str) -> None:
    """The e-mail with the secret link: no person in charge is ever named in it."""
    send_mail(SUBJECT, BODY.format(organisation=organisation, link=link), None, [email])

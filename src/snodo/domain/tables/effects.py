"""What leaves for guests without an account, once it is certain."""

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import send_mail

BODY = """Buongiorno,

{opening}
Apri questo collegamento, è solo tuo: non inoltrarlo.

{link}

Se non aspettavi questo messaggio, puoi ignorarlo.
"""


@dataclass(frozen=True, slots=True)
class GuestMail:
    """Words fixed once: no name, no title, nothing of whom the table speaks."""

    subject: str
    opening: str


INVITED = GuestMail(
    "Invito a un tavolo",
    "sei tra gli invitati di un tavolo: sulla tua pagina trovi quando, dove e a che cosa.",
)
MOVED = GuestMail(
    "Un tavolo ha cambiato orario o luogo", "un tavolo a cui sei invitato ha cambiato orario o luogo."
)
CANCELLED = GuestMail("Un tavolo è stato annullato", "un tavolo a cui eri invitato è stato annullato.")
HELD = GuestMail(
    "Gli impegni presi al tavolo", "il tavolo si è svolto: sulla tua pagina trovi gli impegni che hai preso."
)


def send_to_guest(*, mail: GuestMail, email: str, link: str) -> None:
    """The e-mail with the secret link. The demonstration sends none."""
    if not settings.DEMO:
        send_mail(f"Snodo: {mail.subject}", BODY.format(opening=mail.opening, link=link), None, [email])

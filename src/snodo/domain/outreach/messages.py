"""What is said of the time before a path: that there is somebody to call."""

from snodo.domain.messaging.messages import Message


class CallAsked(Message):
    """To who co-ordinates the body that keeps the sheet."""

    kind = "outreach.call_asked"
    title = "Una realtà del territorio chiede di essere richiamata"
    subject = "Una realtà del territorio chiede di essere richiamata"
    opening = "Dalla scheda pubblica di un programma qualcuno chiede di essere richiamato. Per vedere chi:"

"""What who accompanies a person is told. The words say nothing of whom it is about."""

from snodo.domain.messaging.messages import Message


class SoughtByOthers(Message):
    """Somebody outside looked for a person whose identity I keep."""

    kind = "people.sought"
    title = "Qualcuno ha cercato una persona che segui"
    subject = "Una ricerca che ti riguarda"
    opening = "Qualcuno ha cercato nella rete una persona che segui. Per vedere chi e quando entra in Snodo:"


class AskedWhoItIs(Message):
    """Another body asks whether somebody we follow is whom they follow."""

    kind = "people.asked_pair"
    title = "Un altro ente chiede se è la stessa persona"
    subject = "Una domanda di un altro ente"
    opening = "Un altro ente chiede se seguite tutti e due la stessa persona. Per rispondere entra in Snodo:"


class ToldWhoItIs(Message):
    """The other body has answered."""

    kind = "people.told_pair"
    title = "Un altro ente ha risposto se è la stessa persona"
    subject = "Una risposta di un altro ente"
    opening = "C'è la risposta alla tua domanda su due schede che si somigliano. Per vederla entra in Snodo:"

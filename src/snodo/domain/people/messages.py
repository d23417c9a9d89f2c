"""What who accompanies a person is told. The words say nothing of whom it is about."""

from snodo.domain.messaging.messages import Message


class SoughtByOthers(Message):
    """Somebody outside looked for a person whose identity I keep."""

    kind = "people.sought"
    title = "Qualcuno ha cercato una persona che segui"
    subject = "Una ricerca che ti riguarda"
    opening = "Qualcuno ha cercato nella rete una persona che segui. Per vedere chi e quando entra in Snodo:"

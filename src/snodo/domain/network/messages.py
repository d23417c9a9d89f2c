"""What who administers a network is told."""

from snodo.domain.messaging.messages import Message


class BodiesMasked(Message):
    """Bodies of a kind that says too much beside a person were given a general name."""

    kind = "network.bodies_masked"
    title = "Alcuni enti ora compaiono con un nome generico"
    subject = "Alcuni enti hanno un nome generico"
    opening = "Alcuni enti della rete ora compaiono con un nome generico. Per controllarli entra in Snodo:"

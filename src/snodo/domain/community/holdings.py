"""At which activities of the network a person was."""

from snodo.kernel.holdings import Holding, declare

declare(
    Holding(
        "community.activityparticipant",
        "Attività di rete",
        "Attività a cui eri presente",
        reach=("person",),
    )
)

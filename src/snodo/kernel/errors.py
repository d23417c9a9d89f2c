"""What a rule says when it refuses. Every sentence is plain Italian and can be acted on."""


class SnodoError(Exception):
    """Base of all refusals; `sentence` is shown as it is."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class InputRefused(SnodoError):
    """What was typed cannot be taken: a sentence per field, "" for the form as a whole."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


class NotAllowed(SnodoError):
    """The actor may know of the thing but may not do this."""

    def __init__(self, sentence: str = "Questa operazione non rientra nel tuo ruolo.") -> None:
        super().__init__(sentence)


class TransitionRefused(SnodoError):
    """The verb exists but not from the present state."""


class Conflict(SnodoError):
    """Somebody changed the thing in the meantime."""


class NoNetworkBound(RuntimeError):
    """A tenant table was asked without `acting`: a programming error, never shown."""

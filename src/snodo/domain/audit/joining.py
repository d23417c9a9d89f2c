"""The log says what was done with which file, and is never rewritten."""

from snodo.kernel.joining import remain

_TRUE = "il registro dice quale scheda fu letta allora; il registro della persona le mostra tutte"
remain("audit.entry", "person", _TRUE)
remain("audit.entry", "subject_id", _TRUE)

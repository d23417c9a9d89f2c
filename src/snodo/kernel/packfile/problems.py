"""What is wrong with a pack, told so that who wrote it can mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from snodo.kernel.errors import SnodoError


@dataclass(frozen=True, order=True)
class PackProblem:
    """One mistake: where it is, what it is, how to mend it (plain Italian)."""

    file: str
    line: int
    message: str
    mend: str

    def __str__(self) -> str:
        where = f"{self.file}, riga {self.line}" if self.line else self.file
        return f"{where}: {self.message} Come rimediare: {self.mend}"


class PackRefused(SnodoError):
    """A pack that cannot be loaded, with every problem found."""

    def __init__(self, problems: Sequence[PackProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

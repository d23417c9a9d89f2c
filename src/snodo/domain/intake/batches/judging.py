"""What becomes of each row of a list: ready, to mend, already referred. The same rules as for one."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from snodo.domain.intake import checks, states
from snodo.domain.intake.batches.rows import Said
from snodo.domain.intake.models import Referral
from snodo.domain.intake.states import ReferralState, RowState
from snodo.domain.programmes.models import ProgrammeAction
from snodo.kernel import clock, crypto
from snodo.kernel.errors import InputRefused
from snodo.kernel.text import search_form

AGAIN = "È la stessa riga già inviata il {day:%d/%m/%Y}."
OPEN = "Il tuo ente l'ha già segnalata il {day:%d/%m/%Y}, e la segnalazione è aperta."
TAKEN = "Il tuo ente l'ha già segnalata il {day:%d/%m/%Y}, ed è stata accolta: se serve, segnalala da sola."
UNSETTLED = "Non si capisce quale sia il cognome. Nel file basta una virgola: «Rossi, Maria»."
_TOLD_BY = {"age_range": "birth_date", "residence": "municipality"}
IN_FILE = "È la stessa persona della riga {number}."


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state of a row, whom it is about, and a sentence for each column to mend."""

    state: str
    name: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    mark: str = ""
    readings: list[str] = field(default_factory=list)  # of a name that somebody must take apart

    def found(self) -> dict[str, Any]:
        """As it is kept with the row."""
        said: dict[str, Any] = {"name": self.name, "problems": self.problems}
        return said | {"readings": self.readings} if self.readings else said


@dataclass(frozen=True, slots=True)
class Earlier:
    """A referral of the same body to the same action."""

    words: str
    day: Any
    birth_date: Any

    @property
    def sentence(self) -> str:
        """Why the row is not sent again."""
        return self.words.format(day=self.day)


class Judge:
    """Knows what was sent before, and the rows already seen."""

    def __init__(self, action: ProgrammeAction, asked: checks.Asked, organisation_id: UUID) -> None:
        self._action, self._asked, self._body = action, asked, organisation_id
        self._marks: dict[str, Earlier] = {}
        self._codes: dict[str, Earlier] = {}
        self._names: dict[str, list[Earlier]] = {}
        self._seen: dict[str, int] = {}
        self._learn()

    def _learn(self) -> None:
        """One statement, whatever the length of the list."""
        sent = Referral.objects.filter(
            sender_organisation_id=self._body, action=self._action, sent_at__isnull=False
        ).exclude(state=ReferralState.WITHDRAWN)
        names = (
            "first_name",
            "last_name",
            "birth_date",
            "code_fingerprint",
            "batch_mark",
            "state",
            "sent_at",
        )
        for first, last, born, code, mark, state, at in sent.values_list(*names).iterator():
            day = clock.local_date(at)
            if mark:
                self._marks[mark] = Earlier(AGAIN, day, born)
            words = OPEN if state in states.OPEN else TAKEN if state == ReferralState.ACCEPTED else ""
            if not words:
                continue
            one = Earlier(words, day, born)
            if code:
                self._codes[code] = one
            if name := _sorted(first, last):
                self._names.setdefault(name, []).append(one)

    def judge(self, said: Said, number: int) -> Verdict:
        """One row. Rows are judged in the order of the file: the first of two doubles is the good one."""
        if said.said_no:
            return Verdict(RowState.DECLINED)
        referral = as_referral(said, self._action, self._body)
        problems = self._problems(referral, said) | said.problems
        if len(said.names) > 1:
            return _unsettled(said, problems)
        if problems:
            return Verdict(RowState.WRONG, referral.name, problems)
        mark = mark_of(said, self._action.pk, self._body)
        why = self._double(referral, mark, number)
        return Verdict(
            RowState.DOUBLE if why else RowState.READY, referral.name, {"": why} if why else {}, mark
        )

    def _problems(self, referral: Referral, said: Said) -> dict[str, str]:
        problems: dict[str, str] = {}
        try:
            checks.check_storable(referral)
        except InputRefused as refusal:
            problems |= refusal.problems
        checks.settle_names(referral)
        checks.assess(referral, said.answers, said.reasons, self._asked.criteria)
        referral.sheet_draft = said.sheet
        asked = checks.sending_problems(referral) | checks.sheet_problems(referral, self._asked)
        for criterion in self._asked.criteria:  # what a cell would have said, had it been readable
            if _TOLD_BY.get(criterion.rule.get("kind", "")) in said.problems:
                asked.pop(f"criterion-{criterion.code}", None)
        return asked | problems

    def _double(self, referral: Referral, mark: str, number: int) -> str:
        earlier = self._marks.get(mark) or self._known(referral)
        if earlier is not None:
            return earlier.sentence
        for key in _keys(referral):
            if key in self._seen:
                return IN_FILE.format(number=self._seen[key])
        for key in (mark, *_keys(referral)):
            self._seen[key] = number
        return ""

    def _known(self, referral: Referral) -> Earlier | None:
        if referral.protected:
            return None
        if referral.code_fingerprint and referral.code_fingerprint in self._codes:
            return self._codes[referral.code_fingerprint]
        alike = self._names.get(_sorted(referral.first_name, referral.last_name), [])
        return next((one for one in alike if one.birth_date in (None, referral.birth_date)), None)


def _unsettled(said: Said, problems: dict[str, str]) -> Verdict:
    """A name nobody but a person can take apart; what else is wrong in the row is told with it."""
    state = RowState.WRONG if problems else RowState.SETTLE
    name = f"{said.names[0].last} {said.names[0].first}".strip()
    told = {"names": UNSETTLED} | problems
    return Verdict(state, name, told, readings=[one.written for one in said.names])


def as_referral(said: Said, action: ProgrammeAction, organisation_id: UUID) -> Referral:
    """A row as a referral nobody has kept; what could not be read is left empty."""
    return Referral(
        programme_id=action.programme_id, action=action, sender_organisation_id=organisation_id, **said.fields
    )


def mark_of(said: Said, action_id: UUID, organisation_id: UUID) -> str:
    """What is kept of a row, for good, so that the same one is never sent twice. It tells nothing of it."""
    return crypto.blind_index(f"{action_id}:{organisation_id}:{said.canonical()}", "referral row")


def _keys(referral: Referral) -> list[str]:
    """By what two rows of a file are the same person."""
    if referral.protected:
        return [f"pseudonym {search_form(referral.pseudonym)}"]
    name = _sorted(referral.first_name, referral.last_name)
    keys = [f"name {name} {referral.birth_date}"] if name else []
    return [*keys, f"code {referral.code_fingerprint}"] if referral.code_fingerprint else keys


def _sorted(first: str, last: str) -> str:
    return " ".join(sorted(search_form(f"{first} {last}").split()))

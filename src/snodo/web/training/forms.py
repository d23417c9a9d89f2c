"""What is typed about the operators' training."""

import datetime
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from snodo.domain.network import access as network
from snodo.domain.network.states import Role
from snodo.domain.programmes.models import Programme
from snodo.domain.training import queries
from snodo.domain.training.models import Course, CourseSession, Enrolment
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.web.forms import LineField, NamedModelChoiceField, SnodoForm, TextField


def _person(membership: Any) -> str:
    return f"{membership.user.get_full_name()}, {membership.organisation.label}"


class OpenForm(SnodoForm):
    """Of which programme."""

    programme = NamedModelChoiceField(queryset=None, label="Programma", empty_label="Scegli")  # type: ignore[arg-type]

    def __init__(self, *args: Any, programmes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]


class SessionForm(SnodoForm):
    """A meeting of the course."""

    area = NamedModelChoiceField(queryset=None, label="Area", empty_label="Scegli")  # type: ignore[arg-type]
    day = forms.DateField(label="Giorno")
    time = forms.TimeField(label="Ora di inizio", initial=datetime.time(9))
    hours = forms.DecimalField(
        label="Durata in ore", min_value=0.25, max_value=12, max_digits=4, decimal_places=2
    )
    topic = LineField(label="Argomento", max_length=200)
    trainer = LineField(label="Chi conduce", max_length=120, required=False)
    place = LineField(label="Dove", max_length=200, required=False)
    remote = forms.BooleanField(label="A distanza", required=False)

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = course.areas.order_by("position")  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """As the action wants them."""
        data = dict(self.cleaned_data)
        day, time, hours = data.pop("day"), data.pop("time"), data.pop("hours")
        starts_at = datetime.datetime.combine(day, time, tzinfo=clock.ROME)
        return {**data, "starts_at": starts_at, "minutes": int(hours * 60)}


class EnrolForm(SnodoForm):
    """Who begins."""

    membership = NamedModelChoiceField(queryset=None, label="Operatore", naming=_person, empty_label="Scegli")  # type: ignore[arg-type]

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = queries.enrollable(course)  # type: ignore[attr-defined]


class AttendanceForm(SnodoForm):
    """Who was there: a tick, and the minutes for who left early."""

    def __init__(
        self, *args: Any, session: CourseSession, people: Iterable[Enrolment], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.session, self.people = session, list(people)
        known = {row.enrolment_id: row.minutes for row in session.attendance.all()}
        for person in self.people:
            name = person.membership.user.get_full_name()
            minutes = known.get(person.pk)
            self.fields[f"c_{person.pk}"] = forms.BooleanField(
                label=name, required=False, initial=bool(minutes) if known else True
            )
            self.fields[f"m_{person.pk}"] = forms.IntegerField(
                label=f"Minuti di {name}",
                required=False,
                min_value=0,
                max_value=session.minutes,
                initial=minutes if minutes and minutes != session.minutes else None,
                widget=forms.NumberInput(attrs={"placeholder": session.minutes}),
            )

    def rows(self) -> list[tuple[Enrolment, Any, Any]]:
        """Each person with the two fields."""
        return [(person, self[f"c_{person.pk}"], self[f"m_{person.pk}"]) for person in self.people]

    def minutes(self) -> dict[UUID, int]:
        """enrolment → minutes."""
        data = self.cleaned_data
        return {
            person.pk: (data.get(f"m_{person.pk}") or self.session.minutes)
            if data.get(f"c_{person.pk}")
            else 0
            for person in self.people
        }


class ShadowingForm(SnodoForm):
    """Who goes with whom."""

    operator = NamedModelChoiceField(queryset=None, label="Operatore", naming=_person, empty_label="Scegli")  # type: ignore[arg-type]
    senior = NamedModelChoiceField(
        queryset=None, label="Formatore senior", naming=_person, empty_label="Scegli"
    )  # type: ignore[arg-type]
    started_on = forms.DateField(label="Dal", initial=clock.today)

    def __init__(self, *args: Any, course: Course, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = network.memberships_visible_to(actor).select_related("user", "organisation")
        inside = course.enrolments.values("membership")
        order = ("user__last_name", "user__first_name", "pk")
        self.fields["operator"].queryset = members.filter(pk__in=inside).order_by(*order)  # type: ignore[attr-defined]
        seniors = members.filter(role__in=[Role.TRAINER, Role.COORDINATOR, Role.OPERATOR]).order_by(*order)
        self.fields["senior"].queryset = seniors  # type: ignore[attr-defined]
        self.fields["senior"].initial = actor.membership_id


class DiaryForm(SnodoForm):
    """A line of the diary."""

    on_day = forms.DateField(label="Quando", initial=clock.today)
    minutes = forms.IntegerField(label="Durata in minuti", min_value=5, max_value=720, initial=60)
    case_label = LineField(
        label="Percorso",
        max_length=60,
        required=False,
        help_text="Una sigla, per esempio «Percorso A»: mai un nome.",
    )
    topic = LineField(label="Che cosa avete fatto", max_length=200)
    note = TextField(label="Osservazioni", max_length=2000, required=False, rows=3)


class SignOffForm(SnodoForm):
    """The judgement."""

    judgement = TextField(label="Il tuo parere", max_length=4000)


def programmes_with_course(programmes: Iterable[Programme], taken: set[Any]) -> list[Any]:
    """Those that describe a course nobody opened yet."""
    return [row.pk for row in programmes if row.pk not in taken and queries.training_of(row).get("course")]

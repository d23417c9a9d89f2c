"""Sara at her desk: a shipped programme that is running, and what she does in its pages."""

import datetime
import re
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from snodo.domain.casework import actions as casework
from snodo.domain.casework.models import Case
from snodo.domain.instruments.models import Instrument
from snodo.domain.people import actions as people
from snodo.domain.people.models import Person
from snodo.domain.programmes.models import ActivityKind, Programme, ProgrammeAction
from snodo.kernel import clock
from snodo.kernel.tenancy import acting
from tests.factories import intake
from tests.factories.world import World

HOUR = datetime.timedelta(hours=1)
SESSION = re.compile(r'href="(/gruppi/incontri/[^"]+/)"')
LEAD_AND_COOP = {
    "usciamo-insieme": {"send": "lead", "booq": "coop"},
    "sosteniamoci": {"la-venenta": "coop"},
    "step-by-step": {"ambito-bergamo": "lead", "ribes": "coop", "ambito-valle-brembana": "other_coop"},
    "reti-delle-opportunita": {"piazza-dei-mestieri": "lead", "immaginazione-e-lavoro": "coop"},
    "in-lav": intake.IN_LAV,
}


@dataclass
class Desk:
    """What Sara has in front of her."""

    world: World
    programme: Programme
    client: Any

    def action(self, code: str) -> ProgrammeAction:
        with acting(self.world.actor("sara")):
            return intake.action_of(self.programme, code)

    def kind(self, code: str) -> ActivityKind:
        with acting(self.world.actor("sara")):
            return ActivityKind.objects.get(programme=self.programme, code=code)

    def person(self, name: str = "Amina", surname: str = "Haddad", **more: Any) -> Person:
        sara = self.world.actor("sara")
        with acting(sara):
            return people.register_person(first_name=name, last_name=surname, actor=sara, **more)

    def case(self, action: str, **more: Any) -> Case:
        """A path in Sara's charge since a month ago."""
        sara = self.world.actor("sara")
        more.setdefault("opened_on", clock.today() - datetime.timedelta(days=30))
        if "household" not in more:
            more.setdefault("person", self.person())
        where = self.action(action)
        with acting(sara):
            return casework.open_case(
                programme=self.programme,
                action=where,
                organisation=self.world.organisations["coop"],
                responsible=self.world.memberships["sara"],
                actor=sara,
                **more,
            )

    def url(self, name: str, *args: object) -> str:
        return reverse(name, args=args)

    def get(self, address: str) -> str:
        page = self.client.get(address)
        assert page.status_code == 200, address
        return str(page.content.decode()).replace("&#x27;", "'")

    def post(self, address: str, data: dict[str, Any] | None = None) -> str:
        """Do it; gives where it leads."""
        answer = self.client.post(address, data or {})
        assert answer.status_code == 302, (address, answer.status_code, errors_of(answer))
        return str(answer["Location"])

    def meet(self, case: Case, kind: str, what: str, *, ago: datetime.timedelta = 2 * HOUR) -> str:
        """Fix an appointment already past and tell how it went; gives its page."""
        fixed = self.post(
            f"/agenda/nuovo/?percorso={case.pk}",
            {
                "kind": self.kind(kind).pk,
                "starts_at": moment(clock.now() - ago),
                "mode": "in_person",
                "operator": self.world.memberships["sara"].pk,
                "payer": "funder",
            },
        )
        self.post(f"{fixed}registra/done/", {"minutes": 60, "what": what})
        return fixed

    def group(self, kind: str, title: str, action: str = "") -> str:
        """A group that begins today; gives its page."""
        data = {"kind": self.kind(kind).pk, "title": title, "places": 8, "starts_on": clock.today()}
        return self.post("/gruppi/nuovo/", {**data, "action": self.action(action).pk if action else ""})

    def hold(self, group: str, note: str = "", *, ago: datetime.timedelta = HOUR) -> str:
        """One meeting of the group, already past, with everybody present; gives its page."""
        before = set(SESSION.findall(self.get(group)))
        self.post(
            f"{group}incontri/",
            {"first_at": moment(clock.now() - ago), "count": 1, "every_days": 7, "minutes": 10},
        )
        address = str((set(SESSION.findall(self.get(group))) - before).pop())
        self.post(address, {"nota": note})
        return address

    def fill(self, case: Case, code: str, value: int = 2, **more: Any) -> str:
        """Fill a sheet, every scale at the same step; gives the page of the reading."""
        with acting(self.world.actor("sara")):
            sheet = Instrument.objects.filter(code=code).latest("version")
        typed: dict[str, Any] = {"read_on": clock.today(), "filler": "operator"}
        for part in sheet.definition["sections"]:
            for item in part["items"]:
                if item["kind"] == "scale":
                    anchors = sorted(one["value"] for one in item["anchors"])
                    typed[f"q-{item['code']}"] = anchors[min(value, len(anchors) - 1)]
                elif item.get("required"):
                    typed[f"q-{item['code']}"] = _plain_answer(item)
        return self.post(self.url("casework:fill", case.pk, sheet.pk), {**typed, **more})

    def prove(self, case: Case, kind: str, detail: str = "") -> None:
        """Record an outcome of today with its document."""
        typed = {"kind": kind, "happened_on": clock.today(), "detail": detail, "upload": a_paper()}
        self.post(self.url("casework:outcomes", case.pk), typed)

    def referral_page(self, action: str, sheet: dict[str, Any], **more: Any) -> str:
        """Dario's service refers somebody with these answers; how the page shows it to the lead."""
        where = self.action(action)
        with acting(self.world.actor("dario")):
            answers = {**intake.good_sheet(where), **sheet}
        sent = intake.a_sent(self.world, where, sheet_answers=answers, **more)
        return self.url("intake:referral", sent.pk)


def moment(when: datetime.datetime) -> str:
    return when.astimezone(clock.ROME).strftime("%Y-%m-%dT%H:%M")


def _plain_answer(item: dict[str, Any]) -> Any:
    if item["kind"] in ("choice", "multi"):
        return item["options"][0]["code"]
    return {"number": 1, "date": clock.today(), "yes_no": "si"}.get(item["kind"], "Detto con parole sue.")


def a_paper(name: str = "documento.pdf") -> SimpleUploadedFile:
    """A small PDF to prove an outcome with."""
    return SimpleUploadedFile(
        name, b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n", content_type="application/pdf"
    )


def errors_of(answer: Any) -> str:
    text = answer.content.decode()
    start = text.find("riepilogo-errori")
    return str(text[start : start + 600]) if start >= 0 else ""


def open_desk(world: World, code: str, client: Any) -> Desk:
    """The programme of a pack, running, with Sara's co-operative among those who take in."""
    return Desk(world, intake.start(world, code, LEAD_AND_COOP[code]), client)

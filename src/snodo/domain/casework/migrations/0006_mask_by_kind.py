"""Bodies of sensitive kinds written down before there were masks: masked now, also in what was written.

Who administers the network is told, and takes a mask off where it is not wanted.
"""

import re
from typing import Any

from django.db import connection, migrations
from django.db.models import F, Func, TextField, Value

KINDS = ("anti_violence", "justice", "addiction", "mental_health")
MASK = "Servizio della rete"
TEXTS = {
    "CaseEvent": ("title", "detail", "author"),
    "NextStep": ("title",),
    "CriticalIssue": ("title", "detail", "what_was_done"),
    "Outcome": ("detail", "evidence_note"),
    "Plan": ("summary",),
}
NOTICE = ("network.bodies_masked", "Alcuni enti ora compaiono con un nome generico", "/rete/")


def mask(apps: Any, schema_editor: Any) -> None:
    """Network by network, for row-level security holds for the owner too."""
    for network_id in list(apps.get_model("audit", "Chain").objects.values_list("network_id", flat=True)):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('snodo.network', %s, true)", [str(network_id)])
        mask_network(apps, network_id)


def mask_network(apps: Any, network_id: Any) -> int:
    """The bodies of one network; gives how many."""
    bodies = apps.get_model("network", "Organisation").objects.filter(network_id=network_id)
    open_ones = list(bodies.filter(kind__in=KINDS, sensitive=False).order_by("pk"))
    taken = set(bodies.values_list("name", flat=True))
    for body in open_ones:
        known_as = sorted({body.name, body.short_name} - {""}, key=len, reverse=True)
        numbers = (MASK if number == 1 else f"{MASK} {number}" for number in range(1, len(taken) + 2))
        body.own_name, body.own_short_name = body.name, body.short_name
        body.name, body.short_name, body.sensitive = (
            next(one for one in numbers if one not in taken),
            "",
            True,
        )
        taken.add(body.name)
        body.save(update_fields=["name", "short_name", "own_name", "own_short_name", "sensitive"])
        members = apps.get_model("network", "Membership").objects.filter(
            network_id=network_id, organisation_id=body.pk
        )
        members.exclude(job_title="").update(own_job_title=F("job_title"), job_title="")
        _rewrite(apps, network_id, body, known_as)
    if open_ones:
        _tell(apps, network_id)
    return len(open_ones)


def _rewrite(apps: Any, network_id: Any, body: Any, known_as: list[str]) -> None:
    around = apps.get_model("casework", "CaseParty").objects.filter(
        network_id=network_id, organisation_id=body.pk
    )
    for model, fields in TEXTS.items():
        rows = apps.get_model("casework", model).objects.filter(
            network_id=network_id, case_id__in=around.values("case_id")
        )
        for field in fields:
            text: Any = F(field)
            for name in known_as:
                values = (Value(rf"\m{re.escape(name)}\M"), Value(body.name), Value("gi"))
                text = Func(text, *values, function="regexp_replace", output_field=TextField())
            rows.update(**{field: text})


def _tell(apps: Any, network_id: Any) -> None:
    kind, title, path = NOTICE
    notices = apps.get_model("messaging", "Notification").objects
    for member in apps.get_model("network", "Membership").objects.filter(
        network_id=network_id, role="administrator", ended_on__isnull=True
    ):
        notices.create(
            network_id=network_id,
            recipient_id=member.user_id,
            membership_id=member.pk,
            kind=kind,
            title=title,
            path=path,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0005_signatures_only_sealed"),
        ("network", "0004_masked_bodies"),
        ("messaging", "0001_initial"),
        ("audit", "0001_initial"),
    ]

    operations = [migrations.RunPython(mask, migrations.RunPython.noop)]

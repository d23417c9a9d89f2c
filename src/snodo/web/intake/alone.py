"""People with nobody: who has no one left that answers for them, and the one deed that mends it."""

import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from snodo.domain.audit import actions as audit
from snodo.domain.casework import actions as casework
from snodo.domain.casework import queries as casework_queries
from snodo.domain.casework.access import cases_visible_to
from snodo.domain.intake import access, actions, queries_nobody
from snodo.domain.network.models import Membership
from snodo.domain.network.states import Role
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused
from snodo.web.http import get_or_404, post_only, require_safe, toast, warn

MANY = 100
LATELY = datetime.timedelta(days=90)


TABS = (("", "Adesso"), ("riprese", "Di nuovo con qualcuno"))


@require_safe
def alone(request: HttpRequest) -> HttpResponse:
    """Referrals and paths the reader may see and nobody answers for; numbers for who administers; and, apart,
    the paths that were found here and have somebody again.
    """
    here = "riprese" if request.GET.get("vista") == "riprese" else ""
    tabs = [
        {"label": word, "url": f"?vista={key}" if key else "?", "here": key == here} for key, word in TABS
    ]
    told = _taken(request.actor) if here else _found(request.actor)
    return render(request, "intake/alone.html", {"tabs": tabs, "here": here, **told})


def _found(actor: Actor) -> dict[str, Any]:
    referrals = queries_nobody.referrals_with_nobody(actor)
    cases = queries_nobody.paths_with_nobody(actor)
    audit.record_list(actor=actor, kind="intake.referral", ids=[one.referral.pk for one in referrals])
    audit.record_list(actor=actor, kind="casework.case", ids=[case.pk for case, _ in cases])
    counts = queries_nobody.count_with_nobody() if actor.has_role(Role.ADMINISTRATOR) else []
    may_take = actor.has_role(Role.COORDINATOR)
    return {"referrals": referrals, "cases": cases, "counts": counts, "may_take": may_take}


def _taken(actor: Actor) -> dict[str, Any]:
    taken = list(casework_queries.taken_over(actor, clock.today() - LATELY)[:MANY])
    audit.record_list(actor=actor, kind="casework.case", ids=[one.case_id for one in taken])
    return {"taken": taken}


@post_only
def take_referral(request: HttpRequest, pk: UUID) -> HttpResponse:
    """I follow it, from now on."""
    actor = request.actor
    found = get_or_404(access.referrals_visible_to(actor), pk)
    me = Membership.objects.get(pk=actor.membership_id)
    try:
        actions.assign_referral(referral=found, membership=me, actor=actor)
    except InputRefused as refusal:
        warn(request, refusal.sentence)
        asked = any(name.endswith(("_reason", "_words")) for name in refusal.problems)
        return redirect("intake:assign", pk=pk) if asked else redirect("intake:alone")
    except Conflict as conflict:
        warn(request, conflict.sentence)
        return redirect("intake:alone")
    toast(request, "Presa: ora la segui tu.")
    return redirect("intake:referral", pk=pk)


@post_only
def take_case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """I answer for the path, from now on."""
    actor = request.actor
    found = get_or_404(cases_visible_to(actor), pk)
    try:
        casework.take_over_case(case=found, actor=actor)
    except (InputRefused, Conflict) as refusal:
        warn(request, refusal.sentence)
        return redirect("intake:alone")
    toast(request, "Preso in carico: ora ne rispondi tu, e puoi passarlo a un collega.")
    return redirect("casework:detail", pk=pk)

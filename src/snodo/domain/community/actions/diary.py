"""An activity: planned, told, cancelled."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.community import access, states
from snodo.domain.community.models import NetworkActivity
from snodo.domain.people.actions.checks import refuse, save_checked
from snodo.domain.programmes.access import programmes_of
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict

OURS = "La cambia l'ente che la promuove."
PLANS = "Nel diario scrive chi lavora in un ente della rete."
STALE = "Qualcuno l'ha cambiata mentre scrivevi: ricontrolla e salva di nuovo."
FARTHEST = datetime.timedelta(days=3 * 366)
FIELDS = frozenset(
    {
        *("title", "kind", "programme", "starts_on", "ends_on", "starts_at", "place", "municipality"),
        *("audience", "purpose"),
    }
)


@transaction.atomic
def plan_activity(*, actor: Actor, **values: Any) -> NetworkActivity:
    """Write an activity in the diary, to come or just held; the actor's body promotes it.

    Raises InputRefused.
    """
    access.require(access.can_plan(actor), PLANS)
    activity = NetworkActivity(organisation_id=actor.organisation_id, owner_id=actor.membership_id)
    _write(activity, values, actor)
    save_checked(activity)
    audit.record(actor=actor, verb="community.plan", subject=activity)
    return activity


@transaction.atomic
def change_activity(
    *, activity: NetworkActivity, actor: Actor, version: int | None = None, **values: Any
) -> NetworkActivity:
    """Correct what was written. Raises Conflict when it has moved since `version`, InputRefused."""
    activity = _ours(activity, actor)
    if version is not None and version != activity.version:
        raise Conflict(STALE)
    _write(activity, values, actor)
    return _saved(activity, "change", actor, {"fields": sorted(values)})


@transaction.atomic
def tell_activity(
    *,
    activity: NetworkActivity,
    people: int,
    story: str,
    new_people: int | None = None,
    follow_up: str = "",
    actor: Actor,
) -> NetworkActivity:
    """How it went and how many came; again to correct it. Raises InputRefused, TransitionRefused."""
    activity = _ours(activity, actor)
    activity.state = states.ACTIVITY.target(activity.state, "tell")
    problems: dict[str, str] = {}
    if activity.starts_on > clock.today():
        problems[""] = "Non è ancora cominciata: si racconta dopo. Se il giorno è cambiato, correggilo."
    if not story.strip():
        problems["story"] = "Scrivi com'è andata, anche in poche parole."
    if people < 0:
        problems["people"] = "Scrivi quante persone sono venute."
    if new_people is not None and new_people > people:
        problems["new_people"] = "Chi è venuto per la prima volta non può superare il totale."
    refuse(problems)
    activity.people, activity.new_people = people, new_people
    activity.story, activity.follow_up = story, follow_up
    return _saved(activity, "tell", actor, {"people": people})


@transaction.atomic
def cancel_activity(*, activity: NetworkActivity, why: str, actor: Actor) -> NetworkActivity:
    """It will not take place. Raises InputRefused without a reason, TransitionRefused."""
    activity = _ours(activity, actor)
    activity.state = states.ACTIVITY.target(activity.state, "cancel")
    refuse({} if why.strip() else {"why": "Scrivi perché: chi doveva venire lo chiederà."})
    activity.cancelled_why = why
    return _saved(activity, "cancel", actor)


@transaction.atomic
def plan_again(*, activity: NetworkActivity, actor: Actor) -> NetworkActivity:
    """It will take place after all. Raises TransitionRefused."""
    activity = _ours(activity, actor)
    activity.state = states.ACTIVITY.target(activity.state, "plan_again")
    activity.cancelled_why = ""
    return _saved(activity, "plan_again", actor)


def _ours(activity: NetworkActivity, actor: Actor) -> NetworkActivity:
    access.require(access.can_change(actor, activity), OURS)
    found: NetworkActivity = NetworkActivity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    return found


def _write(activity: NetworkActivity, values: Mapping[str, Any], actor: Actor) -> None:
    unknown = set(values) - FIELDS
    if unknown:
        raise TypeError(f"not fields of an activity: {sorted(unknown)}")
    for name, value in values.items():
        setattr(activity, name, value)
    problems: dict[str, str] = {}
    if not activity.title.strip():
        problems["title"] = "Scrivi che cosa si fa."
    if activity.kind not in states.NetworkActivityKind.values:
        problems["kind"] = "Scegli di che tipo è."
    if values.get("starts_on", activity.starts_on) is None:
        problems["starts_on"] = "Scrivi il giorno."
    elif activity.starts_on.year < 2000 or activity.starts_on > clock.today() + FARTHEST:
        problems["starts_on"] = "Questa data è troppo lontana: controlla l'anno."
    elif activity.state == states.ActivityState.HELD and activity.starts_on > clock.today():
        problems["starts_on"] = "È già stata raccontata: il giorno non può essere nel futuro."
    if not set(activity.audience) <= set(states.Audience.values):
        problems["audience"] = "Scegli per chi è dall'elenco."
    programme = activity.programme_id if "programme" in values else None
    if programme and not programmes_of(actor).filter(pk=programme).exists():
        problems["programme"] = "Scegli un programma in cui lavora il tuo ente."
    refuse(problems)
    activity.search_words = activity.worded()


def _saved(
    activity: NetworkActivity, verb: str, actor: Actor, changes: dict[str, Any] | None = None
) -> NetworkActivity:
    activity.version += 1
    save_checked(activity)
    audit.record(actor=actor, verb=f"community.{verb}", subject=activity, changes=changes or {})
    return activity

"""A running programme from a shipped pack, and referrals to it: built by actions only."""

import datetime
from collections.abc import Callable
from typing import Any

from snodo.domain.intake import actions
from snodo.domain.intake.models import Referral
from snodo.domain.intake.queries import criteria_of, referral_sheet
from snodo.domain.programmes import actions as programmes
from snodo.domain.programmes.models import Programme, ProgrammeAction
from snodo.kernel import clock
from snodo.kernel.packfile import load_pack, pack_folder
from snodo.kernel.tenancy import acting
from tests.factories.world import World

# Who lives in Bollate is received by the lead: given to others, a reason is asked.
KNOWN = actions.Because("known")
IN_LAV = {"comuni-insieme": "lead", "a-e-i": "coop", "sercop": "other_coop", "asst-rhodense": "health"}


def start(world: World, code: str = "in-lav", partners: dict[str, str] | None = None) -> Programme:
    """The pack's programme, running now; the municipality of the cast sends people to it."""
    today = clock.today()
    actor = world.founder
    with acting(actor):
        programme = programmes.start_programme(
            pack=load_pack(pack_folder(code)),
            starts_on=today - datetime.timedelta(days=200),
            ends_on=today + datetime.timedelta(days=400),
            partners={
                partner: world.organisations[body]
                for partner, body in (IN_LAV if partners is None else partners).items()
            },
            actor=actor,
        )
        programmes.add_partner(
            programme=programme,
            organisation=world.organisations["municipality"],
            role="sender",
            act_from=programme.starts_on,
            act_until=programme.ends_on,
            actor=actor,
        )
    return programme


def action_of(programme: Programme, code: str) -> ProgrammeAction:
    """One line of work, with its programme loaded. Needs a bound network."""
    found: ProgrammeAction = ProgrammeAction.objects.select_related("programme").get(
        programme=programme, code=code
    )
    return found


def good_answers(action: ProgrammeAction) -> dict[str, Any]:
    """Answers that meet every entry criterion."""
    answers: dict[str, Any] = {}
    for criterion in criteria_of(action):
        rule = criterion.rule
        if rule["kind"] == "choice":
            answers[criterion.code] = next(one["code"] for one in rule["choices"] if one.get("meets"))
        elif rule["kind"] != "age_range":
            answers[criterion.code] = rule.get("expected", True)
    return answers


def good_sheet(action: ProgrammeAction) -> dict[str, Any]:
    """An answer to every required question of the referral sheet."""
    instrument = referral_sheet(action)
    if instrument is None:
        return {}
    plain: dict[str, Any] = {
        "yes_no": True,
        "short_text": "Sì",
        "long_text": "Cerca un posto dove cominciare.",
        "number": 1,
        "date": clock.today().isoformat(),
    }
    answers: dict[str, Any] = {}
    for section in instrument.definition["sections"]:
        for item in section["items"]:
            if not item.get("required"):
                continue
            if item["kind"] == "choice":
                answers[item["code"]] = item["options"][0]["code"]
            elif item["kind"] == "multi":
                answers[item["code"]] = [item["options"][0]["code"]]
            elif item["kind"] == "scale":
                answers[item["code"]] = item["anchors"][0]["value"]
            else:
                answers[item["code"]] = plain[item["kind"]]
    return answers


def a_draft(world: World, action: ProgrammeAction, who: str = "dario", **more: Any) -> Referral:
    """A complete draft of `who`: ready to be sent. Works inside or outside a bound network."""
    actor = world.actor(who)
    fields: dict[str, Any] = {
        "first_name": "Luca",
        "last_name": "Ferrante",
        "birth_date": datetime.date(clock.today().year - 22, 3, 4),
        "phone": "333 1234567",
        "municipality": world.territories["bollate"],
        "need_words": "Vorrei un lavoro, ma non so da dove cominciare.",
        "ground": "agreement",
        "shared_what": "Recapiti e scheda.",
    }
    with acting(actor):
        fields.setdefault("criteria_answers", good_answers(action))
        fields.setdefault("sheet_answers", good_sheet(action))
        return actions.save_draft(action=action, actor=actor, **(fields | more))


def a_sent(world: World, action: ProgrammeAction, who: str = "dario", **more: Any) -> Referral:
    """A referral just sent."""
    actor = world.actor(who)
    draft = a_draft(world, action, who, **more)
    with acting(actor):
        return actions.send_referral(referral=draft, acknowledge_duplicates=True, actor=actor)


def an_assigned(world: World, action: ProgrammeAction, to: str = "sara", **more: Any) -> Referral:
    """A referral given to `to` by the co-ordinator of the lead."""
    marta = world.actor("marta")
    sent = a_sent(world, action, **more)
    with acting(marta):
        return actions.assign_referral(
            referral=sent, membership=world.memberships[to], route=KNOWN, actor=marta
        )


def many_like(model: Referral, number: int, vary: Callable[[int], dict[str, Any]]) -> list[Referral]:
    """Referrals like this one, each with what its number says: for lists too long to be sent one by one.

    To be called inside `acting`.
    """
    kept = {field.attname: getattr(model, field.attname) for field in model._meta.concrete_fields}
    for name in ("id", "network_id", "created_at", "created_by"):
        kept.pop(name)
    rows = [Referral(**(kept | vary(place))) for place in range(number)]
    return Referral.objects.bulk_create(rows, batch_size=1000)

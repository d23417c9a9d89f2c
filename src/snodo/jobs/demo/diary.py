"""What the two networks did together in the territory, and what is coming."""

from snodo.domain.community import actions as community
from snodo.domain.community import queries as diary
from snodo.domain.network.models import Organisation
from snodo.jobs.demo import cast
from snodo.jobs.demo.moves import after
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.stage import DAY, Stage
from snodo.kernel import clock

# Days to the next; title, kind, place, for whom, people, of them new, how it went, what comes of it, others.
DONE = (
    (
        *(24, "Pranzo in cortile", "community_event", "Cortile della scuola", ("families", "elderly")),
        *(64, 21, "Ognuno ha portato un piatto. Tre famiglie si sono fermate a parlare con noi."),
        *("Due signore offrono un doposcuola il mercoledì.", ("Comitato di quartiere", "Bocciofila Aurora")),
    ),
    (
        *(19, "Incontro con le associazioni di via", "network_meeting", "Sala civica", ("volunteers",)),
        *(17, 6, "Nove associazioni, alcune non si conoscevano."),
        *("Un calendario unico dei mercatini.", ("Circolo Aurora", "Gruppo alpini")),
    ),
    (
        *(26, "Il lavoro raccontato da chi lo cerca", "awareness", "Biblioteca", ("everybody", "companies")),
        *(38, 30, "Quattro aziende hanno ascoltato più che parlato."),
        *("Due aziende chiedono di essere richiamate.", ("Biblioteca comunale",)),
    ),
    (
        *(21, "Banco di scambio dei vestiti", "mutual_help", "Parrocchia", ("families", "newcomers")),
        *(52, 14, "Chi aveva ricevuto l'anno scorso questa volta ha portato."),
        *("", ("Parrocchia San Giacomo",)),
    ),
    (
        *(15, "Primo incontro con la scuola edile", "new_alliance", "Scuola edile", ("workers",)),
        *(6, 6, "Disponibili a prove di un giorno nei laboratori."),
        *("Una visita con i ragazzi entro l'inverno.", ("Scuola edile provinciale",)),
    ),
)
COMING = (
    (9, "Assemblea di quartiere", "public_meeting", "Sala civica", ("everybody",)),
    (23, "Laboratorio aperto di cucina", "training", "Cucina della parrocchia", ("young", "families")),
)


def story(stage: Stage) -> Story:
    """Told the day after, each with one more body of the network than the last."""
    who = "amina" if stage.cast is cast.TOGETHER else "sara"
    mine = stage.memberships[who].organisation_id
    bodies = list(Organisation.objects.exclude(pk=mine).order_by("name")[: len(DONE)])
    for turn, (pause, title, kind, place, audience, people, new, told, follow_up, others) in enumerate(DONE):
        with stage.acting(who) as actor:
            activity = community.plan_activity(
                title=title,
                kind=kind,
                place=place,
                audience=list(audience),
                starts_on=clock.today() - DAY,
                actor=actor,
            )
            community.tell_activity(
                activity=activity,
                people=people,
                new_people=new,
                story=told,
                follow_up=follow_up,
                actor=actor,
            )
            for body in bodies[: turn + 1]:
                community.add_partner(activity=activity, organisation=body, actor=actor)
            for name in others:
                community.add_partner(activity=activity, name=name, first_time=True, actor=actor)
            for person in diary.markable(actor, activity)[:1]:
                community.add_participant(activity=activity, person=person, actor=actor)
        yield after(pause)
    with stage.acting(who) as actor:
        for days, title, kind, place, audience in COMING:
            community.plan_activity(
                title=title,
                kind=kind,
                place=place,
                audience=list(audience),
                starts_on=clock.today() + days * DAY,
                purpose="Incontrare chi non viene ai servizi.",
                actor=actor,
            )

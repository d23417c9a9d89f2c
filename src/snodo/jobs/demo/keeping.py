"""Files on their way out: to decide, held, left to statistics, erased because it was asked."""

from snodo.domain.people import actions as people
from snodo.domain.people.models import Person
from snodo.domain.privacy import actions as privacy
from snodo.domain.privacy.models import RetentionFile
from snodo.jobs import actors
from snodo.jobs.demo.play import Story
from snodo.jobs.demo.stage import Stage

BEGINS = -800
KNOWN = (("Ornella", "Brusati"), ("Tancredi", "Molteni"), ("Ivana", "Ceriani"))
ASKED = "Sono passata allo sportello una volta sola: cancellate il mio nome."
HELD = "È in corso il controllo a campione del finanziatore su chi è passato dallo sportello."


def files(stage: Stage) -> Story:
    """Known at the desk more than two years ago, and never come back; and one of last spring."""
    old = [_met(stage, first, last) for first, last in KNOWN]
    yield stage.day(-200)
    lately = _met(stage, "Gilda", "Rossetti")
    yield stage.day(-20)
    with stage.acting("paola") as paola:
        privacy.look_for_due(actor=actors.of_the_clock(stage.network_id))
        held, bare = (RetentionFile.objects.get(subject_id=person.pk) for person in old[1:])
        privacy.place_hold(file=held, reason=HELD, actor=paola)
        privacy.freeze_file(file=held, actor=paola)
        privacy.freeze_file(file=bare, actor=paola)
    with stage.acting("sara") as sara:
        asked = privacy.receive_request(person=lately, kind="erasure", words=ASKED, actor=sara)
    yield stage.day(-15)
    with stage.acting("paola") as paola:
        privacy.strip_file(file=bare, actor=paola)
        privacy.check_identity(request=asked, how="known", actor=paola)
        privacy.take_request(request=asked, actor=paola)
        file = privacy.accept_erasure(request=asked, actor=paola)
        privacy.strip_file(file=file, actor=paola)
        privacy.erase_file(file=file, actor=paola)


def _met(stage: Stage, first: str, last: str) -> Person:
    with stage.acting("sara") as sara:
        return people.register_person(first_name=first, last_name=last, actor=sara)

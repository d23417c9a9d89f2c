"""The list of erasures kept outside the database: ids alone, signed, completed by the night."""

import json

import pytest

from snodo.domain.people.models import Person
from snodo.domain.privacy import actions, erasures
from snodo.domain.privacy.models import RetentionFile
from snodo.kernel import clock
from snodo.kernel.actor import the_clock
from snodo.kernel.tenancy import acting
from tests.factories.casework import a_person
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.covers("D21")]


def stripped(world: World, name: str) -> RetentionFile:
    """Somebody known at the desk alone, who asked to be forgotten."""
    person, paola, sara = a_person(world, "sara", name), world.actor("paola"), world.actor("sara")
    with acting(sara):
        asked = actions.receive_request(person=person, kind="erasure", actor=sara)
    with acting(paola):
        actions.check_identity(request=asked, how="known", actor=paola)
        actions.take_request(request=asked, actor=paola)
        file = actions.accept_erasure(request=asked, actor=paola)
        return actions.strip_file(file=file, actor=paola)


def test_the_list_holds_ids_alone_and_is_bound_line_by_line(world: World) -> None:
    files = [stripped(world, name) for name in ("Zibetta", "Zagara", "Zolla")]
    clock_ = the_clock(world.network.pk)
    with acting(clock_):
        assert erasures.read() == []  # as after a machine that stopped before it was written
        assert actions.complete_list(actor=clock_) == 3
        assert actions.complete_list(actor=clock_) == 0
        erasures.append(erasures.lines_of(files[0])[0])
        assert sorted(line.file for line in erasures.read()) == sorted(str(file.pk) for file in files)
        assert actions.forget_again(lines=erasures.read(), actor=clock_) == 0
    text = erasures.place().read_text()
    assert not [name for name in ("Zibetta", "Zagara", "Zolla", "Ferrante") if name in text]
    lines = text.splitlines()
    other = json.dumps(json.loads(lines[1]) | {"subject": str(world.network.pk)})
    for wrong in ([*lines[:1], other], lines[1:], [lines[1], lines[0]], [*lines, "boh"], [*lines, "[]"]):
        erasures.place().write_text("\n".join(wrong) + "\n")
        with pytest.raises(erasures.ErasureListError):
            erasures.read()
        with pytest.raises(erasures.ErasureListError):
            erasures.append(erasures.lines_of(files[0])[0])


def test_what_the_copy_still_has_goes_again_and_only_in_its_network(world: World) -> None:
    file, clock_ = stripped(world, "Zibetta"), the_clock(world.network.pk)
    line = erasures.lines_of(file)[0]
    back = a_person(world, "sara", "Zibetta")  # as the copy would have her: in use, and of no file
    again = erasures.Line(**{**line_facts(line), "subject": str(back.pk), "file": str(back.pk)})
    elsewhere = erasures.Line(**{**line_facts(again), "network": str(back.pk)})
    with acting(clock_):
        assert actions.forget_again(lines=[elsewhere], actor=clock_) == 0
        assert actions.forget_again(lines=[again, again], actor=clock_) == 1
        gone = Person.objects.get(pk=back.pk)
        assert gone.keeping == "statistics"
        assert "Zibetta" not in gone.own_name
        done = RetentionFile.objects.get(subject_id=back.pk)
        assert (str(done.pk), done.state, done.stripped_on) == (again.file, "statistics", clock.today())


def line_facts(line: erasures.Line) -> dict[str, str]:
    return {name: getattr(line, name) for name in erasures.Line.__dataclass_fields__}

"""The copy of one person: their own canaries are in it, nobody else's, and no name of a file sings."""

import dataclasses
import io
import zipfile
from typing import Any

import pytest
from django.db.models import Q

from snodo.domain.people.models import SECTION_TABLES, Person
from snodo.domain.privacy import actions as privacy
from snodo.domain.privacy import effects
from snodo.kernel import holdings, tenancy
from tests.factories.world import World
from tests.leaks import canaries as words
from tests.leaks.stage import Cage, build_cage, readable_papers

pytestmark = [pytest.mark.covers("B20", "D21", "E41")]
HERS = (
    *(words.FIRST, words.LIVED, words.BORN, words.PHONE, words.EMAIL, words.CONTACT_NOTE, words.SAFE_WORD),
    *(words.SITE, words.TIMETABLE, words.PLACE, words.EMPLOYER, words.PSEUDONYM),
)
OF_THIRD_PERSONS = (words.HOST_TUTOR, words.COMPANION)


@pytest.fixture
def cage(world: World, monkeypatch: pytest.MonkeyPatch) -> Cage:
    """Her life, and words of each restricted part about her and about her husband."""
    readable_papers(monkeypatch)
    cage = build_cage(world)
    with tenancy.acting(world.actor("sara")):
        for section, table in SECTION_TABLES.items():
            table.objects.create(
                person=husband(), number=1, text=secret(husband(), section), author=world.memberships["sara"]
            )
    return cage


def husband() -> Person:
    return Person.objects.get(first_name=words.HUSBAND.split()[0])


def secret(person: Person, section: str) -> str:
    """Hers are written with the rest of her life."""
    his = person.first_name == words.HUSBAND.split()[0]
    return f"Canto {section} di {person.pk.hex[-8:]}" if his else words.SECTIONS[section]


def copy_of(world: World, person: Person) -> tuple[str, list[str]]:
    """(all that is written in the archive, the names in it)."""
    paola = world.actor("paola")
    with tenancy.acting(paola):
        request = privacy.receive_request(person=person, kind="access", actor=paola)
        privacy.check_identity(request=request, how="paper", actor=paola)
        privacy.take_request(request=request, actor=paola)
        copy = privacy.prepare_copy(request=request, actor=paola)
    effects.collect_copy.run(copy_id=copy.pk, actor=paola)
    with tenancy.acting(paola):
        copy.refresh_from_db()
        privacy.compose_copy(copy=copy, actor=paola)
    effects.compose_copy.run(copy_id=copy.pk, actor=paola)
    with tenancy.acting(paola):
        copy.refresh_from_db()
        archive = zipfile.ZipFile(io.BytesIO(privacy.download_copy(copy=copy, actor=paola)))
    names = archive.namelist()
    texts = (archive.read(name).decode("utf-8", "replace") for name in names)
    return "\n".join(texts), names


def test_her_own_copy_holds_all_that_is_hers_and_no_name_sings(cage: Cage) -> None:
    text, names = copy_of(cage.world, cage.person)
    assert not [needle for needle in HERS if needle not in text]
    assert not [section for section in SECTION_TABLES if secret(cage.person, section) not in text]
    with tenancy.acting(cage.world.actor("sara")):
        his = husband()
    assert not [section for section in SECTION_TABLES if secret(his, section) in text]
    assert words.HUSBAND.split()[0] not in text
    paper, _, rest = text.partition('"schema"')
    data = rest.partition("%PDF")[0]  # after it, papers of the path: they name the tutor, as she signed them
    assert not [needle for needle in OF_THIRD_PERSONS if needle in paper + data]
    assert len(names) > 4
    sings = (*HERS, words.LAST, words.HOST, "indirizzo", "address")
    assert not [name for name in names for needle in sings if needle.lower() in name.lower()]


def test_the_copy_of_who_lives_with_her_says_nothing_of_her(cage: Cage) -> None:
    with tenancy.acting(cage.world.actor("sara")):
        his = husband()
    text, _ = copy_of(cage.world, his)
    assert words.HUSBAND.split()[0] in text
    assert not [section for section in SECTION_TABLES if secret(his, section) not in text]
    assert not [needle for needle in (*HERS, *OF_THIRD_PERSONS) if needle in text]
    assert not [section for section in SECTION_TABLES if secret(cage.person, section) in text]


def test_a_leak_into_a_copy_is_noticed(cage: Cage, monkeypatch: pytest.MonkeyPatch) -> None:
    """With one way to the rows left open, the words of another person are found in the copy."""
    found: dict[str, Any] = {one.model: one for one in holdings.holdings()}
    open_to_all = dataclasses.replace(
        found["people.healthnote"], reach=(lambda person_id: Q(pk__isnull=False),)
    )
    monkeypatch.setitem(holdings._holdings, "people.healthnote", open_to_all)
    with tenancy.acting(cage.world.actor("sara")):
        his = husband()
    text, _ = copy_of(cage.world, his)
    assert secret(cage.person, "health") in text

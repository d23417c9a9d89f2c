"""How a person is sorted and found: rewritten whenever the name changes."""

from snodo.domain.people.keys import list_key, name_keys
from snodo.domain.people.models import Person, PersonNameKey


def sort_key(person: Person) -> str:
    """The place in lists: by surname; of a protected person by the pseudonym."""
    if person.protected:
        return list_key(person.pseudonym, "")
    return list_key(person.last_name, person.lived_name or person.first_name)


def rewrite_keys(person: Person) -> None:
    """A protected person is found by the pseudonym only."""
    if person.protected:
        wanted = name_keys((person.pseudonym, ""))
    else:
        names = [(person.first_name, person.last_name)]
        if person.lived_name:
            names.append((person.lived_name, person.last_name))
        wanted = name_keys(*names)
    standing = set(PersonNameKey.objects.filter(person=person).values_list("key", flat=True))
    PersonNameKey.objects.filter(person=person, key__in=standing - wanted).delete()
    PersonNameKey.objects.bulk_create(
        [PersonNameKey(person=person, key=key) for key in sorted(wanted - standing)]
    )

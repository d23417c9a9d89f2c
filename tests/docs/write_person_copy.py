"""Write the published schema of a person's copy anew: ./snodo test tests/docs/write_person_copy.py"""

from tests.docs.test_person_copy import PUBLISHED, written


def test_write() -> None:
    PUBLISHED.write_text(written())

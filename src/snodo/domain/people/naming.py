"""What is said of a person in words, the same for a row of a model and for a line of a list."""

import datetime

NAME_PARTS = ("first_name", "last_name", "lived_name", "protected", "pseudonym")


def shown_name(*, first_name: str, last_name: str, lived_name: str, protected: bool, pseudonym: str) -> str:
    """The name to show: the pseudonym of a protected person, else the lived name and surname."""
    if protected:
        return pseudonym
    return f"{lived_name or first_name} {last_name}".strip()


def whole_years(born: datetime.date, day: datetime.date) -> int:
    """Age on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

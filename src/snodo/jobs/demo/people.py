"""Invented people, drawn without ever drawing the same name twice."""

import datetime
import random
from dataclasses import dataclass, field
from typing import Any

from snodo.domain.network.models import Territory
from snodo.jobs.demo import words
from snodo.kernel import clock

ORIGINS = ["IT"] * 12 + ["MA", "EG", "SN", "NG", "RO", "AL", "UA", "PE", "BD", "PK"]


@dataclass
class Persona:
    """Somebody to be: what a referral or a register would say."""

    first_name: str
    last_name: str
    sex: str
    citizenship: str
    birth_date: datetime.date
    phone: str
    municipality: Territory
    language: str
    protected: bool = False
    pseudonym: str = ""

    @property
    def name(self) -> str:
        return self.pseudonym if self.protected else f"{self.first_name} {self.last_name}"

    def fields(self) -> dict[str, Any]:
        """As an action wants them."""
        said = {
            "birth_date": self.birth_date,
            "sex": self.sex,
            "citizenship": self.citizenship,
            "language": self.language,
            "phone": self.phone,
            "municipality": self.municipality,
        }
        if self.protected:
            return {**said, "protected": True, "pseudonym": self.pseudonym, "phone": ""}
        return {**said, "first_name": self.first_name, "last_name": self.last_name}


@dataclass
class Crowd:
    """All the names still free."""

    dice: random.Random
    taken: set[str] = field(default_factory=set)
    hidden: int = 0

    def somebody(
        self,
        towns: list[Territory],
        ages: tuple[int, int] = (19, 58),
        sex: str = "",
        protected: bool = False,
        surname: str = "",
        origin: str = "",
    ) -> Persona:
        """A person of that age today, living in one of those places."""
        sex = sex or self.dice.choice(["female", "male"])
        origin = origin or self.dice.choice(ORIGINS)
        first, last = "", ""
        while not last or f"{first} {last}" in self.taken:
            first = self.dice.choice((words.WOMEN if sex == "female" else words.MEN)[origin])
            last = surname or self.dice.choice(words.SURNAMES[origin])
        self.taken.add(f"{first} {last}")
        days = self.dice.randint(ages[0] * 366, ages[1] * 365)
        persona = Persona(
            first_name=first,
            last_name=last,
            sex=sex,
            citizenship=origin if self.dice.random() < 0.7 else "IT",
            birth_date=clock.today() - datetime.timedelta(days=days),
            phone=f"3{self.dice.randint(20, 49)} 55{self.dice.randint(10000, 99999)}",
            municipality=self.dice.choice(towns),
            language=words.LANGUAGES[origin] if self.dice.random() < 0.5 else "it",
        )
        if protected:
            persona.protected, persona.pseudonym = True, words.PSEUDONYMS[self.hidden]
            self.hidden += 1
        return persona

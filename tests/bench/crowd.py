"""People that were never born, some of them written down twice, always the same for one seed.

What clerks do to a name, a date and a code is drawn with the rates in `Slips`; families bring what looks
like a double and is none: twins, brothers, couples with one telephone, a father and son of one name.
"""

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from snodo.kernel.identifiers.persons import check_letter, equivalent_codes

# Spellings of one name; the first is as good as the others.
ABROAD_MEN = """Mohamed Mohammed Muhammad Mohammad Mouhamed Mohamad
Youssef Yousef Yusuf Yussef Yusef
Oleksandr Aleksandr Olexandr Alexandr
Ahmed Ahmad Achmed Ahmet
Hussein Hussain Husain Hossain Hossein
Ibrahim Ebrahim Ibraheem
Omar Umar Omer
Volodymyr Vladimir Wolodymyr Volodimir
Dmytro Dmitri Dmitry Dmitrij
Mykola Mikola Mycola
Andriy Andrii Andrij Andrey
Serhiy Serhii Sergiy Sergii
Abdul Abdoul Abdel
Khalid Khaled Kalid
Mustafa Mostafa Moustafa
Ismail Ismael Ismaeel
Singh Sing
Bilal Belal Billal
Hamza Hamzah
Rashid Rachid Rasheed
Mamadou Mamadu Mamadoo
Cheikh Sheikh Cheick
Artan Arthan
Florin Florim""".splitlines()
ABROAD_WOMEN = """Fatima Fatimah Fatma
Aisha Aicha Ayesha Aissha
Khadija Khadidja Kadija Hadija
Oksana Oxana Oksanna
Tetiana Tatiana Tetyana Tatyana
Kateryna Katerina Kateryna
Natalia Nataliya Natalya Nataliia
Iuliia Yulia Julia Iulia
Svitlana Svetlana Swetlana
Olena Olyona Olenna
Zeinab Zaynab Zineb Zainab
Mariam Maryam Meryem Miriam
Salma Selma
Nadia Nadiya Nadja
Yevheniia Evgenia Yevgenia
Halyna Galyna Halina
Sofiia Sofia Sophia Sofiya
Amina Aminah Ameena
Rukhsana Ruksana Rokhsana
Jaspreet Jasprit Jaspriit""".splitlines()
ABROAD_LAST = """Shevchenko Sevcenko Shevcenko
Tkachenko Tkacenko Tkatchenko
Kovalchuk Kovalciuk Kovalchuck
Bondarenko Bondarencko
El-Amrani Elamrani Amrani
Benali Ben-Ali
Hossain Hussain Hosain
Ndiaye N'Diaye Ndiay
Traore Traoré
Hoxha Hodja Hoxa
Popescu Popesku
Rahman Rehman Rahmann
Chowdhury Choudhury Chaudhry
Ouedraogo Wedraogo
Haddad Hadad
Bouazizi Buazizi
Cherkaoui Sherkaoui Cherkawi
Idrissi Idrisi Al-Idrissi
Begum Begom
Kaur Kour""".splitlines()
MEN = [
    "Marco",
    "Luca",
    "Andrea",
    "Matteo",
    "Davide",
    "Paolo",
    "Giovanni",
    "Giuseppe",
    "Antonio",
    "Francesco",
    "Mario",
    "Roberto",
    "Stefano",
    "Alessandro",
    "Simone",
    "Fabio",
    "Giorgio",
    "Carlo",
    "Salvatore",
    "Vincenzo",
    "Michele",
    "Daniele",
    "Pietro",
    "Lorenzo",
    "Claudio",
    "Massimo",
    "Enrico",
    "Nicolò",
    "Emanuele",
    "Mirco",
    "Gian-Luca",
    "Pier-Paolo",
    "Giacomo",
    "Tommaso",
    "Filippo",
    "Riccardo",
    "Sergio",
    "Bruno",
    "Renato",
    "Dario",
    "Ivan",
    "Elia",
    "Cristian",
    "Alfredo",
    "Angelo",
    "Domenico",
    "Gianni",
    "Ernesto",
]
WOMEN = [
    "Maria",
    "Anna",
    "Giulia",
    "Francesca",
    "Chiara",
    "Sara",
    "Laura",
    "Elena",
    "Paola",
    "Lucia",
    "Martina",
    "Federica",
    "Silvia",
    "Valentina",
    "Alessandra",
    "Simona",
    "Roberta",
    "Daniela",
    "Giovanna",
    "Rosa",
    "Angela",
    "Teresa",
    "Antonella",
    "Barbara",
    "Cristina",
    "Monica",
    "Elisa",
    "Alice",
    "Irene",
    "Anna-Maria",
    "Maria-Grazia",
    "Marta",
    "Giorgia",
    "Beatrice",
    "Nicole",
    "Carla",
    "Lucrezia",
    "Emanuela",
    "Rita",
    "Claudia",
    "Stefania",
    "Luisa",
    "Ilaria",
    "Noemi",
    "Adele",
    "Ida",
    "Vera",
]
HEADS = [
    "Ro",
    "Be",
    "Fe",
    "Co",
    "Ga",
    "Ma",
    "Pa",
    "Lo",
    "Vi",
    "Bi",
    "De",
    "Gra",
    "Sa",
    "Tre",
    "Mo",
    "Ca",
    "Na",
    "Ri",
    "Bo",
    "Gu",
    "Ve",
    "Ze",
    "Fo",
    "Pe",
    "Ba",
    "Do",
    "Li",
    "Fio",
    "Bru",
    "Cre",
]
MIDDLES = [
    "s",
    "n",
    "r",
    "l",
    "ss",
    "nt",
    "rr",
    "ll",
    "ng",
    "rt",
    "ld",
    "nd",
    "mb",
    "tt",
    "z",
    "c",
    "ff",
    "lv",
    "st",
    "rn",
    "cc",
    "gl",
    "v",
    "p",
]
TAILS = [
    "i",
    "ini",
    "etti",
    "o",
    "one",
    "oni",
    "ari",
    "ato",
    "ardi",
    "ella",
    "elli",
    "ucci",
    "asi",
    "eri",
    "anti",
    "ese",
    "a",
    "aro",
    "era",
    "ola",
    "ini",
    "acci",
    "otti",
    "igo",
]
TOWNS = [(f"Paese {number}", f"{chr(65 + number % 13)}{100 + number * 7 % 900:03d}") for number in range(120)]
LANDS = [(f"Terra {number}", f"Z{301 + number * 11 % 300:03d}") for number in range(25)]
MONTHS = "ABCDEHLMPRST"
KEYS = "qwertyuiopasdfghjklzxcvbnm"
PARTICLES = ("De ", "Di ", "La ", "Del ", "El ", "Ben ")
HOUSEHOLDS = 0.3  # of the families that the network knows as such
COMMON = 0.3  # names drawn from the commonest
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Slips:
    """How often a second writing differs from the first, thing by thing."""

    spelling: float = 0.55  # of a foreign name: another of its spellings
    typo: float = 0.12  # one letter of a name wrong, missing, doubled or exchanged
    names_exchanged: float = 0.04
    part: float = 0.25  # of a double name: one word left out
    accents: float = 0.5
    days_exchanged: float = 0.04
    digit: float = 0.05
    no_date: float = 0.06
    first_of_january: float = 0.15  # of people from abroad
    no_code: float = 0.45
    variant: float = 0.02  # an omocode
    code_of_typo: float = 0.10  # with a wrong date or name: the code was worked out from it
    no_phone: float = 0.25
    other_phone: float = 0.30
    no_place: float = 0.35
    moved: float = 0.2
    wrong_sex: float = 0.005


SLIPS = Slips()


@dataclass(frozen=True, slots=True)
class Row:
    """One writing of one person; `who` is the truth that nobody tells the product."""

    who: int
    first: str
    last: str
    born: datetime.date | None
    sex: str
    place: str
    place_code: str
    code: str
    phone: str
    municipality: str
    abroad: bool = False
    home: str = ""  # the household under which the network knows them, if it does


def crowd(count: int, seed: int = 1, doubled: float = 0.15) -> list[Row]:
    """`count` rows: families of people, of whom one in seven or so was written down again."""
    dice = random.Random(seed)
    rows: list[Row] = []
    for person in _people(dice):
        rows.append(_first_writing(person, dice))
        while len(rows) < count and dice.random() < doubled:
            rows.append(_again(person, dice))
        if len(rows) >= count:
            break
    rows = rows[:count]
    dice.shuffle(rows)
    return rows


# Who there is


def _people(dice: random.Random) -> Iterator[Row]:
    number = 0
    while True:
        for person in _family(dice):
            yield replace(person, who=number)
            number += 1


def _family(dice: random.Random) -> list[Row]:
    abroad = dice.random() < 0.35
    phone = f"+39{dice.randrange(3_200_000_000, 3_999_999_999)}"
    town = f"comune-{dice.randrange(17)}"
    lead = _person(dice, abroad, _surname(dice, abroad), phone, town)
    family = [lead]
    kind = dice.random()
    if kind < 0.20:  # a couple: one telephone
        family.append(_person(dice, abroad, _surname(dice, abroad), phone, town))
    elif kind < 0.30:  # brothers and sisters
        family += [_person(dice, abroad, lead.last, phone, town) for _ in range(dice.randint(1, 2))]
    elif kind < 0.34:  # twins
        family.append(_twin(lead, dice))
    elif kind < 0.36 and not abroad:  # father and son of one name
        son = _person(dice, abroad, lead.last, phone, town)
        family.append(_coded(replace(son, first=lead.first, sex=lead.sex), dice))
    if len(family) > 1 and dice.random() < HOUSEHOLDS:
        family = [replace(one, home=phone) for one in family]
    return family


def _person(dice: random.Random, abroad: bool, last: str, phone: str, town: str) -> Row:
    sex = dice.choice("MF")
    if abroad:
        first = _one_of(dice, ABROAD_MEN if sex == "M" else ABROAD_WOMEN).split()[0]
        if dice.random() < 0.15:
            first += " " + _one_of(dice, ABROAD_MEN if sex == "M" else ABROAD_WOMEN).split()[0]
        place, code = _one_of(dice, LANDS)
    else:
        first = _one_of(dice, MEN if sex == "M" else WOMEN).replace("-", " ")
        place, code = _one_of(dice, TOWNS)
    born = datetime.date(1945, 1, 1) + datetime.timedelta(days=dice.randrange(23_000))
    if abroad and dice.random() < SLIPS.first_of_january:
        born = born.replace(month=1, day=1)
    own_phone = phone if dice.random() < 0.7 else f"+39{dice.randrange(3_200_000_000, 3_999_999_999)}"
    return _coded(Row(0, first, last, born, sex, place, code, "", own_phone, town, abroad), dice)


def _twin(one: Row, dice: random.Random) -> Row:
    other = one.first
    while other == one.first:
        sex = dice.choice("MF")
        if one.abroad:
            other = _one_of(dice, ABROAD_MEN if sex == "M" else ABROAD_WOMEN).split()[0]
        else:
            other = _one_of(dice, MEN if sex == "M" else WOMEN).replace("-", " ")
    return _coded(replace(one, first=other, sex=sex), dice)


def _surname(dice: random.Random, abroad: bool) -> str:
    if abroad and dice.random() < 0.3:
        last = _one_of(dice, ABROAD_LAST).split()[0].replace("-", " ")
    elif abroad:
        last = "".join(_one_of(dice, HEADS).lower() for _ in range(3)).capitalize()
    else:
        last = _one_of(dice, HEADS) + _one_of(dice, MIDDLES) + _one_of(dice, TAILS)
        if dice.random() < 0.08:
            last = _one_of(dice, ["De ", "Di ", "Del ", "La ", "D'"]) + last
    if dice.random() < (0.15 if abroad else 0.02):
        last += " " + _one_of(dice, HEADS) + _one_of(dice, MIDDLES) + _one_of(dice, TAILS)
    return last


def _one_of(dice: random.Random, of: list[T]) -> T:
    """The first ones are much commoner than the last ones, as names are."""
    if dice.random() < COMMON:
        return of[min(int(dice.paretovariate(0.9)) - 1, dice.randrange(len(of)))]
    return dice.choice(of)


# What is written


def _first_writing(person: Row, dice: random.Random) -> Row:
    return _forgetting(person, dice)


def _again(person: Row, dice: random.Random) -> Row:
    """The same person met elsewhere, by another clerk."""
    first, last = _names_again(person, dice)
    born = _date_again(person.born, dice)
    row = replace(person, first=first, last=last, born=born, home="")
    wrong = (first, last, born) != (person.first, person.last, person.born)
    if wrong and dice.random() < SLIPS.code_of_typo:
        row = _coded(row, dice)
    elif dice.random() < SLIPS.variant:
        row = replace(row, code=dice.choice(equivalent_codes(person.code)))
    if dice.random() < SLIPS.other_phone:
        row = replace(row, phone=f"+39{dice.randrange(3_200_000_000, 3_999_999_999)}")
    if dice.random() < SLIPS.moved:
        row = replace(row, municipality=f"comune-{dice.randrange(17)}")
    if dice.random() < SLIPS.wrong_sex:
        row = replace(row, sex="F" if row.sex == "M" else "M")
    return _forgetting(row, dice)


def _names_again(person: Row, dice: random.Random) -> tuple[str, str]:
    first, last = (_respelt(name, person.abroad, dice) for name in (person.first, person.last))
    if " " in first and dice.random() < SLIPS.part:
        first = dice.choice(first.split())
    if " " in last and not last.startswith(PARTICLES) and dice.random() < SLIPS.part:
        last = last.split()[0]
    if dice.random() < SLIPS.typo:
        first = _typo(first, dice)
    if dice.random() < SLIPS.typo:
        last = _typo(last, dice)
    return (last, first) if dice.random() < SLIPS.names_exchanged else (first, last)


def _forgetting(row: Row, dice: random.Random) -> Row:
    return replace(
        row,
        born=None if dice.random() < SLIPS.no_date else row.born,
        code="" if dice.random() < SLIPS.no_code else row.code,
        phone="" if dice.random() < SLIPS.no_phone else row.phone,
        place="" if dice.random() < SLIPS.no_place else row.place,
    )


_SPELLINGS = {
    words[0]: words
    for line in (*ABROAD_MEN, *ABROAD_WOMEN, *ABROAD_LAST)
    if (words := [w.replace("-", " ") for w in line.split()])
}


def _respelt(name: str, abroad: bool, dice: random.Random) -> str:
    if abroad and dice.random() < SLIPS.spelling:
        for known, spellings in _SPELLINGS.items():
            if name.startswith(known):
                return dice.choice(spellings) + name[len(known) :]
    if "ò" in name and dice.random() < SLIPS.accents:
        return name.replace("ò", dice.choice(["o", "o'"]))
    return name


def _typo(name: str, dice: random.Random) -> str:
    place = dice.randrange(len(name))
    kind = dice.randrange(4)
    if kind == 0:
        return name[:place] + dice.choice(KEYS) + name[place + 1 :]
    if kind == 1 and len(name) > 3:
        return name[:place] + name[place + 1 :]
    if kind == 2:
        return name[:place] + name[place] + name[place:]
    place = min(place, len(name) - 2)
    return name[:place] + name[place + 1] + name[place] + name[place + 2 :]


def _date_again(born: datetime.date | None, dice: random.Random) -> datetime.date | None:
    if born is None:
        return None
    chance = dice.random()
    if chance < SLIPS.days_exchanged and born.day <= 12:
        return born.replace(month=born.day, day=born.month)
    if chance < SLIPS.days_exchanged + SLIPS.digit:
        for _ in range(20):
            digits = list(born.strftime("%Y%m%d"))
            digits[dice.choice([2, 3, 4, 5, 6, 7])] = str(dice.randrange(10))
            try:
                found = datetime.datetime.strptime("".join(digits), "%Y%m%d").date()
            except ValueError:
                continue
            if found != born and 1900 < found.year < 2020:
                return found
    return born


# Codes


def _coded(row: Row, dice: random.Random) -> Row:
    if row.born is None:
        return replace(row, code="")
    day = row.born.day + (40 if row.sex == "F" else 0)
    letters = _three(row.last) + _three(row.first)
    base = f"{letters}{row.born.year % 100:02d}{MONTHS[row.born.month - 1]}{day:02d}{row.place_code}"
    return replace(row, code=base + check_letter(base))


def _three(name: str) -> str:
    from snodo.kernel.text import search_form

    bare = "".join(letter for letter in search_form(name).upper() if "A" <= letter <= "Z")
    consonants = "".join(letter for letter in bare if letter not in "AEIOU")
    return (consonants + "".join(letter for letter in bare if letter in "AEIOU") + "XXX")[:3]

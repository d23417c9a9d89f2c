"""The table: what is written where nobody else writes it, and who may meet it.

To watch a new field, write its canary into it in `stage.py` and add one line here.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Canary:
    """Words found nowhere else. `seen_by`: who may meet them on pages; `on_papers`: also who keeps the closed
    papers. `near`: a leak only where a page speaks of this too, unless it is one of `LISTS`.
    """

    what: str
    needle: str
    seen_by: frozenset[str] = frozenset()
    near: str = ""
    on_papers: frozenset[str] = frozenset()
    on_acts: frozenset[str] = frozenset()  # who signs the acts between bodies knows who they are
    on_notices: bool = False  # a notice must name its controllers, beside nobody (GDPR art. 13)
    # The fields it is written in, as "app.Model.field": under seal, its words lie in no table.
    fields: tuple[str, ...] = ()
    in_a_file: bool = False  # the content of a document: under seal in the folder of contents
    columns: tuple[str, ...] = ()  # the same for what is restricted and lies in the open in its own table


# Pages that put people or bodies side by side without saying that they belong together.
LISTS = re.compile(r"^/persone/(\?|nuclei/[^/]+/componenti/|[^/]+/scelte/)")
PAPERS = re.compile(r"^/documenti/")
ACTS = re.compile(r"^/programmi/[^/]+/enti/")
NOTICES = re.compile(r"^/programmi/[^/]+/(informative|carte)/")


def only(*who: str) -> frozenset[str]:
    return frozenset(who)


PSEUDONYM = "Girasole"
FIRST, LAST, LIVED = "Zefirina", "Canarinski", "Zefi"
BORN, BORN_SAID = "1987-04-23", "23/04/1987"
PHONE, PHONE_SAID = "+393487001122", "348 700 1122"
EMAIL = "zefi@canarini.example"
HIS_CODE = "STP0301112223334"
CONTACT_NOTE = "mai in via dei Canarini"
HOST, SITE, TIMETABLE = "Officina Verde", "Capannone Canario 7", "turno delle 6 e 07"
HOST_TUTOR = "Tutore Canarone"
PLACE, COMPANION = "Saletta Canarina 9", "Accompagna Canarella"
EMPLOYER = "Ditta Canterina"
SAFE_WORD = "girandola canora"
CHOSEN_NAME, SHELTER = "Cocorita Canterina", "Casa Rifugio Cardellino"
HUSBAND = "Aldebrando Canarinski"

HER_CODE = "STP0309876543210"
SECTIONS = {
    "protected_address": "via dei Cardellini canori 4",
    "social": "infanzia tra i cardellini",
    "health": "cura del fringuello",
    "judicial": "querela del verdone",
    "violence": "minacce del lucherino",
    "economic": "debiti del ciuffolotto",
}
OWN_NOTE = "appunto della capinera"
GUIDANCE = "mai turni con il merlo"
RESTRICTED = "cautele dello zigolo"
CENTRE, CENTRE_SHORT = "Centro Antiviolenza Canarie", "Canarie CAV"
PROFESSION = "avvocata delle canarie"
ASKER, ASKED = "Tutrice Allodola", "vuole sapere della ballerina"
PROLONGED, ANSWERED = "serve tempo per il pettirosso", "risposto sullo scricciolo"
QUESTION, CONTRIBUTED = "che cosa sa del rigogolo", "abbiamo visto il codirosso"
EMERGENCY = "al pronto soccorso con il beccofrusone"
REFERRED, SHEET_DRAFT, REFERRED_CODE = "Cinciallegra", "risposte sulla cinciarella", "CNRZFR87D63F205U"
OMITTED = "lasciato fuori il crociere"
HELD = "una causa con il frosone"
CORRECTED = "titolo di studio della sterpazzola"
BY_WHOM = "solo la zia Usignola"
REACHED, REACHED_AT, REACHED_FOR = "Ghiandaia I.", "al muretto della pavoncella", "ripara gabbie per tortore"
REACHED_BY, HEARD_WHO, HEARD = "la bidella Taccola", "una sorella, Averla", "parla della nitticora"
GUARDIAN, GUARDIAN_AT, DECREE = "Tutrice Poiana", "studio in via della Ghiandaia 3", "decreto del Gheppio"
DECREE_SAYS, SEARCHING = "solo per il conto del Picchio", "scritto al giudice Nibbio"
HEARD_ANSWER = "si alza con il barbagianni"

SECTION_FIELDS = {
    "protected_address": "people.ProtectedAddress.text",
    "social": "people.SocialHistory.text",
    "health": "people.HealthNote.text",
    "judicial": "people.JudicialNote.text",
    "violence": "people.ViolenceNote.text",
    "economic": "people.EconomicNote.text",
}
REQUESTS = {
    "PersonRequest.asker": ASKER,
    "PersonRequest.words": ASKED,
    "PersonRequest.prolong_reason": PROLONGED,
    "PersonRequest.answer": ANSWERED,
    "RequestContribution.question": QUESTION,
    "RequestContribution.text": CONTRIBUTED,
}

DECIDES = {
    "Guardian.name": GUARDIAN,
    "Guardian.reach": GUARDIAN_AT,
    "Guardian.act": DECREE,
    "Guardian.limits": DECREE_SAYS,
    "GuardianSearch.note": SEARCHING,
}
BEFORE_A_PATH = {
    "PossibleRecipient.name": REACHED,
    "PossibleRecipient.reach": REACHED_AT,
    "PossibleRecipient.note": REACHED_FOR,
    "PossibleRecipient.indicated_by": REACHED_BY,
    "PriorInterview.who": HEARD_WHO,
    "PriorInterview.notes": HEARD,
    "PriorInterview.answers": HEARD_ANSWER,
}

SAID, NOTED = "detto della gazza", "annotato il tordo"
ATTACHED = "relazione sul pettazzurro"
ANSWERING = "nonna Calandra di via Nido"
LIST_FILE, LIST_TITLE, LIST_CELL, LIST_ROW = (
    "cuculo.csv",
    "Colonna del verzellino",
    "Lui piccolo",
    "Codirossa",
)
ASIDE, NOT_TO = "fuori strada del verdone", "toccava al luì"
OFFERED, OFFERED_WHAT, DECLINED = (
    "offerto del fringuello",
    "condiviso del fringuello",
    "negato del fringuello",
)
NAMED = ("people.ProtectedIdentity.facts", "casework.PlanSignature.signer_name")

# In the open the name is never seen, not even by the team: it is opened on purpose, on a page of its own.
CANARIES = (
    Canary("first name", FIRST, on_papers=only("sara"), fields=NAMED),
    Canary("lived name", LIVED, on_papers=only("sara")),
    # The husband's surname is his own: it is a leak only beside her.
    Canary("surname beside her", LAST, only("sara"), near=PSEUDONYM),
    Canary("birth date", BORN),
    Canary("birth date as said", BORN_SAID),
    Canary("telephone", PHONE, only("sara"), fields=("people.SafeContact.number",)),
    Canary("telephone as said", PHONE_SAID, only("sara")),
    Canary("e-mail", EMAIL),
    Canary("how to contact", CONTACT_NOTE, only("sara"), fields=("people.SafeContact.note",)),
    Canary("agreed word", SAFE_WORD, only("sara"), fields=("people.SafeContact.safe_word",)),
    Canary("who may call", BY_WHOM, only("sara"), fields=("people.SafeContact.by_whom",)),
    Canary("her code", HER_CODE, fields=("people.ProtectedIdentity.facts",)),
    Canary("where she works", SITE, only("sara"), columns=("placements.Internship.site",)),
    Canary("when she works", TIMETABLE, only("sara"), columns=("placements.Internship.timetable",)),
    Canary("her tutor there", HOST_TUTOR, only("sara"), columns=("placements.Internship.host_tutor_name",)),
    # The company is known to all; that she is there is not.
    Canary("host beside her", HOST, only("sara"), near=PSEUDONYM),
    Canary("where she is met", PLACE, only("sara"), columns=("activities.Appointment.place",)),
    Canary("who goes with her", COMPANION, only("sara"), columns=("activities.Appointment.companion",)),
    Canary("who hired her", EMPLOYER, only("sara"), columns=("casework.Outcome.employer",)),
    # From the desk: the name she chose there is gone; where she was sent is told to her keepers only.
    Canary("chosen name at the desk", CHOSEN_NAME),
    Canary("service beside her", SHELTER, only("sara"), near=PSEUDONYM),
    # Who follows the husband does not even know of her.
    Canary("her beside the husband", PSEUDONYM, only("sara"), near=HUSBAND),
    # Opened on purpose, with a reason, by a form that is sent: no page has them.
    *(Canary(f"section {code}", SECTIONS[code], fields=(field,)) for code, field in SECTION_FIELDS.items()),
    Canary("restricted answer", RESTRICTED, fields=("instruments.RestrictedAnswers.answers",)),
    Canary("his code", HIS_CODE, fields=("people.PersonIdentifier.value",)),
    Canary("own note", OWN_NOTE, only("sara"), fields=("casework.OwnNote.text",)),
    Canary("guidance", GUIDANCE, only("sara"), fields=("casework.WorkGuidance.content",)),
    *(
        Canary(f"request: {name}", said, only("sara", "paola"), fields=(f"privacy.{name}",))
        for name, said in REQUESTS.items()
    ),
    Canary("why something is left out of a copy", OMITTED, fields=("privacy.CopyOmission.note",)),
    Canary("what was corrected", CORRECTED, only("sara", "paola"), fields=("privacy.RequestEffect.details",)),
    Canary("why a file is held", HELD, only("paola"), fields=("privacy.LegalHold.reason",)),
    Canary(
        "why in an emergency",
        EMERGENCY,
        only("sara", "omar", "bruno", "nadia", "paola"),
        fields=("people.EmergencyAccess.words",),
    ),
    Canary("referred, under seal", REFERRED, only("elena"), fields=("intake.Referral.sealed",)),
    Canary("referred, a code", REFERRED_CODE, only("elena"), fields=("intake.Referral.codice_fiscale",)),
    Canary("said of who is referred", SAID, fields=("intake.ReferralMessage.text",)),
    Canary("noted of who is referred", NOTED, fields=("intake.ReferralEvent.note",)),
    Canary("why to another body", OFFERED, fields=("intake.ReferralHandover.why",)),
    Canary("what it would read", OFFERED_WHAT, fields=("intake.ReferralHandover.shared_what",)),
    Canary("why it said no", DECLINED, fields=("intake.ReferralHandover.answer",)),
    Canary("why against a rule", ASIDE, fields=("intake.RuleException.words",)),
    Canary("whose it was by the rule", NOT_TO, fields=("intake.RuleException.expected",)),
    Canary("who answers for a minor", ANSWERING, only("elena"), fields=("intake.Referral.guardian_words",)),
    # Nobody but who sent it, until somebody is given it: a file may bear the name a pseudonym hides.
    Canary("said in an attachment", ATTACHED, only("elena"), in_a_file=True),
    Canary("file of a list", LIST_FILE, only("elena"), fields=("intake.ReferralBatch.file_name",)),
    Canary("heading of a list", LIST_TITLE, only("elena"), fields=("intake.ReferralBatch.reading",)),
    Canary("cell of a list", LIST_CELL, fields=("intake.BatchRow.written",)),
    Canary("who is in a list", LIST_ROW, only("elena"), fields=("intake.BatchRow.found",)),
    Canary("answers of a draft", SHEET_DRAFT, fields=("intake.Referral.sheet_draft",)),
    # Before a path: those who work with people in the body that keeps the list, and nobody else.
    *(
        Canary(f"before a path: {name}", said, only("sara", "omar"), fields=(f"outreach.{name}",))
        for name, said in BEFORE_A_PATH.items()
    ),
    # Who decides for her: her team. Nobody else learns even that a judge has spoken.
    *(
        Canary(f"who decides: {name}", said, only("sara"), fields=(f"people.{name}",))
        for name, said in DECIDES.items()
    ),
    # A sensitive body: the team on the pages of the path, and who administers or watches.
    Canary(
        "name of a sensitive body",
        CENTRE,
        only("sara", "ada", "paola"),
        on_acts=only("marta"),
        on_notices=True,
        columns=("network.Organisation.own_name",),
    ),
    Canary(
        "its short name",
        CENTRE_SHORT,
        only("sara", "ada", "paola"),
        columns=("network.Organisation.own_short_name",),
    ),
    Canary(
        "a profession there",
        PROFESSION,
        only("sara", "ada", "paola"),
        columns=("network.Membership.own_job_title",),
    ),
)
UNDER_SEAL = tuple(one for one in CANARIES if one.fields or one.in_a_file)


def leaks(text: str, who: str, address: str = "") -> list[str]:
    """What stands in a text that this one of the cast may not meet there."""
    return [canary.what for canary in CANARIES if _leaked(canary, text, who, address)]


def _leaked(canary: Canary, text: str, who: str, address: str) -> bool:
    if canary.needle not in text or who in canary.seen_by:
        return False
    if canary.near:
        return canary.near in text and not LISTS.match(address)
    if canary.on_notices and NOTICES.match(address):
        return False
    kept = PAPERS.match(address) and who in canary.on_papers
    return not (kept or (ACTS.match(address) and who in canary.on_acts))

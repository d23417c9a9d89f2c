"""Who fills in an instrument and what it is for."""

from django.db.models import TextChoices


class Purpose(TextChoices):
    """Where in the path an instrument is used."""

    REFERRAL_SHEET = "referral_sheet", "Scheda di segnalazione"
    NEEDS_READING = "needs_reading", "Lettura del bisogno"
    HOUSEHOLD_NEEDS = "household_needs", "Lettura del bisogno del nucleo"
    MULTIDISCIPLINARY_READING = "multidisciplinary_reading", "Lettura di più professioni"
    PREREQUISITES = "prerequisites", "Prerequisiti lavorativi"
    SELF_EFFICACY = "self_efficacy", "Autoefficacia e autonomia"
    JOB_SEARCH_SKILLS = "job_search_skills", "Competenze di ricerca del lavoro"
    ROLE_PLAY = "role_play", "Simulazione di colloquio"
    INTERVIEW_REPORT = "interview_report", "Esito di un colloquio"
    EVALUATION = "evaluation", "Valutazione"
    MONITORING = "monitoring", "Incontro di monitoraggio"
    TERRITORY_SHEET = "territory_sheet", "Scheda del territorio"
    PRIOR_INTERVIEW = "prior_interview", "Colloquio prima del percorso"
    EXTRA_HOURS = "extra_hours", "Richiesta di ore aggiuntive"
    FINAL_EVALUATION = "final_evaluation", "Valutazione finale"


class Filler(TextChoices):
    """Whose view an answer gives."""

    OPERATOR = "operator", "Operatore"
    PERSON = "person", "Persona"
    REFERRER = "referrer", "Servizio inviante"
    OBSERVER = "observer", "Secondo osservatore"


class Section(TextChoices):
    """Restricted parts of a sheet: their answers are kept apart and encrypted."""

    HEALTH = "health", "Salute"
    JUDICIAL = "judicial", "Vicende giudiziarie"
    VIOLENCE = "violence", "Sicurezza e violenza"
    ECONOMIC = "economic", "Situazione economica"

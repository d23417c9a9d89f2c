"""What becomes of a referral: a response time is counted, the words of the services go."""

from snodo.kernel.forgetting import treat

GONE = "Testo tolto"
treat(
    "intake.referral",
    "referrals",
    "pk",
    "person",
    "household",
    "opened_case",
    bare=True,
    instead={
        "pseudonym": "Nome tolto",
        "need_words": GONE,
        "alternative": GONE,
        "birth_date": None,
        "household_size": None,
        "household_minors": None,
        "homeless": False,
        "criteria": [],
    },
)
treat("intake.referralmessage", "referrals", "referral__person", "referral")
treat(
    "intake.referralevent",
    "referrals",
    "referral__person",
    "referral",
    bare=True,
    keeps=("verb", "author_name"),
)
treat("intake.escalation", "referrals", "referral__person", "referral")
treat("intake.referralhandover", "referrals", "referral__person", "referral")
treat("intake.ruleexception", "referrals", "referral__person", "referral", bare=True)
treat("intake.receiptlink", "referrals", "referral__person", "referral")

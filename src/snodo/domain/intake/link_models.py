"""Links for services without an account: one to begin referrals, one for each referral begun."""

from uuid import UUID

from snodo.kernel.passes import PersonalLink
from snodo.kernel.tenancy import TenantForeignKey
from snodo.kernel.text import PlainCharField


class ReferringLink(PersonalLink):
    """What a body with an act is given to refer to one action; worth nothing once the act is over."""

    action = TenantForeignKey("programmes.ProgrammeAction")
    organisation = TenantForeignKey("network.Organisation")
    given_by = TenantForeignKey("network.Membership")
    note = PlainCharField("a chi è stato dato", max_length=120, blank=True, default="")

    @property
    def subject_id(self) -> UUID:
        """The body: a new link keeps the code its people have learnt."""
        return self.organisation_id


class ReceiptLink(PersonalLink):
    """Of whoever began one referral: they write the draft, send it, and read what becomes of it."""

    referral = TenantForeignKey("intake.Referral")

    @property
    def subject_id(self) -> UUID:
        """The referral."""
        return self.referral_id

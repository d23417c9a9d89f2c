"""What becomes of interviews that followed into a path: they were held, and are counted without a name."""

from snodo.kernel.forgetting import treat

treat("outreach.priorinterview", "path", "person", "household", bare=True)
treat("outreach.possiblerecipient", "referrals", "referral")

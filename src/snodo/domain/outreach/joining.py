"""What of the time before a path follows when two persons turn out to be one."""

from snodo.kernel.joining import follow

follow("outreach.priorinterview", "person")

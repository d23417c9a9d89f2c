"""What follows when two persons turn out to be one."""

from snodo.kernel.joining import follow

follow("placements.internship", "person")

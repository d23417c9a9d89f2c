"""What follows when two persons turn out to be one."""

from snodo.kernel.joining import follow

follow("desk.contact", "person")
follow("desk.visit", "person")
follow("desk.access", "person")

"""Persons are not here: only who works, whose names are not part of a person's copy."""

from snodo.kernel.holdings import COLLEAGUES, close_links

close_links("network.membership", COLLEAGUES)
close_links("network.user", COLLEAGUES)

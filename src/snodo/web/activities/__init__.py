"""Pages of what is done with people: agenda, appointments, groups, registers, hours."""

"""Sign-in, second factor, sessions, invitations, which network one acts in."""

"""Pure building blocks without tables: actor, tenancy, transitions, clock, text, identifiers, errors."""

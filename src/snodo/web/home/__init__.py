"""Home per role (Oggi), the component page, errors."""

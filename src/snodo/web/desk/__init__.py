"""The desk: today, quick access, the register and what it tells."""

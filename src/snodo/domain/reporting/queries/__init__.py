"""Results against targets, the evidence behind every number, response times per body."""

"""Owns what is done before anybody is taken in charge: public sheets, who might be reached, interviews."""

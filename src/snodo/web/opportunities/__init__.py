"""The catalogue of opportunities and the cards made of them."""

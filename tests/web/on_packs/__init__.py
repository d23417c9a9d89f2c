"""Each programme's own functions, done by hand in the pages on the pack that asks for them."""

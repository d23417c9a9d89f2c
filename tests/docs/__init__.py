"""What the papers say is true of the product."""

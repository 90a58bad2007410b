"""The pure core and the real case side by side, on random roads."""

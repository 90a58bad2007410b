"""Every letter, and a batch of them, as a validator of PDF/UA-1 sees them."""

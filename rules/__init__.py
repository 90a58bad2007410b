"""What may be: editions, permissions, rulings and the next thing. Pure."""

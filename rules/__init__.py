"""What may be: editions, permissions, rulings and the open tasks. Pure."""

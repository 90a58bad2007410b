"""What is done: the one way a fact is made, and the errands of the engine."""

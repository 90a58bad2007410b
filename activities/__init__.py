"""What is done: the one way a fact is made, and the activities of the workflow."""

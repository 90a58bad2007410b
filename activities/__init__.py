"""What is done: the one way to record a fact, and the activities of the workflow."""

"""What is: words of the house, names on the wire, and the fold of a case's facts. Pure."""

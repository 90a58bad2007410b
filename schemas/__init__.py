"""The data: closed lists, requests, facts, names on the wire, and the fold of a case's facts. Pure."""

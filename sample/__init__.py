"""The sample: a week of reports of a district that does not exist."""

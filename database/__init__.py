"""What is stored: the only package that speaks SQL."""

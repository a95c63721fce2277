"""What callers send to the loyalty feature and what they get back, by noun."""

"""What callers ask of analytics and what they get back."""

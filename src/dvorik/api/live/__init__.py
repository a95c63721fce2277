"""Live events: what just happened, told to those who may know while they look at the panel."""

"""Pure rules of segments: windows of days, and how segments may use one another."""

"""What people do: talk, press, share, block, join. Each act may become an update for bots."""

"""What every feature may use: database, errors, actor, events, money, time. No business words."""

"""`dvorik sender`: carries broadcasts to Telegram. Any number may run; they share one pace."""

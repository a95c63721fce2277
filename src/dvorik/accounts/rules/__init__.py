"""Pure rules: keys and tokens, passwords, who stands above whom, what a browser is called."""

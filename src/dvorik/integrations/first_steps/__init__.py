"""The way from a fresh installation to the first redeemed code, each step checked for real."""

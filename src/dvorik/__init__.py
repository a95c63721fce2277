"""Dvorik: clients, loyalty and communications of a small shop or salon."""

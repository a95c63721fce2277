"""Dvorik: clients, loyalty and communications of a small shop or salon."""

__version__ = "0.1.0"

"""How phones and browsers find the box on the network."""

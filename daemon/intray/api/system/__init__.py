"""What is about the installation as a whole."""

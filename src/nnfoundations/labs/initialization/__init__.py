"""What only the notebook initialization does."""

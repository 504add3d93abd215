"""What only the notebook mlp_architecture does."""

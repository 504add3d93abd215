"""What only the notebook scaling_out does."""

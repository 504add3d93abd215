"""What only the notebook generalization does."""

"""What only the notebook hyperparameters does."""

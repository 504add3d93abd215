"""What only the notebook softmax_regression does."""

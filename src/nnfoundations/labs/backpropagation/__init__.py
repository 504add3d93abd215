"""What only the notebook backpropagation does."""

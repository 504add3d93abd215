"""What only the notebook bug_hunt does."""

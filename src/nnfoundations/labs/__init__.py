"""The experiments of single notebooks, a folder for each."""

"""Models of single neurons: those that spike, and the first unit made of them."""

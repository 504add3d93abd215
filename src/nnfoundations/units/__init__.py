"""One unit or one layer: how it decides, what it can tell apart, how it learns."""

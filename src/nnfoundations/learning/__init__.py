"""How a network learns: gradients, their checks, descent, the trainer."""

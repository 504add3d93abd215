"""What a network computes: activations, connections, layers and initial weights."""

"""What only the notebook neuron_to_unit does."""

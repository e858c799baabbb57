"""What a higher sea and other levels push up through the layer under a polder, and the salt in it."""

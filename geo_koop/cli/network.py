"""Commands about the network of municipalities."""

"""Reads tables and layers of any kind as they stand: keys, numbers, dates and yes or no as people write them."""

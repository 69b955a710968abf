"""Steps from each schema of the register to the next."""

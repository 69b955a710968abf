"""Commands that ask whom to work with: potential, invite, similar, retrodict."""

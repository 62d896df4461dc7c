"""Keys and seals: the only home of cryptography."""

"""The desk's pages: each view parses, calls one action or query, and renders."""

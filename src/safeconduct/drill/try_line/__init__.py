"""A page that calls the line from a browser, on practice only: a door of its own, with no case."""

"""What the desk shows without being asked: one stream a browser, fed from the log."""

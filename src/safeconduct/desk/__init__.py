"""The staff door: where requests are read and answered."""

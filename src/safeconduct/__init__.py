"""Safe Conduct: a hotline for people who want to lay down their arms and live."""

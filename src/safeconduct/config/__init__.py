"""Where everything is wired together: settings, addresses, processes, commands."""

"""`python -m safeconduct`: the command line."""

from safeconduct.config.command import main

if __name__ == "__main__":
    main()

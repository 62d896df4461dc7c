"""Staff: who they are, which roles they hold, how they sign in and unlock."""

"""The rules: pure tables and the functions that walk them; standard library only."""

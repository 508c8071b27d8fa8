"""All of a database in one file, and back."""

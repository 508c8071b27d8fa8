"""The chronicle and everything beside it in PostgreSQL."""

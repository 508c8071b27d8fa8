"""Background jobs in Postgres: a table that decides, and PgQueuer, which brings each job to one worker."""

"""Background work: kinds of jobs, the worker that does them, and what they have at hand."""

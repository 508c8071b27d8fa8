"""For ordinary programs. Translated from ``gateway.client.blocking``, where changes are made."""

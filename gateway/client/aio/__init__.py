"""For asyncio. ``gateway.client.blocking`` is made of this, word by word."""

"""The gateway: HTTP, WebSocket and SSE in front of the actors. It translates, and decides nothing."""

"""The servers behind Fabula: embedded in one data directory and shared by its processes, or configured by URL."""

from runtime.services.ensemble import Services, ServiceStatus
from runtime.services.opening import Opening, down, lower, open_services, places, status, up
from runtime.services.reviving import AT_ONCE, fallen, revive, started_again

__all__ = [
    "AT_ONCE", "Opening", "ServiceStatus", "Services", "down", "fallen", "lower", "open_services", "places", "revive",
    "started_again", "status", "up",
]  # fmt: skip

"""The servers behind Fabula: embedded in one data directory and shared by its processes, or configured by URL."""

from runtime.services.ensemble import Services, ServiceStatus
from runtime.services.opening import Opening, down, fallen, lower, open_services, places, revive, status, up

__all__ = ["Opening", "ServiceStatus", "Services", "down", "fallen", "lower", "open_services", "places", "revive", "status", "up"]

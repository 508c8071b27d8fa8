"""Which outfit the settings name. Beside ``outfit``, so that an actor that begins need not load what reads settings."""

from runtime.settings import Settings
from runtime.telemetry.outfit import Outfit


def outfit_of(settings: Settings, redis_url: str = "") -> Outfit:
    """The outfit that these settings name."""
    return Outfit(settings.log_level, settings.log_format, settings.otlp_endpoint, redis_url)

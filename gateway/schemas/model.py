"""What all messages of the API have in common."""

from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict


class Sent(BaseModel):
    """Something a client sends. A field that is not known is refused, so that a slip of the pen is not taken for nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Given(BaseModel):
    """Something the gateway answers."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


def example(value: JsonDict) -> ConfigDict:
    """The configuration of a model that shows this value in the OpenAPI document; the rest is inherited."""
    return ConfigDict(json_schema_extra={"examples": [value]})

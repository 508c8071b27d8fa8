"""How the gateway says no: RFC 9457."""

from pydantic import BaseModel, ConfigDict, Field


class FieldProblem(BaseModel):
    """What is wrong at one place of the request."""

    pointer: str = Field(description="Where: a JSON pointer into the body, or query/NAME, path/NAME, header/NAME.")
    detail: str


class Problem(BaseModel):
    """The body of every answer that is a refusal, as application/problem+json."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "about:blank",
                    "title": "Not Found",
                    "status": 404,
                    "detail": "no ecosystem has the id 'verona-0'",
                    "code": "ecosystem_unknown",
                    "instance": "/api/v1/ecosystems/verona-0",
                    "request_id": "9f1c2d3e4f5a6b7c",
                }
            ]
        }
    )

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str = Field(description="What a program can rely on; never changes for the same situation.")
    instance: str = Field(description="The path that was asked for.")
    request_id: str = Field(description="Names the request in the log.")
    errors: list[FieldProblem] = Field(default_factory=list)

"""A request as a value, before anybody has sent it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Generic, TypeVar
from urllib.parse import quote
from uuid import uuid4

from pydantic import BaseModel, TypeAdapter

from gateway.client.errors import error_of

T = TypeVar("T")

Params = Mapping[str, "str | int | bool | Sequence[str] | None"]


@dataclass(frozen=True)
class Call(Generic[T]):
    """One request. ``answer`` is what a good answer holds; None for nothing."""

    method: str
    path: str
    answer: type[T] | None = None
    body: BaseModel | None = None
    content: bytes | None = None  # instead of a body: what it is, is seen from it
    params: Params = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    file: tuple[str, bytes] | None = None
    etag: str | None = None
    prefer: str | None = None
    key: str = field(default_factory=lambda: uuid4().hex)  # makes sending it twice harmless

    @property
    def repeatable(self) -> bool:
        """Whether it may be sent again when nobody knows what became of it. Secrets are given out once, whatever the key."""
        return self.method != "POST" or not self.path.startswith("/auth/")

    def arguments(self) -> dict[str, Any]:
        """What httpx is to send."""
        made: dict[str, Any] = {"headers": self._headers(), "params": _given(self.params)}
        if self.body is not None:
            made["content"] = self.body.model_dump_json(exclude_unset=True, by_alias=True).encode()
        if self.content is not None:
            made["content"] = self.content
        if self.form is not None:
            made["data"] = dict(self.form)
        if self.file is not None:
            made["files"] = {"file": self.file}
        return made

    def read(self, status: int, content: bytes) -> T:
        """What the answer holds. Raises ApiError when it is a refusal."""
        if status >= 400:
            raise error_of(status, content)
        if self.answer is None or not content:
            return None  # type: ignore[return-value]
        if self.answer is bytes:
            return content  # type: ignore[return-value]
        adapter: TypeAdapter[T] = _adapter(self.answer)  # type: ignore[arg-type]
        return adapter.validate_json(content)

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json"} if self.body is not None else {}
        if self.method == "POST":
            headers["Idempotency-Key"] = self.key
        if self.etag is not None:
            headers["If-Match"] = self.etag
        if self.prefer is not None:
            headers["Prefer"] = self.prefer
        return headers


@cache
def _adapter(answer: Any) -> TypeAdapter[Any]:
    return TypeAdapter(answer)


def _given(params: Params) -> list[tuple[str, str]]:
    """The parameters that are not None; a sequence is given once for each."""
    pairs: list[tuple[str, str]] = []
    for name, value in params.items():
        if value is None:
            continue
        values = [value] if isinstance(value, str | int) else value
        pairs += [(name, str(one).lower() if isinstance(one, bool) else str(one)) for one in values]
    return pairs


def path(*parts: str | int) -> str:
    """A path of these parts, whatever is in them."""
    return "".join(f"/{quote(str(part), safe='')}" for part in parts)


def preferred(wait: int | None) -> str | None:
    """The header that says for how many seconds the answer may wait."""
    return None if wait is None else f"wait={wait}"

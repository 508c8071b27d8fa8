"""What administrators do: users, flags, quotas, owners, and the audit log."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from gateway import problems
from gateway.dependencies import PortsOf
from gateway.etags import IfMatch, IfNoneMatch, expect, tagged
from gateway.paging import Cursor, Limit, Page, decoded, page
from gateway.schemas.administration import (
    DeedSheet,
    FlagChange,
    FlagSheet,
    OwnerChange,
    QuotaChange,
    QuotaSheet,
    Role,
    UserChange,
    UserOrder,
    UserSheet,
)  # fmt: skip
from gateway.security.guards import EcosystemId, require
from gateway.security.passwords import check_password
from gateway.security.principal import Principal
from gateway.security.signing_in import by
from storage.accounts import Flag, Quota, User

router = APIRouter(prefix="/admin", tags=["admin"], responses=problems.responses(401, 403))

Admin = Annotated[Principal, Depends(require("admin"))]
FlagName = Annotated[str, Path(pattern=r"^[a-z][a-z0-9-]{0,63}$", description="Small letters, digits and hyphens.")]


@router.get("/users")
async def list_users(
    asking: Admin, ports: PortsOf, request: Request, response: Response, limit: Limit = 50, cursor: Cursor = None
) -> Page[UserSheet]:  # fmt: skip
    """All accounts, by name."""
    after = decoded(cursor, [str])
    users = await ports.accounts.users(after[0] if after else "", limit + 1)
    key = [users[limit - 1].name] if len(users) > limit else None
    return page(request, response, [_sheet(user) for user in users[:limit]], limit, key)


@router.post("/users", status_code=201, responses=problems.responses(409))
async def create_user(sent: UserOrder, asking: Admin, ports: PortsOf, response: Response) -> UserSheet:
    """Make an account for somebody."""
    check_password(sent.password, sent.name)
    hash = await ports.passwords.hash(sent.password)
    user = await ports.accounts.add_user(sent.name, sent.email, hash, by(asking), sent.role)
    response.headers["Location"] = f"/api/v1/admin/users/{user.id}"
    tagged(response, user.version)
    return _sheet(user)


@router.get("/users/{user}", responses=problems.responses(404))
async def get_user(user: UUID, asking: Admin, ports: PortsOf, response: Response, known: IfNoneMatch = None) -> UserSheet:
    """One account."""
    found = await ports.accounts.user(user)
    tagged(response, found.version, known)
    return _sheet(found)


@router.patch("/users/{user}", responses=problems.responses(404, 409, 412, 428))
async def change_user(
    user: UUID, sent: UserChange, asking: Admin, ports: PortsOf, response: Response, match: IfMatch = None
) -> UserSheet:  # fmt: skip
    """Give it another role, block it, or let it in again."""
    found = await ports.accounts.user(user)
    expect(match, found.version)
    if sent.role is not None and sent.role != found.role:
        found = await ports.accounts.set_role(user, sent.role, by(asking), found.version)
    if sent.blocked is not None and sent.blocked != found.blocked:
        found = await ports.accounts.set_blocked(user, sent.blocked, by(asking), found.version)
    tagged(response, found.version)
    return _sheet(found)


@router.delete("/users/{user}", status_code=204, responses=problems.responses(404, 409))
async def delete_user(user: UUID, asking: Admin, ports: PortsOf) -> Response:
    """Delete an account to which no ecosystems belong."""
    await ports.accounts.delete_user(user, by(asking))
    return Response(status_code=204)


@router.delete("/users/{user}/sessions", status_code=204, responses=problems.responses(404))
async def end_sessions_of_user(user: UUID, asking: Admin, ports: PortsOf) -> Response:
    """Log somebody out everywhere. API keys go on."""
    await ports.accounts.user(user)
    await ports.accounts.end_sessions(user, by(asking), "ended by an administrator")
    return Response(status_code=204)


@router.put("/ecosystems/{ecosystem}/owner", status_code=204, responses=problems.responses(404))
async def set_owner(ecosystem: EcosystemId, sent: OwnerChange, asking: Admin, ports: PortsOf) -> Response:
    """Give an ecosystem to somebody, as one that was made at the command line and belongs to nobody."""
    await ports.accounts.access(asking.account, ecosystem)
    await ports.accounts.set_owner(ecosystem, sent.account, by(asking))
    return Response(status_code=204)


@router.get("/flags")
async def list_flags(asking: Admin, ports: PortsOf) -> list[FlagSheet]:
    """All feature flags, by name."""
    return [_flag(flag) for flag in await ports.accounts.flags()]


@router.put("/flags/{name}", responses=problems.responses(412, 428))
async def set_flag(
    name: FlagName, sent: FlagChange, asking: Admin, ports: PortsOf, response: Response, match: IfMatch = None
) -> FlagSheet:  # fmt: skip
    """Make a feature flag, or change it: then with If-Match. Other gateways notice within seconds."""
    found = next((flag for flag in await ports.accounts.flags() if flag.name == name), None)
    if found is not None or match is not None:
        expect(match, found.version if found else 0)
    version = found.version if found else 0
    flag = await ports.accounts.set_flag(name, sent.on, set(sent.accounts), sent.share, by(asking), version)
    ports.flags.forget()
    tagged(response, flag.version)
    return _flag(flag)


@router.delete("/flags/{name}", status_code=204, responses=problems.responses(404))
async def delete_flag(name: FlagName, asking: Admin, ports: PortsOf) -> Response:
    """A flag that there is not is off."""
    await ports.accounts.delete_flag(name, by(asking))
    ports.flags.forget()
    return Response(status_code=204)


@router.get("/quotas")
async def list_quotas(asking: Admin, ports: PortsOf) -> list[QuotaSheet]:
    """What each role allows, by role."""
    return [QuotaSheet.model_validate(quota) for quota in await ports.accounts.quotas()]


@router.put("/quotas/{role}", responses=problems.responses(412, 428))
async def set_quota(
    role: Role, sent: QuotaChange, asking: Admin, ports: PortsOf, response: Response, match: IfMatch = None
) -> QuotaSheet:  # fmt: skip
    """Allow a role more, or less; what there is already stays."""
    found = next(quota for quota in await ports.accounts.quotas() if quota.role == role)
    expect(match, found.version)
    wished = Quota(role, sent.ecosystems, sent.cast, sent.ticks, 0)
    changed = await ports.accounts.set_quota(wished, by(asking), found.version)
    tagged(response, changed.version)
    return QuotaSheet.model_validate(changed)


@router.get("/audit")
async def list_deeds(
    asking: Admin, ports: PortsOf, request: Request, response: Response,
    action: Annotated[str | None, Query(max_length=100, description="Only these, as `user.role`.")] = None,
    object: Annotated[str | None, Query(max_length=200, description="Only what was done to this.")] = None,
    account: Annotated[UUID | None, Query(description="Only what this user did.")] = None,
    limit: Limit = 50, cursor: Cursor = None,
) -> Page[DeedSheet]:  # fmt: skip
    """Who did what to what, newest first."""
    before = decoded(cursor, [int])
    deeds = await ports.accounts.deeds(before[0] if before else None, action, object, account, limit + 1)
    items = [DeedSheet.model_validate(deed) for deed in deeds[:limit]]
    return page(request, response, items, limit, [deeds[limit - 1].id] if len(deeds) > limit else None)


def _sheet(user: User) -> UserSheet:
    return UserSheet.model_validate(user)


def _flag(flag: Flag) -> FlagSheet:
    return FlagSheet(name=flag.name, on=flag.on, accounts=sorted(flag.accounts), share=flag.share, version=flag.version)

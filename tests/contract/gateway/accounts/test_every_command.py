"""Every command that a WebSocket takes, whoever wrote it: refused to whom it is not for. How refusals end a connection is tested
beside the streams; here it is who gets which."""

import pytest
from pydantic import ValidationError

from actors.errors import EcosystemUnknown, FabulaError, Unauthenticated
from gateway.commands import COMMANDS, LEVEL
from gateway.errors import Forbidden
from gateway.schemas.streams import Auth
from gateway.security.principal import Level
from gateway.security.tokens import LIFE_SECONDS, Tokens
from gateway.streams.entrance import Entrance
from tests.contract.gateway.people import FABULA, person, with_key

LEVELS = ["viewer", "director", "owner"]


@pytest.fixture
async def people(app, tale):
    """An ecosystem, somebody of each level, and others."""
    ports = app.state.ports
    found = {name: await person(app, name) for name in (*LEVELS, "stranger")}
    found |= {role: await person(app, f"a-{role}", role) for role in ("free", "admin")}
    await ports.accounts.reserve(found["owner"].user.id, "montreuil", 3, FABULA)
    await tale.found(ports.store)
    for name, level in (("viewer", "viewer"), ("director", "director"), ("free", "director")):
        await ports.accounts.share("montreuil", found[name].user.id, level, FABULA)
    return found


async def refusal(app, token, level, ecosystem="montreuil"):
    """The class of what somebody is told who shows this token and gives a command of this level; None when it is taken."""
    entrance = Entrance(app.state.ports, ecosystem)
    try:
        access = await entrance.enter(Auth(type="auth", token=token))
        await entrance.again(access, level)
    except FabulaError as error:
        return type(error)
    return None


def test_commands_are_for_directors_at_least():
    assert LEVEL.reaches(Level.DIRECTOR), "a command changes something"


async def test_each_level_that_reaches_it_commands(app, people):
    limited = await with_key(app, people["owner"], "ecosystem:view")
    for level in LEVELS:
        expected = None if Level(level).reaches(LEVEL) else Forbidden
        assert await refusal(app, people[level].token, LEVEL) is expected, level
    assert await refusal(app, people["admin"].token, LEVEL) is None
    for token in (people["free"].token, limited.token):
        assert await refusal(app, token, LEVEL) is Forbidden


async def test_nobody_else_commands(app, people):
    ports, owner, wanted = app.state.ports, people["owner"], LEVEL
    for ecosystem in ("montreuil", "nothing"):
        assert await refusal(app, people["stranger"].token, wanted, ecosystem) is EcosystemUnknown
    now = ports.tokens._now()
    expired = Tokens(ports.tokens._keyring, lambda: now - LIFE_SECONDS - 1).issue(owner.user.id, owner.session)
    for token in (expired, "x.y.z", "fbk_a_b", "fbr_x", None):
        assert await refusal(app, token, wanted) is Unauthenticated
    await ports.accounts.end_session(owner.session, FABULA)
    assert await refusal(app, owner.token, wanted) is Unauthenticated


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_refuses_what_it_does_not_know(name):
    for field in ("role", "owner", "account", "user", "level", "status", "epoch", "nonsense"):
        with pytest.raises(ValidationError, match=field):
            COMMANDS[name].takes.model_validate({field: "admin"})

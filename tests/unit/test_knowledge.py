"""Promise 7: no character recalls or says what it cannot know. Read off two whole stories."""

from itertools import chain

import pytest

from actors import recovery
from actors.events import INTERACTED
from actors.mind.memory import tagged
from actors.persona import secret_of


@pytest.fixture(params=["played", "classic_played"])
def story(request):
    return request.getfixturevalue(request.param)


async def scenes_of(story):
    return [event for event in await story.events() if event.kind == INTERACTED]


def there(event) -> tuple[str, ...]:
    return (event.body["initiator"], event.body["responder"], *event.body["witnesses"])


async def test_nobody_remembers_an_event_without_having_been_there(story):
    events = {event.seq: event for event in await scenes_of(story)}
    memories = await story.store.memories(story.ecosystem, limit=10_000)
    assert len(memories) > 100
    for memory in memories:
        assert memory.owner in there(events[memory.seq])


async def test_everybody_who_was_there_remembers_it_once(story):
    for event in await scenes_of(story):
        assert sorted(memory["owner"] for memory in event.body["memories"]) == sorted(there(event))


async def test_what_somebody_holds_was_witnessed_or_told_by_one_who_knew(story, world):
    """For every memory of every character: it took part, it watched, or a teller who knew the deed told it face to face."""
    knows: dict[str, set[str]] = {persona.id: set() for persona in world.cast}
    for event in await scenes_of(story):
        for memory in event.body["memories"]:
            deed = tagged(event.tick, 0, 0, memory["tags"])
            if deed.teller:
                assert deed.teller == event.body["initiator"]
                assert memory["owner"] == event.body["responder"]
                assert deed.fact in knows[deed.teller]
            else:
                assert deed.when == event.tick
                assert (deed.actor, deed.target) == there(event)[:2]
        for memory in event.body["memories"]:
            knows[memory["owner"]].add(tagged(event.tick, 0, 0, memory["tags"]).fact)
    loaded = await recovery.load(story.store, story.ecosystem, [persona.id for persona in world.cast])
    for name, character in loaded.characters.items():
        assert {fact for fact in character.state.memories.by_fact if not fact.startswith(name)} <= knows[name]


async def test_news_was_known_to_whoever_told_it_and_new_to_whoever_heard_it(story, world):
    knows: dict[str, set[str]] = {persona.id: set() for persona in world.cast}
    stories = 0
    for event in await scenes_of(story):
        body = event.body
        if body["fact"] and not body["fact"].startswith("secret:"):
            assert body["fact"] in knows[body["initiator"]]
        for memory in body["memories"]:
            deed = tagged(event.tick, 0, 0, memory["tags"])
            if deed.teller:
                stories += 1
                assert body["responder"] not in deed.people()
            knows[memory["owner"]].add(deed.fact)
    assert stories > 0


async def test_a_secret_is_spoken_only_by_those_who_know_it(story, world):
    """Rumours and confessions are unmistakable texts: whoever says one owns the secret, or was told it before."""
    secrets = {persona.id: persona.secret for persona in world.cast if persona.secret}
    knows = {owner: {owner} for owner in secrets}
    spoken = 0
    for event in await scenes_of(story):
        for speaker, _, text in event.body["lines"]:
            for owner, secret in secrets.items():
                if secret.rumour.lower() in text.lower():
                    assert speaker in knows[owner]
                    spoken += 1
                if secret.confession.lower() in text.lower():
                    assert speaker == owner
                    spoken += 1
        for owner in secrets:
            if event.body["learned"] == secret_of(owner):
                assert event.body["initiator"] in knows[owner]
                knows[owner].add(event.body["responder"])
    assert spoken > 0


async def test_a_secret_is_remembered_only_by_those_who_know_it(story, world):
    secrets = {persona.id: persona.secret for persona in world.cast if persona.secret}
    loaded = await recovery.load(story.store, story.ecosystem, [persona.id for persona in world.cast])
    for memory in await story.store.memories(story.ecosystem, limit=10_000):
        for owner, secret in secrets.items():
            if secret.rumour in memory.text:
                assert secret_of(owner) in loaded.characters[memory.owner].state.secrets


async def test_a_rumour_is_heard_in_the_hand_made_story(played, world):
    rumours = [persona.secret.rumour for persona in world.cast if persona.secret]
    lines = chain.from_iterable(event.body["lines"] for event in await scenes_of(played))
    assert any(rumour in text for _, _, text in lines for rumour in rumours)


async def test_nobody_confesses_twice_to_the_same_person(story):
    confessions = [there(event)[:2] for event in await scenes_of(story) if event.body["move"] == "reveal"]
    assert len(set(confessions)) == len(confessions)

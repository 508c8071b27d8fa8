-- What pages of a large ecosystem are read by. Interactions and journeys, by far the most events, are in few of these.
CREATE INDEX ecosystems_created ON fabula.ecosystems (created_at, id);

-- Everybody who has a part in an interaction, or sees it, remembers it: so this finds interactions of somebody too.
CREATE INDEX memories_owner ON fabula.memories (ecosystem, owner, seq);

CREATE INDEX relationships_target ON fabula.relationships (ecosystem, target, owner);

CREATE INDEX characters_place ON fabula.characters (ecosystem, place, id);

CREATE INDEX events_kind ON fabula.events (ecosystem, kind, seq) WHERE kind NOT IN ('interaction', 'character_moved');

-- Every tick ends with an event of such a kind, and so does the founding.
CREATE INDEX events_tick ON fabula.events (ecosystem, tick, seq) WHERE kind NOT IN ('interaction', 'character_moved');

CREATE INDEX events_character ON fabula.events (ecosystem, (body ->> 'character'), seq)
WHERE kind NOT IN ('interaction', 'relationship_turned', 'tick_completed');

CREATE INDEX events_owner ON fabula.events (ecosystem, (body ->> 'owner'), seq) WHERE kind = 'relationship_turned';

CREATE INDEX events_target ON fabula.events (ecosystem, (body ->> 'target'), seq) WHERE kind = 'relationship_turned';

-- What many people have, at most $3 for each of them, in one query.

-- name: people
SELECT id, coalesce(persona ->> 'name', id), coalesce(persona ->> 'short', persona ->> 'name', id), coalesce(persona ->> 'role', ''),
    coalesce(persona ->> 'portrait', ''), place, coalesce(persona ->> 'bio', '')
FROM fabula.characters WHERE ecosystem = $1 AND id = ANY ($2::text[])

-- name: regards_of
SELECT r.* FROM unnest($2::text[]) AS whose (id), LATERAL (
    SELECT owner, target, affinity, trust, respect, attraction, familiarity, kind, bond, since_tick, seq FROM fabula.relationships
    WHERE ecosystem = $1 AND owner = whose.id AND ($4::text IS NULL OR kind = $4)
    ORDER BY target LIMIT $3
) AS r
ORDER BY r.owner, r.target

-- name: regards_for
SELECT r.* FROM unnest($2::text[]) AS whose (id), LATERAL (
    SELECT owner, target, affinity, trust, respect, attraction, familiarity, kind, bond, since_tick, seq FROM fabula.relationships
    WHERE ecosystem = $1 AND target = whose.id AND ($4::text IS NULL OR kind = $4)
    ORDER BY owner LIMIT $3
) AS r
ORDER BY r.target, r.owner

-- name: interactions_of
-- Those in which somebody had a part, or which he or she saw: all who did remember them.
SELECT whose.id AS whose, i.* FROM unnest($2::text[]) AS whose (id), LATERAL (
    SELECT i.id, i.seq, i.tick, i.place, i.move, i.outcome, i.initiator, i.responder, i.witnesses
    FROM fabula.memories AS m JOIN fabula.interactions AS i ON i.ecosystem = m.ecosystem AND i.seq = m.seq
    WHERE m.ecosystem = $1 AND m.owner = whose.id
    ORDER BY m.seq DESC LIMIT $3
) AS i
ORDER BY whose.id, i.seq DESC

-- name: memories_of
SELECT m.* FROM unnest($2::text[]) AS whose (id), LATERAL (
    SELECT id, owner, seq, tick, importance, feeling, tags, text FROM fabula.memories
    WHERE ecosystem = $1 AND owner = whose.id
    ORDER BY seq DESC LIMIT $3
) AS m
ORDER BY m.owner, m.seq DESC

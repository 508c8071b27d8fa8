-- Numbers between $2 and $3, both left out. A query for each way, so that each may begin where it has to.

-- name: up
SELECT seq, tick, kind, scene, index, body FROM fabula.events
WHERE ecosystem = $1 AND seq > $2 AND seq < $3 AND ($5::text[] IS NULL OR kind = ANY ($5))
ORDER BY seq LIMIT $4

-- name: down
SELECT seq, tick, kind, scene, index, body FROM fabula.events
WHERE ecosystem = $1 AND seq > $2 AND seq < $3 AND ($5::text[] IS NULL OR kind = ANY ($5))
ORDER BY seq DESC LIMIT $4

-- name: rare_up
-- Of kinds that an index finds, each of them first by itself.
SELECT e.* FROM unnest($5::text[]) AS wanted, LATERAL (
    SELECT seq, tick, kind, scene, index, body FROM fabula.events
    WHERE ecosystem = $1 AND seq > $2 AND seq < $3 AND kind = wanted AND kind NOT IN ('interaction', 'character_moved')
    ORDER BY seq LIMIT $4
) AS e
ORDER BY seq LIMIT $4

-- name: rare_down
SELECT e.* FROM unnest($5::text[]) AS wanted, LATERAL (
    SELECT seq, tick, kind, scene, index, body FROM fabula.events
    WHERE ecosystem = $1 AND seq > $2 AND seq < $3 AND kind = wanted AND kind NOT IN ('interaction', 'character_moved')
    ORDER BY seq DESC LIMIT $4
) AS e
ORDER BY seq DESC LIMIT $4

-- name: of_up
-- What concerns somebody: encounters (which all remember who were there), what is his or hers alone, and how he or she comes to
-- see others, and others him or her.
SELECT e.seq, e.tick, e.kind, e.scene, e.index, e.body FROM fabula.events AS e WHERE e.ecosystem = $1 AND e.seq IN (
    SELECT found.seq FROM (
        (SELECT m.seq FROM fabula.memories AS m JOIN fabula.interactions AS i ON i.ecosystem = m.ecosystem AND i.seq = m.seq
         WHERE m.ecosystem = $1 AND m.owner = $6 AND m.seq > $2 AND m.seq < $3
         AND ($5::text[] IS NULL OR 'interaction' = ANY ($5))
         ORDER BY m.seq LIMIT $4)
        UNION
        (SELECT seq FROM fabula.events
         WHERE ecosystem = $1 AND body ->> 'character' = $6 AND seq > $2 AND seq < $3
         AND kind NOT IN ('interaction', 'relationship_turned', 'tick_completed') AND ($5::text[] IS NULL OR kind = ANY ($5))
         ORDER BY seq LIMIT $4)
        UNION
        (SELECT seq FROM fabula.events
         WHERE ecosystem = $1 AND body ->> 'owner' = $6 AND seq > $2 AND seq < $3
         AND kind = 'relationship_turned' AND ($5::text[] IS NULL OR kind = ANY ($5))
         ORDER BY seq LIMIT $4)
        UNION
        (SELECT seq FROM fabula.events
         WHERE ecosystem = $1 AND body ->> 'target' = $6 AND seq > $2 AND seq < $3
         AND kind = 'relationship_turned' AND ($5::text[] IS NULL OR kind = ANY ($5))
         ORDER BY seq LIMIT $4)
        UNION
        (SELECT seq FROM fabula.events
         WHERE ecosystem = $1 AND kind IN ('directed', 'conversed') AND kind NOT IN ('interaction', 'character_moved')
         AND seq > $2 AND seq < $3 AND ($5::text[] IS NULL OR kind = ANY ($5))
         AND (body -> 'people')::jsonb ? $6
         ORDER BY seq LIMIT $4)
    ) AS found
    ORDER BY found.seq LIMIT $4
)
ORDER BY e.seq

-- name: of_down
SELECT e.seq, e.tick, e.kind, e.scene, e.index, e.body FROM fabula.events AS e WHERE e.ecosystem = $1 AND e.seq IN (
    SELECT found.seq FROM (
        (SELECT m.seq FROM fabula.memories AS m JOIN fabula.interactions AS i ON i.ecosystem = m.ecosystem AND i.seq = m.seq
         WHERE m.ecosystem = $1 AND m.owner = $6 AND m.seq > $2 AND m.seq < $3
         AND ($5::text[] IS NULL OR 'interaction' = ANY ($5))
         ORDER BY m.seq DESC LIMIT $4)
        UNION
        (SELECT seq FROM fabula.events
         WHERE ecosystem = $1 AND body ->> 'character' = $6 AND seq > $2 AND seq < $3
         AND kind NOT IN ('interaction', 'relationship_turned', 'tick_completed') AND ($5::text[] IS NULL OR kind = ANY ($5))
         ORDER BY seq DESC LIMIT $4)
        UNION
        (SELECT seq FROM fabula.events
         WHERE ecosystem = $1 AND body ->> 'owner' = $6 AND seq > $2 AND seq < $3
         AND kind = 'relationship_turned' AND ($5::text[] IS NULL OR kind = ANY ($5))
         ORDER BY seq DESC LIMIT $4)
        UNION
        (SELECT seq FROM fabula.events
         WHERE ecosystem = $1 AND body ->> 'target' = $6 AND seq > $2 AND seq < $3
         AND kind = 'relationship_turned' AND ($5::text[] IS NULL OR kind = ANY ($5))
         ORDER BY seq DESC LIMIT $4)
        UNION
        (SELECT seq FROM fabula.events
         WHERE ecosystem = $1 AND kind IN ('directed', 'conversed') AND kind NOT IN ('interaction', 'character_moved')
         AND seq > $2 AND seq < $3 AND ($5::text[] IS NULL OR kind = ANY ($5))
         AND (body -> 'people')::jsonb ? $6
         ORDER BY seq DESC LIMIT $4)
    ) AS found
    ORDER BY found.seq DESC LIMIT $4
)
ORDER BY e.seq DESC

-- name: changing
-- All that has changed these people since the numbers beside them, up to $4; and orders that may be about others.
SELECT e.seq, e.tick, e.kind, e.scene, e.index, e.body FROM fabula.events AS e WHERE e.ecosystem = $1 AND e.seq IN (
    SELECT m.seq FROM unnest($2::text[], $3::bigint[]) AS whose (id, since)
    JOIN fabula.memories AS m ON m.ecosystem = $1 AND m.owner = whose.id AND m.seq > whose.since AND m.seq <= $4
    UNION
    SELECT own.seq FROM unnest($2::text[], $3::bigint[]) AS whose (id, since)
    JOIN fabula.events AS own ON own.ecosystem = $1 AND own.body ->> 'character' = whose.id
        AND own.seq > whose.since AND own.seq <= $4 AND own.kind NOT IN ('interaction', 'relationship_turned', 'tick_completed')
    UNION
    SELECT seq FROM fabula.events
    WHERE ecosystem = $1 AND kind IN ('directed', 'conversed') AND kind NOT IN ('interaction', 'character_moved')
    AND seq > (SELECT min(since) FROM unnest($3::bigint[]) AS since) AND seq <= $4
)
ORDER BY e.seq

-- name: one
SELECT seq, tick, kind, scene, index, body FROM fabula.events WHERE ecosystem = $1 AND seq = $2

-- name: named
SELECT seq, tick, kind, scene, index, body FROM fabula.events WHERE ecosystem = $1 AND id = $2

-- name: end_of_tick
SELECT seq FROM fabula.events
WHERE ecosystem = $1 AND tick <= $2 AND kind NOT IN ('interaction', 'character_moved')
ORDER BY tick DESC, seq DESC LIMIT 1

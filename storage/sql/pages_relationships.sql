-- name: page
SELECT owner, target, affinity, trust, respect, attraction, familiarity, kind, bond, since_tick, seq FROM fabula.relationships
WHERE ecosystem = $1 AND (owner, target) > ($2, $3) AND ($4::text IS NULL OR kind = $4)
ORDER BY owner, target LIMIT $5

-- name: page_of_owner
SELECT owner, target, affinity, trust, respect, attraction, familiarity, kind, bond, since_tick, seq FROM fabula.relationships
WHERE ecosystem = $1 AND owner = $6 AND (owner, target) > ($2, $3) AND ($4::text IS NULL OR kind = $4)
AND ($7::text IS NULL OR target = $7)
ORDER BY owner, target LIMIT $5

-- name: page_of_target
SELECT owner, target, affinity, trust, respect, attraction, familiarity, kind, bond, since_tick, seq FROM fabula.relationships
WHERE ecosystem = $1 AND target = $6 AND (owner, target) > ($2, $3) AND ($4::text IS NULL OR kind = $4)
ORDER BY owner, target LIMIT $5

-- name: strongest_of
SELECT owner, target, affinity, trust, respect, attraction, familiarity, kind, bond, since_tick, seq FROM fabula.relationships
WHERE ecosystem = $1 AND owner = $2
ORDER BY abs(affinity) + abs(attraction) + abs(trust) / 2 DESC, owner, target LIMIT $3

-- name: strongest_to
SELECT owner, target, affinity, trust, respect, attraction, familiarity, kind, bond, since_tick, seq FROM fabula.relationships
WHERE ecosystem = $1 AND target = $2
ORDER BY abs(affinity) + abs(attraction) + abs(trust) / 2 DESC, owner, target LIMIT $3

-- name: points
-- The last points of each pair's relationship before number $4, newest first. An event that moves somebody's feelings for
-- another is remembered by the first, and its memory names the second. Who joins a living cast brings feelings of either side.
SELECT point.* FROM unnest($2::text[], $3::text[]) AS pair (owner, target), LATERAL (
    (SELECT pair.owner, pair.target, e.seq, e.tick, e.id, e.kind AS cause, coalesce(e.body ->> 'initiator', e.body ->> 'speaker', '') AS initiator,
        coalesce(e.body ->> 'move', '') AS move, coalesce(e.body ->> 'outcome', '') AS outcome, regard
     FROM fabula.memories AS m
     JOIN fabula.events AS e ON e.ecosystem = m.ecosystem AND e.seq = m.seq AND e.kind IN ('interaction', 'conversed'),
     json_array_elements(e.body -> 'regards') AS regard
     WHERE m.ecosystem = $1 AND m.owner = pair.owner AND m.seq < $4
     AND m.tags && ARRAY['by:' || pair.target, 'to:' || pair.target, 'about:' || pair.target, 'from:' || pair.target]
     AND regard ->> 'owner' = pair.owner AND regard ->> 'target' = pair.target
     ORDER BY m.seq DESC LIMIT $5)
    UNION ALL
    (SELECT pair.owner, pair.target, e.seq, e.tick, e.id, e.kind, '', '', '', regard
     FROM fabula.events AS e, json_array_elements(e.body -> 'regards') AS regard
     WHERE e.ecosystem = $1 AND e.body ->> 'character' IN (pair.owner, pair.target) AND e.kind = 'character_joined' AND e.seq < $4
     AND regard ->> 'owner' = pair.owner AND regard ->> 'target' = pair.target)
    ORDER BY seq DESC LIMIT $5
) AS point
ORDER BY point.owner, point.target, point.seq DESC

-- name: strongest
SELECT owner, target, affinity, trust, respect, attraction, familiarity, kind, bond, since_tick, seq FROM fabula.relationships
WHERE ecosystem = $1 AND ($2::text IS NULL OR kind = $2)
ORDER BY abs(affinity) + abs(attraction) + abs(trust) / 2 DESC, owner, target LIMIT $3

-- name: kinds
SELECT kind, count(*)::int AS relationships, round(avg(affinity))::int AS affinity, round(avg(trust))::int AS trust,
    round(avg(respect))::int AS respect, round(avg(attraction))::int AS attraction, round(avg(familiarity))::int AS familiarity
FROM fabula.relationships WHERE ecosystem = $1 GROUP BY kind ORDER BY kind

-- name: cursor
SELECT seq, owner FROM fabula.cursors WHERE ecosystem = $1 AND projection = $2

-- name: advance
INSERT INTO fabula.cursors AS c (ecosystem, projection, seq, owner) VALUES ($1, $2, $3, $4)
ON CONFLICT (ecosystem, projection) DO UPDATE SET seq = excluded.seq, owner = excluded.owner
WHERE ((excluded.seq, excluded.owner) > (c.seq, c.owner) OR (excluded.seq, excluded.owner) = (0, ''))
    AND ($5::bigint IS NULL OR (c.seq, c.owner) = ($5, $6::text))

-- name: note
INSERT INTO fabula.targets (target, ecosystem) VALUES ($2, $1) ON CONFLICT DO NOTHING

-- name: leftovers
SELECT ecosystem FROM fabula.targets AS t
WHERE target = $1 AND NOT EXISTS (SELECT FROM fabula.ecosystems AS e WHERE e.id = t.ecosystem)
ORDER BY ecosystem

-- name: cleared
DELETE FROM fabula.targets WHERE target = $2 AND ecosystem = $1

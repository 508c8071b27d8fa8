-- name: one
SELECT e.*,
    (SELECT t.body FROM fabula.events AS t WHERE t.ecosystem = e.id AND t.seq = e.seq AND t.kind = 'tick_completed') AS last
FROM fabula.ecosystems AS e WHERE e.id = $1

-- name: newest
SELECT e.*, NULL::json AS last FROM fabula.ecosystems AS e
WHERE (e.created_at, e.id) < ($1, $2)
AND ($3::text IS NULL OR e.scenario = $3) AND ($4::text IS NULL OR e.status = $4)
ORDER BY e.created_at DESC, e.id DESC
LIMIT $5

-- name: rename
UPDATE fabula.ecosystems SET title = $2 WHERE id = $1 RETURNING id

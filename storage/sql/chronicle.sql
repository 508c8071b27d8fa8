-- name: found
INSERT INTO fabula.ecosystems (id, scenario, title, seed, genre, seq, hash, characters)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (id) DO NOTHING
RETURNING *

-- name: activate
UPDATE fabula.ecosystems SET epoch = epoch + 1, stalls = stalls + 1 WHERE id = $1 AND epoch = coalesce($2, epoch) RETURNING *

-- name: cut_off
-- Ends Fabula's sessions that keep the given one waiting and have heard nothing from their own process for so many seconds.
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE pid = ANY (pg_blocking_pids($1)) AND application_name = 'fabula' AND wait_event = 'ClientRead'
AND state_change < clock_timestamp() - make_interval(secs => $2)

-- name: move_head
-- Locks the row: whoever waits here sees what the other one has written, and then matches no row.
UPDATE fabula.ecosystems
SET seq = $4, tick = $5, hash = $6, characters = characters + $7, stalls = 0
WHERE id = $1 AND epoch = $2 AND seq = $3 AND tick = $5 - 1
RETURNING 1

-- name: head
SELECT * FROM fabula.ecosystems WHERE id = $1

-- name: heads
SELECT * FROM fabula.ecosystems ORDER BY id

-- name: mark
UPDATE fabula.ecosystems SET status = $2, reason = $3, stalls = CASE $2 WHEN 'idle' THEN 0 ELSE stalls END
WHERE id = $1 AND epoch = coalesce($4, epoch)
RETURNING *

-- name: delete
DELETE FROM fabula.ecosystems WHERE id = $1 RETURNING *

-- name: delete_events
DELETE FROM fabula.events WHERE ecosystem = $1

-- name: delete_interactions
DELETE FROM fabula.interactions WHERE ecosystem = $1

-- name: delete_relationships
DELETE FROM fabula.relationships WHERE ecosystem = $1

-- name: delete_memories
DELETE FROM fabula.memories WHERE ecosystem = $1

-- name: events
SELECT seq, tick, kind, scene, index, body FROM fabula.events
WHERE ecosystem = $1 AND seq > $2 AND seq <= $3
ORDER BY seq
LIMIT $4

-- name: joinings
SELECT seq, tick, kind, scene, index, body FROM fabula.events
WHERE ecosystem = $1 AND body ->> 'character' = ANY ($2::text[]) AND kind = 'character_joined'
ORDER BY seq

-- name: save
INSERT INTO fabula.snapshots (ecosystem, seq, tick, character, state)
SELECT $1, $2, $3, u.* FROM unnest($4::text[], $5::bytea[]) AS u
ON CONFLICT (ecosystem, character) DO UPDATE SET seq = excluded.seq, tick = excluded.tick, state = excluded.state
WHERE snapshots.seq < excluded.seq

-- name: renew
INSERT INTO fabula.snapshots (ecosystem, seq, tick, character, state)
SELECT $1, $2, $3, u.* FROM unnest($4::text[], $5::bytea[]) AS u
ON CONFLICT (ecosystem, character) DO UPDATE SET seq = excluded.seq, tick = excluded.tick, state = excluded.state
WHERE snapshots.seq <= excluded.seq

-- name: load
SELECT character, seq, state FROM fabula.snapshots WHERE ecosystem = $1 AND character = ANY ($2::text[]) ORDER BY character

-- name: discard
WITH restarted AS (DELETE FROM fabula.cursors WHERE ecosystem = $1 AND projection = $2)
DELETE FROM fabula.snapshots WHERE ecosystem = $1

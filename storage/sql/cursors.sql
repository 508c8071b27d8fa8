-- name: cursor
SELECT seq, owner FROM fabula.cursors WHERE ecosystem = $1 AND projection = $2

-- name: advance
INSERT INTO fabula.cursors AS c (ecosystem, projection, seq, owner) VALUES ($1, $2, $3, $4)
ON CONFLICT (ecosystem, projection) DO UPDATE SET seq = excluded.seq, owner = excluded.owner
WHERE (excluded.seq, excluded.owner) > (c.seq, c.owner) OR (excluded.seq, excluded.owner) = (0, '')

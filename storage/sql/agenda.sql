-- name: order
INSERT INTO fabula.due (ecosystem, kind, key, at_tick, body) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (ecosystem, kind, key) DO UPDATE SET at_tick = excluded.at_tick, body = excluded.body

-- name: due
SELECT kind, key, at_tick, body FROM fabula.due WHERE ecosystem = $1 ORDER BY at_tick, kind, key

-- name: done
DELETE FROM fabula.due WHERE ecosystem = $1 AND kind = $2 AND key = $3 AND at_tick = $4 AND body - 'traceparent' = $5 - 'traceparent'

-- name: pending
SELECT DISTINCT ecosystem FROM fabula.due JOIN fabula.ecosystems ON id = ecosystem WHERE status <> 'paused' ORDER BY ecosystem

-- name: hold
-- Waits for a commit that is under way, and keeps the next one waiting until the transaction ends.
SELECT 1 FROM fabula.ecosystems WHERE id = $1 FOR SHARE

-- name: request
INSERT INTO fabula.due (ecosystem, kind, key, at_tick, body) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (ecosystem, kind, key) DO NOTHING

-- name: requested
SELECT kind, key, at_tick, body FROM fabula.due WHERE ecosystem = $1 AND kind = $2 AND key = $3

-- name: answer
SELECT seq FROM fabula.orders WHERE ecosystem = $1 AND kind = $2 AND key = $3

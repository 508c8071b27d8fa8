-- name: order
INSERT INTO fabula.due (ecosystem, kind, key, at_tick, body) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (ecosystem, kind, key) DO UPDATE SET at_tick = excluded.at_tick, body = excluded.body

-- name: due
SELECT kind, key, at_tick, body FROM fabula.due WHERE ecosystem = $1 ORDER BY at_tick, kind, key

-- name: done
DELETE FROM fabula.due WHERE ecosystem = $1 AND kind = $2 AND key = $3 AND at_tick = $4 AND body - 'traceparent' = $5::jsonb - 'traceparent'

-- name: pending
-- While a person has it paused only steps are played, and what is to happen at once; after another pause nothing is.
SELECT ecosystem FROM (
    SELECT ecosystem, bool_or(kind = 'pause') AS held,
        bool_or(kind = 'step' OR (body @> '{"at_once": true}' AND at_tick <= e.tick + 1)) AS urgent,
        bool_or(kind IN ('run', 'live')) AS lives
    FROM fabula.due AS d JOIN fabula.ecosystems AS e ON e.id = d.ecosystem
    WHERE e.status <> 'paused' OR e.reason LIKE 'paused by %'
    GROUP BY ecosystem
) AS agendas WHERE urgent OR (lives AND NOT held) ORDER BY ecosystem

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

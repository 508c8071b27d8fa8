-- name: enrol
INSERT INTO fabula.subscriptions (ecosystem, name, shared, seq) VALUES ($1, $2, $3, $4)
ON CONFLICT (ecosystem, name) DO NOTHING

-- name: shared
SELECT shared FROM fabula.subscriptions WHERE ecosystem = $1 AND name = $2

-- name: dismiss
DELETE FROM fabula.subscriptions WHERE ecosystem = $1 AND name = $2

-- name: ready
-- Whether there may be something to take. Locks nothing: most of the time there is not.
SELECT s.seq < e.seq OR EXISTS (
    SELECT FROM fabula.deliveries d WHERE d.ecosystem = $1 AND d.name = $2 AND NOT held AND until <= clock_timestamp()
)
FROM fabula.subscriptions s JOIN fabula.ecosystems e ON e.id = s.ecosystem
WHERE s.ecosystem = $1 AND s.name = $2

-- name: lock
-- Whoever takes waits here for whoever takes meanwhile; the statements after this one see what that one has taken.
SELECT shared FROM fabula.subscriptions WHERE ecosystem = $1 AND name = $2 FOR UPDATE

-- name: busy
-- Whether something that is open is not due yet.
SELECT EXISTS (
    SELECT FROM fabula.deliveries WHERE ecosystem = $1 AND name = $2 AND NOT held AND until > clock_timestamp()
)

-- name: give_up
UPDATE fabula.deliveries SET held = true, worker = '', reason = $4
WHERE ecosystem = $1 AND name = $2 AND NOT held AND until <= clock_timestamp() AND attempts >= $3

-- name: take_again
UPDATE fabula.deliveries d
SET worker = $3, until = clock_timestamp() + make_interval(secs => $4), attempts = attempts + 1
FROM fabula.events e
WHERE d.ecosystem = $1 AND d.name = $2 AND e.ecosystem = d.ecosystem AND e.seq = d.seq AND d.seq = (
    SELECT seq FROM fabula.deliveries
    WHERE ecosystem = $1 AND name = $2 AND NOT held AND until <= clock_timestamp()
    ORDER BY seq LIMIT 1
)
RETURNING e.seq, e.tick, e.kind, e.scene, e.index, e.body, d.attempts

-- name: take_next
-- The position moves to the last one taken, or past all others when no more are wanted.
WITH wanted AS (
    SELECT e.seq, e.tick, e.kind, e.scene, e.index, e.body
    FROM fabula.events e JOIN fabula.subscriptions s ON s.ecosystem = e.ecosystem AND s.name = $2
    WHERE e.ecosystem = $1 AND e.seq > s.seq AND e.kind = ANY ($5::text[])
    ORDER BY e.seq LIMIT $6
), taken AS (
    INSERT INTO fabula.deliveries (ecosystem, name, seq, worker, until, attempts)
    SELECT $1, $2, seq, $3, clock_timestamp() + make_interval(secs => $4), 1 FROM wanted
), moved AS (
    UPDATE fabula.subscriptions s
    SET seq = CASE WHEN (SELECT count(*) FROM wanted) < $6 THEN greatest(s.seq, e.seq) ELSE (SELECT max(seq) FROM wanted) END
    FROM fabula.ecosystems e
    WHERE s.ecosystem = $1 AND s.name = $2 AND e.id = $1
)
SELECT seq, tick, kind, scene, index, body, 1 AS attempts FROM wanted ORDER BY seq

-- name: extend
UPDATE fabula.deliveries SET until = clock_timestamp() + make_interval(secs => $4)
WHERE ecosystem = $1 AND name = $2 AND worker = $3 AND NOT held

-- name: finish
DELETE FROM fabula.deliveries WHERE ecosystem = $1 AND name = $2 AND worker = $3 AND seq = $4 RETURNING 1

-- name: put_off
UPDATE fabula.deliveries
SET worker = '', reason = $5, held = $6::float8 IS NULL, until = clock_timestamp() + make_interval(secs => coalesce($6, 0))
WHERE ecosystem = $1 AND name = $2 AND worker = $3 AND seq = $4

-- name: give_back
UPDATE fabula.deliveries SET worker = '', until = clock_timestamp(), attempts = attempts - 1
WHERE ecosystem = $1 AND name = $2 AND worker = $3 AND NOT held

-- name: standing
SELECT s.name, s.shared, s.seq, count(d.seq) FILTER (WHERE NOT d.held), count(d.seq) FILTER (WHERE d.held)
FROM fabula.subscriptions s LEFT JOIN fabula.deliveries d ON d.ecosystem = s.ecosystem AND d.name = s.name
WHERE s.ecosystem = $1
GROUP BY s.name, s.shared, s.seq ORDER BY s.name COLLATE "C"

-- name: held
SELECT d.seq, e.tick, e.kind, d.attempts, d.reason
FROM fabula.deliveries d JOIN fabula.events e ON e.ecosystem = d.ecosystem AND e.seq = d.seq
WHERE d.ecosystem = $1 AND d.name = $2 AND d.held ORDER BY d.seq

-- name: try_again
UPDATE fabula.deliveries SET held = false, until = clock_timestamp(), attempts = 0
WHERE ecosystem = $1 AND name = $2 AND seq = $3 AND held RETURNING 1

-- name: known
SELECT EXISTS (SELECT FROM fabula.ecosystems WHERE id = $1)

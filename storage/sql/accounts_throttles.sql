-- name: attempt
-- Counted before anybody knows whether it is right, so that many at once are not looked at together. No row: it has to wait.
INSERT INTO fabula.throttles AS t (key, attempts, last_at, until)
VALUES ($1, 1, clock_timestamp(), clock_timestamp())
ON CONFLICT (key) DO UPDATE SET
    attempts = CASE WHEN t.last_at < clock_timestamp() - $4::interval THEN 1 ELSE t.attempts + 1 END,
    last_at = clock_timestamp(),
    until = CASE
        WHEN t.last_at < clock_timestamp() - $4::interval OR t.attempts + 1 < $2 THEN clock_timestamp()
        ELSE clock_timestamp() + make_interval(secs => least($3::float8, power(2.0, least(t.attempts + 1 - $2, 30))))
    END
WHERE t.until <= clock_timestamp()
RETURNING attempts

-- name: wait
SELECT greatest(1, ceil(extract(epoch FROM until - clock_timestamp())))::int FROM fabula.throttles WHERE key = $1

-- name: refund
UPDATE fabula.throttles SET attempts = greatest(0, attempts - 1), until = clock_timestamp() WHERE key = $1

-- name: forget
DELETE FROM fabula.throttles WHERE key = $1

-- name: prune
DELETE FROM fabula.throttles WHERE last_at < now() - $1::interval

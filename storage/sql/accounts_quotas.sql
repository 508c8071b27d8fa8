-- name: all
SELECT * FROM fabula.quotas ORDER BY role

-- name: lock
SELECT * FROM fabula.quotas WHERE role = $1 FOR UPDATE

-- name: set
UPDATE fabula.quotas SET ecosystems = $2, "cast" = $3, ticks = $4, version = version + 1 WHERE role = $1 RETURNING *

-- name: of_account
SELECT q.* FROM fabula.users AS u JOIN fabula.quotas AS q ON q.role = u.role WHERE u.id = $1

-- name: hold
SELECT q.* FROM fabula.users AS u JOIN fabula.quotas AS q ON q.role = u.role WHERE u.id = $1 FOR NO KEY UPDATE OF u

-- name: of_owner
SELECT q.*, u.id AS owner FROM fabula.ownerships AS o JOIN fabula.users AS u ON u.id = o.owner JOIN fabula.quotas AS q ON q.role = u.role
WHERE o.ecosystem = $1

-- name: used
SELECT coalesce(sum(ticks), 0)::bigint FROM fabula.usage
WHERE account = $1 AND day = (now() AT TIME ZONE 'UTC')::date

-- name: usage
SELECT day, ticks FROM fabula.usage WHERE account = $1 ORDER BY day DESC LIMIT $2

-- name: charge
-- The mark and the account move in one statement: each tick is charged once, however many look at the same time.
WITH behind AS (
    SELECT o.ecosystem, o.owner, e.tick, e.tick - o.metered AS ticks
    FROM fabula.ownerships AS o JOIN fabula.ecosystems AS e ON e.id = o.ecosystem
    WHERE o.owner IS NOT NULL AND e.tick > o.metered
    FOR UPDATE OF o SKIP LOCKED
), charged AS (
    UPDATE fabula.ownerships AS o SET metered = b.tick FROM behind AS b
    WHERE o.ecosystem = b.ecosystem
    RETURNING b.owner, b.ticks
)
INSERT INTO fabula.usage AS u (account, day, ticks)
SELECT owner, (now() AT TIME ZONE 'UTC')::date, sum(ticks) FROM charged GROUP BY owner ORDER BY owner
ON CONFLICT (account, day) DO UPDATE SET ticks = u.ticks + excluded.ticks
RETURNING account

-- name: overdrawn
-- What goes on although its owner has nothing left today.
SELECT e.id, q.ticks AS allowed, q.role
FROM fabula.usage AS g
JOIN fabula.users AS u ON u.id = g.account
JOIN fabula.quotas AS q ON q.role = u.role
JOIN fabula.ownerships AS o ON o.owner = u.id
JOIN fabula.ecosystems AS e ON e.id = o.ecosystem
WHERE g.day = (now() AT TIME ZONE 'UTC')::date AND g.ticks >= q.ticks AND e.status IN ('running', 'live')
ORDER BY e.id

-- name: prune
DELETE FROM fabula.usage WHERE day < (now() AT TIME ZONE 'UTC')::date - $1::int

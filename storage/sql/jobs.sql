-- name: order
INSERT INTO fabula.jobs (ecosystem, kind, cap) VALUES ($1, $2, $3)
ON CONFLICT (ecosystem, kind) WHERE state IN ('waiting', 'running') DO NOTHING
RETURNING *

-- name: waiting
SELECT * FROM fabula.jobs WHERE ecosystem = $1 AND kind = $2 AND state IN ('waiting', 'running')

-- name: one
SELECT * FROM fabula.jobs WHERE id = $1

-- name: all
SELECT * FROM fabula.jobs WHERE ecosystem = coalesce($1, ecosystem) AND id < $3 ORDER BY id DESC LIMIT $2

-- name: open
SELECT count(*) FROM fabula.jobs WHERE state IN ('waiting', 'running')

-- name: carried
UPDATE fabula.jobs SET message = $2 WHERE id = $1

-- name: begin
-- The attempt counts before anything is done in it, so that a job that kills its worker runs out of attempts too.
UPDATE fabula.jobs
SET state = 'running', attempts = attempts + 1, turn = turn + 1, begun_at = now(), not_before = NULL,
    progress = 0, total = 0, step = ''
WHERE id = $1 AND message = $2 AND state IN ('waiting', 'running') AND attempts < cap
RETURNING *

-- name: wear_out
UPDATE fabula.jobs
SET state = 'held', ended_at = now(),
    reason = format('its worker died in attempt %s of %s', attempts, cap) || CASE reason WHEN '' THEN '' ELSE '; before: ' || reason END
WHERE id = $1 AND message = $2 AND state IN ('waiting', 'running') AND attempts >= cap
RETURNING *

-- name: advance
UPDATE fabula.jobs SET progress = $3, total = $4, step = $5 WHERE id = $1 AND turn = $2 AND state = 'running' RETURNING 1

-- name: holds
SELECT 1 FROM fabula.jobs WHERE id = $1 AND turn = $2 AND state = 'running'

-- name: finish
UPDATE fabula.jobs SET state = 'done', result = $3::text::json, progress = total, reason = '', ended_at = now()
WHERE id = $1 AND turn = $2 AND state = 'running'
RETURNING 1

-- name: hold
UPDATE fabula.jobs SET state = 'held', reason = $3, ended_at = now()
WHERE id = $1 AND turn = $2 AND state = 'running'
RETURNING 1

-- name: put_off
UPDATE fabula.jobs SET state = 'waiting', reason = $3, not_before = now() + $4, attempts = attempts - $5
WHERE id = $1 AND turn = $2 AND state = 'running'
RETURNING 1

-- name: cancel
UPDATE fabula.jobs SET state = 'cancelled', ended_at = now() WHERE id = $1 AND state IN ('waiting', 'running') RETURNING *

-- name: retry
UPDATE fabula.jobs
SET state = 'waiting', attempts = 0, reason = '', result = NULL, not_before = NULL, begun_at = NULL, ended_at = NULL,
    progress = 0, total = 0, step = ''
WHERE id = $1 AND state IN ('held', 'cancelled')
RETURNING *

-- name: stranded
-- Open jobs that no message will ever bring to a worker again.
SELECT id, not_before FROM fabula.jobs AS j
WHERE state IN ('waiting', 'running')
AND NOT EXISTS (SELECT FROM fabula.pgqueuer AS q WHERE q.id = j.message AND q.status IN ('queued', 'picked'))
FOR UPDATE SKIP LOCKED

-- name: prune_jobs
DELETE FROM fabula.jobs WHERE state IN ('done', 'cancelled') AND ended_at < now() - $1::interval

-- name: prune_log
DELETE FROM fabula.pgqueuer_log WHERE created < now() - $1::interval

-- name: prune_statistics
DELETE FROM fabula.pgqueuer_statistics WHERE created < now() - $1::interval

-- name: schedule
INSERT INTO fabula.job_schedules (ecosystem, kind, cron, next_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (ecosystem, kind) DO UPDATE SET cron = excluded.cron, next_at = excluded.next_at

-- name: schedules
SELECT ecosystem, kind, cron, next_at FROM fabula.job_schedules ORDER BY ecosystem, kind

-- name: unschedule
DELETE FROM fabula.job_schedules WHERE ecosystem = $1 AND kind = $2 RETURNING 1

-- name: due
SELECT ecosystem, kind, cron, next_at FROM fabula.job_schedules WHERE next_at <= now() FOR UPDATE SKIP LOCKED

-- name: known
SELECT 1 FROM fabula.ecosystems WHERE id = $1

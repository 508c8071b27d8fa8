-- name: begin
INSERT INTO fabula.answers AS known (owner, key, fingerprint) VALUES ($1, $2, $3)
ON CONFLICT (owner, key) DO UPDATE SET fingerprint = excluded.fingerprint, begun_at = now(), status = NULL, headers = NULL, body = NULL
WHERE known.begun_at < now() - $4::interval
   OR known.status IS NULL AND known.fingerprint = excluded.fingerprint AND known.begun_at < now() - $5::interval
RETURNING begun_at

-- name: known
SELECT fingerprint, status, headers, body FROM fabula.answers WHERE owner = $1 AND key = $2

-- name: finish
UPDATE fabula.answers SET status = $4, headers = $5, body = $6 WHERE owner = $1 AND key = $2 AND begun_at = $3

-- name: drop
DELETE FROM fabula.answers WHERE owner = $1 AND key = $2 AND begun_at = $3 AND status IS NULL

-- name: prune
DELETE FROM fabula.answers WHERE begun_at < now() - $1::interval

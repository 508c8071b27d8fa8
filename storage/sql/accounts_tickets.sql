-- name: issue
INSERT INTO fabula.tickets (hash, session, api_key, ecosystem, purpose, expires_at)
VALUES ($1, $2, $3, $4, $5, clock_timestamp() + $6::interval)

-- name: redeem
DELETE FROM fabula.tickets WHERE hash = $1
RETURNING session, api_key, ecosystem, purpose, expires_at > clock_timestamp() AS fresh

-- name: prune
DELETE FROM fabula.tickets WHERE expires_at < now()

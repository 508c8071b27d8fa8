-- name: put
INSERT INTO fabula.genres (hash, body) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING

-- name: get
SELECT body FROM fabula.genres WHERE hash = $1

-- name: hang
INSERT INTO fabula.pictures (ecosystem, name, body)
SELECT $1, name, body FROM unnest($2::text[], $3::bytea[]) AS given (name, body)
ON CONFLICT (ecosystem, name) DO NOTHING

-- name: picture
SELECT body FROM fabula.pictures WHERE ecosystem = $1 AND name = $2

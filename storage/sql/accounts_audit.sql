-- name: note
INSERT INTO fabula.audit (account, name, action, object, request, detail) VALUES ($1, $2, $3, $4, $5, $6)

-- name: some
SELECT * FROM fabula.audit
WHERE id < coalesce($1, 9223372036854775807) AND action = coalesce($2, action) AND object = coalesce($3, object)
AND ($4::uuid IS NULL OR account = $4)
ORDER BY id DESC
LIMIT $5

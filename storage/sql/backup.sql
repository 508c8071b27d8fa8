-- name: tables
SELECT c.relname AS name, array_agg(a.attname ORDER BY a.attnum)::text[] AS columns
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
WHERE c.relnamespace = 'fabula'::regnamespace AND c.relkind = 'r'
GROUP BY c.relname ORDER BY c.relname

-- name: sequences
SELECT relname AS name FROM pg_class WHERE relnamespace = 'fabula'::regnamespace AND relkind = 'S' ORDER BY relname

-- name: sequence
SELECT setval($1::text::regclass, $2, $3)

-- name: references
SELECT DISTINCT f.relname AS of, t.relname AS to
FROM pg_constraint k JOIN pg_class f ON f.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
WHERE k.contype = 'f' AND k.connamespace = 'fabula'::regnamespace

-- name: heads
SELECT id, seq, hash FROM fabula.ecosystems ORDER BY id

-- name: epochs
SELECT id, epoch FROM fabula.ecosystems ORDER BY id

-- name: others
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'fabula'

-- name: fence
-- No supervisor of what was there before may write into what is there now.
UPDATE fabula.ecosystems e SET epoch = greatest(e.epoch, before.epoch) + 1
FROM unnest($1::text[], $2::bigint[]) AS before (id, epoch) WHERE e.id = before.id

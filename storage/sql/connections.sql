-- name: doing
-- Of a server process that waits for its client: since when, and how much of what it copies has come. No row when it works.
SELECT a.state, a.state_change, a.query_start, c.bytes_processed
FROM pg_stat_activity a LEFT JOIN pg_stat_progress_copy c ON c.pid = a.pid
WHERE a.pid = $1 AND (a.state <> 'active' OR a.wait_event_type = 'Client')

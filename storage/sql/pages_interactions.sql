-- name: page
SELECT id, seq, tick, place, move, outcome, initiator, responder, witnesses FROM fabula.interactions
WHERE ecosystem = $1 AND seq > $2 AND seq < $3
AND ($4::text IS NULL OR place = $4) AND ($5::text IS NULL OR move = $5) AND ($6::text IS NULL OR outcome = $6)
ORDER BY seq DESC LIMIT $7

-- name: page_of
-- Those in which somebody had a part, or which he or she saw: all who did remember them.
SELECT i.id, i.seq, i.tick, i.place, i.move, i.outcome, i.initiator, i.responder, i.witnesses
FROM fabula.memories AS m JOIN fabula.interactions AS i ON i.ecosystem = m.ecosystem AND i.seq = m.seq
WHERE m.ecosystem = $1 AND m.owner = $8 AND m.seq > $2 AND m.seq < $3
AND ($4::text IS NULL OR i.place = $4) AND ($5::text IS NULL OR i.move = $5) AND ($6::text IS NULL OR i.outcome = $6)
ORDER BY m.seq DESC LIMIT $7

DROP TABLE fabula.events;
DROP FUNCTION fabula.refuse_update();
DROP TABLE fabula.ecosystems;

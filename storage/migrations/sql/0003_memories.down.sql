-- The extension stays: somebody else may use it.
DROP TABLE fabula.memory_index;
DROP TABLE fabula.memories;

DROP TABLE fabula.orders;

-- What keys said is packed from here on, as the package memo writes it. What stands
-- there as JSON is read as before and packed when its key speaks again.
ALTER TABLE customers
  ALTER COLUMN said DROP DEFAULT,
  ALTER COLUMN said TYPE bytea USING convert_to(said, 'UTF8'),
  ALTER COLUMN said SET DEFAULT '';
ALTER TABLE memories ALTER COLUMN vals TYPE bytea USING convert_to(vals, 'UTF8');

-- Nobody asks for customers by these: what they hold is no concern of the planner.
ALTER TABLE customers
  ALTER COLUMN said        SET STATISTICS 0,
  ALTER COLUMN said_hash   SET STATISTICS 0,
  ALTER COLUMN said_source SET STATISTICS 0,
  ALTER COLUMN doc         SET STATISTICS 0,
  ALTER COLUMN folds       SET STATISTICS 0;
ALTER TABLE memories
  ALTER COLUMN vals SET STATISTICS 0,
  ALTER COLUMN hash SET STATISTICS 0;

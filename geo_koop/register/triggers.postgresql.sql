-- The search path is that of the register, whoever calls: another schema may hold another register.
CREATE OR REPLACE FUNCTION geo_koop_refuse() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: the history of the register would be lost', TG_OP, TG_TABLE_NAME;
END $$;

-- Taken before any row is locked, so that writers wait for each other and never for each other's rows.
CREATE OR REPLACE FUNCTION geo_koop_lock() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM 1 FROM context WHERE id = 1 FOR UPDATE;
  RETURN NULL;
END $$;

-- The revision of this transaction; one of its own where nobody announced it.
CREATE OR REPLACE FUNCTION geo_koop_revision() RETURNS bigint LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  current bigint := nullif(current_setting('geo_koop.revision', true), '')::bigint;
  now_us bigint := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
BEGIN
  -- A number that was left from another transaction is not taken.
  IF current IS NOT NULL AND EXISTS (
    SELECT 1 FROM revisions WHERE number = current AND xmin = pg_current_xact_id()::xid
  ) THEN
    RETURN current;
  END IF;
  PERFORM 1 FROM context WHERE id = 1 FOR UPDATE;
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT coalesce(max(number), 0) + 1, greatest(now_us, coalesce(max(recorded), 0) + 1), 'SQL', 'sql', now_us
  FROM revisions
  RETURNING number INTO current;
  PERFORM set_config('geo_koop.revision', current::text, true);
  RETURN current;
END $$;

-- Arguments: the column that names a row, and the column that names its record ('' where there is one record alone).
CREATE OR REPLACE FUNCTION geo_koop_history() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  before jsonb;
  after jsonb;
  moved boolean;
  statement text := format(
    'INSERT INTO %I (revision, operation, item, record, old, new) VALUES ($1, $2, $3, $4, $5, $6)',
    TG_TABLE_NAME || '_history');
BEGIN
  IF TG_OP <> 'INSERT' THEN before := to_jsonb(OLD); END IF;
  IF TG_OP <> 'DELETE' THEN after := to_jsonb(NEW); END IF;
  IF before = after THEN RETURN NULL; END IF;
  moved := TG_OP = 'UPDATE' AND (
    before ->> TG_ARGV[0] <> after ->> TG_ARGV[0]
    OR coalesce(before ->> TG_ARGV[1], '') <> coalesce(after ->> TG_ARGV[1], ''));
  IF TG_OP = 'UPDATE' AND NOT moved THEN
    EXECUTE statement USING geo_koop_revision(), 'update', after ->> TG_ARGV[0],
      coalesce(after ->> TG_ARGV[1], ''), before::text, after::text;
    RETURN NULL;
  END IF;
  -- A row that goes to another record leaves the one and comes to the other.
  IF before IS NOT NULL THEN
    EXECUTE statement USING geo_koop_revision(), 'delete', before ->> TG_ARGV[0],
      coalesce(before ->> TG_ARGV[1], ''), before::text, NULL::text;
  END IF;
  IF after IS NOT NULL THEN
    EXECUTE statement USING geo_koop_revision(), 'insert', after ->> TG_ARGV[0],
      coalesce(after ->> TG_ARGV[1], ''), NULL::text, after::text;
  END IF;
  RETURN NULL;
END $$;

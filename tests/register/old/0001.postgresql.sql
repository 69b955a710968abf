SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE FUNCTION public.geo_koop_history() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO '$user', 'public'
    AS $_$
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
END $_$;
CREATE FUNCTION public.geo_koop_lock() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO '$user', 'public'
    AS $$
BEGIN
  PERFORM 1 FROM context WHERE id = 1 FOR UPDATE;
  RETURN NULL;
END $$;
CREATE FUNCTION public.geo_koop_refuse() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO '$user', 'public'
    AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: the history of the register would be lost', TG_OP, TG_TABLE_NAME;
END $$;
CREATE FUNCTION public.geo_koop_revision() RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO '$user', 'public'
    AS $$
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
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.actors (
    row_id bigint NOT NULL,
    cooperation_id text DEFAULT ''::text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    kind text DEFAULT ''::text NOT NULL,
    cooperation_ref text DEFAULT ''::text NOT NULL,
    "position" bigint DEFAULT '0'::bigint NOT NULL,
    further text DEFAULT '{}'::text NOT NULL
);
CREATE TABLE public.actors_history (
    seq bigint NOT NULL,
    revision bigint NOT NULL,
    operation text NOT NULL,
    item text NOT NULL,
    record text NOT NULL,
    old text,
    new text
);
CREATE SEQUENCE public.actors_history_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.actors_history_seq_seq OWNED BY public.actors_history.seq;
CREATE SEQUENCE public.actors_row_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.actors_row_id_seq OWNED BY public.actors.row_id;
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.context (
    id bigint NOT NULL,
    revision bigint
);
COMMENT ON COLUMN public.context.revision IS 'revision of the transaction that is under way';
CREATE TABLE public.cooperations (
    cooperation_id text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    topics text DEFAULT ''::text NOT NULL,
    format text DEFAULT ''::text NOT NULL,
    stage text DEFAULT ''::text NOT NULL,
    start text DEFAULT ''::text NOT NULL,
    "end" text DEFAULT ''::text NOT NULL,
    obligation text DEFAULT ''::text NOT NULL,
    note_de text DEFAULT ''::text NOT NULL,
    note_en text DEFAULT ''::text NOT NULL,
    owner text DEFAULT ''::text NOT NULL,
    contact text DEFAULT ''::text NOT NULL,
    review_after text DEFAULT ''::text NOT NULL,
    visibility text DEFAULT ''::text NOT NULL,
    further text DEFAULT '{}'::text NOT NULL,
    CONSTRAINT ck_cooperations_ck_cooperations_id CHECK ((cooperation_id <> ''::text))
);
CREATE TABLE public.cooperations_history (
    seq bigint NOT NULL,
    revision bigint NOT NULL,
    operation text NOT NULL,
    item text NOT NULL,
    record text NOT NULL,
    old text,
    new text
);
CREATE SEQUENCE public.cooperations_history_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.cooperations_history_seq_seq OWNED BY public.cooperations_history.seq;
CREATE TABLE public.documents (
    row_id bigint NOT NULL,
    cooperation_id text DEFAULT ''::text NOT NULL,
    title text DEFAULT ''::text NOT NULL,
    address text DEFAULT ''::text NOT NULL,
    date text DEFAULT ''::text NOT NULL,
    "position" bigint DEFAULT '0'::bigint NOT NULL,
    further text DEFAULT '{}'::text NOT NULL
);
CREATE TABLE public.documents_history (
    seq bigint NOT NULL,
    revision bigint NOT NULL,
    operation text NOT NULL,
    item text NOT NULL,
    record text NOT NULL,
    old text,
    new text
);
CREATE SEQUENCE public.documents_history_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.documents_history_seq_seq OWNED BY public.documents_history.seq;
CREATE SEQUENCE public.documents_row_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.documents_row_id_seq OWNED BY public.documents.row_id;
CREATE TABLE public.events (
    row_id bigint NOT NULL,
    cooperation_id text DEFAULT ''::text NOT NULL,
    date text DEFAULT ''::text NOT NULL,
    kind text DEFAULT ''::text NOT NULL,
    stage text DEFAULT ''::text NOT NULL,
    format text DEFAULT ''::text NOT NULL,
    key text DEFAULT ''::text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    source text DEFAULT ''::text NOT NULL,
    "position" bigint DEFAULT '0'::bigint NOT NULL,
    further text DEFAULT '{}'::text NOT NULL
);
CREATE TABLE public.events_history (
    seq bigint NOT NULL,
    revision bigint NOT NULL,
    operation text NOT NULL,
    item text NOT NULL,
    record text NOT NULL,
    old text,
    new text
);
CREATE SEQUENCE public.events_history_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.events_history_seq_seq OWNED BY public.events_history.seq;
CREATE SEQUENCE public.events_row_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.events_row_id_seq OWNED BY public.events.row_id;
CREATE TABLE public.members (
    row_id bigint NOT NULL,
    cooperation_id text DEFAULT ''::text NOT NULL,
    key text DEFAULT ''::text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    role text DEFAULT ''::text NOT NULL,
    via text DEFAULT ''::text NOT NULL,
    "from" text DEFAULT ''::text NOT NULL,
    "to" text DEFAULT ''::text NOT NULL,
    counts_as_member text DEFAULT ''::text NOT NULL,
    covers text DEFAULT ''::text NOT NULL,
    share text DEFAULT ''::text NOT NULL,
    votes text DEFAULT ''::text NOT NULL,
    gebietsstand text DEFAULT ''::text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    "position" bigint DEFAULT '0'::bigint NOT NULL,
    further text DEFAULT '{}'::text NOT NULL
);
CREATE TABLE public.members_history (
    seq bigint NOT NULL,
    revision bigint NOT NULL,
    operation text NOT NULL,
    item text NOT NULL,
    record text NOT NULL,
    old text,
    new text
);
CREATE SEQUENCE public.members_history_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.members_history_seq_seq OWNED BY public.members_history.seq;
CREATE SEQUENCE public.members_row_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.members_row_id_seq OWNED BY public.members.row_id;
CREATE TABLE public.publications (
    record text NOT NULL,
    revision bigint NOT NULL
);
COMMENT ON COLUMN public.publications.revision IS 'readers see the record as it was recorded then';
CREATE TABLE public.publications_history (
    seq bigint NOT NULL,
    revision bigint NOT NULL,
    operation text NOT NULL,
    item text NOT NULL,
    record text NOT NULL,
    old text,
    new text
);
CREATE SEQUENCE public.publications_history_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.publications_history_seq_seq OWNED BY public.publications_history.seq;
CREATE TABLE public.revisions (
    number bigint NOT NULL,
    recorded bigint NOT NULL,
    author text DEFAULT ''::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    source text DEFAULT ''::text NOT NULL,
    kind text DEFAULT ''::text NOT NULL,
    moment bigint DEFAULT '0'::bigint NOT NULL
);
COMMENT ON COLUMN public.revisions.recorded IS 'microseconds since 1970-01-01, UTC';
COMMENT ON COLUMN public.revisions.moment IS 'of the statement that a trigger saw';
CREATE TABLE public.scopes (
    row_id bigint NOT NULL,
    scope_id text DEFAULT ''::text NOT NULL,
    area text DEFAULT ''::text NOT NULL,
    topics text DEFAULT ''::text NOT NULL,
    date text DEFAULT ''::text NOT NULL,
    grade text DEFAULT ''::text NOT NULL,
    source text DEFAULT ''::text NOT NULL,
    "position" bigint DEFAULT '0'::bigint NOT NULL,
    further text DEFAULT '{}'::text NOT NULL
);
CREATE TABLE public.scopes_history (
    seq bigint NOT NULL,
    revision bigint NOT NULL,
    operation text NOT NULL,
    item text NOT NULL,
    record text NOT NULL,
    old text,
    new text
);
CREATE SEQUENCE public.scopes_history_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.scopes_history_seq_seq OWNED BY public.scopes_history.seq;
CREATE SEQUENCE public.scopes_row_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.scopes_row_id_seq OWNED BY public.scopes.row_id;
CREATE TABLE public.sources (
    row_id bigint NOT NULL,
    cooperation_id text DEFAULT ''::text NOT NULL,
    url text DEFAULT ''::text NOT NULL,
    date text DEFAULT ''::text NOT NULL,
    completeness text DEFAULT ''::text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    "position" bigint DEFAULT '0'::bigint NOT NULL,
    further text DEFAULT '{}'::text NOT NULL
);
CREATE TABLE public.sources_history (
    seq bigint NOT NULL,
    revision bigint NOT NULL,
    operation text NOT NULL,
    item text NOT NULL,
    record text NOT NULL,
    old text,
    new text
);
CREATE SEQUENCE public.sources_history_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.sources_history_seq_seq OWNED BY public.sources_history.seq;
CREATE SEQUENCE public.sources_row_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.sources_row_id_seq OWNED BY public.sources.row_id;
ALTER TABLE ONLY public.actors ALTER COLUMN row_id SET DEFAULT nextval('public.actors_row_id_seq'::regclass);
ALTER TABLE ONLY public.actors_history ALTER COLUMN seq SET DEFAULT nextval('public.actors_history_seq_seq'::regclass);
ALTER TABLE ONLY public.cooperations_history ALTER COLUMN seq SET DEFAULT nextval('public.cooperations_history_seq_seq'::regclass);
ALTER TABLE ONLY public.documents ALTER COLUMN row_id SET DEFAULT nextval('public.documents_row_id_seq'::regclass);
ALTER TABLE ONLY public.documents_history ALTER COLUMN seq SET DEFAULT nextval('public.documents_history_seq_seq'::regclass);
ALTER TABLE ONLY public.events ALTER COLUMN row_id SET DEFAULT nextval('public.events_row_id_seq'::regclass);
ALTER TABLE ONLY public.events_history ALTER COLUMN seq SET DEFAULT nextval('public.events_history_seq_seq'::regclass);
ALTER TABLE ONLY public.members ALTER COLUMN row_id SET DEFAULT nextval('public.members_row_id_seq'::regclass);
ALTER TABLE ONLY public.members_history ALTER COLUMN seq SET DEFAULT nextval('public.members_history_seq_seq'::regclass);
ALTER TABLE ONLY public.publications_history ALTER COLUMN seq SET DEFAULT nextval('public.publications_history_seq_seq'::regclass);
ALTER TABLE ONLY public.scopes ALTER COLUMN row_id SET DEFAULT nextval('public.scopes_row_id_seq'::regclass);
ALTER TABLE ONLY public.scopes_history ALTER COLUMN seq SET DEFAULT nextval('public.scopes_history_seq_seq'::regclass);
ALTER TABLE ONLY public.sources ALTER COLUMN row_id SET DEFAULT nextval('public.sources_row_id_seq'::regclass);
ALTER TABLE ONLY public.sources_history ALTER COLUMN seq SET DEFAULT nextval('public.sources_history_seq_seq'::regclass);
INSERT INTO public.alembic_version VALUES ('0001');
INSERT INTO public.context VALUES (1, NULL);
INSERT INTO public.cooperations VALUES ('b', 'Bund', '', '', '', '', '', '', '', '', '', '', '', '', '{}');
INSERT INTO public.cooperations VALUES ('a', 'Amt Neu', '', '', '', '', '', '', '', '', '', '', '', '', '{"Farbe": "rot"}');
INSERT INTO public.cooperations_history VALUES (3, 1, 'insert', 'a', 'a', NULL, '{"end": "", "name": "Amt Öd", "owner": "", "stage": "", "start": "", "format": "", "topics": "", "contact": "", "further": "{\"Farbe\": \"rot\"}", "note_de": "", "note_en": "", "obligation": "", "visibility": "", "review_after": "", "cooperation_id": "a"}');
INSERT INTO public.cooperations_history VALUES (4, 1, 'insert', 'b', 'b', NULL, '{"end": "", "name": "Bund", "owner": "", "stage": "", "start": "", "format": "", "topics": "", "contact": "", "further": "{}", "note_de": "", "note_en": "", "obligation": "", "visibility": "", "review_after": "", "cooperation_id": "b"}');
INSERT INTO public.cooperations_history VALUES (5, 2, 'update', 'a', 'a', '{"end": "", "name": "Amt Öd", "owner": "", "stage": "", "start": "", "format": "", "topics": "", "contact": "", "further": "{\"Farbe\": \"rot\"}", "note_de": "", "note_en": "", "obligation": "", "visibility": "", "review_after": "", "cooperation_id": "a"}', '{"end": "", "name": "Amt Neu", "owner": "", "stage": "", "start": "", "format": "", "topics": "", "contact": "", "further": "{\"Farbe\": \"rot\"}", "note_de": "", "note_en": "", "obligation": "", "visibility": "", "review_after": "", "cooperation_id": "a"}');
INSERT INTO public.events VALUES (2, 'a', '1999', 'founded', '', '', '', '', '', 0, '{}');
INSERT INTO public.events_history VALUES (3, 2, 'insert', '2', 'a', NULL, '{"key": "", "date": "1999", "kind": "founded", "note": "", "stage": "", "format": "", "row_id": 2, "source": "", "further": "{}", "position": 0, "cooperation_id": "a"}');
INSERT INTO public.members VALUES (2, 'a', '01', '', '', '', '', '', '', '', '', '', '', '', 0, '{}');
INSERT INTO public.members VALUES (3, 'a', '02', '', '', '', '', '', '', '', '', '', '', '', 1, '{}');
INSERT INTO public.members_history VALUES (3, 1, 'insert', '2', 'a', NULL, '{"to": "", "key": "01", "via": "", "from": "", "name": "", "note": "", "role": "", "share": "", "votes": "", "covers": "", "row_id": 2, "further": "{}", "position": 0, "gebietsstand": "", "cooperation_id": "a", "counts_as_member": ""}');
INSERT INTO public.members_history VALUES (4, 1, 'insert', '3', 'a', NULL, '{"to": "", "key": "02", "via": "", "from": "", "name": "", "note": "", "role": "", "share": "", "votes": "", "covers": "", "row_id": 3, "further": "{}", "position": 1, "gebietsstand": "", "cooperation_id": "a", "counts_as_member": ""}');
INSERT INTO public.publications VALUES ('', 1);
INSERT INTO public.publications VALUES ('a', 1);
INSERT INTO public.publications VALUES ('b', 1);
INSERT INTO public.publications_history VALUES (1, 1, 'insert', '', '', NULL, '{"record": "", "revision": 1}');
INSERT INTO public.publications_history VALUES (2, 1, 'insert', 'a', 'a', NULL, '{"record": "a", "revision": 1}');
INSERT INTO public.publications_history VALUES (3, 1, 'insert', 'b', 'b', NULL, '{"record": "b", "revision": 1}');
INSERT INTO public.revisions VALUES (1, 1772352000000000, 'Anna', 'Anfang', '', 'load', 1772352000000000);
INSERT INTO public.revisions VALUES (2, 1772355600000000, 'Bert', 'umbenannt', '', 'load', 1772355600000000);
INSERT INTO public.scopes VALUES (2, 's', '*', '', '', 'survey', '', 0, '{}');
INSERT INTO public.scopes_history VALUES (3, 1, 'insert', '2', '', NULL, '{"area": "*", "date": "", "grade": "survey", "row_id": 2, "source": "", "topics": "", "further": "{}", "position": 0, "scope_id": "s"}');
SELECT pg_catalog.setval('public.actors_history_seq_seq', 2, true);
SELECT pg_catalog.setval('public.actors_row_id_seq', 1, true);
SELECT pg_catalog.setval('public.cooperations_history_seq_seq', 5, true);
SELECT pg_catalog.setval('public.documents_history_seq_seq', 2, true);
SELECT pg_catalog.setval('public.documents_row_id_seq', 1, true);
SELECT pg_catalog.setval('public.events_history_seq_seq', 3, true);
SELECT pg_catalog.setval('public.events_row_id_seq', 2, true);
SELECT pg_catalog.setval('public.members_history_seq_seq', 4, true);
SELECT pg_catalog.setval('public.members_row_id_seq', 3, true);
SELECT pg_catalog.setval('public.publications_history_seq_seq', 3, true);
SELECT pg_catalog.setval('public.scopes_history_seq_seq', 3, true);
SELECT pg_catalog.setval('public.scopes_row_id_seq', 2, true);
SELECT pg_catalog.setval('public.sources_history_seq_seq', 2, true);
SELECT pg_catalog.setval('public.sources_row_id_seq', 1, true);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.actors
    ADD CONSTRAINT pk_actors PRIMARY KEY (row_id);
ALTER TABLE ONLY public.actors_history
    ADD CONSTRAINT pk_actors_history PRIMARY KEY (seq);
ALTER TABLE ONLY public.context
    ADD CONSTRAINT pk_context PRIMARY KEY (id);
ALTER TABLE ONLY public.cooperations
    ADD CONSTRAINT pk_cooperations PRIMARY KEY (cooperation_id);
ALTER TABLE ONLY public.cooperations_history
    ADD CONSTRAINT pk_cooperations_history PRIMARY KEY (seq);
ALTER TABLE ONLY public.documents
    ADD CONSTRAINT pk_documents PRIMARY KEY (row_id);
ALTER TABLE ONLY public.documents_history
    ADD CONSTRAINT pk_documents_history PRIMARY KEY (seq);
ALTER TABLE ONLY public.events
    ADD CONSTRAINT pk_events PRIMARY KEY (row_id);
ALTER TABLE ONLY public.events_history
    ADD CONSTRAINT pk_events_history PRIMARY KEY (seq);
ALTER TABLE ONLY public.members
    ADD CONSTRAINT pk_members PRIMARY KEY (row_id);
ALTER TABLE ONLY public.members_history
    ADD CONSTRAINT pk_members_history PRIMARY KEY (seq);
ALTER TABLE ONLY public.publications
    ADD CONSTRAINT pk_publications PRIMARY KEY (record);
ALTER TABLE ONLY public.publications_history
    ADD CONSTRAINT pk_publications_history PRIMARY KEY (seq);
ALTER TABLE ONLY public.revisions
    ADD CONSTRAINT pk_revisions PRIMARY KEY (number);
ALTER TABLE ONLY public.scopes
    ADD CONSTRAINT pk_scopes PRIMARY KEY (row_id);
ALTER TABLE ONLY public.scopes_history
    ADD CONSTRAINT pk_scopes_history PRIMARY KEY (seq);
ALTER TABLE ONLY public.sources
    ADD CONSTRAINT pk_sources PRIMARY KEY (row_id);
ALTER TABLE ONLY public.sources_history
    ADD CONSTRAINT pk_sources_history PRIMARY KEY (seq);
CREATE INDEX ix_actors_cooperation_id ON public.actors USING btree (cooperation_id);
CREATE INDEX ix_actors_history_item_seq ON public.actors_history USING btree (item, seq);
CREATE INDEX ix_actors_history_record_revision ON public.actors_history USING btree (record, revision);
CREATE INDEX ix_actors_history_revision ON public.actors_history USING btree (revision);
CREATE INDEX ix_cooperations_history_item_seq ON public.cooperations_history USING btree (item, seq);
CREATE INDEX ix_cooperations_history_record_revision ON public.cooperations_history USING btree (record, revision);
CREATE INDEX ix_cooperations_history_revision ON public.cooperations_history USING btree (revision);
CREATE INDEX ix_documents_cooperation_id ON public.documents USING btree (cooperation_id);
CREATE INDEX ix_documents_history_item_seq ON public.documents_history USING btree (item, seq);
CREATE INDEX ix_documents_history_record_revision ON public.documents_history USING btree (record, revision);
CREATE INDEX ix_documents_history_revision ON public.documents_history USING btree (revision);
CREATE INDEX ix_events_cooperation_id ON public.events USING btree (cooperation_id);
CREATE INDEX ix_events_history_item_seq ON public.events_history USING btree (item, seq);
CREATE INDEX ix_events_history_record_revision ON public.events_history USING btree (record, revision);
CREATE INDEX ix_events_history_revision ON public.events_history USING btree (revision);
CREATE INDEX ix_members_cooperation_id ON public.members USING btree (cooperation_id);
CREATE INDEX ix_members_history_item_seq ON public.members_history USING btree (item, seq);
CREATE INDEX ix_members_history_record_revision ON public.members_history USING btree (record, revision);
CREATE INDEX ix_members_history_revision ON public.members_history USING btree (revision);
CREATE INDEX ix_publications_history_item_seq ON public.publications_history USING btree (item, seq);
CREATE INDEX ix_publications_history_record_revision ON public.publications_history USING btree (record, revision);
CREATE INDEX ix_publications_history_revision ON public.publications_history USING btree (revision);
CREATE INDEX ix_scopes_history_item_seq ON public.scopes_history USING btree (item, seq);
CREATE INDEX ix_scopes_history_record_revision ON public.scopes_history USING btree (record, revision);
CREATE INDEX ix_scopes_history_revision ON public.scopes_history USING btree (revision);
CREATE INDEX ix_sources_cooperation_id ON public.sources USING btree (cooperation_id);
CREATE INDEX ix_sources_history_item_seq ON public.sources_history USING btree (item, seq);
CREATE INDEX ix_sources_history_record_revision ON public.sources_history USING btree (record, revision);
CREATE INDEX ix_sources_history_revision ON public.sources_history USING btree (revision);
CREATE TRIGGER geo_koop_actors_history AFTER INSERT OR DELETE OR UPDATE ON public.actors FOR EACH ROW EXECUTE FUNCTION public.geo_koop_history('row_id', 'cooperation_id');
CREATE TRIGGER geo_koop_actors_history_keeps BEFORE DELETE OR UPDATE ON public.actors_history FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_refuse();
CREATE TRIGGER geo_koop_actors_history_no_truncate BEFORE TRUNCATE ON public.actors_history FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_refuse();
CREATE TRIGGER geo_koop_actors_lock BEFORE INSERT OR DELETE OR UPDATE ON public.actors FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_lock();
CREATE TRIGGER geo_koop_actors_no_truncate BEFORE TRUNCATE ON public.actors FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_refuse();
CREATE TRIGGER geo_koop_context_no_truncate BEFORE TRUNCATE ON public.context FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_refuse();
CREATE TRIGGER geo_koop_cooperations_history AFTER INSERT OR DELETE OR UPDATE ON public.cooperations FOR EACH ROW EXECUTE FUNCTION public.geo_koop_history('cooperation_id', 'cooperation_id');
CREATE TRIGGER geo_koop_cooperations_history_keeps BEFORE DELETE OR UPDATE ON public.cooperations_history FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_refuse();
CREATE TRIGGER geo_koop_cooperations_history_no_truncate BEFORE TRUNCATE ON public.cooperations_history FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_refuse();
CREATE TRIGGER geo_koop_cooperations_lock BEFORE INSERT OR DELETE OR UPDATE ON public.cooperations FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_lock();
CREATE TRIGGER geo_koop_cooperations_no_truncate BEFORE TRUNCATE ON public.cooperations FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_refuse();
CREATE TRIGGER geo_koop_documents_history AFTER INSERT OR DELETE OR UPDATE ON public.documents FOR EACH ROW EXECUTE FUNCTION public.geo_koop_history('row_id', 'cooperation_id');
CREATE TRIGGER geo_koop_documents_history_keeps BEFORE DELETE OR UPDATE ON public.documents_history FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_refuse();
CREATE TRIGGER geo_koop_documents_history_no_truncate BEFORE TRUNCATE ON public.documents_history FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_refuse();
CREATE TRIGGER geo_koop_documents_lock BEFORE INSERT OR DELETE OR UPDATE ON public.documents FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_lock();
CREATE TRIGGER geo_koop_documents_no_truncate BEFORE TRUNCATE ON public.documents FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_refuse();
CREATE TRIGGER geo_koop_events_history AFTER INSERT OR DELETE OR UPDATE ON public.events FOR EACH ROW EXECUTE FUNCTION public.geo_koop_history('row_id', 'cooperation_id');
CREATE TRIGGER geo_koop_events_history_keeps BEFORE DELETE OR UPDATE ON public.events_history FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_refuse();
CREATE TRIGGER geo_koop_events_history_no_truncate BEFORE TRUNCATE ON public.events_history FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_refuse();
CREATE TRIGGER geo_koop_events_lock BEFORE INSERT OR DELETE OR UPDATE ON public.events FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_lock();
CREATE TRIGGER geo_koop_events_no_truncate BEFORE TRUNCATE ON public.events FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_refuse();
CREATE TRIGGER geo_koop_members_history AFTER INSERT OR DELETE OR UPDATE ON public.members FOR EACH ROW EXECUTE FUNCTION public.geo_koop_history('row_id', 'cooperation_id');
CREATE TRIGGER geo_koop_members_history_keeps BEFORE DELETE OR UPDATE ON public.members_history FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_refuse();
CREATE TRIGGER geo_koop_members_history_no_truncate BEFORE TRUNCATE ON public.members_history FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_refuse();
CREATE TRIGGER geo_koop_members_lock BEFORE INSERT OR DELETE OR UPDATE ON public.members FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_lock();
CREATE TRIGGER geo_koop_members_no_truncate BEFORE TRUNCATE ON public.members FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_refuse();
CREATE TRIGGER geo_koop_publications_history AFTER INSERT OR DELETE OR UPDATE ON public.publications FOR EACH ROW EXECUTE FUNCTION public.geo_koop_history('record', 'record');
CREATE TRIGGER geo_koop_publications_history_keeps BEFORE DELETE OR UPDATE ON public.publications_history FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_refuse();
CREATE TRIGGER geo_koop_publications_history_no_truncate BEFORE TRUNCATE ON public.publications_history FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_refuse();
CREATE TRIGGER geo_koop_publications_lock BEFORE INSERT OR DELETE OR UPDATE ON public.publications FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_lock();
CREATE TRIGGER geo_koop_publications_no_truncate BEFORE TRUNCATE ON public.publications FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_refuse();
CREATE TRIGGER geo_koop_revisions_keeps BEFORE DELETE OR UPDATE ON public.revisions FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_refuse();
CREATE TRIGGER geo_koop_revisions_no_truncate BEFORE TRUNCATE ON public.revisions FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_refuse();
CREATE TRIGGER geo_koop_scopes_history AFTER INSERT OR DELETE OR UPDATE ON public.scopes FOR EACH ROW EXECUTE FUNCTION public.geo_koop_history('row_id', '');
CREATE TRIGGER geo_koop_scopes_history_keeps BEFORE DELETE OR UPDATE ON public.scopes_history FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_refuse();
CREATE TRIGGER geo_koop_scopes_history_no_truncate BEFORE TRUNCATE ON public.scopes_history FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_refuse();
CREATE TRIGGER geo_koop_scopes_lock BEFORE INSERT OR DELETE OR UPDATE ON public.scopes FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_lock();
CREATE TRIGGER geo_koop_scopes_no_truncate BEFORE TRUNCATE ON public.scopes FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_refuse();
CREATE TRIGGER geo_koop_sources_history AFTER INSERT OR DELETE OR UPDATE ON public.sources FOR EACH ROW EXECUTE FUNCTION public.geo_koop_history('row_id', 'cooperation_id');
CREATE TRIGGER geo_koop_sources_history_keeps BEFORE DELETE OR UPDATE ON public.sources_history FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_refuse();
CREATE TRIGGER geo_koop_sources_history_no_truncate BEFORE TRUNCATE ON public.sources_history FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_refuse();
CREATE TRIGGER geo_koop_sources_lock BEFORE INSERT OR DELETE OR UPDATE ON public.sources FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_lock();
CREATE TRIGGER geo_koop_sources_no_truncate BEFORE TRUNCATE ON public.sources FOR EACH STATEMENT EXECUTE FUNCTION public.geo_koop_refuse();
ALTER TABLE ONLY public.actors
    ADD CONSTRAINT fk_actors_cooperation_id FOREIGN KEY (cooperation_id) REFERENCES public.cooperations(cooperation_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.documents
    ADD CONSTRAINT fk_documents_cooperation_id FOREIGN KEY (cooperation_id) REFERENCES public.cooperations(cooperation_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.events
    ADD CONSTRAINT fk_events_cooperation_id FOREIGN KEY (cooperation_id) REFERENCES public.cooperations(cooperation_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.members
    ADD CONSTRAINT fk_members_cooperation_id FOREIGN KEY (cooperation_id) REFERENCES public.cooperations(cooperation_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.sources
    ADD CONSTRAINT fk_sources_cooperation_id FOREIGN KEY (cooperation_id) REFERENCES public.cooperations(cooperation_id) DEFERRABLE INITIALLY DEFERRED;

BEGIN TRANSACTION;
CREATE TABLE actors (
	row_id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	cooperation_id TEXT DEFAULT '' NOT NULL, 
	name TEXT DEFAULT '' NOT NULL, 
	kind TEXT DEFAULT '' NOT NULL, 
	cooperation_ref TEXT DEFAULT '' NOT NULL, 
	position INTEGER DEFAULT '0' NOT NULL, 
	further TEXT DEFAULT '{}' NOT NULL, 
	CONSTRAINT fk_actors_cooperation_id FOREIGN KEY(cooperation_id) REFERENCES cooperations (cooperation_id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE actors_history (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	revision INTEGER NOT NULL, 
	operation TEXT NOT NULL, 
	item TEXT NOT NULL, 
	record TEXT NOT NULL, 
	old TEXT, 
	new TEXT
);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE context (
	id INTEGER NOT NULL, 
	revision INTEGER, 
	CONSTRAINT pk_context PRIMARY KEY (id)
);
INSERT INTO "context" VALUES(1,NULL);
CREATE TABLE cooperations (
	cooperation_id TEXT NOT NULL, 
	name TEXT DEFAULT '' NOT NULL, 
	topics TEXT DEFAULT '' NOT NULL, 
	format TEXT DEFAULT '' NOT NULL, 
	stage TEXT DEFAULT '' NOT NULL, 
	start TEXT DEFAULT '' NOT NULL, 
	"end" TEXT DEFAULT '' NOT NULL, 
	obligation TEXT DEFAULT '' NOT NULL, 
	note_de TEXT DEFAULT '' NOT NULL, 
	note_en TEXT DEFAULT '' NOT NULL, 
	owner TEXT DEFAULT '' NOT NULL, 
	contact TEXT DEFAULT '' NOT NULL, 
	review_after TEXT DEFAULT '' NOT NULL, 
	visibility TEXT DEFAULT '' NOT NULL, 
	further TEXT DEFAULT '{}' NOT NULL, 
	CONSTRAINT pk_cooperations PRIMARY KEY (cooperation_id), 
	CONSTRAINT ck_cooperations_ck_cooperations_id CHECK (cooperation_id <> '')
);
INSERT INTO "cooperations" VALUES('a','Amt Neu','','','','','','','','','','','','','{"Farbe": "rot"}');
INSERT INTO "cooperations" VALUES('b','Bund','','','','','','','','','','','','','{}');
CREATE TABLE cooperations_history (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	revision INTEGER NOT NULL, 
	operation TEXT NOT NULL, 
	item TEXT NOT NULL, 
	record TEXT NOT NULL, 
	old TEXT, 
	new TEXT
);
INSERT INTO "cooperations_history" VALUES(1,1,'insert','a','a',NULL,'{"cooperation_id":"a","name":"Amt Öd","topics":"","format":"","stage":"","start":"","end":"","obligation":"","note_de":"","note_en":"","owner":"","contact":"","review_after":"","visibility":"","further":"{\"Farbe\": \"rot\"}"}');
INSERT INTO "cooperations_history" VALUES(2,1,'insert','b','b',NULL,'{"cooperation_id":"b","name":"Bund","topics":"","format":"","stage":"","start":"","end":"","obligation":"","note_de":"","note_en":"","owner":"","contact":"","review_after":"","visibility":"","further":"{}"}');
INSERT INTO "cooperations_history" VALUES(3,2,'update','a','a','{"cooperation_id":"a","name":"Amt Öd","topics":"","format":"","stage":"","start":"","end":"","obligation":"","note_de":"","note_en":"","owner":"","contact":"","review_after":"","visibility":"","further":"{\"Farbe\": \"rot\"}"}','{"cooperation_id":"a","name":"Amt Neu","topics":"","format":"","stage":"","start":"","end":"","obligation":"","note_de":"","note_en":"","owner":"","contact":"","review_after":"","visibility":"","further":"{\"Farbe\": \"rot\"}"}');
CREATE TABLE documents (
	row_id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	cooperation_id TEXT DEFAULT '' NOT NULL, 
	title TEXT DEFAULT '' NOT NULL, 
	address TEXT DEFAULT '' NOT NULL, 
	date TEXT DEFAULT '' NOT NULL, 
	position INTEGER DEFAULT '0' NOT NULL, 
	further TEXT DEFAULT '{}' NOT NULL, 
	CONSTRAINT fk_documents_cooperation_id FOREIGN KEY(cooperation_id) REFERENCES cooperations (cooperation_id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE documents_history (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	revision INTEGER NOT NULL, 
	operation TEXT NOT NULL, 
	item TEXT NOT NULL, 
	record TEXT NOT NULL, 
	old TEXT, 
	new TEXT
);
CREATE TABLE events (
	row_id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	cooperation_id TEXT DEFAULT '' NOT NULL, 
	date TEXT DEFAULT '' NOT NULL, 
	kind TEXT DEFAULT '' NOT NULL, 
	stage TEXT DEFAULT '' NOT NULL, 
	format TEXT DEFAULT '' NOT NULL, 
	"key" TEXT DEFAULT '' NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	source TEXT DEFAULT '' NOT NULL, 
	position INTEGER DEFAULT '0' NOT NULL, 
	further TEXT DEFAULT '{}' NOT NULL, 
	CONSTRAINT fk_events_cooperation_id FOREIGN KEY(cooperation_id) REFERENCES cooperations (cooperation_id) DEFERRABLE INITIALLY DEFERRED
);
INSERT INTO "events" VALUES(1,'a','1999','founded','','','','','',0,'{}');
CREATE TABLE events_history (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	revision INTEGER NOT NULL, 
	operation TEXT NOT NULL, 
	item TEXT NOT NULL, 
	record TEXT NOT NULL, 
	old TEXT, 
	new TEXT
);
INSERT INTO "events_history" VALUES(1,2,'insert','1','a',NULL,'{"row_id":1,"cooperation_id":"a","date":"1999","kind":"founded","stage":"","format":"","key":"","note":"","source":"","position":0,"further":"{}"}');
CREATE TABLE members (
	row_id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	cooperation_id TEXT DEFAULT '' NOT NULL, 
	"key" TEXT DEFAULT '' NOT NULL, 
	name TEXT DEFAULT '' NOT NULL, 
	role TEXT DEFAULT '' NOT NULL, 
	via TEXT DEFAULT '' NOT NULL, 
	"from" TEXT DEFAULT '' NOT NULL, 
	"to" TEXT DEFAULT '' NOT NULL, 
	counts_as_member TEXT DEFAULT '' NOT NULL, 
	covers TEXT DEFAULT '' NOT NULL, 
	share TEXT DEFAULT '' NOT NULL, 
	votes TEXT DEFAULT '' NOT NULL, 
	gebietsstand TEXT DEFAULT '' NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	position INTEGER DEFAULT '0' NOT NULL, 
	further TEXT DEFAULT '{}' NOT NULL, 
	CONSTRAINT fk_members_cooperation_id FOREIGN KEY(cooperation_id) REFERENCES cooperations (cooperation_id) DEFERRABLE INITIALLY DEFERRED
);
INSERT INTO "members" VALUES(1,'a','01','','','','','','','','','','','',0,'{}');
INSERT INTO "members" VALUES(2,'a','02','','','','','','','','','','','',1,'{}');
CREATE TABLE members_history (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	revision INTEGER NOT NULL, 
	operation TEXT NOT NULL, 
	item TEXT NOT NULL, 
	record TEXT NOT NULL, 
	old TEXT, 
	new TEXT
);
INSERT INTO "members_history" VALUES(1,1,'insert','1','a',NULL,'{"row_id":1,"cooperation_id":"a","key":"01","name":"","role":"","via":"","from":"","to":"","counts_as_member":"","covers":"","share":"","votes":"","gebietsstand":"","note":"","position":0,"further":"{}"}');
INSERT INTO "members_history" VALUES(2,1,'insert','2','a',NULL,'{"row_id":2,"cooperation_id":"a","key":"02","name":"","role":"","via":"","from":"","to":"","counts_as_member":"","covers":"","share":"","votes":"","gebietsstand":"","note":"","position":1,"further":"{}"}');
CREATE TABLE publications (
	record TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	CONSTRAINT pk_publications PRIMARY KEY (record)
);
INSERT INTO "publications" VALUES('',1);
INSERT INTO "publications" VALUES('a',1);
INSERT INTO "publications" VALUES('b',1);
CREATE TABLE publications_history (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	revision INTEGER NOT NULL, 
	operation TEXT NOT NULL, 
	item TEXT NOT NULL, 
	record TEXT NOT NULL, 
	old TEXT, 
	new TEXT
);
INSERT INTO "publications_history" VALUES(1,1,'insert','','',NULL,'{"record":"","revision":1}');
INSERT INTO "publications_history" VALUES(2,1,'insert','a','a',NULL,'{"record":"a","revision":1}');
INSERT INTO "publications_history" VALUES(3,1,'insert','b','b',NULL,'{"record":"b","revision":1}');
CREATE TABLE revisions (
	number INTEGER NOT NULL, 
	recorded INTEGER NOT NULL, 
	author TEXT DEFAULT '' NOT NULL, 
	reason TEXT DEFAULT '' NOT NULL, 
	source TEXT DEFAULT '' NOT NULL, 
	kind TEXT DEFAULT '' NOT NULL, 
	moment INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_revisions PRIMARY KEY (number)
);
INSERT INTO "revisions" VALUES(1,1772352000000000,'Anna','Anfang','','load',1772352000000000);
INSERT INTO "revisions" VALUES(2,1772355600000000,'Bert','umbenannt','','load',1772355600000000);
CREATE TABLE scopes (
	row_id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	scope_id TEXT DEFAULT '' NOT NULL, 
	area TEXT DEFAULT '' NOT NULL, 
	topics TEXT DEFAULT '' NOT NULL, 
	date TEXT DEFAULT '' NOT NULL, 
	grade TEXT DEFAULT '' NOT NULL, 
	source TEXT DEFAULT '' NOT NULL, 
	position INTEGER DEFAULT '0' NOT NULL, 
	further TEXT DEFAULT '{}' NOT NULL
);
INSERT INTO "scopes" VALUES(1,'s','*','','','survey','',0,'{}');
CREATE TABLE scopes_history (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	revision INTEGER NOT NULL, 
	operation TEXT NOT NULL, 
	item TEXT NOT NULL, 
	record TEXT NOT NULL, 
	old TEXT, 
	new TEXT
);
INSERT INTO "scopes_history" VALUES(1,1,'insert','1','',NULL,'{"row_id":1,"scope_id":"s","area":"*","topics":"","date":"","grade":"survey","source":"","position":0,"further":"{}"}');
CREATE TABLE sources (
	row_id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	cooperation_id TEXT DEFAULT '' NOT NULL, 
	url TEXT DEFAULT '' NOT NULL, 
	date TEXT DEFAULT '' NOT NULL, 
	completeness TEXT DEFAULT '' NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	position INTEGER DEFAULT '0' NOT NULL, 
	further TEXT DEFAULT '{}' NOT NULL, 
	CONSTRAINT fk_sources_cooperation_id FOREIGN KEY(cooperation_id) REFERENCES cooperations (cooperation_id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE sources_history (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	revision INTEGER NOT NULL, 
	operation TEXT NOT NULL, 
	item TEXT NOT NULL, 
	record TEXT NOT NULL, 
	old TEXT, 
	new TEXT
);
CREATE INDEX ix_members_cooperation_id ON members (cooperation_id);
CREATE INDEX ix_actors_cooperation_id ON actors (cooperation_id);
CREATE INDEX ix_sources_cooperation_id ON sources (cooperation_id);
CREATE INDEX ix_events_cooperation_id ON events (cooperation_id);
CREATE INDEX ix_documents_cooperation_id ON documents (cooperation_id);
CREATE INDEX ix_cooperations_history_item_seq ON cooperations_history (item, seq);
CREATE INDEX ix_cooperations_history_record_revision ON cooperations_history (record, revision);
CREATE INDEX ix_cooperations_history_revision ON cooperations_history (revision);
CREATE INDEX ix_members_history_item_seq ON members_history (item, seq);
CREATE INDEX ix_members_history_record_revision ON members_history (record, revision);
CREATE INDEX ix_members_history_revision ON members_history (revision);
CREATE INDEX ix_actors_history_item_seq ON actors_history (item, seq);
CREATE INDEX ix_actors_history_record_revision ON actors_history (record, revision);
CREATE INDEX ix_actors_history_revision ON actors_history (revision);
CREATE INDEX ix_sources_history_item_seq ON sources_history (item, seq);
CREATE INDEX ix_sources_history_record_revision ON sources_history (record, revision);
CREATE INDEX ix_sources_history_revision ON sources_history (revision);
CREATE INDEX ix_scopes_history_item_seq ON scopes_history (item, seq);
CREATE INDEX ix_scopes_history_record_revision ON scopes_history (record, revision);
CREATE INDEX ix_scopes_history_revision ON scopes_history (revision);
CREATE INDEX ix_events_history_item_seq ON events_history (item, seq);
CREATE INDEX ix_events_history_record_revision ON events_history (record, revision);
CREATE INDEX ix_events_history_revision ON events_history (revision);
CREATE INDEX ix_documents_history_item_seq ON documents_history (item, seq);
CREATE INDEX ix_documents_history_record_revision ON documents_history (record, revision);
CREATE INDEX ix_documents_history_revision ON documents_history (revision);
CREATE INDEX ix_publications_history_item_seq ON publications_history (item, seq);
CREATE INDEX ix_publications_history_record_revision ON publications_history (record, revision);
CREATE INDEX ix_publications_history_revision ON publications_history (revision);
CREATE TRIGGER geo_koop_cooperations_insert AFTER INSERT ON cooperations
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO cooperations_history (revision, operation, item, record, old, new)
  SELECT coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', h.item, h.record, h.new, NULL FROM cooperations_history AS h
  WHERE h.seq = (SELECT max(seq) FROM cooperations_history WHERE item = CAST(NEW."cooperation_id" AS TEXT)) AND h.new IS NOT NULL;
  INSERT INTO cooperations_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'insert', CAST(NEW."cooperation_id" AS TEXT), NEW."cooperation_id", NULL, json_object('cooperation_id', NEW."cooperation_id", 'name', NEW."name", 'topics', NEW."topics", 'format', NEW."format", 'stage', NEW."stage", 'start', NEW."start", 'end', NEW."end", 'obligation', NEW."obligation", 'note_de', NEW."note_de", 'note_en', NEW."note_en", 'owner', NEW."owner", 'contact', NEW."contact", 'review_after', NEW."review_after", 'visibility', NEW."visibility", 'further', NEW."further"));
END;
CREATE TRIGGER geo_koop_cooperations_update AFTER UPDATE ON cooperations WHEN OLD."cooperation_id" IS NEW."cooperation_id" AND OLD."cooperation_id" IS NEW."cooperation_id" AND json_object('cooperation_id', OLD."cooperation_id", 'name', OLD."name", 'topics', OLD."topics", 'format', OLD."format", 'stage', OLD."stage", 'start', OLD."start", 'end', OLD."end", 'obligation', OLD."obligation", 'note_de', OLD."note_de", 'note_en', OLD."note_en", 'owner', OLD."owner", 'contact', OLD."contact", 'review_after', OLD."review_after", 'visibility', OLD."visibility", 'further', OLD."further") IS NOT json_object('cooperation_id', NEW."cooperation_id", 'name', NEW."name", 'topics', NEW."topics", 'format', NEW."format", 'stage', NEW."stage", 'start', NEW."start", 'end', NEW."end", 'obligation', NEW."obligation", 'note_de', NEW."note_de", 'note_en', NEW."note_en", 'owner', NEW."owner", 'contact', NEW."contact", 'review_after', NEW."review_after", 'visibility', NEW."visibility", 'further', NEW."further")
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO cooperations_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'update', CAST(NEW."cooperation_id" AS TEXT), NEW."cooperation_id", json_object('cooperation_id', OLD."cooperation_id", 'name', OLD."name", 'topics', OLD."topics", 'format', OLD."format", 'stage', OLD."stage", 'start', OLD."start", 'end', OLD."end", 'obligation', OLD."obligation", 'note_de', OLD."note_de", 'note_en', OLD."note_en", 'owner', OLD."owner", 'contact', OLD."contact", 'review_after', OLD."review_after", 'visibility', OLD."visibility", 'further', OLD."further"), json_object('cooperation_id', NEW."cooperation_id", 'name', NEW."name", 'topics', NEW."topics", 'format', NEW."format", 'stage', NEW."stage", 'start', NEW."start", 'end', NEW."end", 'obligation', NEW."obligation", 'note_de', NEW."note_de", 'note_en', NEW."note_en", 'owner', NEW."owner", 'contact', NEW."contact", 'review_after', NEW."review_after", 'visibility', NEW."visibility", 'further', NEW."further"));
END;
CREATE TRIGGER geo_koop_cooperations_move AFTER UPDATE ON cooperations WHEN NOT (OLD."cooperation_id" IS NEW."cooperation_id" AND OLD."cooperation_id" IS NEW."cooperation_id")
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO cooperations_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', CAST(OLD."cooperation_id" AS TEXT), OLD."cooperation_id", json_object('cooperation_id', OLD."cooperation_id", 'name', OLD."name", 'topics', OLD."topics", 'format', OLD."format", 'stage', OLD."stage", 'start', OLD."start", 'end', OLD."end", 'obligation', OLD."obligation", 'note_de', OLD."note_de", 'note_en', OLD."note_en", 'owner', OLD."owner", 'contact', OLD."contact", 'review_after', OLD."review_after", 'visibility', OLD."visibility", 'further', OLD."further"), NULL);
  INSERT INTO cooperations_history (revision, operation, item, record, old, new)
  SELECT coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', h.item, h.record, h.new, NULL FROM cooperations_history AS h
  WHERE h.seq = (SELECT max(seq) FROM cooperations_history WHERE item = CAST(NEW."cooperation_id" AS TEXT)) AND h.new IS NOT NULL;
  INSERT INTO cooperations_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'insert', CAST(NEW."cooperation_id" AS TEXT), NEW."cooperation_id", NULL, json_object('cooperation_id', NEW."cooperation_id", 'name', NEW."name", 'topics', NEW."topics", 'format', NEW."format", 'stage', NEW."stage", 'start', NEW."start", 'end', NEW."end", 'obligation', NEW."obligation", 'note_de', NEW."note_de", 'note_en', NEW."note_en", 'owner', NEW."owner", 'contact', NEW."contact", 'review_after', NEW."review_after", 'visibility', NEW."visibility", 'further', NEW."further"));
END;
CREATE TRIGGER geo_koop_cooperations_delete AFTER DELETE ON cooperations
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO cooperations_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', CAST(OLD."cooperation_id" AS TEXT), OLD."cooperation_id", json_object('cooperation_id', OLD."cooperation_id", 'name', OLD."name", 'topics', OLD."topics", 'format', OLD."format", 'stage', OLD."stage", 'start', OLD."start", 'end', OLD."end", 'obligation', OLD."obligation", 'note_de', OLD."note_de", 'note_en', OLD."note_en", 'owner', OLD."owner", 'contact', OLD."contact", 'review_after', OLD."review_after", 'visibility', OLD."visibility", 'further', OLD."further"), NULL);
END;
CREATE TRIGGER geo_koop_members_insert AFTER INSERT ON members
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO members_history (revision, operation, item, record, old, new)
  SELECT coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', h.item, h.record, h.new, NULL FROM members_history AS h
  WHERE h.seq = (SELECT max(seq) FROM members_history WHERE item = CAST(NEW."row_id" AS TEXT)) AND h.new IS NOT NULL;
  INSERT INTO members_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'insert', CAST(NEW."row_id" AS TEXT), NEW."cooperation_id", NULL, json_object('row_id', NEW."row_id", 'cooperation_id', NEW."cooperation_id", 'key', NEW."key", 'name', NEW."name", 'role', NEW."role", 'via', NEW."via", 'from', NEW."from", 'to', NEW."to", 'counts_as_member', NEW."counts_as_member", 'covers', NEW."covers", 'share', NEW."share", 'votes', NEW."votes", 'gebietsstand', NEW."gebietsstand", 'note', NEW."note", 'position', NEW."position", 'further', NEW."further"));
END;
CREATE TRIGGER geo_koop_members_update AFTER UPDATE ON members WHEN OLD."row_id" IS NEW."row_id" AND OLD."cooperation_id" IS NEW."cooperation_id" AND json_object('row_id', OLD."row_id", 'cooperation_id', OLD."cooperation_id", 'key', OLD."key", 'name', OLD."name", 'role', OLD."role", 'via', OLD."via", 'from', OLD."from", 'to', OLD."to", 'counts_as_member', OLD."counts_as_member", 'covers', OLD."covers", 'share', OLD."share", 'votes', OLD."votes", 'gebietsstand', OLD."gebietsstand", 'note', OLD."note", 'position', OLD."position", 'further', OLD."further") IS NOT json_object('row_id', NEW."row_id", 'cooperation_id', NEW."cooperation_id", 'key', NEW."key", 'name', NEW."name", 'role', NEW."role", 'via', NEW."via", 'from', NEW."from", 'to', NEW."to", 'counts_as_member', NEW."counts_as_member", 'covers', NEW."covers", 'share', NEW."share", 'votes', NEW."votes", 'gebietsstand', NEW."gebietsstand", 'note', NEW."note", 'position', NEW."position", 'further', NEW."further")
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO members_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'update', CAST(NEW."row_id" AS TEXT), NEW."cooperation_id", json_object('row_id', OLD."row_id", 'cooperation_id', OLD."cooperation_id", 'key', OLD."key", 'name', OLD."name", 'role', OLD."role", 'via', OLD."via", 'from', OLD."from", 'to', OLD."to", 'counts_as_member', OLD."counts_as_member", 'covers', OLD."covers", 'share', OLD."share", 'votes', OLD."votes", 'gebietsstand', OLD."gebietsstand", 'note', OLD."note", 'position', OLD."position", 'further', OLD."further"), json_object('row_id', NEW."row_id", 'cooperation_id', NEW."cooperation_id", 'key', NEW."key", 'name', NEW."name", 'role', NEW."role", 'via', NEW."via", 'from', NEW."from", 'to', NEW."to", 'counts_as_member', NEW."counts_as_member", 'covers', NEW."covers", 'share', NEW."share", 'votes', NEW."votes", 'gebietsstand', NEW."gebietsstand", 'note', NEW."note", 'position', NEW."position", 'further', NEW."further"));
END;
CREATE TRIGGER geo_koop_members_move AFTER UPDATE ON members WHEN NOT (OLD."row_id" IS NEW."row_id" AND OLD."cooperation_id" IS NEW."cooperation_id")
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO members_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', CAST(OLD."row_id" AS TEXT), OLD."cooperation_id", json_object('row_id', OLD."row_id", 'cooperation_id', OLD."cooperation_id", 'key', OLD."key", 'name', OLD."name", 'role', OLD."role", 'via', OLD."via", 'from', OLD."from", 'to', OLD."to", 'counts_as_member', OLD."counts_as_member", 'covers', OLD."covers", 'share', OLD."share", 'votes', OLD."votes", 'gebietsstand', OLD."gebietsstand", 'note', OLD."note", 'position', OLD."position", 'further', OLD."further"), NULL);
  INSERT INTO members_history (revision, operation, item, record, old, new)
  SELECT coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', h.item, h.record, h.new, NULL FROM members_history AS h
  WHERE h.seq = (SELECT max(seq) FROM members_history WHERE item = CAST(NEW."row_id" AS TEXT)) AND h.new IS NOT NULL;
  INSERT INTO members_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'insert', CAST(NEW."row_id" AS TEXT), NEW."cooperation_id", NULL, json_object('row_id', NEW."row_id", 'cooperation_id', NEW."cooperation_id", 'key', NEW."key", 'name', NEW."name", 'role', NEW."role", 'via', NEW."via", 'from', NEW."from", 'to', NEW."to", 'counts_as_member', NEW."counts_as_member", 'covers', NEW."covers", 'share', NEW."share", 'votes', NEW."votes", 'gebietsstand', NEW."gebietsstand", 'note', NEW."note", 'position', NEW."position", 'further', NEW."further"));
END;
CREATE TRIGGER geo_koop_members_delete AFTER DELETE ON members
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO members_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', CAST(OLD."row_id" AS TEXT), OLD."cooperation_id", json_object('row_id', OLD."row_id", 'cooperation_id', OLD."cooperation_id", 'key', OLD."key", 'name', OLD."name", 'role', OLD."role", 'via', OLD."via", 'from', OLD."from", 'to', OLD."to", 'counts_as_member', OLD."counts_as_member", 'covers', OLD."covers", 'share', OLD."share", 'votes', OLD."votes", 'gebietsstand', OLD."gebietsstand", 'note', OLD."note", 'position', OLD."position", 'further', OLD."further"), NULL);
END;
CREATE TRIGGER geo_koop_actors_insert AFTER INSERT ON actors
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO actors_history (revision, operation, item, record, old, new)
  SELECT coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', h.item, h.record, h.new, NULL FROM actors_history AS h
  WHERE h.seq = (SELECT max(seq) FROM actors_history WHERE item = CAST(NEW."row_id" AS TEXT)) AND h.new IS NOT NULL;
  INSERT INTO actors_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'insert', CAST(NEW."row_id" AS TEXT), NEW."cooperation_id", NULL, json_object('row_id', NEW."row_id", 'cooperation_id', NEW."cooperation_id", 'name', NEW."name", 'kind', NEW."kind", 'cooperation_ref', NEW."cooperation_ref", 'position', NEW."position", 'further', NEW."further"));
END;
CREATE TRIGGER geo_koop_actors_update AFTER UPDATE ON actors WHEN OLD."row_id" IS NEW."row_id" AND OLD."cooperation_id" IS NEW."cooperation_id" AND json_object('row_id', OLD."row_id", 'cooperation_id', OLD."cooperation_id", 'name', OLD."name", 'kind', OLD."kind", 'cooperation_ref', OLD."cooperation_ref", 'position', OLD."position", 'further', OLD."further") IS NOT json_object('row_id', NEW."row_id", 'cooperation_id', NEW."cooperation_id", 'name', NEW."name", 'kind', NEW."kind", 'cooperation_ref', NEW."cooperation_ref", 'position', NEW."position", 'further', NEW."further")
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO actors_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'update', CAST(NEW."row_id" AS TEXT), NEW."cooperation_id", json_object('row_id', OLD."row_id", 'cooperation_id', OLD."cooperation_id", 'name', OLD."name", 'kind', OLD."kind", 'cooperation_ref', OLD."cooperation_ref", 'position', OLD."position", 'further', OLD."further"), json_object('row_id', NEW."row_id", 'cooperation_id', NEW."cooperation_id", 'name', NEW."name", 'kind', NEW."kind", 'cooperation_ref', NEW."cooperation_ref", 'position', NEW."position", 'further', NEW."further"));
END;
CREATE TRIGGER geo_koop_actors_move AFTER UPDATE ON actors WHEN NOT (OLD."row_id" IS NEW."row_id" AND OLD."cooperation_id" IS NEW."cooperation_id")
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO actors_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', CAST(OLD."row_id" AS TEXT), OLD."cooperation_id", json_object('row_id', OLD."row_id", 'cooperation_id', OLD."cooperation_id", 'name', OLD."name", 'kind', OLD."kind", 'cooperation_ref', OLD."cooperation_ref", 'position', OLD."position", 'further', OLD."further"), NULL);
  INSERT INTO actors_history (revision, operation, item, record, old, new)
  SELECT coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', h.item, h.record, h.new, NULL FROM actors_history AS h
  WHERE h.seq = (SELECT max(seq) FROM actors_history WHERE item = CAST(NEW."row_id" AS TEXT)) AND h.new IS NOT NULL;
  INSERT INTO actors_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'insert', CAST(NEW."row_id" AS TEXT), NEW."cooperation_id", NULL, json_object('row_id', NEW."row_id", 'cooperation_id', NEW."cooperation_id", 'name', NEW."name", 'kind', NEW."kind", 'cooperation_ref', NEW."cooperation_ref", 'position', NEW."position", 'further', NEW."further"));
END;
CREATE TRIGGER geo_koop_actors_delete AFTER DELETE ON actors
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO actors_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', CAST(OLD."row_id" AS TEXT), OLD."cooperation_id", json_object('row_id', OLD."row_id", 'cooperation_id', OLD."cooperation_id", 'name', OLD."name", 'kind', OLD."kind", 'cooperation_ref', OLD."cooperation_ref", 'position', OLD."position", 'further', OLD."further"), NULL);
END;
CREATE TRIGGER geo_koop_sources_insert AFTER INSERT ON sources
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO sources_history (revision, operation, item, record, old, new)
  SELECT coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', h.item, h.record, h.new, NULL FROM sources_history AS h
  WHERE h.seq = (SELECT max(seq) FROM sources_history WHERE item = CAST(NEW."row_id" AS TEXT)) AND h.new IS NOT NULL;
  INSERT INTO sources_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'insert', CAST(NEW."row_id" AS TEXT), NEW."cooperation_id", NULL, json_object('row_id', NEW."row_id", 'cooperation_id', NEW."cooperation_id", 'url', NEW."url", 'date', NEW."date", 'completeness', NEW."completeness", 'note', NEW."note", 'position', NEW."position", 'further', NEW."further"));
END;
CREATE TRIGGER geo_koop_sources_update AFTER UPDATE ON sources WHEN OLD."row_id" IS NEW."row_id" AND OLD."cooperation_id" IS NEW."cooperation_id" AND json_object('row_id', OLD."row_id", 'cooperation_id', OLD."cooperation_id", 'url', OLD."url", 'date', OLD."date", 'completeness', OLD."completeness", 'note', OLD."note", 'position', OLD."position", 'further', OLD."further") IS NOT json_object('row_id', NEW."row_id", 'cooperation_id', NEW."cooperation_id", 'url', NEW."url", 'date', NEW."date", 'completeness', NEW."completeness", 'note', NEW."note", 'position', NEW."position", 'further', NEW."further")
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO sources_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'update', CAST(NEW."row_id" AS TEXT), NEW."cooperation_id", json_object('row_id', OLD."row_id", 'cooperation_id', OLD."cooperation_id", 'url', OLD."url", 'date', OLD."date", 'completeness', OLD."completeness", 'note', OLD."note", 'position', OLD."position", 'further', OLD."further"), json_object('row_id', NEW."row_id", 'cooperation_id', NEW."cooperation_id", 'url', NEW."url", 'date', NEW."date", 'completeness', NEW."completeness", 'note', NEW."note", 'position', NEW."position", 'further', NEW."further"));
END;
CREATE TRIGGER geo_koop_sources_move AFTER UPDATE ON sources WHEN NOT (OLD."row_id" IS NEW."row_id" AND OLD."cooperation_id" IS NEW."cooperation_id")
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO sources_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', CAST(OLD."row_id" AS TEXT), OLD."cooperation_id", json_object('row_id', OLD."row_id", 'cooperation_id', OLD."cooperation_id", 'url', OLD."url", 'date', OLD."date", 'completeness', OLD."completeness", 'note', OLD."note", 'position', OLD."position", 'further', OLD."further"), NULL);
  INSERT INTO sources_history (revision, operation, item, record, old, new)
  SELECT coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', h.item, h.record, h.new, NULL FROM sources_history AS h
  WHERE h.seq = (SELECT max(seq) FROM sources_history WHERE item = CAST(NEW."row_id" AS TEXT)) AND h.new IS NOT NULL;
  INSERT INTO sources_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'insert', CAST(NEW."row_id" AS TEXT), NEW."cooperation_id", NULL, json_object('row_id', NEW."row_id", 'cooperation_id', NEW."cooperation_id", 'url', NEW."url", 'date', NEW."date", 'completeness', NEW."completeness", 'note', NEW."note", 'position', NEW."position", 'further', NEW."further"));
END;
CREATE TRIGGER geo_koop_sources_delete AFTER DELETE ON sources
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO sources_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', CAST(OLD."row_id" AS TEXT), OLD."cooperation_id", json_object('row_id', OLD."row_id", 'cooperation_id', OLD."cooperation_id", 'url', OLD."url", 'date', OLD."date", 'completeness', OLD."completeness", 'note', OLD."note", 'position', OLD."position", 'further', OLD."further"), NULL);
END;
CREATE TRIGGER geo_koop_scopes_insert AFTER INSERT ON scopes
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO scopes_history (revision, operation, item, record, old, new)
  SELECT coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', h.item, h.record, h.new, NULL FROM scopes_history AS h
  WHERE h.seq = (SELECT max(seq) FROM scopes_history WHERE item = CAST(NEW."row_id" AS TEXT)) AND h.new IS NOT NULL;
  INSERT INTO scopes_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'insert', CAST(NEW."row_id" AS TEXT), '', NULL, json_object('row_id', NEW."row_id", 'scope_id', NEW."scope_id", 'area', NEW."area", 'topics', NEW."topics", 'date', NEW."date", 'grade', NEW."grade", 'source', NEW."source", 'position', NEW."position", 'further', NEW."further"));
END;
CREATE TRIGGER geo_koop_scopes_update AFTER UPDATE ON scopes WHEN OLD."row_id" IS NEW."row_id" AND json_object('row_id', OLD."row_id", 'scope_id', OLD."scope_id", 'area', OLD."area", 'topics', OLD."topics", 'date', OLD."date", 'grade', OLD."grade", 'source', OLD."source", 'position', OLD."position", 'further', OLD."further") IS NOT json_object('row_id', NEW."row_id", 'scope_id', NEW."scope_id", 'area', NEW."area", 'topics', NEW."topics", 'date', NEW."date", 'grade', NEW."grade", 'source', NEW."source", 'position', NEW."position", 'further', NEW."further")
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO scopes_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'update', CAST(NEW."row_id" AS TEXT), '', json_object('row_id', OLD."row_id", 'scope_id', OLD."scope_id", 'area', OLD."area", 'topics', OLD."topics", 'date', OLD."date", 'grade', OLD."grade", 'source', OLD."source", 'position', OLD."position", 'further', OLD."further"), json_object('row_id', NEW."row_id", 'scope_id', NEW."scope_id", 'area', NEW."area", 'topics', NEW."topics", 'date', NEW."date", 'grade', NEW."grade", 'source', NEW."source", 'position', NEW."position", 'further', NEW."further"));
END;
CREATE TRIGGER geo_koop_scopes_move AFTER UPDATE ON scopes WHEN NOT (OLD."row_id" IS NEW."row_id")
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO scopes_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', CAST(OLD."row_id" AS TEXT), '', json_object('row_id', OLD."row_id", 'scope_id', OLD."scope_id", 'area', OLD."area", 'topics', OLD."topics", 'date', OLD."date", 'grade', OLD."grade", 'source', OLD."source", 'position', OLD."position", 'further', OLD."further"), NULL);
  INSERT INTO scopes_history (revision, operation, item, record, old, new)
  SELECT coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', h.item, h.record, h.new, NULL FROM scopes_history AS h
  WHERE h.seq = (SELECT max(seq) FROM scopes_history WHERE item = CAST(NEW."row_id" AS TEXT)) AND h.new IS NOT NULL;
  INSERT INTO scopes_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'insert', CAST(NEW."row_id" AS TEXT), '', NULL, json_object('row_id', NEW."row_id", 'scope_id', NEW."scope_id", 'area', NEW."area", 'topics', NEW."topics", 'date', NEW."date", 'grade', NEW."grade", 'source', NEW."source", 'position', NEW."position", 'further', NEW."further"));
END;
CREATE TRIGGER geo_koop_scopes_delete AFTER DELETE ON scopes
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO scopes_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', CAST(OLD."row_id" AS TEXT), '', json_object('row_id', OLD."row_id", 'scope_id', OLD."scope_id", 'area', OLD."area", 'topics', OLD."topics", 'date', OLD."date", 'grade', OLD."grade", 'source', OLD."source", 'position', OLD."position", 'further', OLD."further"), NULL);
END;
CREATE TRIGGER geo_koop_events_insert AFTER INSERT ON events
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO events_history (revision, operation, item, record, old, new)
  SELECT coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', h.item, h.record, h.new, NULL FROM events_history AS h
  WHERE h.seq = (SELECT max(seq) FROM events_history WHERE item = CAST(NEW."row_id" AS TEXT)) AND h.new IS NOT NULL;
  INSERT INTO events_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'insert', CAST(NEW."row_id" AS TEXT), NEW."cooperation_id", NULL, json_object('row_id', NEW."row_id", 'cooperation_id', NEW."cooperation_id", 'date', NEW."date", 'kind', NEW."kind", 'stage', NEW."stage", 'format', NEW."format", 'key', NEW."key", 'note', NEW."note", 'source', NEW."source", 'position', NEW."position", 'further', NEW."further"));
END;
CREATE TRIGGER geo_koop_events_update AFTER UPDATE ON events WHEN OLD."row_id" IS NEW."row_id" AND OLD."cooperation_id" IS NEW."cooperation_id" AND json_object('row_id', OLD."row_id", 'cooperation_id', OLD."cooperation_id", 'date', OLD."date", 'kind', OLD."kind", 'stage', OLD."stage", 'format', OLD."format", 'key', OLD."key", 'note', OLD."note", 'source', OLD."source", 'position', OLD."position", 'further', OLD."further") IS NOT json_object('row_id', NEW."row_id", 'cooperation_id', NEW."cooperation_id", 'date', NEW."date", 'kind', NEW."kind", 'stage', NEW."stage", 'format', NEW."format", 'key', NEW."key", 'note', NEW."note", 'source', NEW."source", 'position', NEW."position", 'further', NEW."further")
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO events_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'update', CAST(NEW."row_id" AS TEXT), NEW."cooperation_id", json_object('row_id', OLD."row_id", 'cooperation_id', OLD."cooperation_id", 'date', OLD."date", 'kind', OLD."kind", 'stage', OLD."stage", 'format', OLD."format", 'key', OLD."key", 'note', OLD."note", 'source', OLD."source", 'position', OLD."position", 'further', OLD."further"), json_object('row_id', NEW."row_id", 'cooperation_id', NEW."cooperation_id", 'date', NEW."date", 'kind', NEW."kind", 'stage', NEW."stage", 'format', NEW."format", 'key', NEW."key", 'note', NEW."note", 'source', NEW."source", 'position', NEW."position", 'further', NEW."further"));
END;
CREATE TRIGGER geo_koop_events_move AFTER UPDATE ON events WHEN NOT (OLD."row_id" IS NEW."row_id" AND OLD."cooperation_id" IS NEW."cooperation_id")
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO events_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', CAST(OLD."row_id" AS TEXT), OLD."cooperation_id", json_object('row_id', OLD."row_id", 'cooperation_id', OLD."cooperation_id", 'date', OLD."date", 'kind', OLD."kind", 'stage', OLD."stage", 'format', OLD."format", 'key', OLD."key", 'note', OLD."note", 'source', OLD."source", 'position', OLD."position", 'further', OLD."further"), NULL);
  INSERT INTO events_history (revision, operation, item, record, old, new)
  SELECT coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', h.item, h.record, h.new, NULL FROM events_history AS h
  WHERE h.seq = (SELECT max(seq) FROM events_history WHERE item = CAST(NEW."row_id" AS TEXT)) AND h.new IS NOT NULL;
  INSERT INTO events_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'insert', CAST(NEW."row_id" AS TEXT), NEW."cooperation_id", NULL, json_object('row_id', NEW."row_id", 'cooperation_id', NEW."cooperation_id", 'date', NEW."date", 'kind', NEW."kind", 'stage', NEW."stage", 'format', NEW."format", 'key', NEW."key", 'note', NEW."note", 'source', NEW."source", 'position', NEW."position", 'further', NEW."further"));
END;
CREATE TRIGGER geo_koop_events_delete AFTER DELETE ON events
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO events_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', CAST(OLD."row_id" AS TEXT), OLD."cooperation_id", json_object('row_id', OLD."row_id", 'cooperation_id', OLD."cooperation_id", 'date', OLD."date", 'kind', OLD."kind", 'stage', OLD."stage", 'format', OLD."format", 'key', OLD."key", 'note', OLD."note", 'source', OLD."source", 'position', OLD."position", 'further', OLD."further"), NULL);
END;
CREATE TRIGGER geo_koop_documents_insert AFTER INSERT ON documents
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO documents_history (revision, operation, item, record, old, new)
  SELECT coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', h.item, h.record, h.new, NULL FROM documents_history AS h
  WHERE h.seq = (SELECT max(seq) FROM documents_history WHERE item = CAST(NEW."row_id" AS TEXT)) AND h.new IS NOT NULL;
  INSERT INTO documents_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'insert', CAST(NEW."row_id" AS TEXT), NEW."cooperation_id", NULL, json_object('row_id', NEW."row_id", 'cooperation_id', NEW."cooperation_id", 'title', NEW."title", 'address', NEW."address", 'date', NEW."date", 'position', NEW."position", 'further', NEW."further"));
END;
CREATE TRIGGER geo_koop_documents_update AFTER UPDATE ON documents WHEN OLD."row_id" IS NEW."row_id" AND OLD."cooperation_id" IS NEW."cooperation_id" AND json_object('row_id', OLD."row_id", 'cooperation_id', OLD."cooperation_id", 'title', OLD."title", 'address', OLD."address", 'date', OLD."date", 'position', OLD."position", 'further', OLD."further") IS NOT json_object('row_id', NEW."row_id", 'cooperation_id', NEW."cooperation_id", 'title', NEW."title", 'address', NEW."address", 'date', NEW."date", 'position', NEW."position", 'further', NEW."further")
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO documents_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'update', CAST(NEW."row_id" AS TEXT), NEW."cooperation_id", json_object('row_id', OLD."row_id", 'cooperation_id', OLD."cooperation_id", 'title', OLD."title", 'address', OLD."address", 'date', OLD."date", 'position', OLD."position", 'further', OLD."further"), json_object('row_id', NEW."row_id", 'cooperation_id', NEW."cooperation_id", 'title', NEW."title", 'address', NEW."address", 'date', NEW."date", 'position', NEW."position", 'further', NEW."further"));
END;
CREATE TRIGGER geo_koop_documents_move AFTER UPDATE ON documents WHEN NOT (OLD."row_id" IS NEW."row_id" AND OLD."cooperation_id" IS NEW."cooperation_id")
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO documents_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', CAST(OLD."row_id" AS TEXT), OLD."cooperation_id", json_object('row_id', OLD."row_id", 'cooperation_id', OLD."cooperation_id", 'title', OLD."title", 'address', OLD."address", 'date', OLD."date", 'position', OLD."position", 'further', OLD."further"), NULL);
  INSERT INTO documents_history (revision, operation, item, record, old, new)
  SELECT coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', h.item, h.record, h.new, NULL FROM documents_history AS h
  WHERE h.seq = (SELECT max(seq) FROM documents_history WHERE item = CAST(NEW."row_id" AS TEXT)) AND h.new IS NOT NULL;
  INSERT INTO documents_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'insert', CAST(NEW."row_id" AS TEXT), NEW."cooperation_id", NULL, json_object('row_id', NEW."row_id", 'cooperation_id', NEW."cooperation_id", 'title', NEW."title", 'address', NEW."address", 'date', NEW."date", 'position', NEW."position", 'further', NEW."further"));
END;
CREATE TRIGGER geo_koop_documents_delete AFTER DELETE ON documents
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO documents_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', CAST(OLD."row_id" AS TEXT), OLD."cooperation_id", json_object('row_id', OLD."row_id", 'cooperation_id', OLD."cooperation_id", 'title', OLD."title", 'address', OLD."address", 'date', OLD."date", 'position', OLD."position", 'further', OLD."further"), NULL);
END;
CREATE TRIGGER geo_koop_publications_insert AFTER INSERT ON publications
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO publications_history (revision, operation, item, record, old, new)
  SELECT coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', h.item, h.record, h.new, NULL FROM publications_history AS h
  WHERE h.seq = (SELECT max(seq) FROM publications_history WHERE item = CAST(NEW."record" AS TEXT)) AND h.new IS NOT NULL;
  INSERT INTO publications_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'insert', CAST(NEW."record" AS TEXT), NEW."record", NULL, json_object('record', NEW."record", 'revision', NEW."revision"));
END;
CREATE TRIGGER geo_koop_publications_update AFTER UPDATE ON publications WHEN OLD."record" IS NEW."record" AND OLD."record" IS NEW."record" AND json_object('record', OLD."record", 'revision', OLD."revision") IS NOT json_object('record', NEW."record", 'revision', NEW."revision")
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO publications_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'update', CAST(NEW."record" AS TEXT), NEW."record", json_object('record', OLD."record", 'revision', OLD."revision"), json_object('record', NEW."record", 'revision', NEW."revision"));
END;
CREATE TRIGGER geo_koop_publications_move AFTER UPDATE ON publications WHEN NOT (OLD."record" IS NEW."record" AND OLD."record" IS NEW."record")
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO publications_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', CAST(OLD."record" AS TEXT), OLD."record", json_object('record', OLD."record", 'revision', OLD."revision"), NULL);
  INSERT INTO publications_history (revision, operation, item, record, old, new)
  SELECT coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', h.item, h.record, h.new, NULL FROM publications_history AS h
  WHERE h.seq = (SELECT max(seq) FROM publications_history WHERE item = CAST(NEW."record" AS TEXT)) AND h.new IS NOT NULL;
  INSERT INTO publications_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'insert', CAST(NEW."record" AS TEXT), NEW."record", NULL, json_object('record', NEW."record", 'revision', NEW."revision"));
END;
CREATE TRIGGER geo_koop_publications_delete AFTER DELETE ON publications
BEGIN
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000);
  INSERT INTO publications_history (revision, operation, item, record, old, new)
  VALUES (coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions)), 'delete', CAST(OLD."record" AS TEXT), OLD."record", json_object('record', OLD."record", 'revision', OLD."revision"), NULL);
END;
CREATE TRIGGER geo_koop_revisions_keeps_update BEFORE UPDATE ON revisions BEGIN SELECT RAISE(ABORT, 'the history of the register cannot be changed'); END;
CREATE TRIGGER geo_koop_revisions_keeps_delete BEFORE DELETE ON revisions BEGIN SELECT RAISE(ABORT, 'the history of the register cannot be changed'); END;
CREATE TRIGGER geo_koop_revisions_keeps_insert BEFORE INSERT ON revisions WHEN EXISTS (SELECT 1 FROM revisions WHERE number = NEW.number) BEGIN SELECT RAISE(ABORT, 'the history of the register cannot be changed'); END;
CREATE TRIGGER geo_koop_cooperations_history_keeps_update BEFORE UPDATE ON cooperations_history BEGIN SELECT RAISE(ABORT, 'the history of the register cannot be changed'); END;
CREATE TRIGGER geo_koop_cooperations_history_keeps_delete BEFORE DELETE ON cooperations_history BEGIN SELECT RAISE(ABORT, 'the history of the register cannot be changed'); END;
CREATE TRIGGER geo_koop_cooperations_history_keeps_insert BEFORE INSERT ON cooperations_history WHEN EXISTS (SELECT 1 FROM cooperations_history WHERE seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'the history of the register cannot be changed'); END;
CREATE TRIGGER geo_koop_members_history_keeps_update BEFORE UPDATE ON members_history BEGIN SELECT RAISE(ABORT, 'the history of the register cannot be changed'); END;
CREATE TRIGGER geo_koop_members_history_keeps_delete BEFORE DELETE ON members_history BEGIN SELECT RAISE(ABORT, 'the history of the register cannot be changed'); END;
CREATE TRIGGER geo_koop_members_history_keeps_insert BEFORE INSERT ON members_history WHEN EXISTS (SELECT 1 FROM members_history WHERE seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'the history of the register cannot be changed'); END;
CREATE TRIGGER geo_koop_actors_history_keeps_update BEFORE UPDATE ON actors_history BEGIN SELECT RAISE(ABORT, 'the history of the register cannot be changed'); END;
CREATE TRIGGER geo_koop_actors_history_keeps_delete BEFORE DELETE ON actors_history BEGIN SELECT RAISE(ABORT, 'the history of the register cannot be changed'); END;
CREATE TRIGGER geo_koop_actors_history_keeps_insert BEFORE INSERT ON actors_history WHEN EXISTS (SELECT 1 FROM actors_history WHERE seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'the history of the register cannot be changed'); END;
CREATE TRIGGER geo_koop_sources_history_keeps_update BEFORE UPDATE ON sources_history BEGIN SELECT RAISE(ABORT, 'the history of the register cannot be changed'); END;
CREATE TRIGGER geo_koop_sources_history_keeps_delete BEFORE DELETE ON sources_history BEGIN SELECT RAISE(ABORT, 'the history of the register cannot be changed'); END;
CREATE TRIGGER geo_koop_sources_history_keeps_insert BEFORE INSERT ON sources_history WHEN EXISTS (SELECT 1 FROM sources_history WHERE seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'the history of the register cannot be changed'); END;
CREATE TRIGGER geo_koop_scopes_history_keeps_update BEFORE UPDATE ON scopes_history BEGIN SELECT RAISE(ABORT, 'the history of the register cannot be changed'); END;
CREATE TRIGGER geo_koop_scopes_history_keeps_delete BEFORE DELETE ON scopes_history BEGIN SELECT RAISE(ABORT, 'the history of the register cannot be changed'); END;
CREATE TRIGGER geo_koop_scopes_history_keeps_insert BEFORE INSERT ON scopes_history WHEN EXISTS (SELECT 1 FROM scopes_history WHERE seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'the history of the register cannot be changed'); END;
CREATE TRIGGER geo_koop_events_history_keeps_update BEFORE UPDATE ON events_history BEGIN SELECT RAISE(ABORT, 'the history of the register cannot be changed'); END;
CREATE TRIGGER geo_koop_events_history_keeps_delete BEFORE DELETE ON events_history BEGIN SELECT RAISE(ABORT, 'the history of the register cannot be changed'); END;
CREATE TRIGGER geo_koop_events_history_keeps_insert BEFORE INSERT ON events_history WHEN EXISTS (SELECT 1 FROM events_history WHERE seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'the history of the register cannot be changed'); END;
CREATE TRIGGER geo_koop_documents_history_keeps_update BEFORE UPDATE ON documents_history BEGIN SELECT RAISE(ABORT, 'the history of the register cannot be changed'); END;
CREATE TRIGGER geo_koop_documents_history_keeps_delete BEFORE DELETE ON documents_history BEGIN SELECT RAISE(ABORT, 'the history of the register cannot be changed'); END;
CREATE TRIGGER geo_koop_documents_history_keeps_insert BEFORE INSERT ON documents_history WHEN EXISTS (SELECT 1 FROM documents_history WHERE seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'the history of the register cannot be changed'); END;
CREATE TRIGGER geo_koop_publications_history_keeps_update BEFORE UPDATE ON publications_history BEGIN SELECT RAISE(ABORT, 'the history of the register cannot be changed'); END;
CREATE TRIGGER geo_koop_publications_history_keeps_delete BEFORE DELETE ON publications_history BEGIN SELECT RAISE(ABORT, 'the history of the register cannot be changed'); END;
CREATE TRIGGER geo_koop_publications_history_keeps_insert BEFORE INSERT ON publications_history WHEN EXISTS (SELECT 1 FROM publications_history WHERE seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'the history of the register cannot be changed'); END;
CREATE TRIGGER geo_koop_context_last BEFORE UPDATE OF revision ON context WHEN NEW.revision IS NOT NULL AND NEW.revision IS NOT (SELECT max(number) FROM revisions) BEGIN SELECT RAISE(ABORT, 'only the last revision can be written'); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('cooperations_history',3);
INSERT INTO "sqlite_sequence" VALUES('members_history',2);
INSERT INTO "sqlite_sequence" VALUES('members',2);
INSERT INTO "sqlite_sequence" VALUES('scopes_history',1);
INSERT INTO "sqlite_sequence" VALUES('scopes',1);
INSERT INTO "sqlite_sequence" VALUES('publications_history',3);
INSERT INTO "sqlite_sequence" VALUES('events_history',1);
INSERT INTO "sqlite_sequence" VALUES('events',1);
COMMIT;

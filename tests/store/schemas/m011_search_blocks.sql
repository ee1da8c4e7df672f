BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'planner','m001_scenarios','2026-11-23 12:00:00+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'planner','m002_shares','2026-11-23 12:00:00+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'planner','m003_upkeep','2026-11-27 12:00:00+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'planner','m004_model_sets','2026-11-27 12:00:00+00:00');
INSERT INTO "_sqlite_migrations" VALUES(5,'planner','m005_own_offers','2026-11-27 12:00:00+00:00');
INSERT INTO "_sqlite_migrations" VALUES(6,'planner','m006_own_runs','2026-11-28 12:00:00+00:00');
INSERT INTO "_sqlite_migrations" VALUES(7,'planner','m007_sizes','2026-11-28 12:00:00+00:00');
INSERT INTO "_sqlite_migrations" VALUES(8,'planner','m008_search','2026-11-28 12:00:00+00:00');
INSERT INTO "_sqlite_migrations" VALUES(9,'planner','m009_kept','2026-11-28 12:00:00+00:00');
INSERT INTO "_sqlite_migrations" VALUES(10,'planner','m010_tag_lists','2026-11-28 12:00:00+00:00');
INSERT INTO "_sqlite_migrations" VALUES(11,'planner','m011_search_blocks','2026-11-28 12:00:00+00:00');
CREATE TABLE kept (
        workspace_id INTEGER NOT NULL PRIMARY KEY REFERENCES workspaces (id) ON DELETE CASCADE,
        plans INTEGER NOT NULL DEFAULT 0,
        budgets INTEGER NOT NULL DEFAULT 0,
        revisions INTEGER NOT NULL DEFAULT 0,
        links INTEGER NOT NULL DEFAULT 0,
        bytes INTEGER NOT NULL DEFAULT 0
    ) STRICT;
INSERT INTO "kept" VALUES(1,1,1,4,2,224);
INSERT INTO "kept" VALUES(2,1,0,2,0,112);
CREATE TABLE model_sets (
        id TEXT NOT NULL PRIMARY KEY,
        workspace_id INTEGER NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
        name TEXT NOT NULL CHECK (name <> ''),
        models TEXT NOT NULL CHECK (json_valid(models)),
        created TEXT NOT NULL
    ) STRICT;
INSERT INTO "model_sets" VALUES('k1',1,'Two of ours','["gpt-5.4","nobody-knows-it"]','2026-11-27T12:00:00.000000Z');
CREATE TABLE own_offers (
        workspace_id INTEGER NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
        id TEXT NOT NULL CHECK (id <> ''),
        offer TEXT NOT NULL CHECK (json_valid(offer)),
        updated TEXT NOT NULL,
        PRIMARY KEY (workspace_id, id)
    ) STRICT;
INSERT INTO "own_offers" VALUES(1,'gateway','{"id":"gateway","like":"gpt-5.4","kind":"gateway","fee":"0.05"}','2026-11-27T12:00:00.000000Z');
CREATE TABLE own_runs (
        workspace_id INTEGER NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
        id TEXT NOT NULL CHECK (id <> ''),
        entry TEXT NOT NULL CHECK (json_valid(entry)),
        created TEXT NOT NULL,
        PRIMARY KEY (workspace_id, id)
    ) STRICT;
INSERT INTO "own_runs" VALUES(1,'0011223344556677','{"own":{"model":"gpt-5.4","task_class":"support_agent","runs":14,"thinking":"high","reasoning_tokens":2400},"source":"LiteLLM spend logs","first":"2026-11-01","last":"2026-11-24"}','2026-11-28T12:00:00.000000Z');
CREATE TABLE revisions (
        scenario_id TEXT NOT NULL REFERENCES scenarios (id) ON DELETE CASCADE,
        number INTEGER NOT NULL CHECK (number > 0),
        note TEXT NOT NULL DEFAULT '',
        created TEXT NOT NULL,
        price_moment TEXT NOT NULL,
        app_version TEXT NOT NULL,
        prices_version TEXT NOT NULL,
        request TEXT NOT NULL CHECK (json_valid(request)),
        snapshot TEXT NOT NULL CHECK (json_valid(snapshot)),
        rates TEXT NOT NULL CHECK (json_valid(rates)), bytes INTEGER GENERATED ALWAYS AS (
        length(CAST(request AS BLOB)) + length(CAST(snapshot AS BLOB)) + length(CAST(rates AS BLOB))
    ) VIRTUAL,
        PRIMARY KEY (scenario_id, number)
    ) STRICT;
INSERT INTO "revisions" VALUES('s1',1,'note 1','2026-11-23T12:00:00.000000Z','2026-11-23T12:00:00.000000Z','0.1.0','0.2.3','{"offers":["host/model"]}','{"estimates":[],"refused":[]}','[]');
INSERT INTO "revisions" VALUES('s1',2,'note 2','2026-11-23T12:00:00.000000Z','2026-11-23T12:00:00.000000Z','0.1.0','0.2.3','{"offers":["host/model"]}','{"estimates":[],"refused":[]}','[]');
INSERT INTO "revisions" VALUES('s2',1,'note 1','2026-11-23T12:00:00.000000Z','2026-11-23T12:00:00.000000Z','0.1.0','0.2.3','{"offers":["host/model"]}','{"estimates":[],"refused":[]}','[]');
INSERT INTO "revisions" VALUES('s2',2,'note 2','2026-11-23T12:00:00.000000Z','2026-11-23T12:00:00.000000Z','0.1.0','0.2.3','{"offers":["host/model"]}','{"estimates":[],"refused":[]}','[]');
INSERT INTO "revisions" VALUES('s3',1,'note 1','2026-11-23T12:00:00.000000Z','2026-11-23T12:00:00.000000Z','0.1.0','0.2.3','{"offers":["host/model"]}','{"estimates":[],"refused":[]}','[]');
INSERT INTO "revisions" VALUES('s3',2,'note 2','2026-11-23T12:00:00.000000Z','2026-11-23T12:00:00.000000Z','0.1.0','0.2.3','{"offers":["host/model"]}','{"estimates":[],"refused":[]}','[]');
CREATE TABLE scenarios (
        id TEXT NOT NULL PRIMARY KEY,
        workspace_id INTEGER NOT NULL REFERENCES workspaces (id),
        kind TEXT NOT NULL CHECK (kind IN ('plan', 'budget')),
        name TEXT NOT NULL CHECK (name <> ''),
        note TEXT NOT NULL DEFAULT '',
        tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
        created TEXT NOT NULL,
        updated TEXT NOT NULL,
        deleted_at TEXT
    , searched TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO "scenarios" VALUES('s1',1,'plan','Research agent, Q4','','["team"]','2026-11-23T12:00:00.000000Z','2026-11-23T12:00:00.000000Z',NULL,'research agent, q4
["team"]

note 1
note 2');
INSERT INTO "scenarios" VALUES('s2',1,'budget','Spring','','["team"]','2026-11-23T12:00:00.000000Z','2026-11-23T12:00:00.000000Z',NULL,'spring
["team"]

note 1
note 2');
INSERT INTO "scenarios" VALUES('s3',2,'plan','In the bin','','["team"]','2026-11-23T12:00:00.000000Z','2026-11-23T12:00:00.000000Z','2026-11-23T12:00:00.000000Z','in the bin
["team"]

note 1
note 2');
CREATE TABLE search_blocks (
        workspace_id INTEGER NOT NULL,
        kind TEXT NOT NULL,
        binned INTEGER NOT NULL,
        ending TEXT NOT NULL,
        texts TEXT,
        ids TEXT,
        PRIMARY KEY (workspace_id, kind, binned, ending)
    ) STRICT;
INSERT INTO "search_blocks" VALUES(1,'budget',0,'s2','spring
["team"]

note 1
note 2','s2');
INSERT INTO "search_blocks" VALUES(1,'plan',0,'s1','research agent, q4
["team"]

note 1
note 2','s1');
INSERT INTO "search_blocks" VALUES(2,'plan',1,'s3','in the bin
["team"]

note 1
note 2','s3');
CREATE TABLE shares (
        id INTEGER PRIMARY KEY,
        token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
        scenario_id TEXT NOT NULL REFERENCES scenarios (id) ON DELETE CASCADE,
        revision INTEGER,
        created TEXT NOT NULL,
        expires_at TEXT,
        revoked_at TEXT,
        FOREIGN KEY (scenario_id, revision) REFERENCES revisions (scenario_id, number)
    ) STRICT;
INSERT INTO "shares" VALUES(1,'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','s1',1,'2026-11-23T12:00:00.000000Z',NULL,NULL);
INSERT INTO "shares" VALUES(2,'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc','s1',NULL,'2026-11-23T12:00:00.000000Z','2026-11-23T12:00:00.000000Z','2026-11-23T12:00:00.000000Z');
CREATE TABLE tag_lists (
        workspace_id INTEGER NOT NULL,
        kind TEXT NOT NULL,
        binned INTEGER NOT NULL,
        tags TEXT NOT NULL,
        many INTEGER NOT NULL,
        PRIMARY KEY (workspace_id, kind, binned, tags)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "tag_lists" VALUES(1,'budget',0,'["team"]',1);
INSERT INTO "tag_lists" VALUES(1,'plan',0,'["team"]',1);
INSERT INTO "tag_lists" VALUES(2,'plan',1,'["team"]',1);
CREATE TABLE upkeep (
        name TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT;
INSERT INTO "upkeep" VALUES('bin_clock','2026-11-27T12:00:00.000000Z');
CREATE TABLE workspaces (
        id INTEGER PRIMARY KEY,
        key_hash TEXT NOT NULL UNIQUE CHECK (length(key_hash) = 64 OR key_hash = 'open'),
        created TEXT NOT NULL
    ) STRICT;
INSERT INTO "workspaces" VALUES(1,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','2026-11-23T12:00:00.000000Z');
INSERT INTO "workspaces" VALUES(2,'open','2026-11-23T12:00:00.000000Z');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE TRIGGER revisions_never_change BEFORE UPDATE ON revisions
    BEGIN SELECT RAISE(ABORT, 'a revision never changes'); END;
CREATE TRIGGER revisions_stay BEFORE DELETE ON revisions
    WHEN EXISTS (SELECT 1 FROM scenarios WHERE id = OLD.scenario_id)
    BEGIN SELECT RAISE(ABORT, 'a revision is only deleted with its scenario'); END;
CREATE TRIGGER scenarios_leave_from_the_bin BEFORE DELETE ON scenarios WHEN OLD.deleted_at IS NULL
    BEGIN SELECT RAISE(ABORT, 'a scenario is only deleted from the bin'); END;
CREATE INDEX shares_by_scenario ON shares (scenario_id);
CREATE INDEX scenarios_in_the_bin ON scenarios (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX model_sets_by_workspace ON model_sets (workspace_id);
CREATE INDEX revisions_by_size ON revisions (scenario_id, bytes);
CREATE INDEX scenarios_searched ON scenarios (workspace_id, kind, deleted_at, updated, searched);
CREATE TRIGGER kept_begins AFTER INSERT ON workspaces
    BEGIN INSERT INTO kept (workspace_id) VALUES (NEW.id); END;
CREATE TRIGGER kept_scenario AFTER INSERT ON scenarios
    BEGIN UPDATE kept SET plans = plans + (NEW.kind = 'plan'), budgets = budgets + (NEW.kind = 'budget')
    WHERE workspace_id = NEW.workspace_id; END;
CREATE TRIGGER kept_revision AFTER INSERT ON revisions
    BEGIN UPDATE kept SET revisions = revisions + 1, bytes = bytes + NEW.bytes
    WHERE workspace_id = (SELECT workspace_id FROM scenarios WHERE id = NEW.scenario_id); END;
CREATE TRIGGER kept_link AFTER INSERT ON shares
    BEGIN UPDATE kept SET links = links + 1 WHERE workspace_id = (SELECT workspace_id FROM scenarios WHERE id = NEW.scenario_id); END;
CREATE TRIGGER kept_less BEFORE DELETE ON scenarios WHEN OLD.deleted_at IS NOT NULL
    BEGIN UPDATE kept SET plans = plans - (OLD.kind = 'plan'), budgets = budgets - (OLD.kind = 'budget'), revisions = revisions - (SELECT count(*) FROM revisions WHERE scenario_id = OLD.id), links = links - (SELECT count(*) FROM shares WHERE scenario_id = OLD.id), bytes = bytes - (SELECT coalesce(sum(bytes), 0) FROM revisions WHERE scenario_id = OLD.id) WHERE workspace_id = OLD.workspace_id; END;
CREATE TRIGGER kept_moves AFTER UPDATE OF workspace_id ON scenarios
    BEGIN UPDATE kept SET plans = plans - (OLD.kind = 'plan'), budgets = budgets - (OLD.kind = 'budget'), revisions = revisions - (SELECT count(*) FROM revisions WHERE scenario_id = OLD.id), links = links - (SELECT count(*) FROM shares WHERE scenario_id = OLD.id), bytes = bytes - (SELECT coalesce(sum(bytes), 0) FROM revisions WHERE scenario_id = OLD.id) WHERE workspace_id = OLD.workspace_id; UPDATE kept SET plans = plans + (OLD.kind = 'plan'), budgets = budgets + (OLD.kind = 'budget'), revisions = revisions + (SELECT count(*) FROM revisions WHERE scenario_id = OLD.id), links = links + (SELECT count(*) FROM shares WHERE scenario_id = OLD.id), bytes = bytes + (SELECT coalesce(sum(bytes), 0) FROM revisions WHERE scenario_id = OLD.id) WHERE workspace_id = NEW.workspace_id; END;
CREATE TRIGGER tag_lists_more AFTER INSERT ON scenarios BEGIN 
    INSERT INTO tag_lists (workspace_id, kind, binned, tags, many)
    VALUES (NEW.workspace_id, NEW.kind, NEW.deleted_at IS NOT NULL, NEW.tags, 1)
    ON CONFLICT DO UPDATE SET many = many + 1;
 END;
CREATE TRIGGER tag_lists_less AFTER DELETE ON scenarios BEGIN 
    UPDATE tag_lists SET many = many - 1 WHERE workspace_id = OLD.workspace_id AND kind = OLD.kind
    AND binned = (OLD.deleted_at IS NOT NULL) AND tags = OLD.tags;
    DELETE FROM tag_lists WHERE workspace_id = OLD.workspace_id AND kind = OLD.kind
    AND binned = (OLD.deleted_at IS NOT NULL) AND tags = OLD.tags AND many < 1;
 END;
CREATE TRIGGER tag_lists_move AFTER UPDATE OF workspace_id, deleted_at, tags ON scenarios
    BEGIN 
    UPDATE tag_lists SET many = many - 1 WHERE workspace_id = OLD.workspace_id AND kind = OLD.kind
    AND binned = (OLD.deleted_at IS NOT NULL) AND tags = OLD.tags;
    DELETE FROM tag_lists WHERE workspace_id = OLD.workspace_id AND kind = OLD.kind
    AND binned = (OLD.deleted_at IS NOT NULL) AND tags = OLD.tags AND many < 1;
 
    INSERT INTO tag_lists (workspace_id, kind, binned, tags, many)
    VALUES (NEW.workspace_id, NEW.kind, NEW.deleted_at IS NOT NULL, NEW.tags, 1)
    ON CONFLICT DO UPDATE SET many = many + 1;
 END;
CREATE INDEX scenarios_by_update ON scenarios (workspace_id, kind, deleted_at, updated);
CREATE INDEX scenarios_by_creation ON scenarios (workspace_id, kind, deleted_at, created);
CREATE INDEX scenarios_by_name ON scenarios (workspace_id, kind, deleted_at, searched);
CREATE INDEX scenarios_by_tags ON scenarios (workspace_id, kind, tags, updated) WHERE deleted_at IS NULL;
CREATE INDEX search_blocks_empty ON search_blocks (ending) WHERE texts IS NULL;
CREATE INDEX scenarios_by_block ON scenarios
    (workspace_id, kind, deleted_at IS NOT NULL, substr(id, -2), id, searched);
CREATE TRIGGER search_blocks_more AFTER INSERT ON scenarios BEGIN 
        INSERT INTO search_blocks (workspace_id, kind, binned, ending)
        VALUES (NEW.workspace_id, NEW.kind, NEW.deleted_at IS NOT NULL, substr(NEW.id, -2))
        ON CONFLICT DO UPDATE SET ids = NULL, texts = NULL;
     END;
CREATE TRIGGER search_blocks_less AFTER DELETE ON scenarios BEGIN 
        INSERT INTO search_blocks (workspace_id, kind, binned, ending)
        VALUES (OLD.workspace_id, OLD.kind, OLD.deleted_at IS NOT NULL, substr(OLD.id, -2))
        ON CONFLICT DO UPDATE SET ids = NULL, texts = NULL;
     END;
CREATE TRIGGER search_blocks_move AFTER UPDATE OF workspace_id, kind, deleted_at, searched ON scenarios
    BEGIN 
        INSERT INTO search_blocks (workspace_id, kind, binned, ending)
        VALUES (OLD.workspace_id, OLD.kind, OLD.deleted_at IS NOT NULL, substr(OLD.id, -2))
        ON CONFLICT DO UPDATE SET ids = NULL, texts = NULL;
     
        INSERT INTO search_blocks (workspace_id, kind, binned, ending)
        VALUES (NEW.workspace_id, NEW.kind, NEW.deleted_at IS NOT NULL, substr(NEW.id, -2))
        ON CONFLICT DO UPDATE SET ids = NULL, texts = NULL;
     END;
COMMIT;

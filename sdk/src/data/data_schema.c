/*
 * Every table there is, and how older files get them. Each version is a list of statements; a file that has been
 * released with a version keeps it, so later changes are a version of their own at the end.
 */
#include "data/data_db.h"

#include <stdio.h>

enum { OURS = 0x43484f52 }; /* "CHOR", in the head of the file */
static const char ours[] = "PRAGMA application_id = 0x43484f52";

/* Rows of other processes, who have changed that entity's row of that key. */
static const char change[] = "CREATE TABLE change ("
                             " id INTEGER PRIMARY KEY AUTOINCREMENT,"
                             " entity TEXT NOT NULL,"
                             " key TEXT NOT NULL)";

/* What people own, and each payment there was. */
static const char wallet[] = "CREATE TABLE wallet ("
                             " account INTEGER PRIMARY KEY,"
                             " sparks INTEGER NOT NULL CHECK (sparks >= 0))";
static const char ledger[] = "CREATE TABLE ledger ("
                             " transaction_id TEXT PRIMARY KEY,"
                             " account INTEGER NOT NULL REFERENCES wallet,"
                             " channel INTEGER NOT NULL,"
                             " cost INTEGER NOT NULL CHECK (cost >= 0),"
                             " at_ms INTEGER NOT NULL) WITHOUT ROWID";
static const char ledger_of_account[] = "CREATE INDEX ledger_of_account ON ledger (account)";

/* Programs that may ask people for a token. A secret is its SHA-256, or NULL. */
static const char client[] = "CREATE TABLE client ("
                             " id TEXT PRIMARY KEY,"
                             " name TEXT NOT NULL,"
                             " publisher TEXT NOT NULL,"
                             " redirects TEXT NOT NULL,"
                             " scopes TEXT NOT NULL,"
                             " secret BLOB) WITHOUT ROWID";

/* People, and the browsers they are signed in with. A number that was somebody's is nobody else's ever: wallets,
   projects and bans go by it. */
static const char account[] = "CREATE TABLE account ("
                              " id INTEGER PRIMARY KEY AUTOINCREMENT CHECK (id >= 1000),"
                              " name TEXT NOT NULL UNIQUE COLLATE NOCASE,"
                              " password TEXT NOT NULL,"
                              " level INTEGER NOT NULL,"
                              " made_s INTEGER NOT NULL)";
static const char login[] = "CREATE TABLE login ("
                            " browser BLOB PRIMARY KEY,"
                            " account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,"
                            " ends_s INTEGER NOT NULL) WITHOUT ROWID";
static const char login_of_account[] = "CREATE INDEX login_of_account ON login (account)";

/* What people have allowed, and the tokens that came of it: of each only the SHA-256. */
static const char link[] = "CREATE TABLE link ("
                           " selector BLOB PRIMARY KEY,"
                           " refresh BLOB NOT NULL,"
                           " sibling BLOB,"
                           " previous BLOB,"
                           " account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,"
                           " client TEXT NOT NULL,"
                           " scopes TEXT NOT NULL,"
                           " made_s INTEGER NOT NULL,"
                           " used_ms INTEGER NOT NULL,"
                           " ends_s INTEGER NOT NULL) WITHOUT ROWID";
static const char link_of_account[] = "CREATE INDEX link_of_account ON link (account)";
static const char access[] = "CREATE TABLE access ("
                             " token BLOB PRIMARY KEY,"
                             " selector BLOB NOT NULL REFERENCES link ON DELETE CASCADE,"
                             " ends_s INTEGER NOT NULL) WITHOUT ROWID";
static const char access_of_link[] = "CREATE INDEX access_of_link ON access (selector)";

/* What games can begin with, and where people find them. Scenes are JSON, as createScenes takes them. */
static const char project[] = "CREATE TABLE project ("
                              " id INTEGER PRIMARY KEY,"
                              " account INTEGER NOT NULL,"
                              " name TEXT NOT NULL)";
static const char project_version[] = "CREATE TABLE project_version ("
                              " id INTEGER PRIMARY KEY,"
                              " project INTEGER NOT NULL REFERENCES project ON DELETE CASCADE,"
                              " text TEXT NOT NULL,"
                              " scenes TEXT NOT NULL,"
                              " share_code TEXT NOT NULL,"
                              " published INTEGER NOT NULL)";
static const char version_of_project[] = "CREATE INDEX version_of_project ON project_version (project)";
static const char join_code[] = "CREATE TABLE join_code ("
                                " account INTEGER PRIMARY KEY,"
                                " code TEXT NOT NULL UNIQUE)";

/* Who may not take part in a channel. */
static const char ban[] = "CREATE TABLE ban ("
                          " channel INTEGER NOT NULL,"
                          " id TEXT NOT NULL,"
                          " name TEXT NOT NULL,"
                          " reason TEXT NOT NULL,"
                          " since_ms INTEGER NOT NULL,"
                          " until_ms INTEGER NOT NULL,"
                          " PRIMARY KEY (channel, id)) WITHOUT ROWID";

static const char *const version_1[] = {
    ours, change, wallet, ledger, ledger_of_account, client, account, login, login_of_account, link, link_of_account,
    access, access_of_link, project, project_version, version_of_project, join_code, ban,
    "PRAGMA user_version = 1", NULL,
};

/* Custom controls of project versions: the files a browser shows. */
static const char bundle_file[] = "CREATE TABLE bundle_file ("
                                  " version INTEGER NOT NULL REFERENCES project_version ON DELETE CASCADE,"
                                  " name TEXT NOT NULL,"
                                  " bytes BLOB NOT NULL,"
                                  " PRIMARY KEY (version, name))";

static const char *const version_2[] = { bundle_file, "PRAGMA user_version = 2", NULL };

/* Games that wait for somebody to type a code, and authorization codes that were handed out. Codes of people are short:
   what is derived of them is slow to find, and all that wait at a moment have one salt. */
static const char request[] = "CREATE TABLE request ("
                              " handle BLOB PRIMARY KEY,"
                              " code BLOB NOT NULL,"
                              " salt BLOB NOT NULL,"
                              " browser BLOB,"
                              " client TEXT NOT NULL,"
                              " scopes TEXT NOT NULL,"
                              " place INTEGER NOT NULL,"
                              " kind INTEGER NOT NULL,"
                              " state INTEGER NOT NULL,"
                              " account INTEGER REFERENCES account ON DELETE CASCADE,"
                              " interval_ms INTEGER NOT NULL,"
                              " too_fast INTEGER NOT NULL,"
                              " made_ms INTEGER NOT NULL,"
                              " ends_ms INTEGER NOT NULL)";
static const char grant[] = "CREATE TABLE grant ("
                            " code BLOB PRIMARY KEY,"
                            " challenge BLOB,"
                            " came BLOB,"
                            " account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,"
                            " client TEXT NOT NULL,"
                            " scopes TEXT NOT NULL,"
                            " redirect TEXT NOT NULL,"
                            " made_ms INTEGER NOT NULL,"
                            " ends_ms INTEGER NOT NULL)";

static const char *const version_3[] = { request, grant, "PRAGMA user_version = 3", NULL };

static const char *const *const versions[] = { version_1, version_2, version_3 };

enum { NEWEST = sizeof versions / sizeof versions[0] };

/* ---- what the file says of itself ---- */

static chorus_result ask_number(cho_db *db, const char *sql, int64_t *out)
{
    cho_query *q = cho_db_query(db, sql);
    if (cho_query_row(q))
        *out = cho_row_int(q, 0);
    return cho_query_end(q);
}

static chorus_result check_owner(cho_db *db, const char *path, char *error, size_t error_len)
{
    int64_t       id = 0, tables = 0;
    chorus_result r  = ask_number(db, "PRAGMA application_id", &id);
    if (r == CHORUS_OK)
        r = ask_number(db, "SELECT count(*) FROM sqlite_schema", &tables);
    if (r != CHORUS_OK || id == OURS || (id == 0 && tables == 0))
        return r;
    (void)snprintf(error, error_len, "%s is not a data file of Chorus", path);
    return CHORUS_E_INVALID;
}

static chorus_result check_version(int64_t version, const char *path, char *error, size_t error_len)
{
    if (version <= NEWEST)
        return CHORUS_OK;
    (void)snprintf(error, error_len, "%s was written by a newer Chorus: it has version %lld and this one knows %d",
                   path, (long long)version, (int)NEWEST);
    return CHORUS_E_VERSION;
}

/* ---- bringing it up to date ---- */

static chorus_result run_all(cho_db *db, const char *const *statements)
{
    chorus_result r = CHORUS_OK;
    for (; r == CHORUS_OK && *statements != NULL; statements++)
        r = cho_query_run(cho_db_query(db, *statements));
    return r;
}

/* Another process may have done it since it was asked last. */
static chorus_result update(cho_db *db, const char *path, char *error, size_t error_len)
{
    int64_t       version = 0;
    chorus_result r       = ask_number(db, "PRAGMA user_version", &version);
    if (r == CHORUS_OK)
        r = check_version(version, path, error, error_len);
    for (; r == CHORUS_OK && version < NEWEST; version++)
        r = run_all(db, versions[version]);
    return r;
}

chorus_result cho_db_migrate(cho_db *db, const char *path, char *error, size_t error_len)
{
    (void)snprintf(error, error_len, "cannot bring %s up to date", path);
    chorus_result r = check_owner(db, path, error, error_len);
    if (r == CHORUS_OK)
        r = cho_db_begin(db);
    if (r != CHORUS_OK)
        return r;
    r = update(db, path, error, error_len);
    if (r == CHORUS_OK)
        return cho_db_commit(db);
    cho_db_rollback(db);
    return r;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* The tables of contacts in SQLite, and what is asked of them. */
#include "domains/contacts/sqlite_tables.h"

/* "dctc" */
#define APPLICATION_ID 0x64637463
#define VERSION 1

/* A name is an address or its hash; near.key is one of store_keys, and
 * contact.keys has those of the row, for hashes cannot be asked again. */
static const char schema[] =
    "CREATE TABLE about (name TEXT PRIMARY KEY, value INTEGER NOT NULL)"
    "  STRICT, WITHOUT ROWID;"
    "CREATE TABLE contact (id INTEGER PRIMARY KEY,"
    "  organisation BLOB NOT NULL, name BLOB NOT NULL,"
    "  sent_first INTEGER NOT NULL, sent_last INTEGER NOT NULL,"
    "  sent_count INTEGER NOT NULL, senders INTEGER NOT NULL,"
    "  heard_first INTEGER NOT NULL, heard_last INTEGER NOT NULL,"
    "  heard_count INTEGER NOT NULL,"
    "  confirmed INTEGER NOT NULL, confirmed_at INTEGER NOT NULL,"
    "  expires INTEGER NOT NULL, keys BLOB NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX contact_name ON contact (organisation, name);"
    "CREATE TABLE sender (contact INTEGER NOT NULL, hash INTEGER NOT NULL,"
    "  PRIMARY KEY (contact, hash)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE list (contact INTEGER NOT NULL, name BLOB NOT NULL,"
    "  sent_first INTEGER NOT NULL, sent_last INTEGER NOT NULL,"
    "  sent_count INTEGER NOT NULL,"
    "  PRIMARY KEY (contact, name)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE near (key INTEGER NOT NULL, contact INTEGER NOT NULL,"
    "  PRIMARY KEY (key, contact)) STRICT, WITHOUT ROWID;";

#define COLUMNS                                                     \
	"sent_first, sent_last, sent_count, senders, heard_first, " \
	"heard_last, heard_count, confirmed, confirmed_at, expires"

/* Not those of another owner (enum contact_owner); for SQLite an empty
 * blob has no end. */
#define OF_CONTACTS                                    \
	"ifnull(substr(organisation, -1), X'') NOT IN" \
	" (X'3A', X'3F', X'2B', X'21')"

static const char *const statements[SQLITE_STATEMENTS] = {
    [SQLITE_ABOUT_FIND] =
	"SELECT value FROM about WHERE name = CAST(? AS TEXT)",
    [SQLITE_ABOUT_SET] =
	"INSERT OR REPLACE INTO about VALUES (CAST(? AS TEXT), ?)",
    [SQLITE_FIND] = "SELECT id, name, " COLUMNS
		    " FROM contact WHERE organisation = ? AND name = ?",
    [SQLITE_FIND_ID] = "SELECT id, name, " COLUMNS
		       " FROM contact WHERE organisation = ? AND id = ?",
    [SQLITE_EACH] = "SELECT id, name, " COLUMNS
		    " FROM contact WHERE organisation = ? ORDER BY name",
    [SQLITE_INSERT] = "INSERT INTO contact (organisation, name, keys, " COLUMNS
		      ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [SQLITE_UPDATE] = "UPDATE contact SET (" COLUMNS
		      ") = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?",
    [SQLITE_KEYS_SET] = "UPDATE contact SET keys = ? WHERE id = ?",
    [SQLITE_NEAR_FIND] = "SELECT contact FROM near WHERE key = ?",
    [SQLITE_NEAR_INSERT] = "INSERT OR IGNORE INTO near VALUES (?, ?)",
    [SQLITE_NEAR_DELETE] = "DELETE FROM near WHERE key = ? AND contact = ?",
    [SQLITE_SENDER_INSERT] = "INSERT OR IGNORE INTO sender VALUES (?, ?)",
    [SQLITE_SENDER_COUNT] = "SELECT count(*) FROM sender WHERE contact = ?",
    [SQLITE_SENDER_DELETE] = "DELETE FROM sender WHERE contact = ?",
    [SQLITE_LISTS] = "SELECT name, sent_first, sent_last, sent_count FROM list"
		     " WHERE contact = ? ORDER BY name",
    [SQLITE_LIST_FIND] =
	"SELECT name, sent_first, sent_last, sent_count FROM list"
	" WHERE contact = ? AND name = ?",
    [SQLITE_ENTRIES] =
	"SELECT list.name, list.sent_first, list.sent_last, list.sent_count,"
	" contact.name FROM contact JOIN list ON list.contact = contact.id"
	" WHERE organisation = ?1 AND (?2 = X'' OR id IN"
	" (SELECT contact FROM list WHERE name = ?2))"
	" ORDER BY contact.name, list.name",
    [SQLITE_LIST_PUT] = "INSERT OR REPLACE INTO list VALUES (?, ?, ?, ?, ?)",
    [SQLITE_LIST_DELETE] = "DELETE FROM list WHERE contact = ?",
    [SQLITE_LIST_DELETE_NAME] =
	"DELETE FROM list WHERE name = ? RETURNING contact",
    [SQLITE_PAIRS_OF] =
	"SELECT contact FROM list JOIN contact ON contact.id = list.contact"
	" WHERE list.name = ? AND substr(organisation, -1) IN (X'2B', X'21')"
	" LIMIT ?",
    [SQLITE_KEYS] = "SELECT keys FROM contact WHERE id = ?",
    [SQLITE_DELETE] = "DELETE FROM contact WHERE id = ?",
    [SQLITE_OLD] =
	"SELECT id FROM contact WHERE (expires <> 0 AND expires <= ?) OR"
	" (expires = 0 AND confirmed = 0 AND sent_last < ? AND"
	" heard_last < ?) LIMIT ?",
    [SQLITE_COUNT] =
	"SELECT count(*), total(sent_count > 0), total(heard_count > 0),"
	" total(confirmed > 0), min(nullif(sent_first, 0)), max(sent_last),"
	" min(nullif(heard_first, 0)), max(heard_last)"
	" FROM contact WHERE " OF_CONTACTS,
    [SQLITE_COUNT_LISTS] = "SELECT count(*) FROM list WHERE contact IN"
			   " (SELECT id FROM contact WHERE " OF_CONTACTS ")",
    [SQLITE_COUNT_PASSES] =
	"SELECT count(*) FROM contact WHERE substr(organisation, -1) = X'21'",
};

const struct database_form sqlite_form = {
    .application_id = APPLICATION_ID,
    .version = VERSION,
    .schema = schema,
    .statements = statements,
    .statement_count = SQLITE_STATEMENTS,
};

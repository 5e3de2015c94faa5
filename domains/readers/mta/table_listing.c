/* SPDX-License-Identifier: BSD-2-Clause */
/* Has postmap(1) list a table, or a copy of it that nobody can exchange. */
#include "domains/readers/mta/table_listing.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/base/file.h"
#include "domains/base/replacement.h"
#include "domains/base/subprocess.h"
#include "domains/base/translation.h"
#include "domains/base/workplace.h"

static const struct table_type types[] = {
    {"hash:", TABLE_MADE, ".db", NULL},
    {"btree:", TABLE_MADE, ".db", NULL},
    {"lmdb:", TABLE_MADE, ".lmdb", NULL},
    {"cdb:", TABLE_MADE, ".cdb", "cdb -d -m FILE.cdb"},
    {"dbm:", TABLE_MADE, ".pag", NULL},
    {"sdbm:", TABLE_MADE, ".pag", NULL},
    {"texthash:", TABLE_TEXT, "", NULL},
    {"regexp:", TABLE_TEXT, "", NULL},
    {"pcre:", TABLE_TEXT, "", NULL},
    {"cidr:", TABLE_TEXT, "", NULL},
    {"mysql:", TABLE_ASKED, NULL, "mysql --batch -e 'SELECT ...'"},
    {"pgsql:", TABLE_ASKED, NULL, "psql --csv -c 'SELECT ...'"},
    {"sqlite:", TABLE_ASKED, NULL, "sqlite3 -csv -header FILE 'SELECT ...'"},
    {"ldap:", TABLE_ASKED, NULL, "ldapsearch -LLL"},
    {"nis:", TABLE_ASKED, NULL, "ypcat -k"},
    {"nisplus:", TABLE_ASKED, NULL, "niscat"},
    {"netinfo:", TABLE_ASKED, NULL, "nidump"},
    {"memcache:", TABLE_ASKED, NULL, NULL},
    {"tcp:", TABLE_ASKED, NULL, NULL},
    {"socketmap:", TABLE_ASKED, NULL, NULL},
};

const char *
table_without_proxy(const char *table)
{
	static const char proxy[] = "proxy:";

	while (strncmp(table, proxy, strlen(proxy)) == 0)
		table += strlen(proxy);
	return table;
}

const struct table_type *
table_type_of(const char *table)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (strncmp(table, types[i].name, strlen(types[i].name)) == 0)
			return &types[i];
	return NULL;
}

/* Says what to do instead: postmap(1) cannot list it. */
static int
refuse_unlisted(const struct table_listing *listing, const char *lister)
{
	if (lister == NULL)
		return diagnostics_add(listing->diagnostics, listing->table, 0,
		    "postmap -s cannot list a table of this type: audit the "
		    "file or database that it answers from");
	return diagnostics_add(listing->diagnostics, listing->table, 0,
	    "postmap -s cannot list a table of this type: write its addresses "
	    "to a file with %s, and audit that",
	    lister);
}

/* Lists the table or a copy of it. */
static int
list(const struct table_listing *listing, const char *copy,
    bool (*give_up)(void), char **bytes_r, size_t *len_r)
{
	const char *argv[6] = {"postmap"};
	struct diagnostics own = {0};
	size_t count = 1;
	int result;

	if (listing->config_dir != NULL) {
		argv[count++] = "-c";
		argv[count++] = listing->config_dir;
	}
	argv[count++] = "-s";
	argv[count] = copy;
	result = subprocess_read(listing->table, argv, give_up, &own, bytes_r,
	    len_r);
	if (result < 0)
		diagnostics_add(listing->diagnostics, listing->table, 0,
		    "cannot be listed: %s",
		    own.kept != 0 ? own.list[0].text : N_("out of memory"));
	diagnostics_clear(&own);
	return result;
}

/* Those that end the program, or have it do something. */
static const int signals[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1};

/* They wait until the copy, which is a user's, is gone.  One that is ignored is
 * left alone: if it were held, it would wait, too, and end the listing. */
static void
hold_signals(sigset_t *before_r)
{
	struct sigaction action;
	sigset_t held;

	sigemptyset(&held);
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		if (sigaction(signals[i], NULL, &action) == 0 &&
		    action.sa_handler != SIG_IGN)
			sigaddset(&held, signals[i]);
	pthread_sigmask(SIG_BLOCK, &held, before_r);
}

static bool
signal_waits(void)
{
	sigset_t set;

	if (sigpending(&set) != 0)
		return false;
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		if (sigismember(&set, signals[i]) == 1)
			return true;
	return false;
}

/* Makes a copy, has it listed, and removes it. */
static int
list_bytes(const struct table_listing *listing, const struct buffer *bytes,
    char **bytes_r, size_t *len_r)
{
	const struct table_type *type = table_type_of(listing->table);
	char copy[PATH_MAX], table[PATH_MAX];
	struct workplace place;
	int result;

	if (workplace_open("/tmp", &place) < 0)
		return diagnostics_add(listing->diagnostics,
		    "/tmp/doppelcheck-XXXXXX", 0, "cannot make: %s",
		    strerror(errno));
	snprintf(copy, sizeof(copy), "%s/" WORKPLACE_FILE "%s", place.path,
	    type->ending);
	snprintf(table, sizeof(table), "%s%s/" WORKPLACE_FILE, type->name,
	    place.path);
	result = replacement_write_own(copy, S_IRUSR | S_IWUSR, false, bytes,
	    listing->diagnostics);
	if (result == 0)
		result = list(listing, table, signal_waits, bytes_r, len_r);
	workplace_close(&place);
	return result;
}

static int
list_copy(const struct table_listing *listing, const char *path, int fd,
    struct budget_wait *wait, char **bytes_r, size_t *len_r)
{
	const struct budgets *budgets = listing->budgets;
	struct buffer bytes = {0};
	sigset_t before;
	int result;

	/* Its file system may let us wait: a signal ends that. */
	if (file_read_open_while(path, fd, BUDGET_FILE_BYTES, budget_wait_on,
		wait, listing->diagnostics, &bytes.bytes, &bytes.len) < 0)
		return budget_report(budgets, listing->table,
		    listing->diagnostics);
	hold_signals(&before);
	result = list_bytes(listing, &bytes, bytes_r, len_r);
	/* Whoever takes signals learns that it was not waited for. */
	if (result < 0 && budgets->give_up != NULL)
		(void)budgets->give_up();
	free(bytes.bytes);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return result;
}

/* Lists what is in a file. */
static int
list_file(const struct table_listing *listing, const char *path,
    struct rights *rights_r, char **bytes_r, size_t *len_r)
{
	struct budget_wait wait = budget_wait_begin(listing->budgets);
	bool (*give_up)(void) = listing->budgets->give_up;
	struct stat status;
	const char *why;
	int fd = rights_open(rights_r, path, &status, &why), result;

	budget_begin(listing->budgets, rights_r);
	wait.whose = rights_r;
	/* Its name may be another one that postmap(1) knows.  In a directory of
	 * a user's a link could stand there by then. */
	if (fd < 0 && errno == ENOENT && !rights_r->limited)
		return list(listing, listing->table, give_up, bytes_r, len_r);
	if (fd < 0)
		return file_report_closed(path, why, listing->diagnostics);
	result = rights_r->limited
	             ? list_copy(listing, path, fd, &wait, bytes_r, len_r)
	             : list(listing, listing->table, give_up, bytes_r, len_r);
	close(fd);
	return result;
}

int
table_list(const struct table_listing *listing, struct rights *rights_r,
    char **bytes_r, size_t *len_r)
{
	const struct table_type *type = table_type_of(listing->table);
	char path[PATH_MAX];
	int len;

	*rights_r = (struct rights){0};
	if (type == NULL) {
		budget_begin(listing->budgets, rights_r);
		return list(listing, listing->table, listing->budgets->give_up,
		    bytes_r, len_r);
	}
	if (type->kind == TABLE_ASKED || type->lister != NULL)
		return refuse_unlisted(listing, type->lister);
	len = snprintf(path, sizeof(path), "%s%s",
	    listing->table + strlen(type->name), type->ending);
	if (len < 0 || (size_t)len >= sizeof(path))
		return diagnostics_add(listing->diagnostics, listing->table, 0,
		    "a name over %d bytes", PATH_MAX - 1);
	return list_file(listing, path, rights_r, bytes_r, len_r);
}

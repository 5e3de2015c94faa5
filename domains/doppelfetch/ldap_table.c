/* SPDX-License-Identifier: BSD-2-Clause */
/* Lists a table at a directory service. */
#include "domains/doppelfetch/ldap_table.h"

#include <errno.h>
#include <fcntl.h>
#include <ldap.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "domains/base/clock.h"
#include "domains/base/file.h"
#include "domains/base/translation.h"
#include "domains/doppelfetch/ldap_settings.h"

static const char prefix[] = "ldap:";

struct session {
	const char *table;
	const struct ldap_settings *settings;
	ldap_table_take take;
	void *context;
	struct diagnostics *diagnostics;
	LDAP *ldap;
	char **attributes; /* all that are wanted */
	uint64_t end;      /* by clock.h */
	uint64_t step_end; /* of what is being waited for */
	size_t values;
};

static int
refuse(struct session *session, const char *why)
{
	return diagnostics_add(session->diagnostics, session->table, 0, "%s",
	    why);
}

static bool
is_late(const struct session *session)
{
	return clock_now() >= session->step_end;
}

static int
refuse_code(struct session *session, const char *what, int code)
{
	if (code == LDAP_TIMEOUT || is_late(session))
		return refuse(session, "does not come to an end: given up");
	return diagnostics_add(session->diagnostics, session->table, 0,
	    "%s: %s", what, ldap_err2string(code));
}

/* ---- time and room ------------------------------------------------------- */

/* After the first bytes of a message libldap waits for the next ones, however
 * long they take, and in a handshake of TLS as well.  The end of the
 * connection ends that, too. */
static volatile sig_atomic_t connection = -1;

static void
end_connection(int number)
{
	int error = errno;

	(void)number;
	if (connection >= 0)
		shutdown(connection, SHUT_RDWR);
	/* There may be none yet, or another one soon. */
	alarm(1);
	errno = error;
}

/* Begins something that may be waited for. */
static int
begin_step(struct session *session)
{
	uint64_t now = clock_now();

	session->step_end = now + UINT64_C(1000) * LDAP_TABLE_PAGE_SECONDS;
	if (session->step_end > session->end)
		session->step_end = session->end;
	if (is_late(session))
		return refuse_code(session, "", LDAP_TIMEOUT);
	alarm((unsigned)((session->step_end - now) / 1000) + 1);
	return 0;
}

/* As ldap_conncb_add_f. */
static int
take_connection(LDAP *ldap, Sockbuf *socket, LDAPURLDesc *server,
    struct sockaddr *address, struct ldap_conncb *callbacks)
{
	ber_len_t max = LDAP_TABLE_ENTRY_BYTES;
	const struct timeval none = {.tv_sec = -1};
	ber_socket_t fd = -1;

	(void)server;
	(void)address;
	(void)callbacks;
	/* With a limit of its own a handshake of TLS waits in a busy loop. */
	(void)ldap_set_option(ldap, LDAP_OPT_NETWORK_TIMEOUT, &none);
	ber_sockbuf_ctrl(socket, LBER_SB_OPT_GET_FD, &fd);
	connection = fd;
	return ber_sockbuf_ctrl(socket, LBER_SB_OPT_SET_MAX_INCOMING, &max) == 1
	           ? 0
	           : -1;
}

/* As ldap_conncb_del_f. */
static void
forget_connection(LDAP *ldap, Sockbuf *socket, struct ldap_conncb *callbacks)
{
	(void)ldap;
	(void)socket;
	(void)callbacks;
	connection = -1;
}

static int
watch_connections(LDAP *ldap)
{
	static struct ldap_conncb callbacks = {
	    .lc_add = take_connection,
	    .lc_del = forget_connection,
	};
	const struct sigaction action = {.sa_handler = end_connection};

	return sigaction(SIGALRM, &action, NULL) == 0
	           ? ldap_set_option(ldap, LDAP_OPT_CONNECT_CB, &callbacks)
	           : LDAP_OPT_ERROR;
}

/* ---- the connection ------------------------------------------------------ */

static int
refuse_authorities(const struct session *session, const char *why)
{
	const struct ldap_settings *settings = session->settings;

	return diagnostics_add(session->diagnostics,
	    session->table + strlen(prefix),
	    settings->line[LDAP_SETTING_CA_FILE], "tls_ca_cert_file: %s: %s",
	    settings->value[LDAP_SETTING_CA_FILE], why);
}

/* libldap does not say what it could not read.  The last option makes the one
 * before it hold; without them it would forget the authorities of
 * ldap.conf(5). */
static int
set_authorities(const struct session *session)
{
	static const int client = 0;
	const char *path = session->settings->value[LDAP_SETTING_CA_FILE];
	struct stat status;
	const char *why;
	int fd;

	if (path == NULL)
		return 0;
	fd = file_open_input(path, &status, &why);
	if (fd < 0)
		return refuse_authorities(session, why);
	close(fd);
	if (ldap_set_option(session->ldap, LDAP_OPT_X_TLS_CACERTFILE, path) !=
		LDAP_OPT_SUCCESS ||
	    ldap_set_option(session->ldap, LDAP_OPT_X_TLS_NEWCTX, &client) !=
		LDAP_OPT_SUCCESS)
		return refuse_authorities(session,
		    N_("libldap cannot use its certificates"));
	return 0;
}

static int
set_up(struct session *session)
{
	static const int version = LDAP_VERSION3;
	static const struct timeval connect = {.tv_sec =
						   LDAP_TABLE_CONNECT_SECONDS},
				    page = {.tv_sec = LDAP_TABLE_PAGE_SECONDS};
	LDAP *ldap = session->ldap;
	int failed = LDAP_OPT_SUCCESS;

	failed |= ldap_set_option(ldap, LDAP_OPT_PROTOCOL_VERSION, &version);
	failed |= ldap_set_option(ldap, LDAP_OPT_NETWORK_TIMEOUT, &connect);
	failed |= ldap_set_option(ldap, LDAP_OPT_TIMEOUT, &page);
	failed |= watch_connections(ldap);
	/* Wherever it may refer us to. */
	failed |= ldap_set_option(ldap, LDAP_OPT_REFERRALS, LDAP_OPT_OFF);
	return failed == LDAP_OPT_SUCCESS
	           ? set_authorities(session)
	           : refuse(session, "libldap refuses its options");
}

/* libldap reads its settings when it is first called, also from where the
 * program was started: that may be anybody's directory.  Whatever they say,
 * each handle takes over that the certificate is checked. */
static int
load_settings(void)
{
	static const int demand = LDAP_OPT_X_TLS_DEMAND;
	int here = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	bool loaded = chdir("/") == 0 &&
	              ldap_set_option(NULL, LDAP_OPT_X_TLS_REQUIRE_CERT,
			  &demand) == LDAP_OPT_SUCCESS;

	if (here >= 0 && fchdir(here) < 0)
		loaded = false;
	if (here >= 0)
		close(here);
	return loaded ? 0 : -1;
}

static int
start(struct session *session)
{
	const struct ldap_settings *settings = session->settings;
	char *password = settings->value[LDAP_SETTING_BIND_PASSWORD];
	struct berval secret = {
	    .bv_val = password,
	    .bv_len = password != NULL ? strlen(password) : 0,
	};
	int code = LDAP_LOCAL_ERROR;

	if (load_settings() == 0)
		code = ldap_initialize(&session->ldap, settings->servers);
	if (code != LDAP_SUCCESS)
		return refuse_code(session, "server_host", code);
	if (set_up(session) < 0 || begin_step(session) < 0)
		return -1;
	if (ldap_settings_is(settings, LDAP_SETTING_START_TLS, false)) {
		code = ldap_start_tls_s(session->ldap, NULL, NULL);
		if (code != LDAP_SUCCESS)
			return refuse_code(session, "TLS", code);
	}
	if (!ldap_settings_is(settings, LDAP_SETTING_BIND, true))
		return 0;
	code = ldap_sasl_bind_s(session->ldap,
	    settings->value[LDAP_SETTING_BIND_DN], LDAP_SASL_SIMPLE, &secret,
	    NULL, NULL, NULL);
	return code == LDAP_SUCCESS ? 0 : refuse_code(session, "bind", code);
}

/* ---- entries ------------------------------------------------------------- */

/* As value_take. */
static int
take_pair(struct session *session, LDAPMessage *entry, const struct berval *key,
    const struct berval *value)
{
	(void)entry;
	if (++session->values > LDAP_TABLE_VALUES_MAX)
		return refuse(session, "over 4,000,000 values");
	return session->take(session->context,
	    (struct span){key->bv_val, key->bv_len},
	    (struct span){value->bv_val, value->bv_len});
}

typedef int (*value_take)(struct session *session, LDAPMessage *entry,
    const struct berval *key, const struct berval *value);

/* Hands on all values of some attributes. */
static int
take_values(struct session *session, LDAPMessage *entry,
    const struct strings *names, const struct berval *key, value_take take)
{
	int result = 0;

	for (size_t i = 0; i < names->count && result == 0; i++) {
		struct berval **values =
		    ldap_get_values_len(session->ldap, entry, names->list[i]);

		for (size_t k = 0;
		     values != NULL && values[k] != NULL && result == 0; k++)
			result = take(session, entry, key, values[k]);
		ldap_value_free_len(values);
	}
	return result;
}

static int
take_key(struct session *session, LDAPMessage *entry, const struct berval *none,
    const struct berval *key)
{
	(void)none;
	return take_values(session, entry, &session->settings->results, key,
	    take_pair);
}

static int
take_entry(struct session *session, LDAPMessage *entry)
{
	return take_values(session, entry, &session->settings->keys, NULL,
		   take_key) == 0
	           ? 0
	           : -1;
}

/* ---- pages --------------------------------------------------------------- */

/* Where the next page begins, from the answer to this one; empty after the
 * last one, and from a server that has no pages. */
static int
take_cookie(struct session *session, LDAPMessage *answer, struct berval *cookie)
{
	LDAPControl **controls = NULL, *page;
	ber_int_t count;
	int code, result;

	ber_memfree(cookie->bv_val);
	*cookie = (struct berval){0};
	if (ldap_parse_result(session->ldap, answer, &code, NULL, NULL, NULL,
		&controls, 0) != LDAP_SUCCESS)
		return refuse(session, "an answer that is none");
	result =
	    code == LDAP_SUCCESS ? 0 : refuse_code(session, "search", code);
	page = ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, controls, NULL);
	if (page != NULL && ldap_parse_pageresponse_control(session->ldap, page,
				&count, cookie) != LDAP_SUCCESS)
		result = refuse(session, "a page that is none");
	ldap_controls_free(controls);
	return result;
}

static int
scope_of(const struct ldap_settings *settings)
{
	const char *scope = settings->value[LDAP_SETTING_SCOPE];

	if (scope != NULL && strcmp(scope, "one") == 0)
		return LDAP_SCOPE_ONELEVEL;
	return scope != NULL && strcmp(scope, "base") == 0 ? LDAP_SCOPE_BASE
	                                                   : LDAP_SCOPE_SUBTREE;
}

/* The next message about a search; NULL with a diagnostic. */
static LDAPMessage *
wait_for_answer(struct session *session, int search)
{
	uint64_t now = clock_now();
	uint64_t left = now < session->step_end ? session->step_end - now : 0;
	struct timeval patience = {.tv_sec = (time_t)(left / 1000),
	    .tv_usec = (suseconds_t)(left % 1000 * 1000)};
	LDAPMessage *answer = NULL;
	int code = LDAP_TIMEOUT, kind;
	bool unreadable;

	errno = 0;
	kind = ldap_result(session->ldap, search, LDAP_MSG_ONE, &patience,
	    &answer);
	/* As liblber says it, also of a length that nothing has. */
	unreadable = errno == ERANGE;
	if (kind > 0)
		return answer;
	if (kind < 0)
		ldap_get_option(session->ldap, LDAP_OPT_RESULT_CODE, &code);
	if (kind < 0 && unreadable && !is_late(session))
		refuse(session,
		    N_("an entry over 16 MiB, or an answer that is no LDAP"));
	else
		refuse_code(session, "search", code);
	return NULL;
}

/* Takes the entries as they come: however many a server sends, there is one in
 * memory. */
static int
take_answers(struct session *session, int search, struct berval *cookie)
{
	for (;;) {
		LDAPMessage *answer = wait_for_answer(session, search);
		int kind = answer != NULL ? ldap_msgtype(answer) : 0;
		int result = answer != NULL ? 0 : -1;

		if (kind == LDAP_RES_SEARCH_RESULT)
			result = take_cookie(session, answer, cookie);
		else if (kind == LDAP_RES_SEARCH_ENTRY)
			result = take_entry(session, answer);
		ldap_msgfree(answer);
		if (result != 0 || kind == LDAP_RES_SEARCH_RESULT)
			return result;
	}
}

static int
read_page(struct session *session, struct berval *cookie)
{
	const struct ldap_settings *settings = session->settings;
	LDAPControl *page = NULL, *controls[2] = {NULL, NULL};
	int code, search;

	if (begin_step(session) < 0)
		return -1;
	code = ldap_create_page_control(session->ldap, LDAP_TABLE_PAGE_ENTRIES,
	    cookie->bv_val != NULL ? cookie : NULL, 0, &page);
	controls[0] = page;
	if (code == LDAP_SUCCESS)
		code = ldap_search_ext(session->ldap,
		    settings->value[LDAP_SETTING_SEARCH_BASE],
		    scope_of(settings), settings->filter, session->attributes,
		    0, controls, NULL, NULL, LDAP_NO_LIMIT, &search);
	ldap_control_free(page);
	return code == LDAP_SUCCESS ? take_answers(session, search, cookie)
	                            : refuse_code(session, "search", code);
}

static int
read_all(struct session *session)
{
	struct berval cookie = {0};
	int result;

	do
		result = read_page(session, &cookie);
	while (result == 0 && cookie.bv_len != 0);
	ber_memfree(cookie.bv_val);
	return result;
}

/* ---- the whole ----------------------------------------------------------- */

/* All attributes in one array, which shares them. */
static char **
gather_attributes(const struct ldap_settings *settings)
{
	size_t count = 0;
	char **all = calloc(settings->keys.count + settings->results.count + 1,
	    sizeof(*all));

	if (all == NULL)
		return NULL;
	for (size_t i = 0; i < settings->keys.count; i++)
		all[count++] = settings->keys.list[i];
	for (size_t i = 0; i < settings->results.count; i++)
		all[count++] = settings->results.list[i];
	return all;
}

int
ldap_table_read(const char *table, ldap_table_take take, void *context,
    struct diagnostics *diagnostics)
{
	struct ldap_settings settings;
	struct session session = {
	    .table = table,
	    .settings = &settings,
	    .take = take,
	    .context = context,
	    .diagnostics = diagnostics,
	    .end = clock_now() + UINT64_C(1000) * LDAP_TABLE_SECONDS,
	    .step_end = UINT64_MAX,
	};
	int result = -1;

	if (table[strlen(prefix)] != '/')
		return refuse(&session,
		    "cannot be listed: what is in main.cf must be put into a "
		    "file, ldap:/FILE");
	if (ldap_settings_read(table + strlen(prefix), diagnostics, &settings) <
	    0)
		return -1;
	session.attributes = gather_attributes(&settings);
	if (session.attributes == NULL)
		refuse(&session, strerror(ENOMEM));
	else if (start(&session) == 0)
		result = read_all(&session);
	if (session.ldap != NULL)
		ldap_unbind_ext_s(session.ldap, NULL, NULL);
	alarm(0);
	connection = -1;
	free(session.attributes);
	ldap_settings_clear(&settings);
	return result;
}

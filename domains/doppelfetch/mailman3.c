/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads pages of Mailman 3's REST, and lists and members from them. */
#include "domains/doppelfetch/mailman3.h"

#include <curl/curl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/buffer.h"
#include "domains/base/clock.h"
#include "domains/doppelfetch/password.h"

/* A base URL, a list and the words around them. */
#define URL_SIZE 2048

struct rest_session {
	const struct settings_mailman3 *service;
	member_take take;
	void *context;
	struct diagnostics *diagnostics;
	CURL *curl;
	char *password;
	uint64_t end;       /* by clock.h */
	char url[URL_SIZE]; /* of the page at hand */
	struct buffer body;
	bool too_long;
	bool over; /* no list after this one can be read either */
	size_t members;
};

static int
refuse(struct rest_session *session, const char *why)
{
	return diagnostics_add(session->diagnostics, session->url, 0, "%s",
	    why);
}

/* What is no fault of one list. */
static int
refuse_all(struct rest_session *session, const char *why)
{
	session->over = true;
	return refuse(session, why);
}

/* ---- pages --------------------------------------------------------------- */

static size_t
take_body(char *bytes, size_t size, size_t count, void *context)
{
	struct rest_session *session = context;
	size_t more = size * count;

	if (more > MAILMAN3_PAGE_BYTES - session->body.len) {
		session->too_long = true;
		return 0;
	}
	buffer_add(&session->body, bytes, more);
	return session->body.failed ? 0 : more;
}

/* As libcurl's progress callback: nonzero ends the transfer. */
static int
look_up(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	const struct rest_session *session = context;

	(void)a;
	(void)b;
	(void)c;
	(void)d;
	return clock_now() > session->end;
}

static int
set_up(struct rest_session *session)
{
	CURL *curl = session->curl;
	const char *password =
	    session->password != NULL ? session->password : "";
	unsigned failed = 0;

	failed |= curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	failed |= curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
	failed |= curl_easy_setopt(curl, CURLOPT_WRITEDATA, session);
	failed |= curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, look_up);
	failed |= curl_easy_setopt(curl, CURLOPT_XFERINFODATA, session);
	failed |= curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	failed |= curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	failed |= curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	failed |= curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT,
	    (long)MAILMAN3_CONNECT_SECONDS);
	failed |= curl_easy_setopt(curl, CURLOPT_TIMEOUT,
	    (long)MAILMAN3_PAGE_SECONDS);
	if (session->service->user != NULL) {
		failed |=
		    curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
		failed |= curl_easy_setopt(curl, CURLOPT_USERNAME,
		    session->service->user);
		failed |= curl_easy_setopt(curl, CURLOPT_PASSWORD, password);
	}
	return failed == CURLE_OK
	           ? 0
	           : refuse(session, "libcurl refuses its options");
}

static int
refuse_status(struct rest_session *session, long status)
{
	/* Of a list that has gone, or at which the core fails. */
	session->over = status != 404 && status != 500;
	if (status == 401)
		return refuse(session, "401: user or password is wrong");
	return diagnostics_add(session->diagnostics, session->url, 0,
	    "answers with %ld", status);
}

/* Has the page more values than MAILMAN3_PAGE_VALUES?  A comma or bracket in a
 * name counts as well. */
static bool
has_many_values(const struct buffer *body)
{
	size_t values = 0;

	for (size_t i = 0; i < body->len; i++)
		values += body->bytes[i] == ',' || body->bytes[i] == '[' ||
		          body->bytes[i] == '{';
	return values > MAILMAN3_PAGE_VALUES;
}

static int
refuse_transfer(struct rest_session *session, CURLcode code)
{
	if (session->too_long)
		return refuse(session, "a page over 16 MiB");
	return refuse_all(session, code == CURLE_ABORTED_BY_CALLBACK
				       ? "does not come to an end: given up"
				       : curl_easy_strerror(code));
}

/* Fetches session->url.  NULL with a diagnostic. */
static json_t *
fetch(struct rest_session *session)
{
	json_error_t error;
	long status = 0;
	CURLcode code;
	json_t *page;

	session->body.len = 0;
	session->too_long = false;
	if (curl_easy_setopt(session->curl, CURLOPT_URL, session->url) !=
	    CURLE_OK)
		code = CURLE_OUT_OF_MEMORY;
	else
		code = curl_easy_perform(session->curl);
	if (code != CURLE_OK) {
		refuse_transfer(session, code);
		return NULL;
	}
	curl_easy_getinfo(session->curl, CURLINFO_RESPONSE_CODE, &status);
	if (status != 200) {
		refuse_status(session, status);
		return NULL;
	}
	if (has_many_values(&session->body)) {
		refuse(session, "a page with over 262,144 values");
		return NULL;
	}
	/* A member's name with a NUL in it hides no other. */
	page = json_loadb(session->body.len != 0 ? session->body.bytes : "",
	    session->body.len, JSON_ALLOW_NUL, &error);
	if (!json_is_object(page)) {
		refuse(session, "answers no JSON object: is it Mailman's "
				"REST?");
		json_decref(page);
		return NULL;
	}
	return page;
}

/* Nonzero ends the session. */
typedef int (*entry_take)(struct rest_session *session, void *context,
    const json_t *entry, unsigned line);

/* Hands on the entries of one page. */
static int
take_entries(struct rest_session *session, const json_t *page, entry_take take,
    void *context)
{
	const json_t *entries = json_object_get(page, "entries");
	size_t count = json_array_size(entries);

	/* Mailman leaves it out where there are none. */
	if (entries == NULL)
		return 0;
	if (!json_is_array(entries) || count > MAILMAN3_PAGE_ENTRIES)
		return refuse(session, "\"entries\" is no list of at most as "
				       "many as were asked for");
	for (size_t i = 0; i < count; i++) {
		const json_t *entry = json_array_get(entries, i);

		if (!json_is_object(entry))
			return refuse(session, "an entry is no object");
		if (take(session, context, entry, (unsigned)i + 1) != 0)
			return -1;
	}
	return 0;
}

/* How far the pages below a path are read. */
struct progress {
	const char *path;
	unsigned page;
	json_int_t seen, total;
};

/* Takes a page's word of how many there are in all.  What comes or goes
 * between two pages moves the others: one that is missed would be a member
 * that nobody looks at. */
static int
take_total(struct rest_session *session, const json_t *page,
    struct progress *progress)
{
	const json_t *total = json_object_get(page, "total_size");
	size_t count = json_array_size(json_object_get(page, "entries"));

	if (!json_is_integer(total))
		return refuse(session, "no \"total_size\"");
	if (progress->page != 1 && progress->total != json_integer_value(total))
		return refuse(session, "has changed while it was read");
	progress->total = json_integer_value(total);
	progress->seen += (json_int_t)count;
	if (progress->seen > progress->total)
		return refuse(session, "has more entries than "
				       "\"total_size\"");
	if (progress->seen < progress->total && count == 0)
		return refuse(session, "ends before all of \"total_size\" "
				       "have come");
	return 0;
}

static int
read_page(struct rest_session *session, struct progress *progress,
    entry_take take, void *context)
{
	int len = snprintf(session->url, URL_SIZE, "%s/%s?count=%d&page=%u",
	    session->service->url, progress->path, MAILMAN3_PAGE_ENTRIES,
	    progress->page);
	json_t *page;
	int result;

	if (len < 0 || len >= URL_SIZE)
		return refuse(session, "a URL over 2047 bytes");
	page = fetch(session);
	if (page == NULL)
		return -1;
	result = take_total(session, page, progress);
	if (result == 0)
		result = take_entries(session, page, take, context);
	json_decref(page);
	return result;
}

/* All pages below a path of the service. */
static int
read_pages(struct rest_session *session, const char *path, entry_take take,
    void *context)
{
	struct progress progress = {.path = path};

	do {
		progress.page++;
		if (read_page(session, &progress, take, context) < 0)
			return -1;
	} while (progress.seen < progress.total);
	return 0;
}

/* ---- lists and members --------------------------------------------------- */

/* A string of an entry, which no NUL cuts; NULL with a diagnostic. */
static const char *
text_of(struct rest_session *session, const json_t *entry, const char *key)
{
	const json_t *value = json_object_get(entry, key);
	const char *text = json_string_value(value);

	if (text != NULL && *text != '\0' &&
	    strlen(text) == json_string_length(value))
		return text;
	diagnostics_add(session->diagnostics, session->url, 0,
	    "an entry has no \"%s\"", key);
	return NULL;
}

static struct span
span_of_json(const json_t *text)
{
	return json_is_string(text) ? (struct span){json_string_value(text),
					  json_string_length(text)}
	                            : span_of("");
}

/* Hands on the address under a key of an entry. */
static int
take_address(struct rest_session *session, const char *list,
    const json_t *entry, const char *key, unsigned line)
{
	const char *email = text_of(session, entry, key);
	struct member member = {
	    .list = span_of(list),
	    .name = span_of_json(json_object_get(entry, "display_name")),
	    .file = session->url,
	    .line = line,
	};

	if (email == NULL)
		return -1;
	if (++session->members > MAILMAN3_MEMBERS_MAX)
		return refuse_all(session, "over 4,000,000 members");
	member.address = span_of(email);
	session->over = session->take(session->context, &member) != 0;
	return session->over ? -1 : 0;
}

static int
take_member(struct rest_session *session, void *context, const json_t *entry,
    unsigned line)
{
	return take_address(session, context, entry, "email", line);
}

/* Lists that are there; their members come after all of them. */
struct lists {
	struct list {
		char *id;   /* "lab.example.jp" */
		char *name; /* "lab@example.jp" */
	} * list;
	size_t count, room;
};

static int
take_list(struct rest_session *session, void *context, const json_t *entry,
    unsigned line)
{
	struct lists *lists = context;
	const char *id = text_of(session, entry, "list_id");
	const char *name = text_of(session, entry, "fqdn_listname");
	struct list *one;

	(void)line;
	if (id == NULL || name == NULL)
		return -1;
	if (strchr(name, '@') == NULL)
		return refuse(session, "a \"fqdn_listname\" without @");
	if (lists->count == MAILMAN3_LISTS_MAX)
		return refuse(session, "over 100,000 lists");
	if (array_reserve(&lists->list, &lists->room, lists->count,
		sizeof(*one)) < 0)
		return refuse(session, "out of memory");
	one = &lists->list[lists->count++];
	one->id = curl_easy_escape(session->curl, id, 0);
	one->name = strdup(name);
	return one->id != NULL && one->name != NULL
	           ? 0
	           : refuse(session, "out of memory");
}

/* The people who have a role in a list, as members of the name from which
 * Mailman forwards mail to them. */
static int
read_role(struct rest_session *session, const struct list *list,
    const char *role, char *name)
{
	char *path;
	int result;

	if (asprintf(&path, "lists/%s/roster/%s", list->id, role) < 0)
		return refuse(session, "out of memory");
	result = read_pages(session, path, take_member, name);
	free(path);
	return result;
}

/* Every reply of every member goes where Reply-To says, and the core sets that
 * to reply_to_address if reply_goes_to_list is explicit.  A list's owner may
 * leave it empty. */
static int
take_reply_to(struct rest_session *session, const json_t *config, char *name)
{
	const char *where = text_of(session, config, "reply_goes_to_list");

	if (where == NULL)
		return -1;
	if (strncmp(where, "explicit_header", strlen("explicit_header")) != 0 ||
	    json_string_length(json_object_get(config, "reply_to_address")) ==
		0)
		return 0;
	return take_address(session, name, config, "reply_to_address", 1);
}

static int
read_config(struct rest_session *session, const struct list *list)
{
	int result, len = snprintf(session->url, URL_SIZE, "%s/lists/%s/config",
			session->service->url, list->id);
	json_t *config;

	if (len < 0 || len >= URL_SIZE)
		return refuse(session, "a URL over 2047 bytes");
	config = fetch(session);
	if (config == NULL)
		return -1;
	result = take_reply_to(session, config, list->name);
	json_decref(config);
	return result;
}

static int
read_people(struct rest_session *session, const struct list *list)
{
	static const struct {
		const char *role, *ending;
	} roles[] = {{"member", ""}, {"owner", "-owner"},
	    {"moderator", "-owner"}, {"nonmember", "-nonmember"}};
	int before = (int)strcspn(list->name, "@");
	int result = read_config(session, list);

	for (size_t i = 0; result == 0 && i < sizeof(roles) / sizeof(*roles);
	     i++) {
		char *name;

		if (asprintf(&name, "%.*s%s%s", before, list->name,
			roles[i].ending, list->name + before) < 0)
			return refuse_all(session, "out of memory");
		result = read_role(session, list, roles[i].role, name);
		free(name);
	}
	return result;
}

static int
read_all(struct rest_session *session)
{
	struct lists lists = {NULL, 0, 0};
	int result = read_pages(session, "lists", take_list, &lists);
	size_t left_out = 0;

	/* What one list says, which its owner and members write, keeps no
	 * other from being read. */
	for (size_t i = 0; result == 0 && i < lists.count; i++) {
		left_out += read_people(session, &lists.list[i]) < 0;
		if (session->over || left_out == lists.count)
			result = -1;
	}
	for (size_t i = 0; i < lists.count; i++) {
		curl_free(lists.list[i].id);
		free(lists.list[i].name);
	}
	free(lists.list);
	return result;
}

int
mailman3_read(const struct settings_mailman3 *service, member_take take,
    void *context, struct diagnostics *diagnostics)
{
	struct rest_session session = {
	    .service = service,
	    .take = take,
	    .context = context,
	    .diagnostics = diagnostics,
	    .end = clock_now() + UINT64_C(1000) * MAILMAN3_SECONDS,
	};
	int result = -1;

	snprintf(session.url, sizeof(session.url), "%s", service->url);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
		session.curl = curl_easy_init();
	if (session.curl == NULL)
		refuse(&session, "libcurl does not start");
	else if (password_read(service->password_file, diagnostics,
		     &session.password) == 0 &&
		 set_up(&session) == 0)
		result = read_all(&session);
	curl_easy_cleanup(session.curl);
	if (session.password != NULL)
		explicit_bzero(session.password, strlen(session.password));
	free(session.password);
	buffer_clear(&session.body);
	return result;
}

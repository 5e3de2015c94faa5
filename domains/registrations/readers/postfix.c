/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks Postfix where local mail goes: see postfix.h. */
#include "domains/registrations/readers/postfix.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fnmatch.h>
#include <ifaddrs.h>
#include <limits.h>
#include <netinet/in.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/file.h"
#include "domains/engine/name/name.h"
#include "domains/registrations/readers/forward_path.h"
#include "domains/registrations/member.h"
#include "domains/base/subprocess.h"
#include "domains/registrations/readers/table.h"

/* A file of domains. */
#define DOMAINS_FILE_MAX ((size_t)16 * 1024 * 1024)

/* A user's line of passwd has about a hundred. */
#define USER_BYTES_MAX 65536

enum setting {
	ALIAS_MAPS,
	VIRTUAL_ALIAS_MAPS,
	RECIPIENT_BCC_MAPS,
	SENDER_BCC_MAPS,
	ALWAYS_BCC,
	LUSER_RELAY,
	MYDESTINATION,
	PROXY_INTERFACES,
	FORWARD_PATH,
	RECIPIENT_DELIMITER,
	DEFAULT_DATABASE_TYPE,
	ALLOW_PERCENT_HACK,
	SWAP_BANGPATH,
	SETTINGS
};

static const char *const setting_names[SETTINGS] = {
    [ALIAS_MAPS] = "alias_maps",
    [VIRTUAL_ALIAS_MAPS] = "virtual_alias_maps",
    [RECIPIENT_BCC_MAPS] = "recipient_bcc_maps",
    [SENDER_BCC_MAPS] = "sender_bcc_maps",
    [ALWAYS_BCC] = "always_bcc",
    [LUSER_RELAY] = "luser_relay",
    [MYDESTINATION] = "mydestination",
    [PROXY_INTERFACES] = "proxy_interfaces",
    [FORWARD_PATH] = "forward_path",
    [RECIPIENT_DELIMITER] = "recipient_delimiter",
    [DEFAULT_DATABASE_TYPE] = "default_database_type",
    [ALLOW_PERCENT_HACK] = "allow_percent_hack",
    [SWAP_BANGPATH] = "swap_bangpath",
};

struct questions {
	const char *config_dir;
	const char *subject; /* for messages */
	bool (*give_up)(void);
	struct diagnostics *diagnostics;
	struct span value[SETTINGS];
	struct postfix postfix;
	size_t forward_room;
};

static int
out_of_memory(struct questions *questions)
{
	diagnostics_add(questions->diagnostics, questions->subject, 0,
	    "out of memory");
	return -1;
}

static int
add_text(struct questions *questions, struct postfix_texts *texts,
    const char *text, size_t len)
{
	char **longer =
	    reallocarray(texts->list, texts->count + 1, sizeof(*longer));
	char *copy = strndup(text, len);

	if (longer != NULL)
		texts->list = longer;
	if (longer == NULL || copy == NULL) {
		free(copy);
		return out_of_memory(questions);
	}
	longer[texts->count++] = copy;
	return 0;
}

/* ---- values -------------------------------------------------------------- */

/* "name = value" lines, as postconf -x prints them. */
static void
take_values(struct questions *questions, const char *bytes, size_t len)
{
	while (len > 0) {
		const char *newline = memchr(bytes, '\n', len);
		size_t line = newline != NULL ? (size_t)(newline - bytes) : len;
		const char *equals = memchr(bytes, '=', line);
		struct span name = {bytes, 0}, value = {bytes, line};

		if (equals != NULL) {
			name.len = (size_t)(equals - bytes);
			value.bytes = equals + 1;
			value.len = line - name.len - 1;
		}
		for (size_t i = 0; i < SETTINGS; i++)
			if (span_equal(span_trim(name), setting_names[i]))
				questions->value[i] = span_trim(value);
		line += newline != NULL;
		bytes += line;
		len -= line;
	}
}

static bool
is_separator(char byte)
{
	return byte == ',' || byte == ' ' || byte == '\t' || byte == '\r' ||
	       byte == '\n';
}

/* The next entry of a list: commas and blanks separate, outside of braces.
 * { } around one are taken off (postconf(5), "list of tables"). */
static bool
next_entry(struct span *rest, struct span *entry_r)
{
	size_t at = 0, depth = 0;

	while (rest->len > 0 && is_separator(rest->bytes[0])) {
		rest->bytes++;
		rest->len--;
	}
	while (
	    at < rest->len && (depth != 0 || !is_separator(rest->bytes[at]))) {
		depth += rest->bytes[at] == '{';
		depth -= depth != 0 && rest->bytes[at] == '}';
		at++;
	}
	*entry_r = (struct span){rest->bytes, at};
	rest->bytes += at;
	rest->len -= at;
	if (at >= 2 && entry_r->bytes[0] == '{' &&
	    entry_r->bytes[at - 1] == '}') {
		entry_r->bytes++;
		entry_r->len -= 2;
		*entry_r = span_trim(*entry_r);
	}
	return at > 0;
}

/* A name without a type has the default one. */
static int
add_tables(struct questions *questions, enum setting setting,
    struct postfix_texts *tables)
{
	struct span rest = questions->value[setting], entry;
	struct span type = questions->value[DEFAULT_DATABASE_TYPE];

	while (next_entry(&rest, &entry)) {
		char *text = NULL;

		if (entry.len == 0)
			continue;
		if (asprintf(&text, "%.*s%s%.*s",
			entry.bytes[0] == '/' ? (int)type.len : 0, type.bytes,
			entry.bytes[0] == '/' ? ":" : "", (int)entry.len,
			entry.bytes) < 0)
			return out_of_memory(questions);

		int result = add_text(questions, tables, text, strlen(text));

		free(text);
		if (result < 0)
			return -1;
	}
	return 0;
}

static int
add_address(struct questions *questions, enum setting setting)
{
	struct span value = questions->value[setting];

	if (value.len == 0)
		return 0;
	return add_text(questions, &questions->postfix.addresses, value.bytes,
	    value.len);
}

/* ---- domains ------------------------------------------------------------- */

static int
add_domain(struct questions *questions, struct span text)
{
	enum name_error error;
	struct name name;

	/* What is no name is in no address either. */
	if (name_parse(text.bytes, text.len, &name, &error) < 0)
		return 0;
	if (questions->postfix.domains.count == POSTFIX_DOMAINS_MAX) {
		diagnostics_add(questions->diagnostics, "mydestination", 0,
		    "over 100,000 domains");
		return -1;
	}
	return add_text(questions, &questions->postfix.domains, name.text,
	    name.len);
}

/* The first word of each line: the entries of a file, the keys of a table. */
static int
add_domain_lines(struct questions *questions, const char *bytes, size_t len)
{
	while (len > 0) {
		const char *newline = memchr(bytes, '\n', len);
		size_t line = newline != NULL ? (size_t)(newline - bytes) : len;
		struct span rest = {bytes, line}, word;

		if (next_entry(&rest, &word) && word.bytes[0] != '#' &&
		    add_domain(questions, word) < 0)
			return -1;
		line += newline != NULL;
		bytes += line;
		len -= line;
	}
	return 0;
}

static int
add_domain_file(struct questions *questions, const char *path)
{
	char *bytes;
	size_t len;
	int result;

	if (file_read(path, DOMAINS_FILE_MAX, questions->diagnostics, &bytes,
		&len) < 0)
		return 0;
	result = add_domain_lines(questions, bytes, len);
	free(bytes);
	return result;
}

static int
add_domain_table(struct questions *questions, const char *table)
{
	char *bytes;
	size_t len;
	int result;

	if (table_list(table, questions->config_dir, questions->give_up,
		questions->diagnostics, &bytes, &len) < 0)
		return 0;
	result = add_domain_lines(questions, bytes, len);
	free(bytes);
	return result;
}

static int
add_destinations(struct questions *questions)
{
	struct span rest = questions->value[MYDESTINATION], entry;
	int result = 0;

	while (result == 0 && next_entry(&rest, &entry)) {
		char *text = strndup(entry.bytes, entry.len);

		if (text == NULL)
			return out_of_memory(questions);
		if (text[0] == '/')
			result = add_domain_file(questions, text);
		else if (reader_type_is_table(text))
			result = add_domain_table(questions, text);
		else
			result = add_domain(questions, entry);
		free(text);
	}
	return result;
}

static int
add_literal(struct questions *questions, const char *address, bool six)
{
	char literal[INET6_ADDRSTRLEN + 8];

	snprintf(literal, sizeof(literal), "[%s%s]", six ? "IPv6:" : "",
	    address);
	return add_domain(questions, span_of(literal));
}

/* Mail to user@[address of this host] is local mail. */
static int
add_interfaces(struct questions *questions)
{
	struct ifaddrs *all, *one;
	int result = 0;

	if (getifaddrs(&all) < 0)
		return 0;
	for (one = all; one != NULL && result == 0; one = one->ifa_next) {
		char text[INET6_ADDRSTRLEN];
		const void *address = NULL;
		bool six = false;

		if (one->ifa_addr == NULL)
			continue;
		if (one->ifa_addr->sa_family == AF_INET)
			address = &((const struct sockaddr_in *)(const void *)
					one->ifa_addr)
			               ->sin_addr;
		if (one->ifa_addr->sa_family == AF_INET6) {
			address = &((const struct sockaddr_in6 *)(const void *)
					one->ifa_addr)
			               ->sin6_addr;
			six = true;
		}
		if (address == NULL || inet_ntop(one->ifa_addr->sa_family,
					   address, text, sizeof(text)) == NULL)
			continue;
		result = add_literal(questions, text, six);
	}
	freeifaddrs(all);
	return result;
}

/* So is mail to the addresses of a proxy before it.  A name among them is left
 * out: no DNS is asked for this. */
static int
add_proxies(struct questions *questions)
{
	struct span rest = questions->value[PROXY_INTERFACES], entry;

	while (next_entry(&rest, &entry)) {
		char text[INET6_ADDRSTRLEN];
		struct in6_addr address;
		bool six = memchr(entry.bytes, ':', entry.len) != NULL;

		if (entry.len >= sizeof(text))
			continue;
		memcpy(text, entry.bytes, entry.len);
		text[entry.len] = '\0';
		if (inet_pton(six ? AF_INET6 : AF_INET, text, &address) == 1 &&
		    add_literal(questions, text, six) < 0)
			return -1;
	}
	return 0;
}

/* ---- forward files ------------------------------------------------------- */

/* Was it the last that was added?  Without a delimiter the two paths that
 * forward_path usually has are one. */
static bool
is_last_forward(const struct postfix *postfix, const char *user,
    const char *path)
{
	const struct postfix_forward *last;

	if (postfix->forward_count == 0)
		return false;
	last = &postfix->forwards[postfix->forward_count - 1];
	return strcmp(last->path, path) == 0 && strcmp(last->user, user) == 0;
}

static int
add_forward(struct questions *questions, const char *user, const char *path)
{
	struct postfix *postfix = &questions->postfix;

	struct postfix_forward *longer = postfix->forwards;
	struct postfix_forward new = {strdup(user), strdup(path)};

	if (postfix->forward_count == questions->forward_room) {
		size_t room = questions->forward_room != 0
		                  ? questions->forward_room * 2
		                  : 64;

		longer = reallocarray(longer, room, sizeof(*longer));
		if (longer != NULL) {
			postfix->forwards = longer;
			questions->forward_room = room;
		}
	}
	if (longer == NULL || new.user == NULL || new.path == NULL) {
		free(new.user);
		free(new.path);
		return out_of_memory(questions);
	}
	longer[postfix->forward_count++] = new;
	return 0;
}

/* One path of forward_path for mail to a user: as it is for mail with an
 * extension, where there can be one, and for mail without, unless the former
 * has that too. */
static int
add_expanded(struct questions *questions, struct span path,
    const struct passwd *user)
{
	struct forward_path_values values = {
	    .user = user->pw_name,
	    .home = user->pw_dir,
	    .shell = user->pw_shell,
	    .delimiter = questions->postfix.delimiter,
	    .extended = true,
	};
	char with[PATH_MAX] = "", without[PATH_MAX];

	if (values.delimiter[0] != '\0' &&
	    forward_path_expand(path, &values, with) &&
	    add_forward(questions, user->pw_name, with) < 0)
		return -1;
	values.extended = false;
	if (!forward_path_expand(path, &values, without) ||
	    fnmatch(with, without, FNM_PATHNAME) == 0 ||
	    is_last_forward(&questions->postfix, user->pw_name, without))
		return 0;
	return add_forward(questions, user->pw_name, without);
}

static int
add_forwards_of(struct questions *questions, const struct passwd *user)
{
	struct span rest = questions->value[FORWARD_PATH], entry;

	while (next_entry(&rest, &entry))
		if (add_expanded(questions, entry, user) < 0)
			return -1;
	return 0;
}

/* Tells of paths that are the same for no user. */
static void
check_forward_path(struct questions *questions)
{
	struct forward_path_values values = {
	    .user = "u",
	    .home = "/",
	    .shell = "/",
	    .delimiter = questions->postfix.delimiter,
	};
	struct span rest = questions->value[FORWARD_PATH], entry;
	char path[PATH_MAX], quoted[DIAGNOSTIC_QUOTE_SIZE];

	while (next_entry(&rest, &entry)) {
		bool good;

		values.extended = false;
		good = forward_path_expand(entry, &values, path);
		values.extended = values.delimiter[0] != '\0';
		if (!good || !forward_path_expand(entry, &values, path))
			diagnostics_add(questions->diagnostics, "forward_path",
			    0,
			    "\"%s\": these files are not looked for: where "
			    "they are cannot be told from a user's name and "
			    "home",
			    diagnostic_quote(entry.bytes, entry.len, quoted));
	}
}

/* Returns false at the end of them, and where there is a fault. */
static bool
next_user(struct questions *questions, struct passwd *user, char *bytes,
    size_t size)
{
	struct passwd *found;
	int error = getpwent_r(user, bytes, size, &found);

	if (error != 0 && error != ENOENT)
		diagnostics_add(questions->diagnostics, "forward_path", 0,
		    "the users are not all known: %s", strerror(error));
	return error == 0 && found != NULL;
}

static int
add_forwards(struct questions *questions)
{
	char bytes[USER_BYTES_MAX];
	struct passwd user;
	size_t count = 0;
	int result = 0;

	if (questions->value[FORWARD_PATH].len == 0)
		return 0;
	check_forward_path(questions);
	setpwent();
	while (
	    result == 0 && next_user(questions, &user, bytes, sizeof(bytes))) {
		if (++count > POSTFIX_USERS_MAX) {
			diagnostics_add(questions->diagnostics, "forward_path",
			    0,
			    "over 200,000 users: the others' files are not "
			    "looked for");
			break;
		}
		result = add_forwards_of(questions, &user);
	}
	endpwent();
	return result;
}

/* ---- all ----------------------------------------------------------------- */

static int
ask(struct questions *questions, char **bytes_r)
{
	const char *argv[SETTINGS + 5] = {"postconf"};
	size_t count = 1, len;

	if (questions->config_dir != NULL) {
		argv[count++] = "-c";
		argv[count++] = questions->config_dir;
	}
	argv[count++] = "-x";
	for (size_t i = 0; i < SETTINGS; i++) {
		argv[count++] = setting_names[i];
		questions->value[i] = span_of("");
	}
	if (subprocess_read(questions->subject, argv, questions->give_up,
		questions->diagnostics, bytes_r, &len) < 0)
		return -1;
	take_values(questions, *bytes_r, len);
	return 0;
}

static int
take_all(struct questions *questions)
{
	struct postfix *postfix = &questions->postfix;
	struct span delimiter = questions->value[RECIPIENT_DELIMITER];

	postfix->delimiter = strndup(delimiter.bytes, delimiter.len);
	if (postfix->delimiter == NULL)
		return out_of_memory(questions);
	postfix->no_percent_hack =
	    span_equal(questions->value[ALLOW_PERCENT_HACK], "no");
	postfix->no_bang_path =
	    span_equal(questions->value[SWAP_BANGPATH], "no");
	if (add_tables(questions, ALIAS_MAPS, &postfix->alias_tables) < 0 ||
	    add_tables(questions, VIRTUAL_ALIAS_MAPS,
		&postfix->virtual_tables) < 0 ||
	    add_tables(questions, RECIPIENT_BCC_MAPS,
		&postfix->virtual_tables) < 0 ||
	    add_tables(questions, SENDER_BCC_MAPS, &postfix->sender_tables) < 0)
		return -1;
	if (add_address(questions, ALWAYS_BCC) < 0 ||
	    add_address(questions, LUSER_RELAY) < 0 ||
	    add_destinations(questions) < 0 || add_interfaces(questions) < 0 ||
	    add_proxies(questions) < 0)
		return -1;
	return add_forwards(questions);
}

int
postfix_ask(const char *config_dir, bool (*give_up)(void),
    struct diagnostics *diagnostics, struct postfix *postfix_r)
{
	struct questions questions = {
	    .config_dir = config_dir,
	    .subject = config_dir != NULL ? config_dir : "postconf",
	    .give_up = give_up,
	    .diagnostics = diagnostics,
	};
	char *bytes;
	int result;

	if (ask(&questions, &bytes) < 0)
		return -1;
	result = take_all(&questions);
	free(bytes);
	if (result < 0)
		postfix_clear(&questions.postfix);
	else
		*postfix_r = questions.postfix;
	return result;
}

static void
clear_texts(struct postfix_texts *texts)
{
	for (size_t i = 0; i < texts->count; i++)
		free(texts->list[i]);
	free(texts->list);
}

void
postfix_clear(struct postfix *postfix)
{
	clear_texts(&postfix->domains);
	clear_texts(&postfix->alias_tables);
	clear_texts(&postfix->virtual_tables);
	clear_texts(&postfix->sender_tables);
	clear_texts(&postfix->addresses);
	for (size_t i = 0; i < postfix->forward_count; i++) {
		free(postfix->forwards[i].user);
		free(postfix->forwards[i].path);
	}
	free(postfix->forwards);
	free(postfix->delimiter);
	*postfix = (struct postfix){0};
}

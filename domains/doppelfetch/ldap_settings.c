/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the file of an LDAP table. */
#include "domains/doppelfetch/ldap_settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/buffer.h"
#include "domains/base/file.h"
#include "domains/base/span.h"

#define FILE_MAX ((size_t)64 * 1024)

/* As ldap_table(5) has them. */
static const char *const names[LDAP_SETTING_COUNT] = {
    [LDAP_SETTING_SERVER_HOST] = "server_host",
    [LDAP_SETTING_SERVER_PORT] = "server_port",
    [LDAP_SETTING_SEARCH_BASE] = "search_base",
    [LDAP_SETTING_SCOPE] = "scope",
    [LDAP_SETTING_QUERY_FILTER] = "query_filter",
    [LDAP_SETTING_RESULT_ATTRIBUTE] = "result_attribute",
    [LDAP_SETTING_RESULT_FORMAT] = "result_format",
    [LDAP_SETTING_BIND] = "bind",
    [LDAP_SETTING_BIND_DN] = "bind_dn",
    [LDAP_SETTING_BIND_PASSWORD] = "bind_pw",
    [LDAP_SETTING_START_TLS] = "start_tls",
    [LDAP_SETTING_CA_FILE] = "tls_ca_cert_file",
};

/* Those that say nothing about which entries there are. */
static const char *const ignored[] = {"version", "timeout", "size_limit",
    "dereference", "chase_referrals", "domain", "expansion_limit",
    "recursion_limit", "debuglevel", "tls_require_cert", NULL};

struct reading {
	const char *path;
	unsigned line; /* of the setting at hand */
	struct diagnostics *diagnostics;
	struct ldap_settings settings;
};

static int
refuse(const struct reading *reading, const char *name, const char *why)
{
	return diagnostics_add(reading->diagnostics, reading->path,
	    reading->line, "%s: %s", name, why);
}

static int
out_of_memory(const struct reading *reading)
{
	return diagnostics_no_memory(reading->diagnostics, reading->path);
}

/* ---- lines --------------------------------------------------------------- */

static int
take_setting(struct reading *reading, struct span name, struct span value)
{
	char quoted[DIAGNOSTIC_QUOTE_SIZE];

	for (size_t i = 0; ignored[i] != NULL; i++)
		if (span_equal(name, ignored[i]))
			return 0;
	for (size_t i = 0; i < LDAP_SETTING_COUNT; i++) {
		char **place = &reading->settings.value[i];

		if (!span_equal(name, names[i]))
			continue;
		free(*place);
		*place = strndup(value.bytes, value.len);
		reading->settings.line[i] = reading->line;
		return *place != NULL ? 0 : out_of_memory(reading);
	}
	return refuse(reading, diagnostic_quote(name.bytes, name.len, quoted),
	    "a table with this cannot be listed");
}

/* A line, and those after it that begin with a blank. */
static int
take_lines(struct reading *reading, struct span line, struct span *rest,
    unsigned *number)
{
	struct buffer text = {0};
	const char *equals;
	int result = -1;

	buffer_add(&text, line.bytes, line.len);
	while (
	    rest->len != 0 && (*rest->bytes == ' ' || *rest->bytes == '\t')) {
		line = span_take_line(rest);
		(*number)++;
		buffer_add(&text, line.bytes, line.len);
	}
	equals = text.len != 0 ? memchr(text.bytes, '=', text.len) : NULL;
	if (text.failed)
		result = out_of_memory(reading);
	else if (equals == NULL)
		result = refuse(reading, "a line", "is not NAME = VALUE");
	else
		result = take_setting(reading,
		    span_trim(span_between(text.bytes, equals)),
		    span_trim(span_between(equals + 1, text.bytes + text.len)));
	buffer_clear(&text);
	return result;
}

static int
take_file(struct reading *reading, struct span rest)
{
	unsigned number = 0;
	int result = 0;

	while (rest.len != 0 && result == 0) {
		struct span line = span_take_line(&rest);
		struct span text = span_trim(line);

		number++;
		reading->line = number;
		if (text.len != 0 && *text.bytes != '#')
			result = take_lines(reading, line, &rest, &number);
	}
	reading->line = 0;
	return result;
}

/* ---- what they mean ------------------------------------------------------ */

/* The next of what stands between blanks and commas; empty at the end. */
static struct span
next_word(const char **at)
{
	struct span word;

	*at += strspn(*at, " ,\t");
	word = (struct span){*at, strcspn(*at, " ,\t")};
	*at += word.len;
	return word;
}

static int
make_servers(struct reading *reading)
{
	const char *hosts = reading->settings.value[LDAP_SETTING_SERVER_HOST];
	const char *port = reading->settings.value[LDAP_SETTING_SERVER_PORT];
	struct buffer urls = {0};
	struct span word;

	if (hosts == NULL)
		hosts = "localhost";
	while ((word = next_word(&hosts)).len != 0) {
		bool url = memmem(word.bytes, word.len, "://", 3) != NULL;

		buffer_add_text(&urls, url ? " " : " ldap://");
		buffer_add(&urls, word.bytes, word.len);
		if (!url && !span_has(word, ':'))
			buffer_add_format(&urls, ":%s",
			    port != NULL ? port : "389");
	}
	buffer_add(&urls, "", 1);
	if (urls.failed)
		return out_of_memory(reading);
	reading->settings.servers = urls.bytes;
	return 0;
}

static int
make_results(struct reading *reading)
{
	const char *all =
	    reading->settings.value[LDAP_SETTING_RESULT_ATTRIBUTE];
	const char *format =
	    reading->settings.value[LDAP_SETTING_RESULT_FORMAT];
	struct span word;

	if (format != NULL && strcmp(format, "%s") != 0)
		return refuse(reading, "result_format",
		    "a table with another than %s cannot be listed");
	if (all == NULL)
		all = "maildrop";
	while ((word = next_word(&all)).len != 0)
		if (strings_add(&reading->settings.results,
			strndup(word.bytes, word.len)) < 0)
			return out_of_memory(reading);
	return 0;
}

/* The attribute that is compared with what begins at "%s": "(mail=%s)".  Empty
 * when that is no whole value. */
static struct span
attribute_before(const char *filter, const char *at)
{
	const char *begin = at;

	if (at == filter || at[-1] != '=' || at[2] != ')')
		return (struct span){0};
	while (begin > filter && begin[-1] != '(')
		begin--;
	if (begin == filter)
		return (struct span){0};
	return span_trim(span_between(begin, at - 1));
}

static int
take_percent(struct reading *reading, const char *filter, const char *at,
    struct buffer *made)
{
	struct span attribute;

	if (at[1] == '%') {
		buffer_add_text(made, "%");
		return 0;
	}
	attribute =
	    at[1] == 's' ? attribute_before(filter, at) : (struct span){0};
	if (attribute.len == 0 ||
	    strcspn(attribute.bytes, "~<>:!&|()*") < attribute.len)
		return refuse(reading, "query_filter",
		    "a table can be listed where each % is (ATTRIBUTE=%s)");
	buffer_add_text(made, "*");
	return strings_add(&reading->settings.keys,
		   strndup(attribute.bytes, attribute.len)) < 0
	           ? out_of_memory(reading)
	           : 0;
}

static int
make_filter(struct reading *reading)
{
	const char *given = reading->settings.value[LDAP_SETTING_QUERY_FILTER];
	struct buffer made = {0};
	char *filter;
	int result = 0;

	if (given == NULL)
		given = "(mailacceptinggeneralid=%s)";
	if (asprintf(&filter, *given == '(' ? "%s" : "(%s)", given) < 0)
		return out_of_memory(reading);
	for (const char *at = filter; *at != '\0' && result == 0; at++) {
		if (*at != '%') {
			buffer_add(&made, at, 1);
			continue;
		}
		result = take_percent(reading, filter, at, &made);
		at += at[1] != '\0';
	}
	buffer_add(&made, "", 1);
	free(filter);
	if (result == 0 && made.failed)
		result = out_of_memory(reading);
	if (result == 0 && reading->settings.keys.count == 0)
		result = refuse(reading, "query_filter",
		    "there is no (ATTRIBUTE=%s)");
	reading->settings.filter = made.bytes;
	return result;
}

static int
check(struct reading *reading)
{
	const char *base = reading->settings.value[LDAP_SETTING_SEARCH_BASE];
	const char *bind = reading->settings.value[LDAP_SETTING_BIND];

	if (base == NULL)
		return refuse(reading, "search_base", "is missing");
	if (strchr(base, '%') != NULL)
		return refuse(reading, "search_base",
		    "a table with % in it cannot be listed");
	if (bind != NULL && strcmp(bind, "sasl") == 0)
		return refuse(reading, "bind",
		    "a table that needs SASL cannot be listed");
	return make_servers(reading) < 0 || make_results(reading) < 0 ||
	               make_filter(reading) < 0
	           ? -1
	           : 0;
}

/* ---- the whole ----------------------------------------------------------- */

int
ldap_settings_read(const char *path, struct diagnostics *diagnostics,
    struct ldap_settings *settings_r)
{
	struct reading reading = {.path = path, .diagnostics = diagnostics};
	char *bytes;
	size_t len;
	int result;

	if (file_read_regular(path, FILE_MAX, diagnostics, &bytes, &len) < 0)
		return -1;
	result = take_file(&reading, (struct span){bytes, len});
	if (result == 0)
		result = check(&reading);
	explicit_bzero(bytes, len);
	free(bytes);
	if (result < 0)
		ldap_settings_clear(&reading.settings);
	*settings_r = reading.settings;
	return result;
}

void
ldap_settings_clear(struct ldap_settings *settings)
{
	char *password = settings->value[LDAP_SETTING_BIND_PASSWORD];

	if (password != NULL)
		explicit_bzero(password, strlen(password));
	for (size_t i = 0; i < LDAP_SETTING_COUNT; i++)
		free(settings->value[i]);
	free(settings->servers);
	free(settings->filter);
	strings_clear(&settings->keys);
	strings_clear(&settings->results);
	*settings = (struct ldap_settings){0};
}

bool
ldap_settings_is(const struct ldap_settings *settings, enum ldap_setting which,
    bool by_default)
{
	const char *text = settings->value[which];

	return text == NULL ? by_default : strcmp(text, "no") != 0;
}

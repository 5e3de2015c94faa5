/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks postconf(1), and takes the tables and addresses from its answer. */
#include "domains/readers/mta/postfix.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/subprocess.h"
#include "domains/readers/mta/postfix_query.h"

static const char *const setting_names[POSTFIX_SETTINGS] = {
    [POSTFIX_ALIAS_MAPS] = "alias_maps",
    [POSTFIX_VIRTUAL_ALIAS_MAPS] = "virtual_alias_maps",
    [POSTFIX_RECIPIENT_BCC_MAPS] = "recipient_bcc_maps",
    [POSTFIX_SENDER_BCC_MAPS] = "sender_bcc_maps",
    [POSTFIX_ALWAYS_BCC] = "always_bcc",
    [POSTFIX_LUSER_RELAY] = "luser_relay",
    [POSTFIX_MYDESTINATION] = "mydestination",
    [POSTFIX_PROXY_INTERFACES] = "proxy_interfaces",
    [POSTFIX_FORWARD_PATH] = "forward_path",
    [POSTFIX_RECIPIENT_DELIMITER] = "recipient_delimiter",
    [POSTFIX_DEFAULT_DATABASE_TYPE] = "default_database_type",
    [POSTFIX_ALLOW_PERCENT_HACK] = "allow_percent_hack",
    [POSTFIX_SWAP_BANGPATH] = "swap_bangpath",
};

int
postfix_query_out_of_memory(struct postfix_query *query)
{
	return diagnostics_add(query->diagnostics, query->subject, 0,
	    "out of memory");
}

int
postfix_query_add(struct postfix_query *query, struct strings *texts,
    struct span text)
{
	return strings_add(texts, strndup(text.bytes, text.len)) < 0
	           ? postfix_query_out_of_memory(query)
	           : 0;
}

/* "name = value" lines, as postconf -x prints them. */
static void
take_values(struct postfix_query *query, struct span rest)
{
	while (rest.len > 0) {
		struct span line = span_take_line(&rest);
		const char *equals =
		    line.len != 0 ? memchr(line.bytes, '=', line.len) : NULL;
		struct span name;

		if (equals == NULL)
			continue;
		name = span_trim(span_between(line.bytes, equals));
		for (size_t i = 0; i < POSTFIX_SETTINGS; i++)
			if (span_equal(name, setting_names[i]))
				query->value[i] = span_trim(span_after(line,
				    (size_t)(equals + 1 - line.bytes)));
	}
}

static bool
is_separator(char byte)
{
	return byte == ',' || byte == ' ' || byte == '\t' || byte == '\r' ||
	       byte == '\n';
}

bool
postfix_query_next_entry(struct span *rest, struct span *entry_r)
{
	size_t at = 0, depth = 0;

	while (rest->len > 0 && is_separator(rest->bytes[0]))
		*rest = span_after(*rest, 1);
	while (
	    at < rest->len && (depth != 0 || !is_separator(rest->bytes[at]))) {
		depth += rest->bytes[at] == '{';
		depth -= depth != 0 && rest->bytes[at] == '}';
		at++;
	}
	*entry_r = (struct span){rest->bytes, at};
	*rest = span_after(*rest, at);
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
add_tables(struct postfix_query *query, enum postfix_setting setting,
    struct strings *tables)
{
	struct span rest = query->value[setting], entry;
	struct span type = query->value[POSTFIX_DEFAULT_DATABASE_TYPE];
	int result = 0;

	while (result == 0 && postfix_query_next_entry(&rest, &entry)) {
		char *text = NULL;

		if (entry.len == 0)
			continue;
		if (entry.bytes[0] != '/')
			result = postfix_query_add(query, tables, entry);
		else if (asprintf(&text, "%.*s:%.*s", (int)type.len, type.bytes,
			     (int)entry.len, entry.bytes) < 0)
			return postfix_query_out_of_memory(query);
		else
			result =
			    postfix_query_add(query, tables, span_of(text));
		free(text);
	}
	return result;
}

static int
add_address(struct postfix_query *query, enum postfix_setting setting)
{
	struct span value = query->value[setting];

	return value.len != 0
	           ? postfix_query_add(query, &query->postfix.addresses, value)
	           : 0;
}

static int
ask(struct postfix_query *query, char **bytes_r)
{
	const char *argv[POSTFIX_SETTINGS + 5] = {"postconf"};
	size_t count = 1, len;

	if (query->config_dir != NULL) {
		argv[count++] = "-c";
		argv[count++] = query->config_dir;
	}
	argv[count++] = "-x";
	for (size_t i = 0; i < POSTFIX_SETTINGS; i++) {
		argv[count++] = setting_names[i];
		query->value[i] = span_of("");
	}
	if (subprocess_read(query->subject, argv, query->give_up,
		query->diagnostics, bytes_r, &len) < 0)
		return -1;
	take_values(query, (struct span){*bytes_r, len});
	return 0;
}

static int
take_all(struct postfix_query *query)
{
	struct postfix *postfix = &query->postfix;
	struct span delimiter = query->value[POSTFIX_RECIPIENT_DELIMITER];

	postfix->delimiter = strndup(delimiter.bytes, delimiter.len);
	if (postfix->delimiter == NULL)
		return postfix_query_out_of_memory(query);
	postfix->no_percent_hack =
	    span_equal(query->value[POSTFIX_ALLOW_PERCENT_HACK], "no");
	postfix->no_bang_path =
	    span_equal(query->value[POSTFIX_SWAP_BANGPATH], "no");
	if (add_tables(query, POSTFIX_ALIAS_MAPS, &postfix->alias_tables) < 0 ||
	    add_tables(query, POSTFIX_VIRTUAL_ALIAS_MAPS,
		&postfix->virtual_tables) < 0 ||
	    add_tables(query, POSTFIX_RECIPIENT_BCC_MAPS,
		&postfix->virtual_tables) < 0 ||
	    add_tables(query, POSTFIX_SENDER_BCC_MAPS,
		&postfix->sender_tables) < 0)
		return -1;
	if (add_address(query, POSTFIX_ALWAYS_BCC) < 0 ||
	    add_address(query, POSTFIX_LUSER_RELAY) < 0 ||
	    postfix_query_add_domains(query) < 0)
		return -1;
	return postfix_query_add_forwards(query);
}

int
postfix_ask(const char *config_dir, bool (*give_up)(void),
    struct diagnostics *diagnostics, struct postfix *postfix_r)
{
	struct postfix_query query = {
	    .config_dir = config_dir,
	    .subject = config_dir != NULL ? config_dir : "postconf",
	    .give_up = give_up,
	    .diagnostics = diagnostics,
	};
	char *bytes;
	int result;

	if (ask(&query, &bytes) < 0)
		return -1;
	result = take_all(&query);
	free(bytes);
	if (result < 0)
		postfix_clear(&query.postfix);
	else
		*postfix_r = query.postfix;
	return result;
}

void
postfix_clear(struct postfix *postfix)
{
	strings_clear(&postfix->domains);
	strings_clear(&postfix->alias_tables);
	strings_clear(&postfix->virtual_tables);
	strings_clear(&postfix->sender_tables);
	strings_clear(&postfix->addresses);
	for (size_t i = 0; i < postfix->forward_count; i++) {
		free(postfix->forwards[i].user);
		free(postfix->forwards[i].path);
	}
	free(postfix->forwards);
	free(postfix->delimiter);
	*postfix = (struct postfix){0};
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks postconf(1), and takes the tables and addresses from its answer. */
#include "domains/readers/mta/postfix.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/base/array.h"
#include "domains/base/subprocess.h"
#include "domains/readers/mta/postfix_query.h"

static const char *const setting_names[POSTFIX_SETTINGS] = {
    [POSTFIX_MYDESTINATION] = "mydestination",
    [POSTFIX_PROXY_INTERFACES] = "proxy_interfaces",
    [POSTFIX_FORWARD_PATH] = "forward_path",
    [POSTFIX_RECIPIENT_DELIMITER] = "recipient_delimiter",
    [POSTFIX_DEFAULT_DATABASE_TYPE] = "default_database_type",
    [POSTFIX_ALLOW_PERCENT_HACK] = "allow_percent_hack",
    [POSTFIX_SWAP_BANGPATH] = "swap_bangpath",
    [POSTFIX_RESTRICTION_CLASSES] = "smtpd_restriction_classes",
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

/* ---- asking -------------------------------------------------------------- */

/* What MAIL_CONFIG names, or else what is built in. */
static char *
find_directory(struct diagnostics *diagnostics)
{
	static const char *const argv[] = {"postconf", "-dh",
	    "config_directory", NULL};
	const char *chosen = getenv("MAIL_CONFIG");
	char *bytes;
	size_t len;

	if (!subprocess_exists(argv[0]))
		return NULL;
	if (chosen != NULL)
		return strdup(chosen);
	if (subprocess_read(argv[0], argv, NULL, diagnostics, &bytes, &len) < 0)
		return NULL;
	bytes[strcspn(bytes, "\n")] = '\0';
	return bytes;
}

char *
postfix_find(struct diagnostics *diagnostics)
{
	char *directory = find_directory(diagnostics);
	char path[PATH_MAX];

	if (directory == NULL)
		return NULL;
	/* Without main.cf postconf fails after a second of sleep. */
	snprintf(path, sizeof(path), "%s/main.cf", directory);
	if (access(path, R_OK) == 0)
		return directory;
	diagnostics_add(diagnostics, path, 0, "%s", strerror(errno));
	free(directory);
	return NULL;
}

/* The next line "name = value" of what postconf prints; false at the end. */
static bool
next_setting(struct span *rest, struct span *name_r, struct span *value_r)
{
	while (rest->len > 0) {
		struct span line = span_take_line(rest);

		if (!span_has(line, '='))
			continue;
		*name_r = span_trim(span_take_until(&line, '='));
		*value_r = span_trim(line);
		return true;
	}
	return false;
}

static void
take_values(struct postfix_query *query, struct span rest)
{
	struct span name, value;

	for (size_t i = 0; i < POSTFIX_SETTINGS; i++)
		query->value[i] = span_of("");
	while (next_setting(&rest, &name, &value))
		for (size_t i = 0; i < POSTFIX_SETTINGS; i++)
			if (span_equal(name, setting_names[i]))
				query->value[i] = value;
}

static int
ask(struct postfix_query *query, const char *what, char **bytes_r,
    size_t *len_r)
{
	const char *argv[5] = {"postconf"};
	size_t count = 1;

	if (query->config_dir != NULL) {
		argv[count++] = "-c";
		argv[count++] = query->config_dir;
	}
	argv[count] = what;
	return subprocess_read(query->subject, argv, query->give_up,
	    query->diagnostics, bytes_r, len_r);
}

/* Is there a master.cf?  A directory may be one for tools alone. */
static bool
has_services(const struct postfix_query *query)
{
	char path[PATH_MAX];
	int len = snprintf(path, sizeof(path), "%s/master.cf",
	    query->config_dir != NULL ? query->config_dir
				      : POSTFIX_USUAL_DIRECTORY);

	return len > 0 && (size_t)len < sizeof(path) && access(path, F_OK) == 0;
}

/* ---- sources ------------------------------------------------------------- */

static int
add_source(struct postfix_query *query, const struct parameter *parameter,
    struct span setting, struct span text)
{
	struct postfix *postfix = &query->postfix;
	struct span type = query->value[POSTFIX_DEFAULT_DATABASE_TYPE];
	/* A file without a type has the default one. */
	bool bare = parameter->tables && text.len != 0 && text.bytes[0] == '/';
	struct postfix_source source = {
	    .setting = strndup(setting.bytes, setting.len),
	    .table = parameter->tables,
	    .keys = parameter->keys,
	    .type = parameter->type,
	};

	if (asprintf(&source.text, "%.*s%s%.*s", bare ? (int)type.len : 0,
		type.bytes, bare ? ":" : "", (int)text.len, text.bytes) < 0)
		source.text = NULL;
	if (source.setting == NULL || source.text == NULL ||
	    array_add(&postfix->sources, &query->source_room,
		&postfix->source_count, &source, sizeof(source)) < 0) {
		free(source.setting);
		free(source.text);
		return postfix_query_out_of_memory(query);
	}
	return 0;
}

static int
add_restrictions(struct postfix_query *query, struct span setting,
    struct span rest)
{
	struct parameter parameter = {
	    .tables = true,
	    .type = READER_ACCESS,
	};
	struct span table;
	bool recipients;

	while (parameter_next_access(&rest, &table, &recipients)) {
		parameter.keys = recipients ? PARAMETER_ONCE : PARAMETER_OTHERS;
		if (table.len != 0 &&
		    add_source(query, &parameter, setting, table) < 0)
			return -1;
	}
	return 0;
}

/* The tables, addresses and next hops of one setting, whose name may begin with
 * a service of master.cf.  Returns 0, or -1 when memory is out. */
static int
add_setting(struct postfix_query *query, struct span setting, struct span value)
{
	struct span service = setting, name = span_take_last(&service, '/');
	const struct parameter *parameter = parameter_find(name);
	struct span entry;

	if (parameter_restricts(name,
		query->value[POSTFIX_RESTRICTION_CLASSES]))
		return add_restrictions(query, setting, value);
	if (parameter == NULL || value.len == 0)
		return 0;
	if (!parameter->tables)
		return add_source(query, parameter, setting, value);
	while (parameter_next_entry(&value, &entry))
		if (entry.len != 0 &&
		    add_source(query, parameter, setting, entry) < 0)
			return -1;
	return 0;
}

static int
add_sources(struct postfix_query *query, struct span rest)
{
	struct span name, value;

	while (next_setting(&rest, &name, &value))
		if (add_setting(query, name, value) < 0)
			return -1;
	return 0;
}

/* What services have otherwise than main.cf. */
static int
add_services(struct postfix_query *query)
{
	char *bytes;
	size_t len;
	int result;

	if (!has_services(query) || ask(query, "-Px", &bytes, &len) < 0)
		return 0;
	result = add_sources(query, (struct span){bytes, len});
	free(bytes);
	return result;
}

/* ---- all ----------------------------------------------------------------- */

static int
take_all(struct postfix_query *query, struct span settings)
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
	if (add_sources(query, settings) < 0 || add_services(query) < 0 ||
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
	size_t len;
	int result;

	if (ask(&query, "-x", &bytes, &len) < 0)
		return -1;
	take_values(&query, (struct span){bytes, len});
	result = take_all(&query, (struct span){bytes, len});
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
	for (size_t i = 0; i < postfix->source_count; i++) {
		free(postfix->sources[i].setting);
		free(postfix->sources[i].text);
	}
	free(postfix->sources);
	for (size_t i = 0; i < postfix->forward_count; i++) {
		free(postfix->forwards[i].user);
		free(postfix->forwards[i].path);
	}
	free(postfix->forwards);
	free(postfix->delimiter);
	*postfix = (struct postfix){0};
}

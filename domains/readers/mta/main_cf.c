/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads main.cf and master.cf as files. */
#include "domains/readers/mta/main_cf.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/buffer.h"
#include "domains/filters/command.h"
#include "domains/readers/mta/inline_tables.h"
#include "domains/readers/mta/main_cf_finder.h"
#include "domains/readers/mta/main_cf_settings.h"
#include "domains/readers/mta/parameters.h"
#include "domains/readers/mta/rows.h"
#include "domains/readers/mta/values.h"
#include "domains/registrations/budget.h"
#include "domains/base/translation.h"

/* ---- members ------------------------------------------------------------- */

/* Puts each member where it stands. */
struct placing {
	const struct reader_text *text;
	struct main_cf_finder finder;
	const char *counted; /* the lines up to here are known */
	unsigned line;
};

/* As member_take. */
static int
take_placed(void *context, const struct member *member)
{
	struct placing *placing = context;
	const struct reader_text *text = placing->text;
	struct member placed = *member;
	uintptr_t begin = (uintptr_t)text->text.bytes;
	uintptr_t at = (uintptr_t)member->address.bytes;

	if (at < begin || at - begin >= text->text.len) {
		/* All of the file may be gone through. */
		if (!budget_go_on(text->budgets, text->text.len))
			return -1;
		placed.in_text = false;
		placed.line =
		    main_cf_find_line(&placing->finder, member->address);
		return text->take(text->context, &placed);
	}
	if (member->address.bytes < placing->counted) {
		placing->counted = placing->finder.row.bytes;
		placing->line = placing->finder.line;
	}
	while (placing->counted < member->address.bytes)
		placing->line += *placing->counted++ == '\n';
	placed.line = placing->line;
	return text->take(text->context, &placed);
}

static int
take_restrictions(const struct reader_text *text, struct span rest)
{
	struct span table;
	bool recipients;

	while (parameter_next_access(&rest, &table, &recipients))
		if (inline_tables_read(text, READER_ACCESS, table, NULL, NULL) <
		    0)
			return -1;
	return 0;
}

/* A value in which no names are. */
static int
take_value(const struct main_cf_settings *settings,
    const struct reader_text *text, struct span setting, struct span name,
    struct span value)
{
	const struct destination_place place = {
	    .list = setting,
	    .line = 1,
	    .substituted = true,
	};
	const struct parameter *parameter = parameter_find(name);
	struct span entry;

	if (parameter_restricts(name, settings->classes))
		return take_restrictions(text, value);
	if (parameter == NULL)
		return 0;
	if (!parameter->tables)
		return value_take(text, parameter->type, &place, value);
	while (parameter_next_entry(&value, &entry))
		if (inline_tables_read(text, parameter->type, entry, NULL,
			NULL) < 0)
			return -1;
	return 0;
}

/* A value as it stands in the file, in a row. */
static int
read_value(const struct main_cf_settings *settings, const struct row *row,
    struct span setting, struct span name, struct span value)
{
	const struct reader_text *text = settings->text;
	struct placing placing = {
	    .text = text,
	    .finder = {text->text, row->text, row->line, 0, 0},
	    .counted = row->text.bytes,
	    .line = row->line,
	};
	struct reader_text own = *text;
	struct main_cf_expansion expansion = {.settings = settings};
	int result = 0;

	own.take = take_placed;
	own.context = &placing;
	if (parameter_find(name) == NULL &&
	    !parameter_restricts(name, settings->classes))
		return 0;
	if (!span_has(value, '$'))
		return take_value(settings, &own, setting, name, value);
	if (!main_cf_expand(&expansion, value, 0))
		reader_text_report(text, row->line,
		    N_("a value over 4 MiB, or with too many names in it, or "
		       "with one that stands for itself"));
	else if (expansion.out.failed)
		result = reader_text_no_memory(text);
	else if (budget_go_on(text->budgets, expansion.out.len))
		result = take_value(settings, &own, setting, name,
		    buffer_span(&expansion.out));
	else
		result = -1;
	buffer_clear(&expansion.out);
	return result;
}

static int
read_rows(const struct reader_text *text,
    int (*read)(const struct main_cf_settings *, const struct row *))
{
	struct reader_text own = *text;
	struct main_cf_settings settings = {.text = &own};
	struct row_scan scan;
	struct row row;
	char *copy;
	int result;

	if (row_blank_comments(text->text, &copy) < 0)
		return reader_text_no_memory(text);
	/* What is in the text stands at the same place. */
	if (copy != NULL)
		own.text.bytes = copy;
	scan = row_scan_begin(own.text);
	result = main_cf_find_settings(&settings);
	while (result == 0 && row_next(&scan, &row))
		result = budget_go_on(text->budgets,
			     row.text.len + settings.classes.len)
		             ? read(&settings, &row)
		             : -1;
	free(settings.list);
	free(copy);
	return result;
}

static int
read_setting(const struct main_cf_settings *settings, const struct row *row)
{
	struct main_cf_setting setting;

	if (!main_cf_split_setting(row->text, &setting)) {
		row_refuse(settings->text, row, N_("no \"name = value\""));
		return 0;
	}
	return read_value(settings, row, setting.name, setting.name,
	    setting.value);
}

int
main_cf_read(const struct reader_text *text)
{
	return text->includes_only ? 0 : read_rows(text, read_setting);
}

/* ---- master.cf ----------------------------------------------------------- */

/* A word; blanks in braces part none. */
static bool
next_word(struct span *rest, struct span *word_r)
{
	size_t len = 0, depth = 0;

	*rest = span_trim(*rest);
	while (len < rest->len &&
	       (depth != 0 || !row_is_space(rest->bytes[len]))) {
		depth += rest->bytes[len] == '{';
		depth -= depth != 0 && rest->bytes[len] == '}';
		len++;
	}
	*word_r = (struct span){rest->bytes, len};
	*rest = span_after(*rest, len);
	return len != 0;
}

/* "smtp inet n - y - - smtpd", of which *rest_r are the arguments. */
static bool
split_service(struct span row, struct span *name_r, struct span *type_r,
    struct span *rest_r)
{
	static const char *const types[] = {"inet", "unix", "unix-dgram",
	    "fifo", "pass", NULL};
	struct span word;

	if (!next_word(&row, name_r) || !next_word(&row, type_r))
		return false;
	for (size_t i = 0; i < 6; i++)
		if (!next_word(&row, &word))
			return false;
	*rest_r = row;
	return span_is_one_of(*type_r, types);
}

/* "smtp/inet/content_filter" */
static void
add_list(struct buffer *list, struct span name, struct span type,
    struct span setting)
{
	buffer_add(list, name.bytes, name.len);
	buffer_add_text(list, "/");
	buffer_add(list, type.bytes, type.len);
	buffer_add_text(list, "/");
	buffer_add(list, setting.bytes, setting.len);
}

/* "name=value" or "{ name = value }" after -o. */
static int
read_option(const struct main_cf_settings *settings, const struct row *row,
    struct span name, struct span type, struct span option)
{
	struct buffer list = {0};
	struct main_cf_setting setting;
	int result = 0;

	option = span_inside(span_trim(option), '{', '}');
	if (!main_cf_split_setting(option, &setting))
		return 0;
	add_list(&list, name, type, setting.name);
	if (list.failed)
		result = reader_text_no_memory(settings->text);
	else
		result = read_value(settings, row, buffer_span(&list),
		    setting.name, setting.value);
	buffer_clear(&list);
	return result;
}

/* The program of pipe(8) and spawn(8): the rest of the service. */
static int
read_program(const struct main_cf_settings *settings, const struct row *row,
    struct span name, struct span type, struct span argv)
{
	struct reader_text own = *settings->text;
	struct buffer list = {0};
	int result;

	add_list(&list, name, type, span_of("argv"));
	own.list = buffer_span(&list);
	result = list.failed ? reader_text_no_memory(settings->text)
	                     : command_take_argv(&own, row->line, argv);
	buffer_clear(&list);
	return result;
}

static int
read_service(const struct main_cf_settings *settings, const struct row *row)
{
	struct span name, type, rest, word;

	if (!split_service(row->text, &name, &type, &rest)) {
		row_refuse(settings->text, row,
		    N_("not a service of eight columns"));
		return 0;
	}
	while (next_word(&rest, &word)) {
		if (span_take_begin(&word, "argv="))
			return read_program(settings, row, name, type,
			    span_between(word.bytes, rest.bytes + rest.len));
		if (word.len < 2 || memcmp(word.bytes, "-o", 2) != 0)
			continue;
		if (word.len == 2 && !next_word(&rest, &word))
			break;
		if (word.len > 2 && memcmp(word.bytes, "-o", 2) == 0)
			word = span_after(word, 2);
		if (read_option(settings, row, name, type, word) < 0)
			return -1;
	}
	return 0;
}

int
master_cf_read(const struct reader_text *text)
{
	return text->includes_only ? 0 : read_rows(text, read_service);
}

/* ---- recognising --------------------------------------------------------- */

/* Names that only Postfix has, and nearly every main.cf. */
static bool
is_postfix_name(struct span name)
{
	static const char *const names[] = {"myhostname", "mydestination",
	    "mynetworks", "inet_interfaces", "compatibility_level", "myorigin",
	    "queue_directory", "alias_database", "inet_protocols",
	    "mailbox_size_limit", "smtpd_banner", NULL};

	return span_is_one_of(name, names) || parameter_find(name) != NULL ||
	       parameter_restricts(name, span_of(""));
}

bool
main_cf_begins(struct span text)
{
	struct row_scan scan = row_scan_begin(text);
	struct main_cf_setting setting;
	struct row row;
	bool known = false;

	while (row_next(&scan, &row)) {
		if (row.orphan || !main_cf_split_setting(row.text, &setting))
			return known && scan.rest.len == 0 &&
			       row.text.bytes[row.text.len - 1] != '\n';
		known = known || is_postfix_name(setting.name);
	}
	return known;
}

bool
master_cf_begins(struct span text)
{
	struct row_scan scan = row_scan_begin(text);
	struct span name, type, rest;
	struct row row;
	size_t count = 0;

	while (row_next(&scan, &row)) {
		if (row.orphan || !split_service(row.text, &name, &type, &rest))
			return count != 0 && scan.rest.len == 0 &&
			       row.text.bytes[row.text.len - 1] != '\n';
		count++;
	}
	return count != 0;
}

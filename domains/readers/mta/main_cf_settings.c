/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes settings apart, and puts in what the names in them stand for. */
#include "domains/readers/mta/main_cf_settings.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/ascii.h"
#include "domains/readers/mta/rows.h"
#include "domains/registrations/budget.h"

static bool
is_name_byte(char byte)
{
	return ascii_is_alphanumeric(byte) || byte == '_';
}

bool
main_cf_split_setting(struct span row, struct main_cf_setting *setting_r)
{
	if (!span_has(row, '='))
		return false;
	setting_r->name = span_trim(span_take_until(&row, '='));
	setting_r->value = span_trim(row);
	for (size_t i = 0; i < setting_r->name.len; i++)
		if (!is_name_byte(setting_r->name.bytes[i]) &&
		    setting_r->name.bytes[i] != '-')
			return false;
	return setting_r->name.len != 0;
}

/* As qsort(3) wants it: the one that holds comes first. */
static int
compare_settings(const void *a, const void *b)
{
	const struct main_cf_setting *left = a, *right = b;
	int order = span_compare(left->name, right->name);

	return order != 0 ? order
	                  : (left->number < right->number) -
	                        (left->number > right->number);
}

/* NULL: nothing is said of it. */
static const struct main_cf_setting *
find_setting(const struct main_cf_settings *settings, struct span name)
{
	size_t low = 0, high = settings->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (span_compare(settings->list[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < settings->count &&
	               span_compare(settings->list[low].name, name) == 0
	           ? &settings->list[low]
	           : NULL;
}

int
main_cf_find_settings(struct main_cf_settings *settings)
{
	const struct reader_text *text = settings->text;
	struct row_scan scan = row_scan_begin(text->text);
	const struct main_cf_setting *classes;
	struct main_cf_setting setting;
	struct row row;

	while (row_next(&scan, &row)) {
		if (!budget_go_on(text->budgets, row.text.len))
			return -1;
		if (!main_cf_split_setting(row.text, &setting))
			continue;
		setting.number = settings->count;
		if (array_add(&settings->list, &settings->room,
			&settings->count, &setting, sizeof(setting)) < 0)
			return reader_text_no_memory(text);
	}
	if (settings->count != 0)
		qsort(settings->list, settings->count, sizeof(*settings->list),
		    compare_settings);
	classes = find_setting(settings, span_of("smtpd_restriction_classes"));
	settings->classes = classes != NULL ? classes->value : span_of("");
	return 0;
}

/* ---- names in values ----------------------------------------------------- */

/* "$name", "${name}", "$(name)" at the beginning of a text; false: no such. */
static bool
take_name(struct span *rest, struct span *name_r)
{
	bool closed =
	    rest->len > 1 && (rest->bytes[1] == '{' || rest->bytes[1] == '(');
	size_t begin = closed ? 2 : 1, end = begin;

	while (end < rest->len && is_name_byte(rest->bytes[end]))
		end++;
	*name_r = (struct span){rest->bytes + begin, end - begin};
	if (end == begin ||
	    (closed &&
		(end == rest->len ||
		    rest->bytes[end] != (rest->bytes[1] == '{' ? '}' : ')'))))
		return false;
	*rest = span_after(*rest, end + closed);
	return true;
}

bool
main_cf_expand(struct main_cf_expansion *expansion, struct span rest,
    unsigned level)
{
	struct buffer *out = &expansion->out;

	while (rest.len > 0 && out->len <= MAIN_CF_VALUE_MAX) {
		const struct main_cf_setting *setting = NULL;
		struct span after = rest, name;

		if (rest.bytes[0] == '$' && rest.len > 1 &&
		    rest.bytes[1] == '$') {
			buffer_add(out, "$", 1);
			rest = span_after(rest, 2);
			continue;
		}
		if (rest.bytes[0] == '$' && take_name(&after, &name))
			setting = find_setting(expansion->settings, name);
		if (setting == NULL) {
			buffer_add(out, rest.bytes, 1);
			rest = span_after(rest, 1);
			continue;
		}
		if (level == MAIN_CF_LEVELS ||
		    ++expansion->names > MAIN_CF_NAMES_MAX ||
		    !main_cf_expand(expansion, setting->value, level + 1))
			return false;
		rest = after;
	}
	return out->len <= MAIN_CF_VALUE_MAX;
}

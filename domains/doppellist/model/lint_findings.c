/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps lint findings until all of them are known. */
#include "domains/doppellist/model/lint_findings.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"

static const char *const names[RULES] = {
    [RULE_DIAGNOSTIC] = "error",
    [RULE_ORDER] = "order",
    [RULE_NAME] = "name",
    [RULE_LISTED] = "listed",
    [RULE_TARGET] = "target",
    [RULE_SOURCE] = "source",
    [RULE_DATE] = "date",
    [RULE_WEIGHT] = "weight",
    [RULE_EXPIRED] = "expired",
    [RULE_CONFLICT] = "conflict",
    [RULE_DEAD] = "dead",
};

const char *
rule_name(enum rule rule)
{
	return names[rule];
}

bool
rule_parse(const char *name, size_t len, enum rule *rule_r)
{
	for (unsigned i = 0; i < RULES; i++) {
		if (strlen(names[i]) == len &&
		    memcmp(names[i], name, len) == 0) {
			*rule_r = (enum rule)i;
			return true;
		}
	}
	return false;
}

static bool
reserve(struct lint_findings *findings)
{
	if (array_reserve(&findings->list, &findings->room, findings->count,
		sizeof(*findings->list)) < 0)
		findings->failed = true;
	return !findings->failed;
}

void
lint_findings_add(struct lint_findings *findings, size_t document,
    unsigned line, enum rule rule, const char *format, ...)
{
	va_list arguments;
	char *text;
	int len;

	va_start(arguments, format);
	len = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (len < 0)
		findings->failed = true;
	if (!reserve(findings)) {
		if (len >= 0)
			free(text);
		return;
	}
	findings->list[findings->count++] = (struct lint_finding){
	    .document = document,
	    .line = line,
	    .rule = rule,
	    .text = text,
	};
}

void
lint_findings_move(struct lint_findings *findings, struct lint_findings *from)
{
	for (size_t i = 0; i < from->count; i++) {
		if (reserve(findings))
			findings->list[findings->count++] = from->list[i];
		else
			free(from->list[i].text);
	}
	findings->failed = findings->failed || from->failed;
	free(from->list);
	*from = (struct lint_findings){0};
}

static int
compare(const void *a, const void *b)
{
	const struct lint_finding *one = a, *other = b;

	if (one->document != other->document)
		return one->document < other->document ? -1 : 1;
	if (one->line != other->line)
		return one->line < other->line ? -1 : 1;
	if (one->rule != other->rule)
		return one->rule < other->rule ? -1 : 1;
	return strcmp(one->text, other->text);
}

void
lint_findings_sort(struct lint_findings *findings)
{
	if (findings->count > 0)
		qsort(findings->list, findings->count, sizeof(*findings->list),
		    compare);
}

void
lint_findings_clear(struct lint_findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		free(findings->list[i].text);
	free(findings->list);
	*findings = (struct lint_findings){0};
}

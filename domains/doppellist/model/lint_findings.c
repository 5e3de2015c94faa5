/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps lint findings until all of them are known. */
#include "domains/doppellist/model/lint_findings.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/strings.h"

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

/* Takes over the text, which is NULL when memory was out. */
static void
keep(struct lint_findings *findings, const struct lint_finding *finding)
{
	if (finding->text != NULL &&
	    array_add(&findings->list, &findings->room, &findings->count,
		finding, sizeof(*finding)) == 0)
		return;
	findings->failed = true;
	free(finding->text);
}

void
lint_findings_add(struct lint_findings *findings, size_t document,
    const struct entry *entry, enum rule rule, const char *format, ...)
{
	struct lint_finding finding = {document, entry->line, rule, NULL};
	va_list arguments;
	char *what;

	va_start(arguments, format);
	what = strings_format_list(format, arguments);
	va_end(arguments);
	finding.text = what;
	if (what != NULL && entry->name != NULL) {
		finding.text = strings_format("%s: %s", entry->name, what);
		free(what);
	}
	keep(findings, &finding);
}

void
lint_findings_move(struct lint_findings *findings, struct lint_findings *from)
{
	for (size_t i = 0; i < from->count; i++)
		keep(findings, &from->list[i]);
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

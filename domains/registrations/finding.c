/* SPDX-License-Identifier: BSD-2-Clause */
/* Findings: their order, their words, and copies of them. */
#include "domains/registrations/finding.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned
finding_rank(const struct verdict *verdict)
{
	/* What leads to a stranger, then what may, then the rest. */
	static const unsigned ranks[VERDICT_REASONS] = {
	    [VERDICT_KNOWN_DOPPELGANGER] = 9,
	    [VERDICT_REGISTRATION] = 8,
	    [VERDICT_TYPO] = 8,
	    [VERDICT_UNDELIVERABLE] = 7,
	    [VERDICT_PRIVATE_ADDRESS] = 6,
	    [VERDICT_UNCONFIRMED] = 5,
	    [VERDICT_MISSPELLED_NAME] = 4,
	    [VERDICT_SIMILAR_CONTACT] = 3,
	    [VERDICT_FIRST_CONTACT] = 2,
	    [VERDICT_MALFORMED] = 1,
	};

	return ranks[verdict->reason] * VERDICT_CONFIDENCES +
	       (unsigned)verdict->confidence;
}

void
finding_begin(const struct member *member, struct finding *finding_r)
{
	finding_r->member = *member;
	finding_r->fixable = finding_r->routed = false;
	finding_r->suggestion[0] = finding_r->detail[0] = '\0';
}

int
finding_phrase(const struct finding *finding, char *buf, size_t size)
{
	const char *detail = finding->detail;
	int len = verdict_phrase(&finding->verdict, buf, size);

	if (*detail == '\0' || finding->verdict.detail == detail || len < 0 ||
	    (size_t)len >= size)
		return len;
	return len + snprintf(buf + len, size - (size_t)len, " (%s)", detail);
}

/* ---- copies -------------------------------------------------------------- */

/* The bytes that a copy owns stand after it in one block. */
struct finding_block {
	struct finding finding;
	char bytes[];
};

static void
move_span(struct span *span, char **to)
{
	if (span->len != 0)
		memcpy(*to, span->bytes, span->len);
	(*to)[span->len] = '\0';
	span->bytes = *to;
	*to += span->len + 1;
}

static void
move_text(const char **text, char **to)
{
	struct span span;

	if (*text == NULL)
		return;
	span = span_of(*text);
	move_span(&span, to);
	*text = span.bytes;
}

/* Where a span within another one is after that one was moved. */
static const char *
moved(const char *at, struct span from, const char *to)
{
	if (at == NULL || at < from.bytes || at > from.bytes + from.len)
		return NULL;
	return to + (at - from.bytes);
}

static void
move_address(struct member *member, struct span mended, char **to)
{
	struct address *parsed = &member->parsed;

	move_span(&member->mended, to);
	parsed->local = moved(parsed->local, mended, member->mended.bytes);
	parsed->domain = moved(parsed->domain, mended, member->mended.bytes);
}

static size_t
size_of_texts(const struct finding *finding)
{
	const struct member *member = &finding->member;
	const char *const texts[] = {member->file, finding->verdict.file,
	    finding->verdict.source, finding->evidence.file,
	    finding->evidence.source};
	const struct span *const spans[] = {&member->list, &member->address,
	    &member->mended, &member->name, &member->reading, &member->row,
	    &member->cell, &finding->near.by};
	bool evident = finding->verdict.evidence != NULL;
	bool near = finding->verdict.reason == VERDICT_MISSPELLED_NAME;
	size_t size = 0;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (texts[i] != NULL && (i < 3 || evident))
			size += strlen(texts[i]) + 1;
	for (size_t i = 0; i < sizeof(spans) / sizeof(*spans); i++)
		if (i < 7 || near)
			size += spans[i]->len + 1;
	return size;
}

struct finding *
finding_copy(const struct finding *finding)
{
	struct finding_block *block =
	    malloc(sizeof(*block) + size_of_texts(finding));
	struct finding *copy = (struct finding *)block;
	char *to;

	if (block == NULL)
		return NULL;
	*copy = *finding;
	to = block->bytes;
	move_span(&copy->member.list, &to);
	move_span(&copy->member.address, &to);
	move_address(&copy->member, finding->member.mended, &to);
	move_span(&copy->member.name, &to);
	move_span(&copy->member.reading, &to);
	move_span(&copy->member.row, &to);
	move_span(&copy->member.cell, &to);
	move_text(&copy->member.file, &to);
	move_text(&copy->verdict.file, &to);
	move_text(&copy->verdict.source, &to);
	if (copy->verdict.detail == finding->detail)
		copy->verdict.detail = copy->detail;
	if (copy->verdict.evidence != NULL) {
		if (copy->verdict.evidence != &finding->evidence)
			copy->evidence = *copy->verdict.evidence;
		copy->verdict.evidence = &copy->evidence;
		move_text(&copy->evidence.file, &to);
		move_text(&copy->evidence.source, &to);
	}
	if (copy->verdict.reason == VERDICT_MISSPELLED_NAME)
		move_span(&copy->near.by, &to);
	return copy;
}

void
finding_free(struct finding **finding)
{
	free(*finding);
	*finding = NULL;
}

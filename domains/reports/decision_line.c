/* SPDX-License-Identifier: BSD-2-Clause */
/* Formats what was decided about a recipient. */
#include "domains/reports/decision_line.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "domains/base/escape.h"
#include "domains/dns/evidence.h"

/* Of a mail host; the line must have room for the rest. */
#define MX_MAX 100

/* Of a line's number or a cell. */
#define CELL_SIZE 128

struct line {
	char *buf;
	size_t used;
};

static void
add(struct line *line, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
add(struct line *line, const char *format, ...)
{
	va_list args;
	size_t room = DECISION_LINE_SIZE - line->used;
	int len;

	va_start(args, format);
	len = vsnprintf(line->buf + line->used, room, format, args);
	va_end(args);
	if (len < 0)
		return;
	line->used += (size_t)len < room ? (size_t)len : room - 1;
}

static void
add_path(struct line *line, const char *key, const char *path, size_t len)
{
	char text[DECISION_ADDRESS_SIZE];

	escape_path(&path, &len);
	escape_bytes(path, len, ESCAPE_FIELD, text, sizeof(text));
	add(line, "%s=<%s>", key, text);
}

static void
add_client(struct line *line, const char *name, const char *address)
{
	char host[DECISION_HOST_SIZE];
	char ip[DECISION_HOST_SIZE];

	/* Sendmail gives "[192.0.2.7]" for a client without a name. */
	if (*name == '\0' || *name == '[')
		name = "unknown";
	escape_bytes(name, strlen(name), ESCAPE_HOST, host, sizeof(host));
	escape_bytes(address, strlen(address), ESCAPE_HOST, ip, sizeof(ip));
	add(line, ", client=%s[%s]", host, *ip == '\0' ? "unknown" : ip);
}

static void
add_name(struct line *line, const char *key, const char *name, size_t max)
{
	char text[NAME_SIZE];

	escape_bytes(name, strnlen(name, max), ESCAPE_FIELD, text,
	    sizeof(text));
	add(line, ", %s=%s", key, text);
}

/* Detail may show bytes of the address between quotes of its own. */
static void
add_detail(struct line *line, const struct finding *finding)
{
	const char *detail = finding->verdict.detail;
	char text[FINDING_DETAIL_SIZE];

	if (detail == NULL)
		detail = finding->detail;
	if (*detail == '\0')
		return;
	escape_bytes(detail, strlen(detail), ESCAPE_PROSE, text, sizeof(text));
	for (char *at = text; (at = strchr(at, '"')) != NULL;)
		*at = '\'';
	add(line, ", detail=\"%s\"", text);
}

static void
add_finding(struct line *line, const struct finding *finding)
{
	const struct verdict *verdict = &finding->verdict;
	char slips[128];

	add(line, ", reason=%s, confidence=%s",
	    verdict_reason_name(verdict->reason),
	    verdict_confidence_name(verdict->confidence));
	if (verdict->meant.len > 0)
		add_name(line, "meant", verdict->meant.text, NAME_MAX_BYTES);
	if (verdict_slip_names(verdict, slips, sizeof(slips)) > 0)
		add(line, ", slip=%s", slips);
	add_detail(line, finding);
	if (verdict->evidence == NULL ||
	    verdict->evidence->kind == EVIDENCE_NONE)
		return;
	add(line, ", evidence=%s", evidence_kind_name(verdict->evidence->kind));
	if (verdict->evidence->mx[0] != '\0')
		add_name(line, "mx", verdict->evidence->mx, MX_MAX);
}

static void
add_registration(struct line *line, const struct member *member)
{
	char file[DECISION_ADDRESS_SIZE], at[CELL_SIZE];

	add(line, ", ");
	add_path(line, "list", member->list.bytes, member->list.len);
	add(line, ", ");
	add_path(line, "member", member->address.bytes, member->address.len);
	if (member->cell.len != 0)
		escape_bytes(member->cell.bytes, member->cell.len, ESCAPE_FIELD,
		    at, sizeof(at));
	else
		snprintf(at, sizeof(at), "%u", member->line);
	escape_bytes(member->file, strlen(member->file), ESCAPE_FIELD, file,
	    sizeof(file) - (member->cell.len != 0 ? strlen(at) : 0));
	add(line, ", registered=\"%s:%s\"", file, at);
}

size_t
decision_line_format(const struct decision_line *decision,
    char buf[static DECISION_LINE_SIZE])
{
	const struct decision_line *d = decision;
	struct line line = {.buf = buf, .used = 0};

	buf[0] = '\0';
	add_path(&line, "to", d->to, d->to_len);
	if (d->original != NULL) {
		add(&line, ", ");
		add_path(&line, "orig_to", d->original, strlen(d->original));
	}
	add(&line, ", ");
	add_path(&line, "from", d->from, d->from_len);
	add_client(&line, d->client_name, d->client_address);
	if (d->finding->member.file != NULL)
		add_registration(&line, &d->finding->member);
	add_finding(&line, d->finding);
	if (d->decision->try != POLICY_TRY_NONE)
		add(&line, ", try=%s", policy_try_name(d->decision->try));
	if (d->exempt != EXEMPTION_NONE)
		add(&line, ", exempt=%s", exemption_name(d->exempt));
	else if (d->monitor)
		add(&line, ", mode=monitor");
	add(&line, ", action=%s",
	    action_name(
		policy_shown_action(d->decision, d->exempt, d->monitor)));
	return line.used;
}

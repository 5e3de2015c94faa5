/* SPDX-License-Identifier: BSD-2-Clause */
/* Log: one cleaned line a decision, to syslog or standard error. */
#include "domains/service/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "domains/dns/evidence.h"
#include "domains/base/escape.h"

#define PROGRAM "doppelmilter"

/* Of a mail host; the line must have room for the rest. */
#define LOG_MX_MAX 100

/* Where lines go: the one thing that all threads share here.  Set before they
 * start, only read afterwards. */
static struct {
	enum log_to to;
	bool debug;
} target = {.to = LOG_TO_STDERR, .debug = false};

static int
priority_of(enum log_level level)
{
	switch (level) {
	case LOG_ERROR:
		return LOG_ERR;
	case LOG_WARN:
		return LOG_WARNING;
	case LOG_NOTE:
		return LOG_INFO;
	case LOG_DETAIL:
		break;
	}
	return LOG_DEBUG;
}

void
log_open(enum log_to to, bool debug)
{
	target.to = to;
	target.debug = debug;
	/* libmilter has a few words of its own for syslog: they go the same
	 * way. */
	openlog(PROGRAM, LOG_PID | LOG_PERROR, LOG_MAIL);
}

void
log_settle(void)
{
	if (target.to == LOG_TO_SYSLOG)
		openlog(PROGRAM, LOG_PID, LOG_MAIL);
}

bool
log_debugs(void)
{
	return target.debug;
}

static void
write_line(enum log_level level, const char *line)
{
	char whole[LOG_LINE_SIZE + sizeof(PROGRAM) + 4];
	int len;

	if (target.to == LOG_TO_SYSLOG) {
		syslog(priority_of(level), "%s", line);
		return;
	}
	/* One write a line, so that threads do not mix theirs. */
	len = snprintf(whole, sizeof(whole), PROGRAM ": %s\n", line);
	if (len > 0 && write(STDERR_FILENO, whole, (size_t)len) < 0)
		return; /* nobody left to tell */
}

void
log_line(enum log_level level, const char *format, ...)
{
	char line[LOG_LINE_SIZE];
	va_list args;
	int len;

	if (level == LOG_DETAIL && !target.debug)
		return;
	va_start(args, format);
	len = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	if (len >= (int)sizeof(line))
		memcpy(line + sizeof(line) - 4, "...", 4);
	write_line(level, line);
}

void
log_diagnostics(enum log_level level, const struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < diagnostics->kept; i++) {
		char line[LOG_LINE_SIZE];

		diagnostic_format(&diagnostics->list[i], line, sizeof(line));
		log_line(level, "%s", line);
	}
	if (diagnostics->count > diagnostics->kept)
		log_line(level, "%zu more faults",
		    diagnostics->count - diagnostics->kept);
}

/* ---- decisions ----------------------------------------------------------- */

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
	size_t room = LOG_LINE_SIZE - line->used;
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
	char text[LOG_ADDRESS_SIZE];

	escape_path(&path, &len);
	escape_bytes(path, len, ESCAPE_FIELD, text, sizeof(text));
	add(line, "%s=<%s>", key, text);
}

static void
add_client(struct line *line, const char *name, const char *address)
{
	char host[LOG_HOST_SIZE];
	char ip[LOG_HOST_SIZE];

	/* Sendmail gives "[192.0.2.7]" for a client without a name. */
	if (*name == '\0' || *name == '[')
		name = "unknown";
	escape_bytes(name, strlen(name), ESCAPE_HOST, host, sizeof(host));
	escape_bytes(address, strlen(address), ESCAPE_HOST, ip, sizeof(ip));
	add(line, ", client=%s[%s]", host, *ip == '\0' ? "unknown" : ip);
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
		add(line, ", meant=%s", verdict->meant.text);
	if (verdict_slip_names(verdict, slips, sizeof(slips)) > 0)
		add(line, ", slip=%s", slips);
	add_detail(line, finding);
	if (verdict->evidence == NULL ||
	    verdict->evidence->kind == EVIDENCE_NONE)
		return;
	add(line, ", evidence=%s", evidence_kind_name(verdict->evidence->kind));
	if (verdict->evidence->mx[0] != '\0')
		add(line, ", mx=%.*s", LOG_MX_MAX, verdict->evidence->mx);
}

static void
add_registration(struct line *line, const struct member *member)
{
	char file[LOG_ADDRESS_SIZE];

	add(line, ", ");
	add_path(line, "list", member->list.bytes, member->list.len);
	add(line, ", ");
	add_path(line, "member", member->address.bytes, member->address.len);
	escape_bytes(member->file, strlen(member->file), ESCAPE_FIELD, file,
	    sizeof(file));
	add(line, ", registered=\"%s:%u\"", file, member->line);
}

size_t
log_decision_format(const struct log_decision *decision,
    char buf[static LOG_LINE_SIZE])
{
	const struct log_decision *d = decision;
	struct line line = {.buf = buf, .used = 0};
	enum action action = d->decision->action;

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
	if (d->exempt != POLICY_NOT_EXEMPT) {
		add(&line, ", exempt=%s", policy_exempt_name(d->exempt));
		action = ACTION_ACCEPT;
	} else if (d->monitor) {
		add(&line, ", mode=monitor");
		action = d->decision->wanted;
	}
	add(&line, ", action=%s", action_name(action));
	return line.used;
}

const char *
log_queue(const char *queue_id, char buf[static LOG_QUEUE_SIZE])
{
	if (queue_id == NULL || *queue_id == '\0')
		return "NOQUEUE";
	escape_bytes(queue_id, strlen(queue_id), ESCAPE_HOST, buf,
	    LOG_QUEUE_SIZE);
	return buf;
}

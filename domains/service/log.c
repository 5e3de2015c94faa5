/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes lines to syslog or to standard error. */
#include "domains/service/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "domains/base/escape.h"

static const int priorities[] = {
    [LOG_ERROR] = LOG_ERR,
    [LOG_WARN] = LOG_WARNING,
    [LOG_NOTE] = LOG_INFO,
    [LOG_DETAIL] = LOG_DEBUG,
};

/* Of a name that lines begin with. */
#define PROGRAM_MAX 32

/* Where lines go: the one thing that all threads share here.  Set before they
 * start, only read afterwards. */
static struct {
	enum log_to to;
	bool debug;
	const char *program;
} target = {.to = LOG_TO_STDERR, .program = "doppelmilter"};

void
log_open(enum log_to to, bool debug)
{
	target.to = to;
	target.debug = debug;
	/* libmilter has a few words of its own for syslog: they go the same
	 * way. */
	openlog(target.program, LOG_PID | LOG_PERROR, LOG_MAIL);
}

void
log_settle(void)
{
	if (target.to == LOG_TO_SYSLOG)
		openlog(target.program, LOG_PID, LOG_MAIL);
}

void
log_set_program(const char *program)
{
	target.program = program;
}

bool
log_debugs(void)
{
	return target.debug;
}

/* Names of files and bytes of others end no line and drive no terminal. */
static void
write_line(enum log_level level, const char *text)
{
	char whole[LOG_LINE_SIZE + PROGRAM_MAX + 4], line[LOG_LINE_SIZE];
	int len;

	escape_bytes(text, strlen(text), ESCAPE_TEXT, line, sizeof(line));
	if (target.to == LOG_TO_SYSLOG) {
		syslog(priorities[level], "%s", line);
		return;
	}
	/* One write a line, so that threads do not mix theirs. */
	len = snprintf(whole, sizeof(whole), "%.*s: %s\n", PROGRAM_MAX,
	    target.program, line);
	if (len > 0 && write(STDERR_FILENO, whole, (size_t)len) < 0)
		return; /* nothing is left to write to */
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
		log_line(level,
		    diagnostics->count - diagnostics->kept == 1
			? "%zu more error"
			: "%zu more errors",
		    diagnostics->count - diagnostics->kept);
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

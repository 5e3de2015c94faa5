/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines of all forms: what is read of a log is what was put in. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "domains/maillog/wrapper.h"
#include "tests/unit/maillog/shown.h"
#include "tests/unit/property.h"

enum form {
	FORM_TRADITIONAL,
	FORM_PRIORITY,
	FORM_ISO,
	FORM_5424,
	FORM_STAMPED, /* docker logs -t, compose */
	FORM_CRI,
	FORM_DOCKER,
	FORM_RSYSLOG,
	FORM_JOURNAL,
	FORMS, /* which may be mixed in a file */
	FORM_EXPORT = FORMS
};

/* A log, and what is to be read of it. */
struct made {
	struct property *random;
	struct buffer text;
	struct buffer lines;
	size_t line;
	int64_t time;
	int year;      /* of the first line; 0: there is none */
	int64_t ahead; /* what containers' clocks show more than UTC */
	const char *host, *tag;
	long pid;
	char words[256]; /* what the mail system wrote */
};

static bool
chance(struct made *made, size_t of)
{
	return property_below(made->random, of) == 0;
}

#define put(made, ...) buffer_add_format(&(made)->text, __VA_ARGS__)

static void
end_line(struct made *made, const char *end)
{
	put(made, "%s", end);
	made->line++;
}

static struct tm
parts_of(const struct made *made, int64_t ahead)
{
	time_t time = (time_t)(made->time + ahead);
	struct tm parts;

	gmtime_r(&time, &parts);
	return parts;
}

static void
choose_line(struct made *made)
{
	static const char *const hosts[] = {"mx", "mx-2.univ.example", "m"};
	static const char *const tags[] = {"postfix/smtp",
	    "postfix-out/smtpd/smtpd", "sendmail", "sm-mta", "exim4"};
	static const char *const parts[] = {"to=<a b@gmai.com>", "\"q\\\"",
	    ": ", "[1.2.3.4]", "ü", "日本", "status=sent (250 ok)", " - ",
	    "{\"a\":1}", "<22>1 ", "Nov 29 03:01:44 ", "/", "=", ",", "\t"};
	size_t len;

	made->time += (int64_t)property_below(made->random,
	    chance(made, 9) ? 20 * 86400 : 300);
	if (made->year == 0)
		made->year = parts_of(made, 0).tm_year + 1900;
	made->host = property_one_of(made->random, hosts);
	made->tag = property_one_of(made->random, tags);
	made->pid =
	    chance(made, 5) ? 0 : 1 + (long)property_below(made->random, 99999);
	len = (size_t)snprintf(made->words, sizeof(made->words), "%X: x",
	    0x4000000u + (unsigned)property_below(made->random, 0x4000000));
	for (size_t i = property_below(made->random, 8); i > 0; i--)
		len += (size_t)snprintf(made->words + len,
		    sizeof(made->words) - len, "%s",
		    property_one_of(made->random, parts));
	snprintf(made->words + len, sizeof(made->words) - len, ".");
}

static void
expect_line(struct made *made, size_t line)
{
	buffer_add_format(&made->lines, "%zu %s|%s|%ld|%lld|%s\n", line,
	    made->host, made->tag, made->pid, (long long)made->time,
	    made->words);
}

/* ---- frames -------------------------------------------------------------- */

static void
put_time(struct made *made, const struct tm *parts)
{
	put(made, "%02d:%02d:%02d", parts->tm_hour, parts->tm_min,
	    parts->tm_sec);
}

static void
put_date(struct made *made, int64_t ahead)
{
	struct tm parts = parts_of(made, ahead);

	put(made, "%04d-%02d-%02dT", parts.tm_year + 1900, parts.tm_mon + 1,
	    parts.tm_mday);
	put_time(made, &parts);
}

static void
put_tag(struct made *made)
{
	put(made, "%s", made->tag);
	if (made->pid != 0)
		put(made, "[%ld]", made->pid);
	put(made, ":");
}

static void
put_traditional(struct made *made)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct tm parts = parts_of(made, made->ahead);

	put(made, "%.3s %2d ", names + (size_t)parts.tm_mon * 3, parts.tm_mday);
	if (chance(made, 6))
		put(made, "%d ", parts.tm_year + 1900);
	put_time(made, &parts);
	put(made, "%s %s ", chance(made, 6) ? ".123456" : "", made->host);
	put_tag(made);
	put(made, " %s", made->words);
}

static void
put_iso(struct made *made)
{
	static const char *const zones[] = {"+00:00", "+09:00", "-0330", "Z",
	    ""};
	static const int64_t ahead[] = {0, 32400, -12600, 0, 0};
	size_t zone = property_below(made->random, 5);

	put_date(made, ahead[zone]);
	put(made, "%s%s", chance(made, 2) ? ".123456" : "", zones[zone]);
}

static void
put_5424(struct made *made)
{
	static const char *const data[] = {"-", "[a b=\"c]\\\"d\"]",
	    "[a@1 b=\"\"][e]"};

	put(made, "<%zu>1 ", property_below(made->random, 192));
	put_iso(made);
	put(made, " %s %s ", made->host, made->tag);
	if (made->pid != 0)
		put(made, "%ld", made->pid);
	else
		put(made, "-");
	put(made, " %s %s %s%s", chance(made, 2) ? "-" : "ID47",
	    property_one_of(made->random, data), chance(made, 2) ? " " : "",
	    chance(made, 3) ? "\xef\xbb\xbf" : "");
	put(made, "%s", made->words);
}

/* ---- wrappers ------------------------------------------------------------ */

static void
put_outer(struct made *made)
{
	put_date(made, 0);
	put(made, ".123456789Z");
}

/* A text of JSON, each byte of ASCII as it is or escaped. */
static void
put_json(struct made *made, const char *text, size_t len)
{
	put(made, "\"");
	for (size_t i = 0; i < len; i++) {
		char byte = text[i];

		if (byte == '"' || byte == '\\')
			put(made, "\\%c", byte);
		else if (byte == '\t' || byte == '\n')
			put(made, byte == '\t' ? "\\t" : "\\n");
		else if ((byte & 0x80) == 0 && chance(made, 12))
			put(made, "\\u%04x", (unsigned)byte);
		else
			put(made, "%c", byte);
	}
	put(made, "\"");
}

/* Takes the line that was put last off again. */
static size_t
take_off(struct made *made, size_t begin, char line[static 1024])
{
	size_t len = made->text.len - begin;

	cr_assert(len < 1024);
	memcpy(line, made->text.bytes + begin, len);
	made->text.len = begin;
	return len;
}

/* Where a line is cut: nowhere, or between two characters. */
static size_t
choose_cut(struct made *made, const char *line, size_t len)
{
	size_t cut =
	    chance(made, 3) ? 1 + property_below(made->random, len - 1) : len;

	while (cut < len && (line[cut] & 0xc0) == 0x80)
		cut++;
	return cut;
}

/* A line with another stamp before it. */
static void
put_inner(struct made *made)
{
	static const int64_t ahead[] = {0, 32400, -12600};

	made->ahead = property_one_of(made->random, ahead);
	put_traditional(made);
	made->ahead = 0;
}

static void
put_cri(struct made *made)
{
	size_t begin = made->text.len, len, cut;
	char line[1024];

	put_inner(made);
	len = take_off(made, begin, line);
	cut = choose_cut(made, line, len);
	if (cut < len) {
		put_outer(made);
		put(made, " stdout P ");
		buffer_add(&made->text, line, cut);
		end_line(made, "\n");
	} else {
		cut = 0;
	}
	put_outer(made);
	put(made, " stdout F ");
	buffer_add(&made->text, line + cut, len - cut);
}

static void
put_docker_part(struct made *made, const char *part, size_t len)
{
	put(made, "{\"log\":");
	put_json(made, part, len);
	put(made, ",\"stream\":\"stdout\",\"time\":\"");
	put_outer(made);
	put(made, "\"}");
}

static void
put_docker(struct made *made)
{
	size_t begin = made->text.len, len, cut;
	char line[1024];

	put_inner(made);
	put(made, "\n");
	len = take_off(made, begin, line);
	cut = choose_cut(made, line, len);
	if (cut < len) {
		put_docker_part(made, line, cut);
		end_line(made, "\n");
	} else {
		cut = 0;
	}
	put_docker_part(made, line + cut, len - cut);
}

static void
put_member(struct made *made, unsigned which)
{
	switch (which) {
	case 0:
		put(made, "\"host\":\"%s\"", made->host);
		break;
	case 1:
		put(made, "\"syslogtag\":\"");
		put_tag(made);
		put(made, "\"");
		break;
	case 2:
		put(made, "\"msg\": ");
		put_json(made, made->words, strlen(made->words));
		break;
	case 3:
		put(made, "\"timereported\":\"");
		put_iso(made);
		put(made, "\"");
		break;
	case 4:
		put(made, "\"pri\":22,\"x\":[\"a\",{\"msg\":1}],\"y\":null");
		break;
	default:
		put(made, "\"programname\":\"postfix\",\"$!\":{\"a\":\"}\"}");
		break;
	}
}

/* In any order. */
static void
put_rsyslog(struct made *made)
{
	unsigned first = (unsigned)property_below(made->random, 6);

	put(made, "{");
	for (unsigned i = 0; i < 6; i++) {
		put(made, i != 0 ? ", " : "");
		put_member(made, (first + i) % 6);
	}
	put(made, "}");
}

static void
put_journal(struct made *made)
{
	put(made, "{\"__REALTIME_TIMESTAMP\":\"%lld123456\",\"MESSAGE\":",
	    (long long)made->time);
	if (chance(made, 2)) {
		put_json(made, made->words, strlen(made->words));
	} else {
		for (const char *p = made->words; *p != '\0'; p++)
			put(made, "%c%u", p == made->words ? '[' : ',',
			    (unsigned char)*p);
		put(made, "]");
	}
	put(made,
	    ",\"SYSLOG_IDENTIFIER\":\"%s\",\"SYSLOG_PID\":\"%ld\","
	    "\"_HOSTNAME\":\"%s\"}",
	    made->tag, made->pid, made->host);
}

static void
put_export(struct made *made)
{
	size_t len = strlen(made->words);

	put(made, "__CURSOR=s=%zu\n__REALTIME_TIMESTAMP=%lld123456\n",
	    made->line, (long long)made->time);
	made->line += 2;
	if (chance(made, 2)) {
		put(made, "MESSAGE=%s\n", made->words);
	} else {
		char size[8] = {(char)len};

		put(made, "MESSAGE\n");
		made->line++;
		buffer_add(&made->text, size, sizeof(size));
		/* The length of ten is a newline, too. */
		made->line += len == '\n';
		put(made, "%s\n", made->words);
	}
	put(made, "SYSLOG_IDENTIFIER=%s\nSYSLOG_PID=%ld\n_HOSTNAME=%s\n",
	    made->tag, made->pid, made->host);
	made->line += 4;
	end_line(made, "\n");
}

/* ---- files --------------------------------------------------------------- */

static void
put_noise(struct made *made)
{
	static const char *const noise[] = {"", "  continued", "{\"a\":{}}",
	    "{\"msg\":\"x\"", "[", "hello | world", "<22>",
	    "<22>1 - - - - - - x", "stdout F x"};

	put(made, "%s", property_one_of(made->random, noise));
	end_line(made, "\n");
}

/* Of a container, and what grep and cat -n write before a line. */
static void
put_name(struct made *made)
{
	static const char *const names[] = {"postfix-1  | ",
	    "mail.log.1:", "/var/log/mail-20261129.log:12:",
	    "mail.log-2026-11-29.gz:", "mx1-mail.log-7-", "     7\t",
	    "12:", "../2026-11/mail.log:"};

	if (chance(made, 4))
		put(made, "%s",
		    names[property_below(made->random,
			sizeof(names) / sizeof(*names))]);
}

static void
put_line(struct made *made, enum form form)
{
	if (form != FORM_EXPORT)
		put_name(made);
	switch (form) {
	case FORM_TRADITIONAL:
		put_traditional(made);
		break;
	case FORM_PRIORITY:
		put(made, "<22>");
		put_traditional(made);
		break;
	case FORM_ISO:
		put_iso(made);
		put(made, " %s ", made->host);
		put_tag(made);
		put(made, " %s", made->words);
		break;
	case FORM_5424:
		put_5424(made);
		break;
	case FORM_STAMPED:
		put_outer(made);
		put(made, " ");
		put_inner(made);
		break;
	case FORM_CRI:
		put_cri(made);
		break;
	case FORM_DOCKER:
		put_docker(made);
		break;
	case FORM_RSYSLOG:
		put_rsyslog(made);
		break;
	case FORM_JOURNAL:
		put_journal(made);
		break;
	case FORM_EXPORT:
		put_export(made);
		break;
	}
}

static void
make_log(struct made *made)
{
	bool is_export = chance(made, 8), mixed = chance(made, 3);
	enum form form = is_export
	                     ? FORM_EXPORT
	                     : (enum form)property_below(made->random, FORMS);

	for (size_t i = property_below(made->random, 12); i > 0; i--) {
		if (mixed && !is_export)
			form = (enum form)property_below(made->random, FORMS);
		choose_line(made);
		put_line(made, form);
		/* A line has the number of its last part. */
		expect_line(made, made->line + !is_export);
		if (!is_export)
			end_line(made, chance(made, 5) ? "\r\n" : "\n");
		if (!is_export && chance(made, 6))
			put_noise(made);
	}
}

/* Reads it as it may come in, in pieces. */
static void
read_log(struct made *made, struct buffer *shown)
{
	struct span text = {made->text.bytes, 0};
	size_t left = made->text.len, piece;
	struct maillog_line line;
	struct wrapper wrapper;

	wrapper_begin(&wrapper, NULL, made->year);
	do {
		enum wrapper_record record;

		piece = 1 + property_below(made->random, 2000);
		piece = piece < left ? piece : left;
		text.len = wrapper_fill(&wrapper,
		    made->text.bytes + (text.bytes - made->text.bytes),
		    text.len, piece);
		left -= piece;
		while ((record = wrapper_take(&wrapper, &text, left == 0,
			    &line)) != WRAPPER_ENDED)
			if (record == WRAPPER_LINE)
				shown_add_line(shown, wrapper.lines, &line);
	} while (left != 0);
	wrapper_end(&wrapper);
}

Test(wrapper_property, what_was_put_in_is_read)
{
	PROPERTY_CASES(random, "maillog lines")
	{
		struct made made = {.random = &random, .time = 1735689600};
		struct buffer shown = {0};

		/* Near the turn of a year, or anywhere in one. */
		made.time +=
		    property_below(&random, 3) == 0
			? (int64_t)property_below(&random, 86400) - 43200
			: (int64_t)property_below(&random, 86400 * 365);
		make_log(&made);
		buffer_add(&made.text, "", 0);
		if (made.text.len != 0)
			read_log(&made, &shown);
		property_check(&random,
		    shown.len == made.lines.len &&
			(shown.len == 0 || memcmp(shown.bytes, made.lines.bytes,
					       shown.len) == 0),
		    "other lines", made.text.bytes, made.text.len);
		buffer_clear(&made.text);
		buffer_clear(&made.lines);
		buffer_clear(&shown);
	}
}

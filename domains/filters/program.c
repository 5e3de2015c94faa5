/* SPDX-License-Identifier: BSD-2-Clause */
/* Programs that mail passes through, and their options. */
#include "domains/filters/program.h"

#include <string.h>
#include <strings.h>

#include "domains/base/ascii.h"
#include "domains/base/translation.h"

enum program_kind {
	PROGRAM_OTHER,       /* it files, looks through or answers mail */
	PROGRAM_MAILS,       /* its operands are recipients */
	PROGRAM_REDIRECTS,   /* its first one is, then comes a program */
	PROGRAM_GOES_BEFORE, /* another one */
	PROGRAM_SHELL
};

struct program_options {
	enum program_kind kind;
	const char *const *names;
	const char *values;     /* letters of options that have a value */
	const char *recipients; /* of those that have recipients for one */
	unsigned operands;      /* so many before another program's name */
};

#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})

static const struct program_options known[] = {
    {PROGRAM_MAILS,
	NAMES("sendmail", "exim", "exim4", "postfix-sendmail", "dma", "ssmtp",
	    "esmtp"),
	"fFrBCNOLpRVXDd", "", 0},
    {PROGRAM_MAILS, NAMES("rmail", "qmail-inject", "nullmailer-inject"), "f",
	"", 0},
    {PROGRAM_MAILS, NAMES("msmtp"), "faCFNORV", "", 0},
    {PROGRAM_MAILS, NAMES("forward", "bounce"), "", "", 0},
    {PROGRAM_MAILS, NAMES("resend"), "lhIfsr", "", 0},
    {PROGRAM_MAILS,
	NAMES("mail", "mailx", "Mail", "nail", "bsd-mailx", "s-nail"),
	"srSaAEuqM", "cb", 0},
    {PROGRAM_MAILS, NAMES("mutt", "neomutt"), "sfaeFiHmQ", "cb", 0},
    {PROGRAM_MAILS, NAMES("mpack"), "sdcmo", "", 0},
    {PROGRAM_MAILS, NAMES("swaks"), "sfh", "t", 0},
    /* They begin another program. */
    {PROGRAM_REDIRECTS, NAMES("condredirect"), "", "", 1},
    {PROGRAM_GOES_BEFORE, NAMES("bouncesaying"), "", "", 1},
    {PROGRAM_GOES_BEFORE,
	NAMES("preline", "!", "{", "}", "if", "then", "else", "elif", "while",
	    "until", "do", "exec", "nohup", "setsid", "time", "command"),
	"", "", 0},
    {PROGRAM_GOES_BEFORE, NAMES("nice"), "n", "", 0},
    {PROGRAM_GOES_BEFORE, NAMES("ionice"), "cn", "", 0},
    {PROGRAM_GOES_BEFORE, NAMES("timeout"), "ks", "", 1},
    {PROGRAM_GOES_BEFORE, NAMES("env"), "uC", "", 0},
    {PROGRAM_GOES_BEFORE, NAMES("sudo"), "ugp", "", 0},
    {PROGRAM_GOES_BEFORE, NAMES("ssh"), "ilpoF", "", 1},
    {PROGRAM_GOES_BEFORE, NAMES("xargs"), "InLPsdEa", "", 0},
    /* They file, look through or answer mail. */
    {PROGRAM_OTHER,
	NAMES("vacation", "procmail", "maildrop", "deliver", "dovecot-lda",
	    "formail", "reformail", "spamc", "spamassassin", "sa-learn",
	    "rspamc", "bogofilter", "logger", "echo", "printf", "cat", "tee",
	    "sed", "awk", "grep", "egrep", "fgrep", "test", "[", "head", "tail",
	    "tr", "cut", "cp", "mv", "rm", "touch", "mkdir", "lockfile",
	    "gzip"),
	"", "", 0},
    {PROGRAM_SHELL, NAMES("sh", "bash", "dash", "ksh"), "", "", 0},
};

struct program
program_begin(struct span name)
{
	name = span_take_last(&name, '/');
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		for (const char *const *at = known[i].names; *at != NULL; at++)
			if (span_same(name, span_of(*at)))
				return (struct program){&known[i], .name = *at};
	return (struct program){.options = NULL};
}

bool
program_goes_before(const struct program *program, const struct decoded *word)
{
	const struct program_options *options = program->options;

	return options != NULL && options->kind >= PROGRAM_REDIRECTS &&
	       options->kind <= PROGRAM_GOES_BEFORE && !program->skipped &&
	       program->count == options->operands && word->len != 0 &&
	       word->bytes[0] != '-';
}

bool
program_is_shell(const struct program *program)
{
	return program->options != NULL &&
	       program->options->kind == PROGRAM_SHELL;
}

bool
program_reads_headers(const struct program *program, const struct decoded *word)
{
	return program->options != NULL &&
	       program->options->kind == PROGRAM_MAILS && word->len > 1 &&
	       word->bytes[0] == '-' &&
	       memchr(word->bytes, 't', word->len) != NULL &&
	       strchr(program->options->recipients, 't') == NULL;
}

/* ---- what is not mailed -------------------------------------------------- */

/* An @ between other bytes than blanks. */
static bool
has_address(const struct decoded *word)
{
	for (size_t i = 1; i + 1 < word->len; i++)
		if (word->bytes[i] == '@' &&
		    !ascii_is_space(word->bytes[i - 1]) &&
		    !ascii_is_space(word->bytes[i + 1]))
			return true;
	return false;
}

void
program_note(const struct reader_text *text, unsigned line, const char *name,
    const struct decoded *word)
{
	char quoted[DIAGNOSTIC_QUOTE_SIZE];

	if (text->notes != NULL && has_address(word))
		diagnostics_add(text->notes, text->file, line,
		    "\"%s\": %s does not mail this",
		    diagnostic_quote(word->bytes, word->len, quoted), name);
}

/* Where the last field of a header that names recipients has its value; 0 when
 * there is none.  Reply-To: is none. */
static size_t
find_recipients(const struct decoded *word)
{
	static const char *const names[] = {"to:", "cc:", "bcc:", "resent-to:",
	    "resent-cc:", "resent-bcc:"};
	size_t found = 0;

	for (size_t at = 0; at < word->len; at++) {
		if (at != 0 &&
		    (word->bytes[at - 1] == '-' ||
			ascii_is_letter(word->bytes[at - 1])) &&
		    (at != 2 || word->bytes[0] != '-'))
			continue;
		for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
			size_t len = strlen(names[i]);

			if (len <= word->len - at &&
			    strncasecmp(word->bytes + at, names[i], len) == 0)
				found = at + len;
		}
	}
	return found;
}

/* "To: a@b.jp", "s/^To:.*$/To: a@b.jp/": of a line that "sendmail -t" ends they
 * are recipients. */
static int
take_header(struct program *program, const struct reader_text *text,
    unsigned line, const struct decoded *word)
{
	size_t begin = find_recipients(word), end = begin;
	struct decoded value;

	if (!program->headers || begin == 0) {
		program_note(text, line, program->name, word);
		return 0;
	}
	program->skipped = program->recipients = begin == word->len;
	while (end < word->len && memchr("\n\\/|", word->bytes[end], 4) == NULL)
		end++;
	decoded_clear(&value);
	decoded_add_part(&value, word, begin, end);
	return decoded_take(text, line, &value, DECODED_RECIPIENTS);
}

/* ---- options ------------------------------------------------------------- */

/* "--to=a@b.jp" of any program; returns the length of its name, 0: none. */
static size_t
long_recipients(const struct decoded *word)
{
	static const char *const names[] = {"--to", "--cc", "--bcc",
	    "--mail-rcpt", "--rcpt", "--recipient", "--recipients"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		size_t len = strlen(names[i]);

		if (word->len >= len &&
		    memcmp(word->bytes, names[i], len) == 0 &&
		    (word->len == len || word->bytes[len] == '='))
			return len;
	}
	return 0;
}

static int
take_rest(const struct reader_text *text, unsigned line,
    const struct decoded *word, size_t begin)
{
	struct decoded rest;

	decoded_clear(&rest);
	decoded_add_part(&rest, word, begin, word->len);
	return decoded_take(text, line, &rest, DECODED_RECIPIENTS);
}

/* An option, whose value may be the next word or its own rest. */
static int
take_option(struct program *program, const struct reader_text *text,
    unsigned line, const struct decoded *word)
{
	const struct program_options *options = program->options;
	char letter = word->bytes[1];
	bool recipients = strchr(options->recipients, letter) != NULL;

	if (letter == '-')
		program->operands |= word->len == 2;
	else if (word->len == 2)
		program->skipped =
		    recipients || strchr(options->values, letter) != NULL;
	else if (recipients)
		return take_rest(text, line, word, 2);
	program->recipients = program->skipped && recipients;
	program_note(text, line, program->name, word);
	return 0;
}

static int
take_operand(struct program *program, const struct reader_text *text,
    unsigned line, const struct decoded *word)
{
	const struct program_options *options = program->options;

	if (options == NULL) {
		if (has_address(word))
			reader_text_refuse(text, line, decoded_span(word),
			    N_("an argument of a program: whether mail goes "
			       "there is not known"));
		return 0;
	}
	if (options->kind == PROGRAM_MAILS ||
	    (options->kind == PROGRAM_REDIRECTS && program->count == 0)) {
		program->count++;
		return decoded_take(text, line, word, DECODED_RECIPIENTS);
	}
	program->count++;
	return take_header(program, text, line, word);
}

int
program_take(struct program *program, const struct reader_text *text,
    unsigned line, const struct decoded *word)
{
	bool skipped = program->skipped, recipients = program->recipients;
	size_t name = long_recipients(word);

	program->skipped = program->recipients = false;
	if (word->len == 0)
		return 0;
	if (recipients)
		return decoded_take(text, line, word, DECODED_RECIPIENTS);
	if (skipped) {
		program_note(text, line, program->name, word);
		return 0;
	}
	if (name == word->len && name != 0) {
		program->skipped = program->recipients = true;
		return 0;
	}
	if (name != 0)
		return take_rest(text, line, word, name + 1);
	if (program->options != NULL &&
	    program->options->kind != PROGRAM_OTHER && word->len > 1 &&
	    word->bytes[0] == '-' && !program->operands)
		return take_option(program, text, line, word);
	return take_operand(program, text, line, word);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Programs that mail passes through, and their options. */
#include "domains/filters/program.h"

#include <string.h>

struct program_options {
	const char *name;
	bool mails;             /* its operands are recipients */
	const char *values;     /* letters of options that have a value */
	const char *recipients; /* of those that have recipients for one */
};

#define SENDMAIL "fFrBCNOLpRVXDd"
#define MAILX "srSaAEuqM"

static const struct program_options known[] = {
    {"sendmail", true, SENDMAIL, ""},
    {"exim", true, SENDMAIL, ""},
    {"exim4", true, SENDMAIL, ""},
    {"postfix-sendmail", true, SENDMAIL, ""},
    {"rmail", true, "f", ""},
    {"msmtp", true, "faCFNORV", ""},
    {"qmail-inject", true, "f", ""},
    {"mail", true, MAILX, "cb"},
    {"mailx", true, MAILX, "cb"},
    {"bsd-mailx", true, MAILX, "cb"},
    {"s-nail", true, MAILX, "cb"},
    {"mutt", true, "sfaeFiHmQ", "cb"},
    {"bounce", true, "", ""},
    /* They file, look through or answer mail. */
    {"vacation", false, "", ""},
    {"procmail", false, "", ""},
    {"maildrop", false, "", ""},
    {"deliver", false, "", ""},
    {"dovecot-lda", false, "", ""},
    {"formail", false, "", ""},
    {"reformail", false, "", ""},
    {"spamc", false, "", ""},
    {"spamassassin", false, "", ""},
    {"sa-learn", false, "", ""},
    {"rspamc", false, "", ""},
    {"bogofilter", false, "", ""},
    {"logger", false, "", ""},
    {"echo", false, "", ""},
    {"printf", false, "", ""},
    {"cat", false, "", ""},
    {"tee", false, "", ""},
    {"sed", false, "", ""},
    {"awk", false, "", ""},
    {"grep", false, "", ""},
    {"egrep", false, "", ""},
    {"fgrep", false, "", ""},
    {"test", false, "", ""},
    {"[", false, "", ""},
    {"head", false, "", ""},
    {"tail", false, "", ""},
    {"tr", false, "", ""},
    {"cut", false, "", ""},
    {"cp", false, "", ""},
    {"mv", false, "", ""},
    {"rm", false, "", ""},
    {"touch", false, "", ""},
    {"mkdir", false, "", ""},
    {"lockfile", false, "", ""},
    {"gzip", false, "", ""},
};

struct program
program_begin(struct span name)
{
	const char *slash =
	    name.len != 0 ? memrchr(name.bytes, '/', name.len) : NULL;
	struct program program = {.options = NULL};

	if (slash != NULL)
		name = span_after(name, (size_t)(slash + 1 - name.bytes));
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (span_equal(name, known[i].name))
			program.options = &known[i];
	return program;
}

/* An option, whose value may be the next word or its own rest. */
static int
take_option(struct program *program, const struct reader_text *text,
    unsigned line, const struct decoded *word)
{
	char letter = word->bytes[1];
	bool recipients = strchr(program->options->recipients, letter) != NULL;
	struct decoded rest;

	if (letter == '-') {
		program->operands |= word->len == 2;
		return 0;
	}
	if (!recipients && strchr(program->options->values, letter) == NULL)
		return 0;
	if (word->len == 2) {
		program->skipped = true;
		program->recipients = recipients;
		return 0;
	}
	if (!recipients)
		return 0;
	decoded_clear(&rest);
	decoded_add_part(&rest, word, 2, word->len);
	return decoded_take(text, line, &rest, DECODED_RECIPIENTS);
}

int
program_take(struct program *program, const struct reader_text *text,
    unsigned line, const struct decoded *word)
{
	bool skipped = program->skipped, recipients = program->recipients;

	program->skipped = program->recipients = false;
	if (word->len == 0)
		return 0;
	if (program->options == NULL) {
		if (memchr(word->bytes, '@', word->len) != NULL)
			decoded_refuse(text, line, decoded_span(word),
			    "an argument of a program: whether mail goes "
			    "there is not known");
		return 0;
	}
	if (!program->options->mails)
		return 0;
	if (skipped)
		return recipients
		           ? decoded_take(text, line, word, DECODED_RECIPIENTS)
		           : 0;
	if (word->bytes[0] == '-' && word->len > 1 && !program->operands)
		return take_option(program, text, line, word);
	return decoded_take(text, line, word, DECODED_RECIPIENTS);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* doppelmail: mails what an audit of the mail system found to those whom it
 * concerns, without a right to what the audit has read. */
#include <string.h>
#include <time.h>

#include "domains/reports/mailing.h"
#include "domains/service/privilege.h"
#include "domains/text/console.h"
#include "domains/text/mail.h"
#include "domains/text/options.h"

/* As doppelcheck has it. */
enum exit_code { EXIT_NOTHING = 0, EXIT_FOUND = 1, EXIT_ERROR = 2 };

/* The audit looks every day, within an hour. */
#define OLD_SECONDS (26 * 3600)

struct command {
	const char *spool;
	const char *baseline;
	const char *sendmail;
	const char *user;
};

/* clang-format off */
#define AT(member) .offset = offsetof(struct command, member)

static const struct option_row rows[] = {
    {"spool", 'O', OPTION_TEXT, "DIR",
	"where doppelcheck --spool leaves what it finds", AT(spool)},
    {"state", 's', OPTION_TEXT, "FILE",
	"mail only what is not in FILE yet, which doppelmail then rewrites",
	AT(baseline)},
    {"sendmail", 'P', OPTION_TEXT, "PROGRAM",
	"which takes the mail (default " MAIL_PROGRAM ")", AT(sendmail)},
    {"user", 'U', OPTION_TEXT, "NAME",
	"started as root, become NAME: then sendmail(1) may be setgid in a "
	"service without a privilege", AT(user)},
    {NULL},
};
/* clang-format on */

static const char *const usage[] = {
    "--spool DIR --state FILE [--sendmail PROGRAM] [--user NAME]",
    NULL,
};

static const struct options options = {
    .name = "doppelmail",
    .usage = usage,
    .about = "Mails what doppelcheck --system --spool has found to those whom "
	     "it concerns.",
    .ending = "Exit status: 0 nothing is new, 1 it was mailed, 2 an error.\n"
	      "Manual: doppelmail(8).\n",
};

/* Reads what was found.  What is wrong with it, and whether it is old, goes to
 * who looks after the machine's mail. */
static void
read_spool(const char *directory, struct diagnostics *diagnostics,
    struct spool *spool_r)
{
	char when[sizeof("2026-11-29 07:00:00 UTC")] = "";
	struct tm utc;

	*spool_r = SPOOL_UNREADABLE;
	if (spool_read(directory, diagnostics, spool_r) < 0 ||
	    time(NULL) - spool_r->time <= OLD_SECONDS)
		return;
	if (gmtime_r(&spool_r->time, &utc) != NULL)
		strftime(when, sizeof(when), "%F %T UTC", &utc);
	diagnostics_add(diagnostics, directory, 0,
	    "the search for wrong addresses has left nothing since %s", when);
}

/* Mails.  Without a baseline only what is wrong. */
static int
mail(const struct command *command, struct baseline *baseline,
    struct diagnostics *diagnostics)
{
	struct mailing mailing = {
	    .program =
		command->sendmail != NULL ? command->sendmail : MAIL_PROGRAM,
	    .baseline = baseline,
	};
	struct spool spool;
	size_t before, news = 0;
	int result;

	read_spool(command->spool, diagnostics, &spool);
	before = diagnostics->count;
	if (baseline != NULL && spool.read)
		(void)baseline_read(baseline, diagnostics);
	spool.read = spool.read && diagnostics->count == before;
	diagnostics_add_all(&spool.diagnostics, diagnostics);
	result = mailing_run(&mailing, &spool);
	spool_clear(&spool);
	for (size_t i = 0; i < VERDICT_REASONS; i++)
		news += mailing.counts.findings[i];
	if (result < 0 || diagnostics->count != 0)
		return EXIT_ERROR;
	return news != 0 ? EXIT_FOUND : EXIT_NOTHING;
}

/* For good. */
static int
become(const char *user, struct diagnostics *diagnostics)
{
	struct privilege privilege;

	return user == NULL ||
	               (privilege_find("--user", user, NULL, diagnostics,
			    &privilege) == 0 &&
			   privilege_check(&privilege, diagnostics) == 0 &&
			   privilege_drop(&privilege, diagnostics) == 0)
	           ? 0
	           : -1;
}

static int
compare_and_mail(const struct command *command, struct diagnostics *diagnostics)
{
	struct baseline *baseline = NULL;
	int status = EXIT_ERROR;
	bool busy;

	(void)baseline_lock(command->baseline, diagnostics, &baseline, &busy);
	if (busy)
		console_say(command->baseline, "another run is at work");
	else
		status = mail(command, baseline, diagnostics);
	baseline_close(&baseline);
	return status;
}

static int
run(const struct command *command)
{
	struct diagnostics diagnostics = {0};
	int status = EXIT_ERROR;

	if (become(command->user, &diagnostics) == 0)
		status = compare_and_mail(command, &diagnostics);
	console_diagnostics(&diagnostics);
	diagnostics_clear(&diagnostics);
	return status;
}

int
main(int argc, char **argv)
{
	struct command command = {0};
	struct options how = options;
	enum options_result result;
	int first;

	console_keep_write_errors();
	how.tables[0] = (struct option_table){rows, &command};
	result = options_parse(&how, argc, argv, &first);
	if (result == OPTIONS_GO_ON && first < argc)
		result = options_refuse(&how, "arguments", "it takes none");
	if (result == OPTIONS_GO_ON &&
	    (command.spool == NULL || command.baseline == NULL))
		result = options_refuse(&how, "--spool and --state",
		    "it needs both");
	if (result == OPTIONS_GO_ON)
		return run(&command);
	return console_finish_output(result == OPTIONS_SHOWN ? EXIT_NOTHING
							     : EXIT_ERROR,
	    EXIT_ERROR);
}

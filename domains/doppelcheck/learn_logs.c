/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts where mail goes by logs: see the header. */
#include "domains/doppelcheck/learn_logs.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/base/file.h"
#include "domains/engine/name/name.h"
#include "domains/maillog/mails.h"
#include "domains/maillog/texts.h"
#include "domains/text/console.h"

struct learning {
	const struct learn_options *options;
	struct name name; /* of the last recipient's domain */
	struct leaks *leaks;
	struct mails *mails;
	struct logs_wanted wanted;
};

/* ---- what counts --------------------------------------------------------- */

/* As struct leaks_options has it: what is not one's own. */
static bool
is_outside(void *context, struct span address)
{
	const struct learning *learning = context;
	struct span domain = span_after_last(address, '@');

	return domain.len != 0 &&
	       !lookup_key_is_own(learning->options->rules, domain);
}

static bool
find_domain(void *context, struct span address, struct span *domain_r)
{
	struct learning *learning = context;
	struct name *name = &learning->name;
	struct span domain = span_after_last(address, '@');

	/* A literal or a host of one label is nothing that people mean. */
	if (domain.len == 0 ||
	    name_parse(domain.bytes, domain.len, name, NULL) < 0 ||
	    name->literal || name->labels < 2)
		return false;
	*domain_r = (struct span){name->text, name->len};
	return true;
}

/* As struct leaks_options has it: was it sent by somebody here?  To a list or
 * alias here mail comes from everywhere. */
static bool
is_ours(void *context, struct span sender, struct span via)
{
	const struct learning *learning = context;
	struct span from = span_after_last(sender, '@');
	struct span list = span_after_last(via, '@');

	if (sender.len == 0)
		return false;
	return via.len == 0 || from.len == 0 ||
	       lookup_key_is_below(from, list) ||
	       lookup_key_is_below(list, from) ||
	       lookup_key_is_own(learning->options->rules, from);
}

/* ---- finding ------------------------------------------------------------- */

/* Is what begins like this a log? */
static bool
is_log(const struct learn_options *options, const char *path,
    const struct stdin_begun *begun)
{
	struct foreign foreign;

	if (options->type != READER_AUTO)
		return options->type == READER_MAILLOG;
	return reader_recognise(path, begun->bytes, begun->len, &foreign) ==
	       READER_MAILLOG;
}

/* Returns 1 when it is a log, which is added, 0 when not, or -1 when memory is
 * out.  What cannot be read twice is begun only as a log. */
static int
take_path(const struct learn_options *options, const char *path,
    struct logs *logs)
{
	struct stdin_begun begun = {.fd = -1};
	struct stat status;
	const char *why;
	int fd = file_open_input(path, &status, &why), result = 0;
	bool once = fd >= 0 && stdin_is_read_once(path, &status);

	if (fd < 0)
		return 0; /* the reader of lists reports it */
	if (!S_ISREG(status.st_mode) && options->type != READER_MAILLOG) {
		close(fd);
		return 0;
	}
	if (stdin_begin(fd, READER_LOOK, &begun) < 0)
		return -1;
	if (is_log(options, path, &begun)) {
		/* A file is opened when it is read. */
		if (!once)
			stdin_end(&begun);
		result = logs_add(logs, path, path, &begun) < 0 ? -1 : 1;
	} else if (once && lseek(fd, -(off_t)begun.len, SEEK_CUR) < 0) {
		result = -1;
	}
	stdin_end(&begun);
	return result;
}

int
learn_logs_find(const struct learn_options *options, struct logs *logs,
    const char **lists, size_t *count_r)
{
	size_t count = 0;
	int taken = 0;

	for (size_t i = 0; i < options->path_count && taken >= 0; i++) {
		taken = take_path(options, options->paths[i], logs);
		if (taken == 0)
			lists[count++] = options->paths[i];
	}
	*count_r = count;
	return taken < 0 ? console_say("learn", strerror(errno)) : 0;
}

/* ---- reading ------------------------------------------------------------- */

/* As struct maillog_source has it: nothing is counted, or any more. */
static int
begin(void *context)
{
	struct learning *learning = context;
	const struct leaks_options options = {
	    .may_be_wrong = is_outside,
	    .is_wrong = find_domain,
	    .counts = is_ours,
	    .context = learning,
	    .wanted = logs_part(&learning->wanted),
	    .domains_only = true,
	};

	mails_free(&learning->mails);
	leaks_free(&learning->leaks);
	learning->leaks = leaks_new(&options);
	if (learning->leaks != NULL)
		learning->mails = mails_new(learning->leaks, NULL);
	return learning->mails != NULL
	           ? 0
	           : console_say("mail log", strerror(ENOMEM));
}

/* As maillog_take. */
static int
take_line(void *context, const struct maillog_line *line)
{
	struct learning *learning = context;

	texts_read(line, mails_take, learning->mails);
	return leaks_failed(learning->leaks);
}

static int
read_logs(struct learning *learning, const struct logs *logs)
{
	struct logs_messages messages = {0};
	struct maillog_source source = logs_source(logs,
	    learning->options->logs, &learning->wanted, &messages);
	struct diagnostics counted = {0};
	struct maillog_read read;
	int result;

	source.again = begin;
	result =
	    maillog_read(&source, texts_matter, take_line, learning, &read);
	if (mails_finish(learning->mails, read.last) < 0)
		result =
		    diagnostics_no_memory(&messages.diagnostics, "mail log");
	if (leaks_overflowed(learning->leaks))
		diagnostics_add(&counted, "mail log", 0,
		    "there are too many domains or senders to count them all "
		    "apart: some numbers are too small");
	diagnostics_put_first(&messages.notes, &counted);
	logs_show(&messages, false, NULL);
	logs_clear_messages(&messages);
	return result;
}

/* ---- what came of it ----------------------------------------------------- */

/* Most of its mail stays here; a filter has all mail twice. */
static bool
is_own(const struct leak *leak)
{
	return leak->mails[MAILLOG_LOCAL] > leak->mails[MAILLOG_SENT];
}

static int
take_domains(struct learning *learning, learn_logs_take take, void *context,
    struct learn_logs_sums *sums)
{
	int result = 0;

	for (uint32_t i = 1; i < leaks_count(learning->leaks); i++) {
		const struct leak *leak = leaks_at(learning->leaks, i);
		uint64_t mails = leak->mails[MAILLOG_SENT];

		if (mails == 0 || is_own(leak))
			continue;
		sums->mails += mails;
		maillog_widen(&sums->first, &sums->last, leak->first);
		maillog_widen(&sums->first, &sums->last, leak->last);
		/* "@gmail.com" */
		result |= take(context, leaks_name(learning->leaks, i) + 1,
		    mails, leak->distinct[LEAKS_SENDER]);
	}
	return result < 0 ? console_say("mail log", strerror(ENOMEM)) : 0;
}

int
learn_logs_read(const struct learn_options *options, const struct logs *logs,
    learn_logs_take take, void *context, struct learn_logs_sums *sums_r)
{
	struct learning learning = {.options = options};
	int result = -1;

	*sums_r = (struct learn_logs_sums){
	    .read = true,
	    .first = INT64_MAX,
	    .last = INT64_MIN,
	};
	if (logs_take_wanted(options->logs, &learning.wanted) == 0 &&
	    begin(&learning) == 0) {
		result = read_logs(&learning, logs);
		if (take_domains(&learning, take, context, sums_r) < 0)
			result = -1;
	}
	mails_free(&learning.mails);
	leaks_free(&learning.leaks);
	return result;
}

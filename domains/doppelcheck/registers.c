/* SPDX-License-Identifier: BSD-2-Clause */
/* Audits files of registrations among plain lists: see the header. */
#include "domains/doppelcheck/registers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/registrations/readers/include.h"
#include "domains/registrations/judge.h"
#include "domains/registrations/alias_loops.h"
#include "domains/engine/name/full_width.h"
#include "domains/doppelcheck/fix.h"
#include "domains/doppelcheck/place.h"
#include "domains/doppelcheck/domain_set.h"
#include "domains/doppelcheck/stdin_copy.h"
#include "domains/text/console.h"

/* Findings are written when there are so many bytes of them. */
#define PENDING_MAX ((size_t)64 * 1024)

/* A local part, @, a domain. */
#define SUGGESTION_SIZE 1024

/* Some 400,000 names with their addresses, which take two seconds. */
#define NAMES_FILE_MAX ((size_t)16 << 20)

struct recording {
	const struct audit_options *options;
	const struct reader_options *records;
	const struct registers_fixing *fixing;
	const struct registers_audience *audience; /* NULL: nobody */
	const char *name;                          /* of the file at hand */
	struct fix fix;                            /* its corrections */
	struct domain_set *seen;
	struct alias_loops *loops;
	struct report_counts counts;
	struct diagnostics diagnostics; /* of the file at hand */
	struct evidence evidence;       /* of the last verdict */
	struct buffer pending;
	bool stopped; /* nobody takes the findings, or memory is out */
	bool trouble;
};

/* ---- which files --------------------------------------------------------- */

/* The beginning of a file that can be read again; 0 for others. */
static size_t
look(const char *path, char begin[static READER_LOOK], bool *fifo_r)
{
	struct stat status;
	ssize_t len = 0;
	int fd;

	*fifo_r = strcmp(path, "-") == 0 ||
	          (stat(path, &status) == 0 && S_ISFIFO(status.st_mode));
	if (*fifo_r)
		return 0;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return 0;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
		len = pread(fd, begin, READER_LOOK, 0);
	close(fd);
	return len > 0 ? (size_t)len : 0;
}

static bool
is_at_most(const char *path, size_t size)
{
	struct stat status;

	return stat(path, &status) == 0 && (uintmax_t)status.st_size <= size;
}

/* Has a list full-width letters or characters that cannot be seen?  One too
 * long for the reader of members goes the plain way all the same. */
static bool
is_odd(const char *path, const char *begin, size_t len)
{
	return full_width_oddities(begin, len) != 0 &&
	       is_at_most(path, RECORDS_FILE_MAX);
}

/* Has a list names before its addresses, "Yamada Taro <taro@gmail.com>"?  Of
 * a longer one only the domains are looked at, as fast as can be. */
static bool
has_names(const char *path, const char *begin, size_t len)
{
	for (size_t i = 0; i + 1 < len; i++)
		if (begin[i] != '\n' && begin[i] != ',' && begin[i] != '<' &&
		    begin[i + 1] == '<')
			return is_at_most(path, NAMES_FILE_MAX);
	return false;
}

/* What a file is to be read as; READER_LIST when it goes the plain way. */
static enum reader_type
choose(const struct reader_options *records, const char *path, const char *name,
    bool closely, bool names, bool *fifo_r)
{
	char *begin = malloc(READER_LOOK);
	size_t len = begin != NULL ? look(path, begin, fifo_r) : 0;
	enum reader_type type = records->type;
	enum encoding encoding = records->encoding;

	if (encoding == ENCODING_AUTO)
		encoding =
		    len != 0 ? encoding_detect(begin, len) : ENCODING_UTF8;
	if (type == READER_AUTO)
		type =
		    len != 0 ? reader_recognise(name, begin, len) : READER_LIST;
	/* The reader of members is one of lists too, which knows more. */
	if (type == READER_LIST &&
	    (encoding != ENCODING_UTF8 || records->list != NULL || closely ||
		(len != 0 && is_odd(path, begin, len)) ||
		(names && records->type == READER_AUTO && len != 0 &&
		    has_names(path, begin, len))))
		type = READER_AUTO;
	free(begin);
	return type;
}

/* ---- judging ------------------------------------------------------------- */

static void
stop(struct recording *recording, const char *subject, const char *text)
{
	if (!recording->stopped && text != NULL)
		console_say(subject, text);
	recording->stopped = recording->trouble = true;
	if (recording->audience != NULL)
		recording->audience->stopped(recording->audience->context);
}

static void
write_pending(struct recording *recording)
{
	struct buffer *pending = &recording->pending;

	if (pending->failed)
		stop(recording, "findings", strerror(ENOMEM));
	errno = 0;
	if (pending->len != 0 && !recording->stopped &&
	    (fwrite(pending->bytes, 1, pending->len, recording->options->out) !=
		    pending->len ||
		fflush(recording->options->out) != 0))
		stop(recording, "standard output",
		    errno == EPIPE ? NULL : strerror(errno));
	pending->len = 0;
}

/* Notes what replaces a wrong address, where that is sure: in the file itself,
 * not in one that it includes. */
static void
correct(struct recording *recording, const struct finding *finding)
{
	const struct member *member = &finding->member;
	const char *instead = finding->suggestion;

	if (!finding->fixable || !recording->fixing->on || !member->in_text ||
	    strcmp(member->file, recording->name) != 0)
		return;
	for (const char *p = instead; *p != '\0'; p++)
		if ((*p & 0x80) != 0)
			return; /* not in every encoding */
	if (fix_add(&recording->fix, member->at, member->address.bytes,
		member->address.len, instead) < 0)
		stop(recording, "--fix", strerror(ENOMEM));
}

static enum registers_use
ask_audience(struct recording *recording, const struct finding *finding)
{
	const struct registers_audience *audience = recording->audience;
	enum registers_use use =
	    audience == NULL ? REGISTERS_WRITE
			     : audience->found(audience->context, finding);

	if (use == REGISTERS_STOP)
		stop(recording, "findings", strerror(ENOMEM));
	return use;
}

static void
add_finding(struct recording *recording, const struct finding *finding)
{
	const struct report *report = &recording->options->report;
	enum registers_use use = ask_audience(recording, finding);

	if (use == REGISTERS_WRITE || use == REGISTERS_COUNT)
		recording->counts.findings[finding->verdict.reason]++;
	if (use != REGISTERS_WRITE)
		return;
	report_add_separator(report, &recording->pending);
	report_add_place(report, finding->member.file, &recording->pending);
	buffer_add_number(&recording->pending, finding->member.line);
	report_add_finding(report, finding, &recording->pending);
	if (recording->pending.len > PENDING_MAX)
		write_pending(recording);
}

/* Judges a canonical name, or notes that the DNS is to be asked about it. */
static void
judge(struct recording *recording, const struct name *name,
    struct evidence *evidence_r, struct verdict *verdict_r)
{
	const struct audit_options *options = recording->options;

	if (options->batch == NULL)
		doppel_judge_name(options->doppel, name, verdict_r);
	else if (!options->collecting)
		dns_batch_judge(options->batch, name->text, name->len,
		    evidence_r, verdict_r);
	else if (dns_batch_collect(options->batch, name->text, name->len) < 0)
		stop(recording, "domains to ask", strerror(ENOMEM));
}

/* Judges a name once, as the judge asks for it: fine ones are known by their
 * hash. */
static void
judge_once(void *context, const struct name *name, struct evidence *evidence_r,
    struct verdict *verdict_r)
{
	struct recording *recording = context;
	uint64_t hash = domain_set_hash(recording->seen, name->text, name->len);
	enum domain_set_class class = domain_set_find(recording->seen, hash);
	int added;

	if (class == DOMAIN_SET_FINE)
		return;
	judge(recording, name, evidence_r, verdict_r);
	if (class != DOMAIN_SET_NEVER)
		return;
	class = DOMAIN_SET_FLAGGED;
	if (verdict_r->reason == VERDICT_NONE ||
	    verdict_r->confidence < recording->options->min_confidence)
		class = DOMAIN_SET_FINE;
	added = domain_set_add(recording->seen, hash, class);
	if (added < 0)
		stop(recording, "distinct domains", strerror(ENOMEM));
	recording->counts.distinct += added == 1;
}

/* Does the list take no private addresses? */
static bool
wants_official(const struct registers_demands *demands, struct span list)
{
	const struct settings_policy *policy;

	if (demands->no_private || demands->any_private)
		return demands->no_private;
	if (demands->policies == NULL)
		return false;
	policy = settings_find_policy(demands->policies, list);
	return policy != NULL && policy->private_address;
}

static struct judge_demands
demand(void *context, const struct member *member)
{
	const struct recording *recording = context;
	const struct registers_demands *demands = recording->options->demands;

	if (demands == NULL || recording->options->collecting)
		return (struct judge_demands){0};
	return (struct judge_demands){
	    .private_address = wants_official(demands, member->list),
	    .misspelled_name = demands->misspelled_name,
	};
}

static void
take_address(struct recording *recording, const struct member *member)
{
	const struct judge judge = {
	    .doppel = recording->options->doppel,
	    .judge_name = judge_once,
	    .demand = demand,
	    .context = recording,
	    .least = recording->options->min_confidence,
	};
	struct finding found[JUDGE_FINDINGS_MAX];
	int count = judge_member(&judge, member, found);

	recording->counts.addresses++;
	if (count < 0)
		stop(recording, member->file, strerror(ENOMEM));
	if (recording->options->collecting)
		return;
	for (int i = 0; i < count; i++) {
		add_finding(recording, &found[i]);
		correct(recording, &found[i]);
	}
}

/* What is wanted beyond the judgement, once. */
static void
note(struct recording *recording, const struct member *member)
{
	const struct registers_audience *audience = recording->audience;

	if (recording->options->collecting)
		return;
	if (alias_loops_add(recording->loops, member) < 0 ||
	    (audience != NULL &&
		audience->registered(audience->context, member) != 0))
		stop(recording, member->file, strerror(ENOMEM));
}

static int
take(void *context, const struct member *member)
{
	struct recording *recording = context;

	note(recording, member);
	switch (member->target) {
	case MEMBER_ADDRESS:
	case MEMBER_DOMAIN:
		take_address(recording, member);
		break;
	case MEMBER_LOCAL:
	case MEMBER_MAILBOX:
	case MEMBER_COMMAND:
	case MEMBER_FILE:
	case MEMBER_TARGETS:
		break;
	}
	return recording->stopped;
}

/* ---- files --------------------------------------------------------------- */

/* Faults of the first of two readings are told by the second. */
static void
tell_diagnostics(struct recording *recording)
{
	const struct registers_audience *audience = recording->audience;

	if (recording->diagnostics.count != 0) {
		recording->trouble = true;
		if (recording->options->collecting)
			; /* later */
		else if (audience != NULL)
			audience->failed(audience->context,
			    &recording->diagnostics);
		else
			console_diagnostics(&recording->diagnostics);
	}
	diagnostics_clear(&recording->diagnostics);
}

static void
fix_file(struct recording *recording, const char *path, bool fifo)
{
	const struct registers_fixing *fixing = recording->fixing;
	size_t count = recording->fix.count;

	if (count == 0 || recording->options->collecting) {
		fix_clear(&recording->fix);
		return;
	}
	if (fifo) {
		console_say(path, "a pipe cannot be corrected");
		recording->trouble = true;
	} else if (fix_write(&recording->fix, path,
		       recording->records->encoding, fixing->in_place) < 0) {
		recording->trouble = true;
	} else if (!fixing->quiet) {
		console_format(path, "%zu %s corrected, %s %s%s", count,
		    count == 1 ? "address" : "addresses",
		    fixing->in_place ? "the old file is" : "in", path,
		    fixing->in_place ? ".bak" : ".fixed");
	}
	fix_clear(&recording->fix);
}

static void
read_file(struct recording *recording, const char *path, const char *name,
    enum reader_type type, bool fifo)
{
	struct reader_options options = *recording->records;
	const char **copies = fifo ? stdin_copy_paths(&path, 1) : NULL;

	options.name = recording->name = name;
	options.type = type == READER_AUTO ? READER_LIST : type;
	if (fifo && copies == NULL)
		recording->trouble = true;
	else if (reader_read(copies != NULL ? copies[0] : path, &options, take,
		     recording, &recording->diagnostics) < 0)
		recording->trouble = true;
	write_pending(recording);
	tell_diagnostics(recording);
	fix_file(recording, name, fifo);
	if (copies != NULL)
		stdin_copy_free(&copies, &path, 1);
}

static void
add_counts(struct report_counts *counts, const struct report_counts *more)
{
	counts->addresses += more->addresses;
	counts->distinct += more->distinct;
	for (size_t i = 0; i < VERDICT_REASONS; i++)
		counts->findings[i] += more->findings[i];
}

/* Plain lists that follow each other. */
static void
read_plain(struct recording *recording, size_t first, size_t behind)
{
	struct audit_options options = *recording->options;
	struct report_counts counts;

	if (first == behind)
		return;
	options.paths += first;
	options.copies += options.copies != NULL ? first : 0;
	options.path_count = behind - first;
	options.seen = recording->seen;
	if (audit_run(&options, &counts) < 0)
		recording->trouble = true;
	add_counts(&recording->counts, &counts);
}

static void
read_all(struct recording *recording)
{
	const struct audit_options *options = recording->options;
	const char *const *paths =
	    options->copies != NULL ? options->copies : options->paths;
	bool closely =
	    recording->fixing->on ||
	    (options->demands != NULL && options->demands->no_private);
	bool names =
	    options->demands != NULL && options->demands->misspelled_name;
	size_t plain = 0; /* the first one not yet read */

	for (size_t i = 0; i < options->path_count; i++) {
		bool fifo = false;
		enum reader_type type = choose(recording->records, paths[i],
		    options->paths[i], closely, names, &fifo);

		if (type == READER_LIST)
			continue;
		read_plain(recording, plain, i);
		plain = i + 1;
		if (!recording->stopped)
			read_file(recording, paths[i], options->paths[i], type,
			    fifo);
	}
	if (!recording->stopped)
		read_plain(recording, plain, options->path_count);
}

/* ---- the doors ----------------------------------------------------------- */

static int
begin(struct recording *recording)
{
	recording->seen = domain_set_new();
	recording->loops = alias_loops_new();
	if (recording->seen != NULL && recording->loops != NULL)
		return 0;
	console_say("audit", strerror(ENOMEM));
	recording->trouble = true;
	return -1;
}

static int
finish(struct recording *recording, struct report_counts *counts_r)
{
	if (recording->loops != NULL)
		alias_loops_find_cycles(recording->loops,
		    &recording->diagnostics);
	tell_diagnostics(recording);
	buffer_clear(&recording->pending);
	alias_loops_free(&recording->loops);
	domain_set_free(&recording->seen);
	*counts_r = recording->counts;
	return recording->trouble ? -1 : 0;
}

int
registers_audit_run(const struct audit_options *options,
    const struct reader_options *records, const struct registers_fixing *fixing,
    struct report_counts *counts_r)
{
	struct recording recording = {
	    .options = options,
	    .records = records,
	    .fixing = fixing,
	};

	if (begin(&recording) == 0)
		read_all(&recording);
	return finish(&recording, counts_r);
}

static void
read_place(struct recording *recording, const struct settings_place *place,
    const struct settings_registrations *registrations)
{
	struct reader_options options = *recording->records;

	if (recording->audience != NULL && !recording->options->collecting) {
		options.opening = recording->audience->opening;
		options.opening_context = recording->audience->context;
	}
	if (place_read(place, registrations, &options, take, recording,
		&recording->diagnostics) < 0)
		recording->trouble = true;
	write_pending(recording);
	tell_diagnostics(recording);
}

int
registers_audit_places(const struct audit_options *options,
    const struct reader_options *records,
    const struct settings_registrations *registrations,
    const struct settings_places *places,
    const struct registers_audience *audience, struct report_counts *counts_r)
{
	static const struct registers_fixing none;
	struct recording recording = {
	    .options = options,
	    .records = records,
	    .fixing = &none,
	    .audience = audience,
	};

	if (begin(&recording) == 0)
		for (size_t i = 0; i < places->count && !recording.stopped; i++)
			read_place(&recording, &places->list[i], registrations);
	return finish(&recording, counts_r);
}

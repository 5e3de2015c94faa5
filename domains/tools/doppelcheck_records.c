/* SPDX-License-Identifier: BSD-2-Clause */
/* Audits files of registrations among plain lists: see the header. */
#include "domains/tools/doppelcheck_records.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/records/include.h"
#include "domains/records/judge.h"
#include "domains/records/nested.h"
#include "domains/records/written.h"
#include "domains/tools/doppelcheck_fix.h"
#include "domains/tools/doppelcheck_place.h"
#include "domains/tools/doppelcheck_seen.h"
#include "domains/tools/doppelcheck_spool.h"
#include "domains/tools/trouble.h"

/* Findings are written when there are so many bytes of them. */
#define PENDING_MAX ((size_t)64 * 1024)

/* A local part, @, a domain. */
#define SUGGESTION_SIZE 1024

/* Some 400,000 names with their addresses, which take two seconds. */
#define NAMES_FILE_MAX ((size_t)16 << 20)

struct recording {
	const struct audit_options *options;
	const struct records_options *records;
	const struct records_fixing *fixing;
	const struct records_audience *audience; /* NULL: nobody */
	const char *name;         /* of the file at hand */
	struct fix fix;           /* its corrections */
	struct seen *seen;
	struct nested *nested;
	struct report_counts counts;
	struct faults faults;     /* of the file at hand */
	struct evidence evidence; /* of the last verdict */
	struct buffer pending;
	bool stopped; /* nobody takes the findings, or memory is out */
	bool trouble;
};

/* ---- which files --------------------------------------------------------- */

/* The beginning of a file that can be read again; 0 for others. */
static size_t
look(const char *path, char begin[static RECORDS_LOOK], bool *fifo_r)
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
		len = pread(fd, begin, RECORDS_LOOK, 0);
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
	return written_oddities(begin, len) != 0 &&
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

/* What a file is to be read as; RECORDS_LIST when it goes the plain way. */
static enum records_type
choose(const struct records_options *records, const char *path,
    const char *name, bool closely, bool names, bool *fifo_r)
{
	char *begin = malloc(RECORDS_LOOK);
	size_t len = begin != NULL ? look(path, begin, fifo_r) : 0;
	enum records_type type = records->type;
	enum encoding encoding = records->encoding;

	if (encoding == ENCODING_AUTO)
		encoding = len != 0 ? encoding_detect(begin, len)
		                    : ENCODING_UTF8;
	if (type == RECORDS_AUTO)
		type = len != 0 ? records_recognise(name, begin, len)
		                : RECORDS_LIST;
	/* The reader of members is one of lists too, which knows more. */
	if (type == RECORDS_LIST &&
	    (encoding != ENCODING_UTF8 || records->list != NULL || closely ||
	        (len != 0 && is_odd(path, begin, len)) ||
	        (names && records->type == RECORDS_AUTO && len != 0 &&
	            has_names(path, begin, len))))
		type = RECORDS_AUTO;
	free(begin);
	return type;
}

/* ---- judging ------------------------------------------------------------- */

static void
stop(struct recording *recording, const char *subject, const char *text)
{
	if (!recording->stopped && text != NULL)
		trouble_say(subject, text);
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
	    (fwrite(pending->bytes, 1, pending->len,
	         recording->options->out) != pending->len ||
	        fflush(recording->options->out) != 0))
		stop(recording, "standard output",
		    errno == EPIPE ? NULL : strerror(errno));
	pending->len = 0;
}

/* Notes what stands for a wrong address, where that can be told: in the file
 * itself, not in one that it includes. */
static void
correct(struct recording *recording, const struct registration *registration,
    const struct address *address, const struct verdict *verdict)
{
	char instead[SUGGESTION_SIZE];
	int len = 0;

	if (recording->fixing->on && registration->in_text &&
	    registration->target == REGISTRATION_ADDRESS &&
	    strcmp(registration->file, recording->name) == 0)
		len = verdict_suggestion(verdict, address->local,
		    address->local_len, instead, sizeof(instead));
	for (int i = 0; i < len && len < (int)sizeof(instead); i++)
		if ((instead[i] & 0x80) != 0)
			len = 0; /* not in every encoding */
	if (len > 0 && len < (int)sizeof(instead) &&
	    fix_add(&recording->fix, registration->at,
	        registration->address.bytes, registration->address.len,
	        instead) < 0)
		stop(recording, "--fix", strerror(ENOMEM));
}

static enum records_use
ask_audience(struct recording *recording,
    const struct registration *registration,
    const struct report_finding *finding)
{
	const struct records_audience *audience = recording->audience;
	enum records_use use = audience == NULL
	                           ? RECORDS_WRITE
	                           : audience->found(audience->context,
	                                 registration, finding);

	if (use == RECORDS_STOP)
		stop(recording, "findings", strerror(ENOMEM));
	return use;
}

static void
add_judged(struct recording *recording,
    const struct registration *registration, const struct address *address,
    const struct verdict *verdict, const struct person_near *near)
{
	const struct report_finding finding = {
	    .address = registration->address.bytes,
	    .address_len = registration->address.len,
	    .local = address != NULL ? address->local : NULL,
	    .local_len = address != NULL ? address->local_len : 0,
	    .list = registration->list.bytes,
	    .list_len = registration->list.len,
	    .name = registration->name.bytes,
	    .name_len = registration->name.len,
	    .verdict = verdict,
	    .near = near,
	    .domain = address != NULL ? address->domain : NULL,
	    .domain_len = address != NULL ? address->domain_len : 0,
	};
	const struct report *report = &recording->options->report;
	enum records_use use;

	if (recording->options->collecting)
		return;
	use = ask_audience(recording, registration, &finding);
	if (use == RECORDS_WRITE || use == RECORDS_COUNT)
		recording->counts.findings[verdict->reason]++;
	if (use != RECORDS_WRITE)
		return;
	report_add_separator(report, &recording->pending);
	report_add_place(report, registration->file, &recording->pending);
	buffer_add_number(&recording->pending, registration->line);
	report_add_finding(report, &finding, &recording->pending);
	if (recording->pending.len > PENDING_MAX)
		write_pending(recording);
}

static void
add_finding(struct recording *recording,
    const struct registration *registration, const struct address *address,
    const struct verdict *verdict)
{
	add_judged(recording, registration, address, verdict, NULL);
}

static void
add_malformed(struct recording *recording,
    const struct registration *registration, const char *detail)
{
	const struct verdict verdict = {
	    .reason = VERDICT_MALFORMED,
	    .confidence = VERDICT_CERTAIN,
	    .detail = detail,
	};

	add_finding(recording, registration, NULL, &verdict);
}

/* Judges a canonical name, or notes that it is to be asked for. */
static void
judge(struct recording *recording, const struct name *name,
    struct verdict *verdict_r)
{
	const struct audit_options *options = recording->options;

	*verdict_r = (struct verdict){0};
	if (options->asking == NULL)
		doppel_judge_name(options->doppel, name, verdict_r);
	else if (!options->collecting)
		asking_judge(options->asking, name->text, name->len,
		    &recording->evidence, verdict_r);
	else if (asking_collect(options->asking, name->text, name->len) < 0)
		stop(recording, "domains to ask", strerror(ENOMEM));
}

/* Judges a name once: fine ones are known by their hash. */
static enum seen_class
judge_seen(struct recording *recording, const struct name *name,
    struct verdict *verdict_r)
{
	uint64_t hash = seen_hash(recording->seen, name->text, name->len);
	enum seen_class class = seen_find(recording->seen, hash);
	int added;

	if (class == SEEN_FINE)
		return class;
	judge(recording, name, verdict_r);
	if (class != SEEN_NEVER)
		return class;
	class = SEEN_FLAGGED;
	if (verdict_r->reason == VERDICT_NONE ||
	    verdict_r->confidence < recording->options->min_confidence)
		class = SEEN_FINE;
	added = seen_add(recording->seen, hash, class);
	if (added < 0)
		stop(recording, "distinct domains", strerror(ENOMEM));
	recording->counts.distinct += added == 1;
	return class;
}

/* No mail system takes what is written so: what was meant follows. */
static void
add_odd(struct recording *recording, const struct registration *registration,
    const struct address *address, const struct name *name)
{
	struct verdict judged;

	judge(recording, name, &judged);

	const struct verdict verdict = {
	    .reason = VERDICT_MALFORMED,
	    .confidence = VERDICT_CERTAIN,
	    .meant = judged.meant.len != 0 ? judged.meant : *name,
	    .detail = written_oddities_text(registration->oddities),
	};

	add_finding(recording, registration, address, &verdict);
	if (judged.reason == VERDICT_NONE ||
	    judged.confidence == VERDICT_CERTAIN)
		correct(recording, registration, address, &verdict);
}

/* Does the list take no private addresses? */
static bool
wants_official(const struct records_demands *demands, struct span list)
{
	const struct settings_policy *policy;

	if (demands->no_private || demands->any_private)
		return demands->no_private;
	if (demands->policies == NULL)
		return false;
	policy = settings_find_policy(demands->policies, list);
	return policy != NULL && policy->private_address;
}

/* What may be wrong with an address at a right domain: both are told, for the
 * one is whose address it should be, and the other whose it is. */
static void
judge_person(struct recording *recording,
    const struct registration *registration, const struct address *address,
    const struct name *name)
{
	const struct records_demands *demands = recording->options->demands;
	struct judgement judgement;

	if (demands == NULL)
		return;
	if (wants_official(demands, registration->list) &&
	    judge_private(recording->options->doppel, name, &judgement))
		add_finding(recording, registration, address,
		    &judgement.verdict);
	if (demands->near_contact && address->local_len != 0 &&
	    judge_near(registration, address, &judgement) &&
	    judgement.near.confidence >= recording->options->min_confidence)
		add_judged(recording, registration, address,
		    &judgement.verdict, &judgement.near);
}

static void
judge_address(struct recording *recording,
    const struct registration *registration, const struct address *address)
{
	enum name_fault fault;
	struct name name;
	struct verdict verdict;
	bool flagged;

	if (name_parse(address->domain, address->domain_len, &name,
	        &fault) < 0) {
		add_malformed(recording, registration,
		    name_fault_text(fault));
		return;
	}
	flagged = judge_seen(recording, &name, &verdict) == SEEN_FLAGGED;
	if (flagged && registration->oddities == 0) {
		add_finding(recording, registration, address, &verdict);
		if (verdict.confidence == VERDICT_CERTAIN)
			correct(recording, registration, address, &verdict);
	}
	if (registration->oddities != 0)
		add_odd(recording, registration, address, &name);
	if (!flagged && !recording->options->collecting)
		judge_person(recording, registration, address, &name);
}

static void
take_address(struct recording *recording,
    const struct registration *registration)
{
	struct address address = {
	    .domain = registration->mended.bytes + 1,
	    .domain_len = registration->mended.len - 1,
	};
	enum address_fault fault;

	recording->counts.addresses++;
	if (registration->target == REGISTRATION_ADDRESS &&
	    address_parse_path(registration->mended.bytes,
	        registration->mended.len, &address, &fault) < 0) {
		add_malformed(recording, registration,
		    address_fault_text(fault));
		return;
	}
	judge_address(recording, registration, &address);
}

/* What is wanted beyond the judgement, once. */
static void
note(struct recording *recording, const struct registration *registration)
{
	const struct records_audience *audience = recording->audience;

	if (recording->options->collecting)
		return;
	if (nested_add(recording->nested, registration) < 0 ||
	    (audience != NULL &&
	        audience->registered(audience->context, registration) != 0))
		stop(recording, registration->file, strerror(ENOMEM));
}

static int
take(void *context, const struct registration *registration)
{
	struct recording *recording = context;

	note(recording, registration);
	switch (registration->target) {
	case REGISTRATION_ADDRESS:
	case REGISTRATION_DOMAIN:
		take_address(recording, registration);
		break;
	case REGISTRATION_LOCAL:
	case REGISTRATION_MAILBOX:
	case REGISTRATION_COMMAND:
	case REGISTRATION_FILE:
	case REGISTRATION_TARGETS:
		break;
	}
	return recording->stopped;
}

/* ---- files --------------------------------------------------------------- */

/* Faults of the first of two readings are told by the second. */
static void
tell_faults(struct recording *recording)
{
	const struct records_audience *audience = recording->audience;

	if (recording->faults.count != 0) {
		recording->trouble = true;
		if (recording->options->collecting)
			; /* later */
		else if (audience != NULL)
			audience->failed(audience->context,
			    &recording->faults);
		else
			trouble_faults(&recording->faults);
	}
	faults_clear(&recording->faults);
}

static void
fix_file(struct recording *recording, const char *path, bool fifo)
{
	const struct records_fixing *fixing = recording->fixing;
	size_t count = recording->fix.count;

	if (count == 0 || recording->options->collecting) {
		fix_clear(&recording->fix);
		return;
	}
	if (fifo) {
		trouble_say(path, "a pipe cannot be corrected");
		recording->trouble = true;
	} else if (fix_write(&recording->fix, path,
	               recording->records->encoding, fixing->in_place) < 0) {
		recording->trouble = true;
	} else if (!fixing->quiet) {
		trouble_format(path, "%zu %s corrected, %s %s%s", count,
		    count == 1 ? "address" : "addresses",
		    fixing->in_place ? "the old file is" : "in", path,
		    fixing->in_place ? ".bak" : ".fixed");
	}
	fix_clear(&recording->fix);
}

static void
read_file(struct recording *recording, const char *path, const char *name,
    enum records_type type, bool fifo)
{
	struct records_options options = *recording->records;
	const char **copies = fifo ? spool_paths(&path, 1) : NULL;

	options.name = recording->name = name;
	options.type = type == RECORDS_AUTO ? RECORDS_LIST : type;
	if (fifo && copies == NULL)
		recording->trouble = true;
	else if (records_read(copies != NULL ? copies[0] : path, &options,
	             take, recording, &recording->faults) < 0)
		recording->trouble = true;
	write_pending(recording);
	tell_faults(recording);
	fix_file(recording, name, fifo);
	if (copies != NULL)
		spool_free(&copies, &path, 1);
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
	bool closely = recording->fixing->on ||
	               (options->demands != NULL &&
	                   options->demands->no_private);
	bool names = options->demands != NULL &&
	             options->demands->near_contact;
	size_t plain = 0; /* the first one not yet read */

	for (size_t i = 0; i < options->path_count; i++) {
		bool fifo = false;
		enum records_type type = choose(recording->records, paths[i],
		    options->paths[i], closely, names, &fifo);

		if (type == RECORDS_LIST)
			continue;
		read_plain(recording, plain, i);
		plain = i + 1;
		if (!recording->stopped)
			read_file(recording, paths[i], options->paths[i],
			    type, fifo);
	}
	if (!recording->stopped)
		read_plain(recording, plain, options->path_count);
}

/* ---- the doors ----------------------------------------------------------- */

static int
begin(struct recording *recording)
{
	recording->seen = seen_new();
	recording->nested = nested_new();
	if (recording->seen != NULL && recording->nested != NULL)
		return 0;
	trouble_say("audit", strerror(ENOMEM));
	recording->trouble = true;
	return -1;
}

static int
finish(struct recording *recording, struct report_counts *counts_r)
{
	if (recording->nested != NULL)
		nested_find_cycles(recording->nested, &recording->faults);
	tell_faults(recording);
	buffer_clear(&recording->pending);
	nested_free(&recording->nested);
	seen_free(&recording->seen);
	*counts_r = recording->counts;
	return recording->trouble ? -1 : 0;
}

int
records_audit_run(const struct audit_options *options,
    const struct records_options *records,
    const struct records_fixing *fixing, struct report_counts *counts_r)
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
	struct records_options options = *recording->records;

	if (recording->audience != NULL && !recording->options->collecting) {
		options.opening = recording->audience->opening;
		options.opening_context = recording->audience->context;
	}
	if (place_read(place, registrations, &options, take, recording,
	        &recording->faults) < 0)
		recording->trouble = true;
	write_pending(recording);
	tell_faults(recording);
}

int
records_audit_places(const struct audit_options *options,
    const struct records_options *records,
    const struct settings_registrations *registrations,
    const struct settings_places *places,
    const struct records_audience *audience, struct report_counts *counts_r)
{
	static const struct records_fixing none;
	struct recording recording = {
	    .options = options,
	    .records = records,
	    .fixing = &none,
	    .audience = audience,
	};

	if (begin(&recording) == 0)
		for (size_t i = 0; i < places->count && !recording.stopped; i++)
			read_place(&recording, &places->list[i],
			    registrations);
	return finish(&recording, counts_r);
}

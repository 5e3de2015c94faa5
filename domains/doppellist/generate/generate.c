/* SPDX-License-Identifier: BSD-2-Clause */
/* doppellist generate: the slips of a name that somebody could own, likeliest
 * first, as a list. */
#include "domains/doppellist/generate/generate.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/dns/batch.h"
#include "domains/doppellist/command.h"
#include "domains/doppellist/model/collection.h"
#include "domains/text/console.h"

struct request {
	struct generated generated;
	struct nameset excluded;
	const char **suffixes; /* borrowed from entries of the collection */
	size_t suffix_count;
	size_t limit; /* 0: none */
	bool all;     /* also what lists know */
	bool with_mx; /* only those that take mail */
};

/* Lists whose names are somebody's for certain, or known as wrong. */
static const enum listfile_kind known_kinds[] = {LISTFILE_PROVIDERS,
    LISTFILE_INNOCENT, LISTFILE_PROTECTED, LISTFILE_EXEMPT,
    LISTFILE_DOPPELGANGERS};

static int
compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
sort_suffixes(struct request *request)
{
	size_t kept = 0;

	if (request->suffix_count == 0)
		return;
	qsort(request->suffixes, request->suffix_count,
	    sizeof(*request->suffixes), compare_texts);
	for (size_t i = 0; i < request->suffix_count; i++)
		if (kept == 0 || strcmp(request->suffixes[kept - 1],
				     request->suffixes[i]) != 0)
			request->suffixes[kept++] = request->suffixes[i];
	request->suffix_count = kept;
}

/* The suffixes under which people have their mail are those of the names that
 * the lists know as real. */
static int
learn_entry(struct request *request, const char *text, bool real)
{
	enum name_error why;
	struct name name;
	size_t suffix;

	if (name_parse(text, strlen(text), &name, &why) < 0)
		return 0;
	suffix = name_public_suffix(&name);
	if (real && suffix < name.len)
		request->suffixes[request->suffix_count++] = text + suffix;
	if (request->all || nameset_find(&request->excluded, &name) != 0)
		return 0;
	return nameset_add(&request->excluded, &name, 1);
}

static int
learn_kind(struct request *request, const struct collection *collection,
    enum listfile_kind kind)
{
	bool real = kind == LISTFILE_PROVIDERS || kind == LISTFILE_INNOCENT;
	struct collection_entry *entries;
	const char **suffixes;
	size_t count;
	int result = 0;

	if (collection_in_force(collection, kind, &entries, &count) < 0)
		return -1;
	suffixes = reallocarray(request->suffixes,
	    request->suffix_count + count + 1, sizeof(*suffixes));
	if (suffixes == NULL)
		result = -1;
	else
		request->suffixes = suffixes;
	for (size_t i = 0; result == 0 && i < count; i++)
		result = learn_entry(request, entries[i].entry->name, real);
	free(entries);
	return result;
}

/* Returns 0, or -1 when memory is out. */
static int
learn(struct request *request, const struct collection *collection)
{
	for (size_t i = 0; i < sizeof(known_kinds) / sizeof(*known_kinds); i++)
		if (learn_kind(request, collection, known_kinds[i]) < 0)
			return -1;
	sort_suffixes(request);
	return 0;
}

/* ---- the output ------------------------------------------------------- */

static void
print_note(const struct generated_name *name)
{
	char text[64], unicode[NAME_UNICODE_SIZE];
	enum name_error why;
	struct name parsed;

	fputs("note=", stdout);
	for (unsigned i = 0; i < name->typo.slips; i++) {
		typo_slip_format(&name->typo.slip[i], text, sizeof(text));
		printf("%s%s", i > 0 ? "; " : "", text);
	}
	if (name->idn &&
	    name_parse(name->name, strlen(name->name), &parsed, &why) == 0 &&
	    name_unicode(&parsed, unicode) > 0)
		printf(" (%s)", unicode);
	if (name->mail != NULL)
		printf("; %s", name->mail);
	putchar('\n');
}

static size_t
shown_count(const struct request *request)
{
	size_t count = request->generated.count;

	return request->limit > 0 && request->limit < count ? request->limit
	                                                    : count;
}

static void
print_list(const struct request *request, size_t all)
{
	const struct generated *generated = &request->generated;
	size_t shown = shown_count(request);

	puts("# Names that are a slip away from");
	for (size_t i = 0; i < generated->meant_count; i++)
		printf("#     %s\n", generated->meant[i].text);
	printf("# %zu of %zu, likeliest first; %zu more are in the lists "
	       "already.\n",
	    shown, all, generated->passed);
	if (request->with_mx)
		printf("# These take mail.  No answer: %zu.\n",
		    generated->silent);
	else
		puts("# That they could be registered is all that is said of "
		     "them: no evidence.");
	for (size_t i = 0; i < shown; i++) {
		const struct generated_name *name = &generated->names[i];

		printf("%-23s %s ", name->name,
		    generated->meant[name->meant].text);
		print_note(name);
	}
}

/* ---- the DNS ---------------------------------------------------------- */

/* Returns 0, 1 when not everything could be asked, -1 when nothing is known;
 * both were told. */
static int
ask_dns(struct doppellist *list, struct request *request)
{
	struct dns_options options;
	struct doppel *doppel = NULL;
	struct dns *dns = NULL;
	int result;

	if (doppellist_open(list, true, &doppel) < 0)
		return -1;
	options = list->settings.dns;
	options.failures = DNS_BATCH_FAILURES;
	if (dns_open(&options, &dns) < 0) {
		console_say("--with-mx", strerror(errno));
		doppel_close(&doppel);
		return -1;
	}
	result = generated_keep_with_mx(&request->generated,
	    shown_count(request), doppel, dns);
	if (result < 0)
		console_say("--with-mx", strerror(ENOMEM));
	dns_close(&dns);
	doppel_close(&doppel);
	return result;
}

/* Asks, if so wanted, and prints what is known. */
static int
finish(struct doppellist *list, struct request *request)
{
	size_t all = request->generated.count;
	int result = 0;

	if (request->with_mx)
		result = ask_dns(list, request);
	if (result >= 0)
		print_list(request, all);
	return result != 0 ? -1 : 0;
}

/* ---- the command ------------------------------------------------------ */

static int
generate_name(struct request *request, const char *text)
{
	enum name_error why;
	struct name name;

	if (name_parse(text, strlen(text), &name, &why) < 0) {
		console_say(text, name_error_text(why));
		return -1;
	}
	if (name_registrable(&name) == name.len) {
		console_say(text, "not under a public suffix");
		return -1;
	}
	if (generated_add(&request->generated, &name) < 0) {
		console_say(text, strerror(ENOMEM));
		return -1;
	}
	return 0;
}

static int
generate_names(struct doppellist *list, struct request *request, char **names)
{
	struct collection collection = {0};
	struct diagnostics diagnostics = {0};
	int result = collection_read_in_force(list, &diagnostics, &collection);

	if (result == 0 && diagnostics.count == 0) {
		result = learn(request, &collection);
		if (result < 0)
			console_say("generate", strerror(ENOMEM));
	} else {
		console_faults(&diagnostics);
		result = -1;
	}
	diagnostics_clear(&diagnostics);
	request->generated.excluded = &request->excluded;
	request->generated.suffixes = request->suffixes;
	request->generated.suffix_count = request->suffix_count;
	for (; result == 0 && *names != NULL; names++)
		result = generate_name(request, *names);
	if (result == 0) {
		generated_rank(&request->generated);
		result = finish(list, request);
	}
	generated_clear(&request->generated);
	nameset_free(&request->excluded);
	free(request->suffixes);
	collection_clear(&collection);
	return result < 0 ? DOPPELLIST_TROUBLE : DOPPELLIST_NOTHING;
}

/* Returns the number, or 0 when the text is none from 1 to max. */
static size_t
read_number(const char *text, size_t max)
{
	unsigned long long number;
	char *end;

	errno = 0;
	number = strtoull(text, &end, 10);
	return errno == 0 && *end == '\0' && *text >= '0' && *text <= '9' &&
	               number <= max
	           ? (size_t)number
	           : 0;
}

static int
generate(struct doppellist *list, int argc, char **argv)
{
	static const struct option options[] = {{"all", no_argument, NULL, 'a'},
	    {"limit", required_argument, NULL, 'n'},
	    {"max-slips", required_argument, NULL, 's'},
	    {"registered", no_argument, NULL, 'r'},
	    {"with-mx", no_argument, NULL, 'm'}, DOPPELLIST_COMMON_OPTIONS};
	struct request request = {.generated.slips_max = 1};
	int option;

	while ((option = doppellist_option(list, argc, argv,
		    "amn:rs:", options)) != -1) {
		switch (option) {
		case 'a':
			request.all = true;
			break;
		case 'm':
			request.with_mx = true;
			break;
		case 'r':
			return doppellist_misused(list,
			    "--registered is called --with-mx now");
		case 'n':
			request.limit = read_number(optarg, SIZE_MAX);
			if (request.limit == 0)
				return doppellist_misused(list,
				    "--limit: must be a number from 1");
			break;
		case 's':
			request.generated.slips_max =
			    (unsigned)read_number(optarg, GENERATE_SLIPS_MAX);
			if (request.generated.slips_max == 0)
				return doppellist_misused(list,
				    "--max-slips: must be 1 or 2");
			break;
		default:
			return list->status;
		}
	}
	if (optind == argc)
		return doppellist_misused(list, "no name is given");
	return generate_names(list, &request, argv + optind);
}

const struct doppellist_command doppellist_generate = {
    .name = "generate",
    .brief = "list the slips of a name that somebody could own",
    .usage = "NAME ...",
    .options = "  -a, --all          also names that the lists know\n"
	       "  -m, --with-mx      ask the DNS; only names that take mail\n"
	       "  -n, --limit N      show the N likeliest\n"
	       "  -s, --max-slips N  names of up to N slips, 1 or 2 (default "
	       "1)\n",
    .run = generate,
};

/* SPDX-License-Identifier: BSD-2-Clause */
/* doppellist generate: lists the slips of a name that somebody could own, the
 * likeliest first. */
#include "domains/doppellist/generate/generate.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/interning.h"
#include "domains/dns/batch.h"
#include "domains/doppellist/model/change.h"
#include "domains/engine/lists/end_mark.h"
#include "domains/text/console.h"

struct generate_request {
	struct generated generated;
	struct nameset excluded;
	struct interning *suffixes;
	unsigned limit; /* 0: none */
	bool all;       /* also what lists know */
	bool with_mx;   /* only those that take mail */
};

/* Lists whose names are somebody's for certain, or known as wrong. */
static const enum listfile_kind known_kinds[] = {LISTFILE_PROVIDERS,
    LISTFILE_INNOCENT, LISTFILE_PROTECTED, LISTFILE_EXEMPT,
    LISTFILE_DOPPELGANGERS};

/* The suffixes under which people have their mail are those of the names that
 * the lists know as real. */
static int
learn_entry(struct generate_request *request, const char *text, bool real)
{
	const struct name name = entry_name(text);
	size_t suffix = name_public_suffix(&name);

	if (real && suffix < name.len &&
	    interning_add(request->suffixes, span_of(text + suffix)) ==
		INTERNING_NONE)
		return -1;
	if (request->all || nameset_find(&request->excluded, &name) != 0)
		return 0;
	return nameset_add(&request->excluded, &name, 1);
}

/* Returns 0, or -1 when memory is out. */
static int
learn(struct generate_request *request, const struct collection *collection)
{
	const char **suffixes;
	size_t count;

	request->suffixes = interning_new();
	if (request->suffixes == NULL)
		return -1;
	for (size_t i = 0; i < sizeof(known_kinds) / sizeof(*known_kinds);
	     i++) {
		enum listfile_kind kind = known_kinds[i];
		bool real =
		    kind == LISTFILE_PROVIDERS || kind == LISTFILE_INNOCENT;
		struct collection_entries entries;
		int result = 0;

		if (collection_in_force(collection, kind, &entries) < 0)
			return -1;
		for (size_t k = 0; result == 0 && k < entries.count; k++)
			result = learn_entry(request,
			    entries.list[k].entry->name, real);
		free(entries.list);
		if (result < 0)
			return -1;
	}
	count = interning_count(request->suffixes);
	suffixes = calloc(count + 1, sizeof(*suffixes));
	for (size_t i = 0; suffixes != NULL && i < count; i++)
		suffixes[i] = interning_text(request->suffixes, (uint32_t)i);
	request->generated.suffixes = suffixes;
	request->generated.suffix_count = count;
	return suffixes != NULL ? 0 : -1;
}

/* ---- the output ------------------------------------------------------- */

static void
print_note(const struct generated_name *name)
{
	char text[64], unicode[NAME_UNICODE_SIZE];
	struct name parsed;

	fputs("note=", stdout);
	for (unsigned i = 0; i < name->typo.slips; i++) {
		typo_slip_format(&name->typo.slip[i], text, sizeof(text));
		printf("%s%s", i > 0 ? "; " : "", text);
	}
	if (name->idn &&
	    name_parse(name->name, strlen(name->name), &parsed, NULL) == 0 &&
	    name_unicode(&parsed, unicode) > 0)
		printf(" (%s)", unicode);
	if (name->mail != NULL)
		printf("; %s", name->mail);
	putchar('\n');
}

static size_t
shown_count(const struct generate_request *request)
{
	size_t count = request->generated.count;

	return request->limit > 0 && request->limit < count ? request->limit
	                                                    : count;
}

static void
print_list(const struct generate_request *request, size_t all)
{
	const struct generated *generated = &request->generated;
	size_t shown = shown_count(request);
	char mark[END_MARK_SIZE];

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
		puts("# Somebody could register them: that is no evidence "
		     "against "
		     "them.");
	for (size_t i = 0; i < shown; i++) {
		const struct generated_name *name = &generated->names[i];

		printf("%-23s %s ", name->name,
		    generated->meant[name->meant].text);
		print_note(name);
	}
	puts(end_mark_format(shown, mark));
}

/* ---- the DNS ---------------------------------------------------------- */

/* Returns 0, 1 when not everything could be asked, -1 when nothing is known;
 * both are reported. */
static int
ask_dns(struct doppellist *list, struct generate_request *request)
{
	struct dns_options options;
	struct doppel *doppel = NULL;
	struct dns *dns = NULL;
	int result = -1;

	if (doppellist_open(list, &doppel) < 0)
		return -1;
	options = list->settings.dns;
	options.failures = DNS_BATCH_FAILURES;
	if (dns_open(&options, &dns) < 0)
		console_say("--with-mx", strerror(errno));
	else if ((result = generated_keep_with_mx(&request->generated,
		      shown_count(request), doppel, dns)) < 0)
		doppellist_no_memory(list);
	dns_close(&dns);
	doppel_close(&doppel);
	return result;
}

/* Asks, if so wanted, and prints what is known. */
static int
finish(struct doppellist *list, struct generate_request *request)
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
generate_name(struct doppellist *list, struct generate_request *request,
    const char *text)
{
	struct name name;

	if (change_take_name(text, &name) < 0)
		return -1;
	if (name_registrable(&name) == name.len)
		return console_say(text, "not under a public suffix");
	return generated_add(&request->generated, &name) < 0
	           ? doppellist_no_memory(list)
	           : 0;
}

static int
generate_names(struct doppellist *list, struct generate_request *request,
    char **names)
{
	struct collection collection = {0};
	int result =
	    collection_read_whole(list, &collection, NULL, LISTFILE_KINDS);

	if (result == 0 && learn(request, &collection) < 0)
		result = doppellist_no_memory(list);
	request->generated.excluded = &request->excluded;
	for (; result == 0 && *names != NULL; names++)
		result = generate_name(list, request, *names);
	if (result == 0) {
		generated_rank(&request->generated);
		result = finish(list, request);
	}
	free((void *)request->generated.suffixes);
	generated_clear(&request->generated);
	nameset_free(&request->excluded);
	interning_free(&request->suffixes);
	collection_clear(&collection);
	return result < 0 ? DOPPELLIST_ERROR : DOPPELLIST_NOTHING;
}

static int
generate_run(struct doppellist *list, int argc, char **argv)
{
	struct generate_request request = {.generated.slips_max = 1};
	char **names = doppellist_parse(list, argc, argv, &request);

	return names == NULL ? list->status
	                     : generate_names(list, &request, names);
}

static const struct option_row rows[] = {
    {"all", 'a', OPTION_FLAG, NULL, "also list names that the lists have",
	.offset = offsetof(struct generate_request, all)},
    {"with-mx", 'm', OPTION_FLAG, NULL,
	"ask the DNS; only names that take mail",
	.offset = offsetof(struct generate_request, with_mx)},
    {"registered", 'r', OPTION_RENAMED, "with-mx", NULL, .min = 0},
    {"limit", 'n', OPTION_NUMBER, "N", "show the N likeliest",
	.offset = offsetof(struct generate_request, limit), .min = 1},
    {"max-slips", 's', OPTION_NUMBER, "N",
	"names of up to N slips, 1 or 2 (default 1)",
	.offset = offsetof(struct generate_request, generated.slips_max),
	.min = 1, .max = GENERATE_SLIPS_MAX},
    {NULL},
};

const struct doppellist_command doppellist_generate = {
    .name = "generate",
    .brief = "list the slips of a name that somebody could own",
    .usage = "[options] NAME ...",
    .rows = rows,
    .least = 1,
    .wanted = "needs a name",
    .run = generate_run,
};

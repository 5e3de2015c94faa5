/* SPDX-License-Identifier: BSD-2-Clause */
/* Bench: what judging a domain never seen costs, by how many names are
 * protected; the memory of the engine and the time to open it. */
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "domains/engine/doppel.h"
#include "domains/engine/lists/real_domains.h"

/* Names judged a figure; judged ROUNDS times, the best round counts. */
#define QUERIES 20000
#define ROUNDS 3

/* The names as a list has them, one after the other: as structs they would
 * take more than the caches hold, and what is measured is not the memory. */
struct queries {
	char texts[QUERIES * 64];
	size_t used;
	uint8_t len[QUERIES];
	size_t count;
};

static uint64_t
random_next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* A name as firms have: two to four syllables and a suffix. */
static void
make_name(uint64_t *state, char out[static 64])
{
	static const char *const syllables[] = {
	    "ka",
	    "shi",
	    "to",
	    "ne",
	    "mar",
	    "lin",
	    "tech",
	    "so",
	    "pro",
	    "gen",
	    "da",
	    "ri",
	    "fu",
	    "ben",
	    "net",
	    "vol",
	    "mi",
	    "ha",
	    "ter",
	    "is",
	    "on",
	    "ex",
	    "bo",
	    "ul",
	    "cri",
	    "pan",
	    "dy",
	    "wa",
	    "zu",
	    "gra",
	    "el",
	    "no",
	    "sta",
	    "ver",
	    "jo",
	    "qui",
	    "lo",
	    "pe",
	    "ma",
	    "co",
	    "an",
	    "er",
	    "st",
	    "ing",
	    "ar",
	    "or",
	    "ta",
	    "ki",
	};
	static const char *const suffixes[] = {
	    "com",
	    "com",
	    "com",
	    "net",
	    "org",
	    "co.jp",
	    "ne.jp",
	    "de",
	    "jp",
	    "co.uk",
	    "fr",
	    "ac.jp",
	};
	size_t used = 0;
	unsigned count = 2 + (unsigned)(random_next(state) % 3);
	for (unsigned i = 0; i < count; i++) {
		const char *s =
		    syllables[random_next(state) %
			      (sizeof(syllables) / sizeof(*syllables))];
		used += (size_t)snprintf(out + used, 64 - used, "%s", s);
	}
	snprintf(out + used, 64 - used, ".%s",
	    suffixes[random_next(state) %
		     (sizeof(suffixes) / sizeof(*suffixes))]);
}

/* Five letters that no other i has. */
static const char *
unique_word(size_t i, char out[static 8])
{
	for (unsigned k = 0; k < 5; k++, i /= 26)
		out[k] = (char)('a' + i % 26);
	out[5] = '\0';
	return out;
}

/* One slip within the first label, or after it. */
static void
slip(uint64_t *state, char name[static 64], bool after)
{
	size_t label = after ? strlen(name) : strcspn(name, ".");
	size_t begin = after ? strcspn(name, ".") + 1 : 0;
	size_t at = begin + random_next(state) % (label - begin);
	char letter = (char)('a' + random_next(state) % 26);

	switch (random_next(state) % 4) {
	case 0:
		if (label > 3)
			memmove(name + at, name + at + 1, strlen(name + at));
		break;
	case 1:
		memmove(name + at + 1, name + at, strlen(name + at) + 1);
		name[at] = letter;
		break;
	case 2:
		name[at] = letter;
		break;
	default:
		if (at + 1 < label) {
			char first = name[at];
			name[at] = name[at + 1];
			name[at + 1] = first;
		}
	}
}

static void
add(struct queries *queries, const char *text)
{
	size_t len = strlen(text);
	struct name name;
	enum name_error error;

	if (name_parse(text, len, &name, &error) < 0)
		return;
	memcpy(queries->texts + queries->used, text, len);
	queries->used += len;
	queries->len[queries->count++] = (uint8_t)len;
}

static double
seconds(void)
{
	struct timespec now;
	/* Of this process: the machine has other work. */
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* ns a verdict, its parsing included; found_r: the share that is flagged. */
static double
measure(const struct doppel *doppel, const struct queries *queries,
    double *found_r)
{
	double best = 1e9;
	for (unsigned round = 0; round < ROUNDS; round++) {
		size_t found = 0;
		const char *text = queries->texts;
		double start = seconds();
		for (size_t i = 0; i < queries->count; i++) {
			struct verdict verdict;
			doppel_judge_domain(doppel, text, queries->len[i],
			    &verdict);
			text += queries->len[i];
			found += verdict.reason != VERDICT_NONE;
		}
		double took = seconds() - start;
		if (took < best)
			best = took;
		*found_r = (double)found / (double)queries->count;
	}
	return best * 1e9 / (double)queries->count;
}

static void
print_figures(const struct doppel *doppel, uint64_t *state,
    const char *const *targets, size_t target_count)
{
	static struct queries queries;
	static const char *const kinds[] = {"one slip", "two slips",
	    "unrelated", "one slip in the suffix"};
	char text[64];
	double found;

	for (unsigned kind = 0; kind < 4; kind++) {
		queries.count = queries.used = 0;
		for (size_t i = 0; i < QUERIES; i++) {
			if (kind == 2 || target_count == 0)
				make_name(state, text);
			else
				snprintf(text, sizeof(text), "%s",
				    targets[random_next(state) % target_count]);
			for (unsigned s = 0; kind < 2 && s <= kind; s++)
				slip(state, text, false);
			if (kind == 3)
				slip(state, text, true);
			add(&queries, text);
		}
		double ns = measure(doppel, &queries, &found);
		printf("  %-22s %8.0f ns  (%.1f %% flagged)\n", kinds[kind], ns,
		    100 * found);
	}
}

/* Opens N made-up protected names, the first of the greatest weight. */
static void
bench(size_t n)
{
	char path[] = "/tmp/bench_judge.XXXXXX";
	uint64_t state = 88172645463325252u;
	char **names = calloc(n, sizeof(*names));
	int fd = mkstemp(path);
	FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (names == NULL || file == NULL)
		exit(2);
	for (size_t i = 0; i < n; i++) {
		char text[64];
		make_name(&state, text);
		char word[8];
		/* Some syllables make the same name again. */
		size_t label = strcspn(text, ".");
		if (asprintf(&names[i], "%.*s%s%s", (int)label, text,
			unique_word(i, word), text + label) < 0)
			exit(2);
		fprintf(file, "%s weight=%.9f\n", names[i],
		    0.1 / (double)(i + 1));
	}
	fclose(file);

	struct doppel_list list = {.kind = LISTFILE_PROTECTED, .path = path};
	struct doppel_options options = {.lists = &list,
	    .list_count = 1,
	    .thresholds = doppel_thresholds_default};
	struct diagnostics diagnostics = {0};
	struct doppel *doppel;
	size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
	double start = seconds();
	if (doppel_open(&options, &diagnostics, &doppel) < 0) {
		fprintf(stderr, "%s\n", diagnostics.list[0].text);
		exit(2);
	}
	double took = seconds() - start;
	size_t after = mallinfo2().uordblks + mallinfo2().hblkhd;
	printf("%zu names protected (%zu distinct): opened in %.3f s, "
	       "%.1f MiB\n",
	    n, doppel_count(doppel, LISTFILE_PROTECTED), took,
	    (double)(after - before) / 1048576);
	print_figures(doppel, &state, (const char *const *)names, n);
	doppel_close(&doppel);
	unlink(path);
	for (size_t i = 0; i < n; i++)
		free(names[i]);
	free(names);
}

static void
bench_shipped(void)
{
	static const struct doppel_list lists[] = {
	    {.kind = LISTFILE_DOPPELGANGERS,
		.path = "domains/lists/doppelgangers.list"},
	    {.kind = LISTFILE_INNOCENT, .path = "domains/lists/innocent.list"},
	    {.kind = LISTFILE_PROVIDERS,
		.path = "domains/lists/providers.list"},
	};
	static const char *const targets[] = {
	    "gmail.com",
	    "yahoo.co.jp",
	    "hotmail.com",
	    "docomo.ne.jp",
	    "icloud.com",
	    "softbank.ne.jp",
	    "comcast.net",
	    "outlook.com",
	};
	struct doppel_options options = {.lists = lists,
	    .list_count = 3,
	    .thresholds = doppel_thresholds_default};
	struct diagnostics diagnostics = {0};
	struct doppel *doppel;
	uint64_t state = 88172645463325252u;

	if (doppel_open(&options, &diagnostics, &doppel) < 0) {
		fprintf(stderr, "%s\n", diagnostics.list[0].text);
		exit(2);
	}
	printf("the shipped lists (%zu providers)\n",
	    doppel_count(doppel, LISTFILE_PROVIDERS));
	print_figures(doppel, &state, targets,
	    sizeof(targets) / sizeof(*targets));
	doppel_close(&doppel);
}

/* The bulk list of real domains. */
static void
bench_known(size_t n)
{
	char path[] = "/tmp/bench_known.XXXXXX";
	uint64_t state = 88172645463325252u;
	int fd = mkstemp(path);
	FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
	struct diagnostics diagnostics = {0};
	struct real_domains *real_domains;

	if (file == NULL)
		exit(2);
	for (size_t i = 0; i < n; i++)
		fprintf(file, "%zx-%zu.example\n",
		    (size_t)random_next(&state) & 0xffffff, i);
	fclose(file);
	double start = seconds();
	if (real_domains_read(path, &diagnostics, &real_domains) < 0)
		exit(2);
	printf("known-real, %zu domains: read in %.3f s, %.1f MiB\n", n,
	    seconds() - start,
	    (double)real_domains_memory(real_domains) / 1048576);
	real_domains_free(&real_domains);
	unlink(path);
}

/* usage: bench_judge [N ...] */
int
main(int argc, char **argv)
{
	static const size_t sizes[] = {50, 1000, 10000, 100000, 1000000};

	bench_shipped();
	bench_known(1000000);
	if (argc > 1)
		for (int i = 1; i < argc; i++)
			bench(strtoul(argv[i], NULL, 10));
	else
		for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
			bench(sizes[i]);
	return 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Compares findings with the baseline: see the header. */
#include "domains/reports/news.h"

#include <stdlib.h>

#include "domains/base/array.h"
#include "domains/base/interning.h"

struct news {
	struct baseline *baseline;
	struct interning *files;
	size_t *counts; /* of the news of each */
	size_t count, room;
};

struct news *
news_new(struct baseline *baseline)
{
	struct news *news = calloc(1, sizeof(*news));

	if (news == NULL)
		return NULL;
	news->baseline = baseline;
	news->files = interning_new();
	if (news->files == NULL)
		news_free(&news);
	return news;
}

void
news_free(struct news **news)
{
	struct news *gone = *news;

	*news = NULL;
	if (gone == NULL)
		return;
	interning_free(&gone->files);
	free(gone->counts);
	free(gone);
}

/* Where the new findings of a file are counted.  NULL when memory is out. */
static size_t *
count_of(struct news *news, const char *file)
{
	uint32_t number = interning_add(news->files, span_of(file));

	if (number == INTERNING_NONE ||
	    array_reserve(&news->counts, &news->room, number,
		sizeof(*news->counts)) < 0)
		return NULL;
	if (number == news->count)
		news->counts[news->count++] = 0;
	return &news->counts[number];
}

enum sink_result
news_take(struct news *news, const struct finding *finding,
    struct diagnostics *diagnostics, uint32_t *entry_r)
{
	const char *file = finding->member.file;
	size_t *count = count_of(news, file);
	bool room = count != NULL && *count < NEWS_MAX;

	*entry_r = BASELINE_NONE;
	if (count != NULL)
		*entry_r = baseline_see(news->baseline, finding, room);
	if (count == NULL || (*entry_r == BASELINE_NONE && room))
		return SINK_STOPPED;
	if (*entry_r != BASELINE_NONE &&
	    baseline_was_reported(news->baseline, *entry_r))
		return SINK_KNOWN;
	if ((*count)++ < NEWS_MAX)
		return SINK_TAKEN;
	if (*count == NEWS_MAX + 1)
		diagnostics_add(diagnostics, file, 0,
		    "over 10,000 new findings, the others are reported the "
		    "next time");
	return SINK_KNOWN;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* A replay as a section of a page: see replay_report.h. */
#include "domains/reports/replay_report.h"

#include <string.h>

#include "domains/text/messages.h"

/* Takes the first of the lines, with those below it that go on with it: they
 * have two blanks more than the four of an item. */
static char *
take_line(char **text)
{
	char *line = *text, *end = line;

	while (
	    (end = strchr(end, '\n')) != NULL && end[1] == ' ' && end[5] == ' ')
		*end = ' ';
	*text = end != NULL ? end + 1 : line + strlen(line);
	if (end != NULL)
		*end = '\0';
	return line;
}

/* Lines of the text form as paragraphs of a class, with lists of items. */
static void
add_lines(struct page *page, struct replay_writing *writing, const char *class)
{
	struct buffer *buffer = &writing->buffer;
	char none[] = "", *text = none;
	bool items = false;

	buffer_add(buffer, "", 1);
	if (!buffer->failed)
		text = buffer->bytes;
	while (*text != '\0') {
		const bool item = *text == ' ';

		if (item != items)
			page_add_tags(page, item ? "<ul>\n" : "</ul>\n");
		items = item;
		text += strspn(text, " ");
		page_add_element(page, item ? "li" : "p", item ? NULL : class,
		    take_line(&text));
	}
	if (items)
		page_add_tags(page, "</ul>\n");
	buffer->len = 0;
}

static void
add_cell(struct page_table *table, const struct replay_cell *counts,
    const struct cell *cell)
{
	struct page *page = table->page;

	if (!page_begin_row(table))
		return;
	page_add_decision(page, cell);
	page_add_number(page, counts->recipients);
	page_add_number(page, counts->addresses);
	page_add_number(page, counts->senders);
	page_end_row(table);
}

static void
add_reasons(struct page *page, const struct replay *replay)
{
	const char *const titles[] = {_("Reason"), _("Confidence"), _("Action"),
	    _("Recipients"), _("Addresses"), _("Senders")};
	struct page_table table = {0};
	struct cell cell = {0};

	while (cell_next(&cell)) {
		const struct replay_cell *counts =
		    &replay->cells[cell.reason][cell.confidence][cell.action];

		if (counts->recipients == 0)
			continue;
		if (table.page == NULL)
			table = page_begin_table(page,
			    _("What would have been done"), "tttnnn", titles);
		add_cell(&table, counts, &cell);
	}
	if (table.page != NULL)
		page_end_table(&table);
}

static void
add_hit(struct page_table *table, struct replay_writing *writing,
    uint32_t number)
{
	const struct replay *replay = writing->report->replay;
	const struct replay_hit *hit = &replay->hits[number];
	struct page *page = table->page;
	struct replay_words words;
	uint64_t address, domain;

	if (!page_begin_row(table))
		return;
	replay_find_words(writing, number, &words);
	replay_received(replay, hit, &address, &domain);
	page_add_span(page, true,
	    span_of(replay_shown_address(writing, replay_path(replay, number),
		&writing->address)));
	page_add_cell(page, words.phrase);
	page_add_cell(page, action_name(replay_outcome_of(hit)->action));
	page_add_number(page, hit->recipients[0] + hit->recipients[1]);
	page_add_number(page, hit->senders);
	page_add_number(page, domain);
	page_add_days(page, hit->first, hit->last);
	page_end_row(table);
}

static void
add_hits(struct page *page, struct replay_writing *writing, size_t begin,
    size_t end, const char *title)
{
	const char *const titles[] = {_("Recipient"), _("What is wrong"),
	    _("Action"), _("Recipients"), _("Senders"), _("Mails from there"),
	    _("First"), _("Last")};
	struct page_table table;

	if (begin == end)
		return;
	table = page_begin_table(page, title, "tttnnntt", titles);
	for (size_t i = begin; i < end; i++)
		add_hit(&table, writing, writing->order[i]);
	page_end_table(&table);
}

static void
add_kinds(struct page *page, const struct replay *replay)
{
	const char *const titles[] = {_("Why"), _("Recipients")};
	struct page_table table = {0};

	for (size_t i = 1; i < REPLAY_KINDS; i++) {
		if (replay->kinds[i] == 0)
			continue;
		if (table.page == NULL)
			table = page_begin_table(page,
			    _("Not decided, or not asked about"), "tn", titles);
		if (!page_begin_row(&table))
			continue;
		page_add_cell(page, replay_kind_words((enum replay_kind)i));
		page_add_number(page, replay->kinds[i]);
		page_end_row(&table);
	}
	if (table.page != NULL)
		page_end_table(&table);
}

void
replay_page_write(struct replay_writing *writing)
{
	const struct replay_report *report = writing->report;
	struct page *page = report->page;

	page_begin_section(page, _("Had the gate been in force"));
	replay_text_add_answer(writing);
	add_lines(page, writing, "lead");
	add_hits(page, writing, 0, writing->looked,
	    _("Look at these before you enforce; they may be right:"));
	add_reasons(page, report->replay);
	add_hits(page, writing, writing->looked, writing->count,
	    writing->looked != 0 ? _("Other wrong recipients:")
				 : _("Wrong recipients:"));
	add_kinds(page, report->replay);
	replay_text_add_remarks(writing);
	add_lines(page, writing, NULL);
	page_end_section(page);
}

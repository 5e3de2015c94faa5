/* SPDX-License-Identifier: BSD-2-Clause */
/* Draws charts: see the header. */
#include "domains/reports/chart.h"

#include <inttypes.h>
#include <stdio.h>

#include "domains/text/messages.h"

/* Of the figure. */
#define WIDTH 720
#define LEFT 10
#define TOP 20
#define HEIGHT 150
#define BOTTOM (TOP + HEIGHT)

/* Of letters. */
#define DIGIT 7
#define LABEL 60

/* Of the small one. */
#define SMALL_STEP 3
#define SMALL_HEIGHT 20

/* "#8a1c1c" on white has a contrast of 9. */
#define COLOUR "#8a1c1c"

/* "2021-05", or "2021-05 - 2021-07" */
#define MONTHS_SIZE 64
#define TITLE_SIZE 512

void
chart_begin(struct chart *chart, uint64_t first, uint64_t last)
{
	uint64_t months = last - first + 1;

	*chart = (struct chart){
	    .first = first,
	    .step = (months + CHART_BARS - 1) / CHART_BARS,
	};
	chart->count = (size_t)((months + chart->step - 1) / chart->step);
}

void
chart_add(struct chart *chart, uint64_t month, uint64_t mails)
{
	uint64_t bar = (month - chart->first) / chart->step;

	if (month >= chart->first && bar < chart->count)
		chart->mails[bar] += mails;
}

static size_t
find_highest(const struct chart *chart)
{
	size_t highest = 0;

	for (size_t i = 1; i < chart->count; i++)
		if (chart->mails[i] > chart->mails[highest])
			highest = i;
	return highest;
}

static int
format_month(uint64_t month, char *text, size_t size)
{
	return snprintf(text, size, "%04" PRIu64 "-%02" PRIu64, month / 12,
	    month % 12 + 1);
}

static void
format_months(const struct chart *chart, size_t bar,
    char text[static MONTHS_SIZE])
{
	uint64_t first = chart->first + bar * chart->step;
	int len = format_month(first, text, MONTHS_SIZE / 2);

	if (chart->step > 1 && len > 0) {
		len += snprintf(text + len, MONTHS_SIZE / 2, " - ");
		(void)format_month(first + chart->step - 1, text + len,
		    MONTHS_SIZE / 2 - 8);
	}
}

/* "Mails to wrong domains by month, 2021-05 to 2023-07: the most, 40, in
 * 2022-03" */
static void
add_title(const struct chart *chart, struct page *page)
{
	char from[MONTHS_SIZE], to[MONTHS_SIZE], most[MONTHS_SIZE];
	char title[TITLE_SIZE];
	size_t highest = find_highest(chart);

	(void)format_month(chart->first, from, sizeof(from));
	(void)format_month(chart->first + (chart->count - 1) * chart->step, to,
	    sizeof(to));
	format_months(chart, highest, most);
	if (chart->count == 1)
		(void)snprintf(title, sizeof(title),
		    _("Mails sent to wrong domains in %s: %" PRIu64), most,
		    chart->mails[highest]);
	else
		(void)snprintf(title, sizeof(title),
		    _("Mails sent to wrong domains by month, %s to %s; the "
		      "most, %" PRIu64 ", in %s"),
		    from, to, chart->mails[highest], most);
	page_add_element(page, "title", NULL, title);
}

/* How high a bar is; whatever there is can be seen. */
static unsigned
scale(const struct chart *chart, size_t bar, unsigned height)
{
	uint64_t most = chart->mails[find_highest(chart)];
	unsigned high = (unsigned)((double)chart->mails[bar] * height /
				   (double)(most != 0 ? most : 1));

	return high == 0 && chart->mails[bar] != 0 ? 1 : high;
}

static size_t
count_digits(uint64_t number)
{
	return (size_t)snprintf(NULL, 0, "%" PRIu64, number);
}

static void
add_bar(const struct chart *chart, size_t bar, size_t pitch, struct page *page)
{
	size_t x = LEFT + bar * pitch, middle = x + pitch / 2;
	size_t every = (LABEL + pitch - 1) / pitch;
	unsigned high = scale(chart, bar, HEIGHT);
	uint64_t most = chart->mails[find_highest(chart)];
	char month[MONTHS_SIZE];

	buffer_add_format(&page->body,
	    "<rect x=\"%zu\" y=\"%u\" width=\"%zu\" height=\"%u\" "
	    "fill=\"" COLOUR "\"></rect>\n",
	    x + 1, BOTTOM - high, pitch - 2, high);
	if (chart->mails[bar] != 0 &&
	    (chart->mails[bar] == most || count_digits(most) * DIGIT <= pitch))
		buffer_add_format(&page->body,
		    "<text x=\"%zu\" y=\"%u\" text-anchor=\"middle\">%" PRIu64
		    "</text>\n",
		    middle, BOTTOM - high - 4, chart->mails[bar]);
	if (bar % every != 0)
		return;
	(void)format_month(chart->first + bar * chart->step, month,
	    sizeof(month));
	buffer_add_format(&page->body, "<text x=\"%zu\" y=\"%u\">%s</text>\n",
	    x, BOTTOM + 16, month);
}

static void
add_table(const struct chart *chart, struct page *page)
{
	const char *const titles[] = {_("Month"), _("Mails sent")};
	struct page_table table;
	char months[MONTHS_SIZE];

	page_add_tags(page, "<details>\n");
	page_add_element(page, "summary", NULL, _("The numbers of the chart"));
	table = page_begin_table(page, _("Mails sent by month"), "tn", titles);
	for (size_t i = 0; i < chart->count && page_begin_row(&table); i++) {
		format_months(chart, i, months);
		page_add_span(page, true, span_of(months));
		page_add_number(page, chart->mails[i]);
		page_end_row(&table);
	}
	page_end_table(&table);
	page_add_tags(page, "</details>\n");
}

void
chart_add_bars(const struct chart *chart, struct page *page)
{
	size_t pitch = (WIDTH - 2 * LEFT) / chart->count;

	if (pitch > LABEL)
		pitch = LABEL;
	page_add_tags(page, "<figure>\n<figcaption><h3>");
	page_add_text(page, _("Mails sent to wrong domains, by month"));
	page_add_tags(page,
	    "</h3></figcaption>\n"
	    "<div class=\"box\" role=\"region\" tabindex=\"0\" aria-label=\"");
	page_add_text(page, _("Chart by month"));
	buffer_add_format(&page->body,
	    "\">\n<svg role=\"img\" viewBox=\"0 0 "
	    "%u %u\" font-size=\"11\" fill=\"#1b1b1b\">\n",
	    WIDTH + LABEL / 2, BOTTOM + 24);
	add_title(chart, page);
	for (size_t i = 0; i < chart->count; i++)
		add_bar(chart, i, pitch, page);
	buffer_add_format(&page->body,
	    "<rect x=\"%u\" y=\"%u\" width=\"%zu\" height=\"1\"></rect>\n"
	    "</svg>\n</div>\n</figure>\n",
	    LEFT, BOTTOM, pitch * chart->count);
	add_table(chart, page);
}

void
chart_add_small(const struct chart *chart, struct page *page)
{
	buffer_add_format(&page->body,
	    "<svg role=\"img\" width=\"%zu\" height=\"%u\">",
	    chart->count * SMALL_STEP, SMALL_HEIGHT);
	add_title(chart, page);
	page_add_tags(page, "<path stroke=\"" COLOUR "\" stroke-width=\"2\" "
			    "d=\"");
	for (size_t i = 0; i < chart->count; i++)
		buffer_add_format(&page->body, "M%zu %uv-%u",
		    i * SMALL_STEP + 1, SMALL_HEIGHT,
		    scale(chart, i, SMALL_HEIGHT - 1));
	page_add_tags(page, "\"></path></svg>");
}

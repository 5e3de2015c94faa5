/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes a page: see the header. */
#include "domains/reports/page.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "domains/reports/leak_format.h"
#include "domains/reports/redaction.h"
#include "domains/text/messages.h"

#define DATE_SIZE 64

/* tests/integration/pages says what they are after a change. */
#define STYLE_HASH "sha256-9bSRDtH0UueY3R+MTybC37sWT+cnuOD2X6uSyqldQB0="
#define SCRIPT_HASH "sha256-U5q1W3cuqkOpc6+xRYdoHz6Cel+utEDdDo48vumfYVg="

/* clang-format off */
static const char style[] =
    ":root{color-scheme:light}"
    "*{box-sizing:border-box}"
    "body{margin:0 auto;max-width:80rem;padding:1rem;color:#1b1b1b;"
    "background:#fff;font:1rem/1.5 system-ui,\"Noto Sans\",\"Hiragino Sans\","
    "\"Yu Gothic UI\",Meiryo,\"Noto Sans CJK JP\",IPAGothic,sans-serif}"
    "h1{font-size:1.6rem;line-height:1.25;margin:0}"
    "h2{font-size:1.35rem;margin:2rem 0 .5rem;padding-top:1rem;"
    "border-top:3px solid #8a1c1c}"
    "h3{font-size:1.1rem;margin:1.5rem 0 .5rem}"
    "p{margin:.5rem 0}"
    ".lead{font-size:1.15rem;font-weight:bold;overflow-wrap:anywhere}"
    ".warn{border:2px solid #8a1c1c;padding:.5rem 1rem;font-weight:bold}"
    ".small{color:#4a4a4a;font-size:.9rem;overflow-wrap:anywhere}"
    "dl{display:flex;flex-wrap:wrap;gap:.5rem 2rem;margin:1rem 0}"
    "dl div{min-width:6rem}"
    "dt{color:#4a4a4a;font-size:.9rem}"
    "dd{margin:0;font-size:1.2rem;font-weight:bold}"
    "li{margin:.4rem 0;max-width:60rem;overflow-wrap:anywhere}"
    "figure{margin:1rem 0}"
    ".box{overflow-x:auto}"
    ".box:focus-visible{outline:3px solid #1a56b0;outline-offset:2px}"
    ".box>svg{display:block;width:100%;min-width:38rem;max-width:60rem;"
    "height:auto}"
    "table{border-collapse:collapse;font-size:.9rem;width:100%}"
    "caption{text-align:left;font-size:1.1rem;font-weight:bold;"
    "padding:.5rem 0}"
    "th,td{border-bottom:1px solid #bbb;padding:.35rem .6rem;"
    "text-align:left;vertical-align:top}"
    "thead th{border-bottom:2px solid #1b1b1b;vertical-align:bottom}"
    "tbody th,td{overflow-wrap:anywhere;min-width:7rem}"
    "tbody th{font-weight:normal;min-width:12rem}"
    ".day{white-space:nowrap}"
    ".n,.day{min-width:0!important}"
    ".n{text-align:right;white-space:nowrap;"
    "font-variant-numeric:tabular-nums}"
    "th button{font:inherit;color:inherit;background:none;border:0;padding:0;"
    "text-align:inherit;text-decoration:underline dotted;cursor:pointer}"
    "th button:focus-visible{outline:3px solid #1a56b0}"
    "th[aria-sort] button{text-decoration:underline}"
    "th[aria-sort=ascending] button::after{content:\" \\25b2\"}"
    "th[aria-sort=descending] button::after{content:\" \\25bc\"}"
    "@page{size:A4;margin:15mm}"
    "@media print{"
    "body{max-width:none;padding:0;font-size:10pt}"
    ".box{overflow:visible}"
    ".box>svg{min-width:0;max-width:none}"
    "table{font-size:7pt}"
    "th,td{padding:.15rem .3rem}"
    "td{min-width:14mm}"
    "tbody th{min-width:24mm}"
    "th button{text-decoration:none}"
    "thead{display:table-header-group}"
    "tr,figure,dl{break-inside:avoid}"
    "tbody tr:first-child{break-before:avoid}"
    "h2,h3,caption{break-after:avoid}"
    "}";

/* Makes the heads of columns buttons that sort. */
static const char script[] =
    "\"use strict\";"
    "(function(){"
    "var order=new Intl.Collator(document.documentElement.lang,"
    "{numeric:true});"
    "function value(row,i){var cell=row.cells[i];"
    "return cell.getAttribute(\"data-v\")||cell.textContent;}"
    "document.querySelectorAll(\"table\").forEach(function(table){"
    "var heads=table.querySelectorAll(\"thead th\"),body=table.tBodies[0];"
    "heads.forEach(function(head,i){"
    "var button=document.createElement(\"button\");"
    "button.type=\"button\";"
    "while(head.firstChild)button.appendChild(head.firstChild);"
    "head.appendChild(button);"
    "button.addEventListener(\"click\",function(){"
    "var was=head.getAttribute(\"aria-sort\"),"
    "down=was?was===\"ascending\":head.className===\"n\","
    "rows=Array.from(body.rows);"
    "rows.sort(function(a,b){"
    "var by=order.compare(value(a,i),value(b,i));"
    "return down?-by:by;});"
    "rows.forEach(function(row){body.appendChild(row);});"
    "heads.forEach(function(other){other.removeAttribute(\"aria-sort\");});"
    "head.setAttribute(\"aria-sort\",down?\"descending\":\"ascending\");"
    "});});});"
    "})();";
/* clang-format on */

static void
add_cut(struct buffer *buffer, const char *bytes, size_t len)
{
	size_t at = 0, taken;

	for (size_t i = 0; i < PAGE_TEXT_MAX && at < len; i++, at += taken) {
		char piece[ESCAPE_PIECE_MAX];
		size_t piece_len = escape_character(bytes + at, len - at,
		    ESCAPE_HTML, piece, &taken);

		buffer_add(buffer, piece, piece_len);
	}
	if (at < len)
		buffer_add_text(buffer, "...");
}

void
page_add(struct page *page, const char *bytes, size_t len)
{
	add_cut(&page->body, bytes, len);
}

void
page_add_text(struct page *page, const char *text)
{
	buffer_add_escaped_for(&page->body, ESCAPE_HTML, text, strlen(text));
}

void
page_add_tags(struct page *page, const char *tags)
{
	buffer_add_text(&page->body, tags);
}

void
page_add_element(struct page *page, const char *name, const char *class,
    const char *text)
{
	buffer_add_format(&page->body, "<%s", name);
	if (class != NULL)
		buffer_add_format(&page->body, " class=\"%s\"", class);
	page_add_tags(page, ">");
	page_add_text(page, text);
	buffer_add_format(&page->body, "</%s>\n", name);
}

void
page_add_steps(struct page *page, const char *title, const char *const *steps,
    size_t count)
{
	page_add_element(page, "h3", NULL, title);
	page_add_tags(page, "<ol>\n");
	for (size_t i = 0; i < count; i++)
		if (steps[i] != NULL)
			page_add_element(page, "li", NULL, steps[i]);
	page_add_tags(page, "</ol>\n");
}

void
page_begin_section(struct page *page, const char *title)
{
	page_add_tags(page, "<section>\n");
	page_add_element(page, "h2", NULL, title);
}

void
page_end_section(struct page *page)
{
	page_add_tags(page, "</section>\n");
}

/* ---- tables -------------------------------------------------------------- */

struct page_table
page_begin_table(struct page *page, const char *caption, const char *kinds,
    const char *const *titles)
{
	const struct page_table table = {
	    .page = page,
	    .begin = page->body.len,
	};

	page_add_tags(page,
	    "<div class=\"box\" role=\"region\" tabindex=\"0\" aria-label=\"");
	page_add_text(page, caption);
	page_add_tags(page, "\">\n<table>\n");
	page_add_element(page, "caption", NULL, caption);
	page_add_tags(page, "<thead>\n<tr>\n");
	for (size_t i = 0; kinds[i] != '\0'; i++) {
		page_add_tags(page, kinds[i] == 'n'
					? "<th scope=\"col\" class=\"n\">"
					: "<th scope=\"col\">");
		page_add_text(page, titles[i]);
		page_add_tags(page, "</th>\n");
	}
	page_add_tags(page, "</tr>\n</thead>\n<tbody>\n");
	return table;
}

static void
add_left(struct page *page, size_t left)
{
	struct buffer text = {0};

	if (left == 0)
		return;
	buffer_add_format(&text,
	    ngettext("%zu more row is left out here, to keep the page small: "
		     "--format json and --format csv have it.",
		"%zu more rows are left out here, to keep the page small: "
		"--format json and --format csv have all.",
		left),
	    left);
	buffer_add(&text, "", 1);
	if (!text.failed)
		page_add_element(page, "p", "warn", text.bytes);
	page->body.failed = page->body.failed || text.failed;
	buffer_clear(&text);
}

void
page_end_table(struct page_table *table)
{
	struct page *page = table->page;

	page_add_tags(page, "</tbody>\n</table>\n</div>\n");
	if (table->rows != 0)
		page->table_bytes += page->body.len - table->begin;
	add_left(page, table->left);
}

bool
page_begin_row(struct page_table *table)
{
	struct page *page = table->page;
	const size_t bytes = page->body.len - table->begin;

	if (table->rows >= PAGE_ROWS_MAX || bytes > PAGE_TABLE_MAX ||
	    page->table_bytes + bytes > PAGE_TABLES_MAX) {
		table->left++;
		return false;
	}
	table->rows++;
	page_add_tags(page, "<tr>");
	return true;
}

void
page_end_row(struct page_table *table)
{
	page_add_tags(table->page, "</tr>\n");
}

void
page_add_span(struct page *page, bool heads, struct span text)
{
	page_add_tags(page, heads ? "<th scope=\"row\">" : "<td>");
	page_add(page, text.bytes, text.len);
	page_add_tags(page, heads ? "</th>" : "</td>");
}

void
page_add_cell(struct page *page, const char *text)
{
	page_add_span(page, false, span_of(text));
}

void
page_add_decision(struct page *page, const struct cell *cell)
{
	page_add_cell(page, verdict_reason_name(cell->reason));
	page_add_cell(page, verdict_confidence_name(cell->confidence));
	page_add_cell(page, action_name(cell->action));
}

static void
add_day(struct page *page, bool is_known, int64_t time)
{
	char day[LEAK_DAY_SIZE] = "";

	if (is_known)
		leak_format_time(time, day);
	page_add_tags(page, "<td class=\"day\">");
	page_add_text(page, day);
	page_add_tags(page, "</td>");
}

void
page_add_days(struct page *page, int64_t first, int64_t last)
{
	add_day(page, first <= last, first);
	add_day(page, first <= last, last);
}

void
page_add_number(struct page *page, uint64_t number)
{
	page_add_tags(page, "<td class=\"n\">");
	buffer_add_number(&page->body, number);
	page_add_tags(page, "</td>");
}

/* A text of a note, without names where the page has none. */
static void
add_note_text(struct page *page, const char *text,
    void (*redact)(const struct redaction *redaction, struct span text,
	struct buffer *buffer))
{
	struct buffer redacted = {0};

	if (page->redaction == NULL) {
		add_cut(&page->notes, text, strlen(text));
		return;
	}
	redact(page->redaction, span_of(text), &redacted);
	add_cut(&page->notes, redacted.bytes, redacted.len);
	page->notes.failed = page->notes.failed || redacted.failed;
	buffer_clear(&redacted);
}

void
page_add_notes(struct page *page, const struct diagnostics *notes)
{
	const size_t shown = notes->kept < DIAGNOSTICS_KEPT_MAX
	                         ? notes->kept
	                         : DIAGNOSTICS_KEPT_MAX;

	for (size_t i = 0; i < shown; i++) {
		const struct diagnostic *note = &notes->list[i];

		buffer_add_text(&page->notes, "<li>");
		add_note_text(page, note->file, redaction_add_path);
		if (note->line != 0)
			buffer_add_format(&page->notes, ":%u", note->line);
		buffer_add_text(&page->notes, ": ");
		add_note_text(page, note->text, redaction_add_text);
		buffer_add_text(&page->notes, "</li>\n");
	}
	if (notes->count > shown) {
		buffer_add_text(&page->notes, "<li>");
		buffer_add_format(&page->notes, _("and %zu more"),
		    notes->count - shown);
		buffer_add_text(&page->notes, "</li>\n");
	}
}

/* ---- all of it ----------------------------------------------------------- */

static void
add_head(struct page *page)
{
	page_add_tags(page, "<!DOCTYPE html>\n<html lang=\"");
	/* TRANSLATORS: the language that these texts are in, by RFC 5646. */
	page_add_text(page, _("en"));
	page_add_tags(page,
	    "\">\n<head>\n<meta charset=\"utf-8\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\""
	    "default-src 'none'; style-src '" STYLE_HASH
	    "'; script-src '" SCRIPT_HASH
	    "'; base-uri 'none'; form-action 'none'\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, "
	    "initial-scale=1\">\n"
	    "<meta name=\"referrer\" content=\"no-referrer\">\n"
	    "<meta name=\"robots\" content=\"noindex\">\n"
	    "<meta name=\"generator\" content=\"doppelcheck " DOPPEL_VERSION
	    "\">\n");
	page_add_element(page, "title", NULL,
	    _("Mail to wrong domains: report"));
	page_add_tags(page, "<style>");
	page_add_tags(page, style);
	page_add_tags(page, "</style>\n</head>\n<body>\n");
}

static void
add_header(struct page *page, bool complete)
{
	time_t now = time(NULL);
	char date[DATE_SIZE] = "?";
	struct tm parts;

	if (localtime_r(&now, &parts) != NULL)
		(void)strftime(date, sizeof(date), "%Y-%m-%d %H:%M %z", &parts);
	page_add_tags(page, "<header>\n");
	page_add_element(page, "h1", NULL, _("Mail to wrong domains: report"));
	page_add_tags(page, "<p class=\"small\">");
	page_add_text(page, date);
	page_add_text(page, ", doppelcheck " DOPPEL_VERSION ". ");
	page_add_text(page,
	    _("This report has personal data: give it only to those who need "
	      "it."));
	page_add_tags(page, "</p>\n</header>\n<main>\n");
	if (!complete)
		page_add_element(page, "p", "warn",
		    _("Not all could be read, and what is missing is not in "
		      "this report: see what doppelcheck said on standard "
		      "error."));
}

static void
add_foot(struct page *page, const struct page *content)
{
	if (content->notes.len != 0) {
		page_begin_section(page, _("What to know about the input"));
		page_add_tags(page, "<ul>\n");
		buffer_add(&page->body, content->notes.bytes,
		    content->notes.len);
		page_add_tags(page, "</ul>\n");
		page_end_section(page);
	}
	page_add_tags(page, "</main>\n<script>");
	page_add_tags(page, script);
	page_add_tags(page, "</script>\n</body>\n</html>\n");
}

int
page_write(struct page *page, bool complete, FILE *out)
{
	struct page whole = {0};
	bool failed;

	add_head(&whole);
	add_header(&whole, complete);
	buffer_add(&whole.body, page->body.bytes, page->body.len);
	add_foot(&whole, page);
	failed = whole.body.failed || page->body.failed || page->notes.failed;
	if (!failed)
		buffer_print(&whole.body, out);
	buffer_clear(&whole.body);
	buffer_clear(&page->body);
	buffer_clear(&page->notes);
	if (failed)
		errno = ENOMEM;
	return failed ? -1 : 0;
}

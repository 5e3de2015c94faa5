/* SPDX-License-Identifier: BSD-2-Clause */
/* Everything the engine thought about one address, in columns. */
#include "domains/reports/explanation.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "domains/dns/evidence.h"
#include "domains/base/buffer.h"
#include "domains/engine/name/shown.h"
#include "domains/registrations/judge.h"
#include "domains/reports/flow.h"
#include "domains/reports/report.h"
#include "domains/text/console.h"

/* The width of the keys, and of the names while they are not longer. */
#define KEY_WIDTH 18
#define NAME_WIDTH_MIN 16

/* Somebody is waiting: longer than any resolver needs. */
#define EXPLAIN_WAIT_MS 15000

#define COLOUR_OFF "\033[0m"
#define COLOUR_HEAD "\033[1m"

/* What is being written, and how. */
struct explanation {
	struct buffer text;
	bool colour;
};

static void
page_head(struct explanation *page, const char *text)
{
	buffer_add_format(&page->text, "\n%s%s%s\n",
	    page->colour ? COLOUR_HEAD : "", text,
	    page->colour ? COLOUR_OFF : "");
}

static void
page_key(struct explanation *page, const char *key)
{
	buffer_add_format(&page->text, "  %-*s", KEY_WIDTH, key);
}

static void
page_row(struct explanation *page, const char *key, struct span text)
{
	page_key(page, key);
	buffer_add_escaped(&page->text, text.bytes, text.len);
	buffer_add_text(&page->text, "\n");
}

/* "FILE:LINE" */
static void
page_place(struct explanation *page, const char *file, unsigned line)
{
	buffer_add_escaped(&page->text, file, strlen(file));
	if (line != 0)
		buffer_add_format(&page->text, ":%u", line);
}

/* ---- the name ------------------------------------------------------------ */

static void
page_part(struct explanation *page, const char *key, const struct name *name,
    size_t from)
{
	page_row(page, key,
	    span_of(from < name->len ? name->text + from : "none"));
}

static void
page_name(struct explanation *page, const struct name *name)
{
	char unicode[NAME_UNICODE_SIZE];

	page_row(page, "canonical name", span_of(name->text));
	if (name->literal) {
		page_row(page, "kind", span_of("address literal"));
		return;
	}
	if (name->idn)
		page_row(page, "as it is read",
		    span_of(name_unicode(name, unicode) != 0 ? unicode : "?"));
	page_part(page, "registrable", name, name_registrable(name));
	page_part(page, "public suffix", name, name_public_suffix(name));
	if (!name_tld_exists(name))
		page_row(page, "top level", span_of("does not exist"));
}

/* ---- the near names ------------------------------------------------------ */

static size_t
name_width(const struct doppel_thoughts *thoughts)
{
	size_t width = NAME_WIDTH_MIN;

	for (size_t i = 0; i < thoughts->near_count; i++) {
		char room[NAME_SIZE];
		const char *name = shown_domain(thoughts->near[i].name, room);
		size_t columns = flow_columns(name, strlen(name));

		if (columns > width)
			width = columns;
	}
	return width;
}

static void
page_slips(struct explanation *page, const struct typo *typo)
{
	char slip[128];

	for (unsigned i = 0; i < typo->slips; i++) {
		typo_slip_format(&typo->slip[i], slip, sizeof(slip));
		buffer_add_text(&page->text, i == 0 ? "" : " + ");
		buffer_add_escaped(&page->text, slip, strlen(slip));
	}
	if (typo->slips == 0)
		buffer_add_text(&page->text, "the same name");
}

static void
page_near(struct explanation *page, const struct doppel_near *near,
    size_t width)
{
	char room[NAME_SIZE];
	const char *name = shown_domain(near->name, room);
	size_t columns = flow_columns(name, strlen(name));

	buffer_add_format(&page->text, "  %s%*s", name, (int)(width - columns),
	    "");
	buffer_add_format(&page->text, " %+8.2f  %+8.2f  %+8.2f  %+8.2f  %s\n",
	    near->prior, near->channel, -near->real, near->odds,
	    verdict_confidence_name(near->confidence));
	buffer_add_text(&page->text, "    ");
	page_slips(page, &near->typo);
	if (near->file != NULL) {
		buffer_add_text(&page->text, "; listed in ");
		page_place(page, near->file, near->line);
	}
	buffer_add_text(&page->text, "\n");
	if (near->cap != NULL) {
		buffer_add_text(&page->text, "    not more, for ");
		buffer_add_escaped(&page->text, near->cap, strlen(near->cap));
		buffer_add_text(&page->text, "\n");
	}
}

static void
page_nears(struct explanation *page, const struct doppel_thoughts *thoughts)
{
	size_t width = name_width(thoughts);

	if (thoughts->near_count == 0)
		return;
	page_head(page, "Names it may stand for");
	buffer_add_format(&page->text, "  %-*s %8s  %8s  %8s  %8s  %s\n",
	    (int)width, "meant", "prior", "+channel", "-real", "=odds",
	    "gives");
	for (size_t i = 0; i < thoughts->near_count; i++)
		page_near(page, &thoughts->near[i], width);
}

static void
page_arithmetic(struct explanation *page,
    const struct doppel_thoughts *thoughts,
    const struct doppel_thresholds *thresholds)
{
	char room[NAME_SIZE];
	double ratio;

	if (thoughts->near_count == 0)
		return;
	page_head(page, "How to read the numbers (natural logarithms)");
	buffer_add_text(&page->text,
	    "  prior     ln P(people here write to the name meant)\n"
	    "  channel   ln P(these slips, when they do)\n"
	    "  real      ln P(the name is simply somebody's own)");
	for (size_t i = 0; i < thoughts->real_count; i++) {
		buffer_add_format(&page->text,
		    i == 0 ? ", the sum of\n    %+8.2f  " : "    %+8.2f  ",
		    thoughts->real[i].value);
		buffer_add_escaped(&page->text, thoughts->real[i].what,
		    strlen(thoughts->real[i].what));
		buffer_add_text(&page->text, "\n");
	}
	if (thoughts->real_count == 0)
		buffer_add_text(&page->text, "\n");
	buffer_add_format(&page->text,
	    "  odds      possible from %+.2f, likely from %+.2f, certain from "
	    "%+.2f\n",
	    thresholds->possible, thresholds->likely, thresholds->certain);
	ratio = exp(fabs(thoughts->near[0].odds));
	buffer_add_format(&page->text, "            %+.2f is %.*f to 1 %s ",
	    thoughts->near[0].odds, ratio < 10 ? 1 : 0, ratio,
	    thoughts->near[0].odds >= 0 ? "for" : "against");
	buffer_add_format(&page->text, "%s\n",
	    shown_domain(thoughts->near[0].name, room));
}

/* ---- the verdict --------------------------------------------------------- */

/* Sources are many where pages copied from each other: one a line. */
static void
page_sources(struct explanation *page, const char *source)
{
	const char *key = "source";

	while (*source != '\0') {
		size_t len = strcspn(source, ",");

		page_row(page, key, (struct span){source, len});
		source += len;
		source += strspn(source, ", ");
		key = "";
	}
}

/* An entry of a list, unless file is NULL, and what it is from. */
static void
page_origin(struct explanation *page, const char *key, const char *file,
    unsigned line, const char *source)
{
	if (file != NULL) {
		page_key(page, key);
		page_place(page, file, line);
		buffer_add_text(&page->text, "\n");
	}
	if (source != NULL)
		page_sources(page, source);
}

static void
page_finding(struct explanation *page, const struct finding *finding)
{
	const struct verdict *verdict = &finding->verdict;
	char phrase[1024];

	(void)finding_phrase(finding, phrase, sizeof(phrase));
	buffer_add_text(&page->text, "  ");
	buffer_add_escaped(&page->text, phrase, strlen(phrase));
	report_add_suggestion(finding, false, &page->text);
	buffer_add_text(&page->text, "\n");
	page_row(page, "reason", span_of(verdict_reason_name(verdict->reason)));
	page_row(page, "confidence",
	    span_of(verdict_confidence_name(verdict->confidence)));
	page_origin(page, "known from", verdict->file, verdict->line,
	    verdict->source);
}

static void
page_verdict(struct explanation *page, const struct finding *findings,
    int count)
{
	page_head(page, "Verdict");
	for (int i = 0; i < count; i++)
		page_finding(page, &findings[i]);
	if (count == 0)
		buffer_add_text(&page->text, "  nothing against it\n");
}

/* What the DNS said; the verdict is moved by it already. */
static void
page_evidence(struct explanation *page, const struct evidence *evidence)
{
	char phrase[512];

	page_head(page, "Mail, as the DNS has it");
	if (!evidence->asked && evidence->kind == EVIDENCE_NONE) {
		buffer_add_text(&page->text,
		    "  not asked: the name is not in doubt\n");
		return;
	}
	if (evidence_phrase(evidence, phrase, sizeof(phrase)) <= 0) {
		buffer_add_text(&page->text,
		    "  no answer, which means nothing\n");
		return;
	}
	page_row(page, "found", span_of(phrase));
	page_key(page, "moves the odds by");
	buffer_add_format(&page->text, "%+.2f\n", evidence->nats);
	page_origin(page, "collector by", evidence->file, evidence->line,
	    evidence->source);
}

/* What is explained, and what was thought when the judge asked. */
struct explained {
	const struct doppel *doppel;
	const struct lookup_key_rules *rules;
	struct dns *dns;
	const struct memory *memory;
	bool forgot;              /* the store could not be asked */
	struct contact confirmed; /* unless that was not */
	bool thought;
	struct doppel_thoughts thoughts;
	bool asked; /* the DNS */
	struct evidence evidence;
};

/* By whom the address was confirmed, and when. */
static void
page_confirmed(struct explanation *page, const struct contact *contact)
{
	const time_t at = contact->confirmed_at;
	char text[64];
	struct tm time;
	size_t len;

	if (contact->confirmed == CONTACT_UNCONFIRMED)
		return;
	len = (size_t)snprintf(text, sizeof(text), "by %s",
	    contact->confirmed == CONTACT_BY_OWNER ? "its owner" : "a person");
	if (gmtime_r(&at, &time) != NULL)
		len += strftime(text + len, sizeof(text) - len,
		    ", %Y-%m-%dT%H:%M:%SZ", &time);
	page_row(page, "confirmed", (struct span){text, len});
}

/* Where the list that vouches has the name, or one above it. */
static void
page_listing(struct explanation *page, const struct explained *explained,
    const char *rule)
{
	static const enum listfile_kind kinds[] = {LISTFILE_EXEMPT,
	    LISTFILE_PROTECTED, LISTFILE_PROVIDERS, LISTFILE_INNOCENT};
	const struct name *name = &explained->thoughts.name;
	struct doppel_listing listing;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		const char *kind = listfile_kind_name(kinds[i]);

		if (strncmp(rule, kind, strlen(kind)) == 0 &&
		    doppel_listed(explained->doppel, kinds[i], name->text,
			name->len, &listing))
			page_origin(page, "listed in", listing.file,
			    listing.line, listing.source);
	}
}

static void
page_thoughts(struct explanation *page, const struct explained *explained,
    const struct doppel_thresholds *thresholds)
{
	const struct doppel_thoughts *thoughts = &explained->thoughts;
	const char *rule = thoughts->rule;

	if (!explained->thought)
		return;
	if (judge_vouches(explained->rules, &thoughts->name,
		&thoughts->verdict))
		rule = "local domains";
	if (explained->confirmed.confirmed != CONTACT_UNCONFIRMED)
		rule = "confirmed contact";
	page_name(page, &thoughts->name);
	page_row(page, "decided by", span_of(rule));
	page_listing(page, explained, rule);
	page_confirmed(page, &explained->confirmed);
	page_nears(page, thoughts);
	page_arithmetic(page, thoughts, thresholds);
	if (explained->asked)
		page_evidence(page, &explained->evidence);
}

/* As struct judge has it. */
static void
think(void *context, const struct name *name, struct evidence *evidence_r,
    struct verdict *verdict_r)
{
	struct explained *explained = context;
	struct evidence_dns asker = {
	    .dns = explained->dns,
	    .wait = EXPLAIN_WAIT_MS,
	};
	const struct evidence_source source = {
	    .doppel = explained->doppel,
	    .ask = evidence_ask_dns,
	    .context = &asker,
	};

	doppel_explain_name(explained->doppel, name, &explained->thoughts);
	explained->thought = true;
	*verdict_r = explained->thoughts.verdict;
	if (explained->dns == NULL)
		return;
	evidence_judge_name(&source, name, evidence_r, verdict_r);
	explained->asked = verdict_r->evidence != NULL;
	explained->evidence = *evidence_r;
}

/* As struct judge has it. */
static bool
recall(void *context, const struct address *address, const struct name *domain,
    struct finding *finding)
{
	struct explained *explained = context;
	enum store_result result =
	    memory_judge(explained->memory, address, domain, finding);

	explained->forgot |= result == STORE_ERROR;
	return result == STORE_FOUND;
}

/* As struct judge_confirmation has it. */
static bool
is_confirmed(void *of, const struct address *address, const struct name *domain)
{
	struct explained *explained = of;
	enum store_result result = memory_find_confirmed(explained->memory,
	    address, domain, &explained->confirmed);

	explained->forgot |= result == STORE_ERROR;
	if (result != STORE_FOUND)
		explained->confirmed.confirmed = CONTACT_UNCONFIRMED;
	return result == STORE_FOUND;
}

/* The text as a member of no list; without @ it is a domain, for which text is
 * room. */
static void
make_member(const char *bytes, struct buffer *text, struct full_width *mended_r,
    struct member *member_r)
{
	member_of_text(bytes, strlen(bytes), mended_r, member_r);
	if (member_r->target != MEMBER_LOCAL || strpbrk(bytes, "%!") != NULL)
		return;
	buffer_add_text(text, "@");
	buffer_add_text(text, bytes);
	*member_r = (struct member){
	    .target = MEMBER_DOMAIN,
	    .address = {text->bytes, text->len},
	    .mended = {text->bytes, text->len},
	};
	member_parse(member_r);
}

int
explain_address(const struct doppel *doppel, const struct settings *settings,
    struct dns *dns, const struct memory *memory, const char *text, bool colour,
    FILE *out, bool *found_r)
{
	struct explained explained = {
	    .doppel = doppel,
	    .rules = &settings->registrations.rules,
	    .dns = dns,
	    .memory = memory,
	};
	const struct judge judge = {
	    .doppel = doppel,
	    .rules = explained.rules,
	    .judge_name = think,
	    .remember = memory != NULL ? recall : NULL,
	    .context = &explained,
	    .confirmation = {memory != NULL ? is_confirmed : NULL, &explained},
	};
	struct finding found[JUDGE_FINDINGS_MAX];
	struct full_width mended;
	struct member member;
	struct explanation page = {.colour = colour};
	struct buffer domain = {0};
	int count;
	bool failed;

	make_member(text, &domain, &mended, &member);
	count = domain.failed ? -1 : judge_member(&judge, &member, found);
	page_row(&page, "as written", span_of(text));
	page_thoughts(&page, &explained, &settings->engine.thresholds);
	page_verdict(&page, found, count);
	failed = page.text.failed || count < 0 || explained.forgot;
	if (failed)
		console_say("explain",
		    explained.forgot ? store_error() : strerror(ENOMEM));
	else
		buffer_print(&page.text, out);
	*found_r = count > 0;
	buffer_clear(&page.text);
	buffer_clear(&domain);
	return failed ? -1 : 0;
}

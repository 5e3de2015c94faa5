/* SPDX-License-Identifier: BSD-2-Clause */
/* Where recipients are routed.  Postfix 3.7 and Sendmail 8.17 were asked the
 * same; tests/integration/cases/routing.py asks them again. */
#include "domains/registrations/route.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static const char *local_domains[] = {"example.jp", "xn--bcher-kva.example"};

static const struct lookup_key_rules both = {
    .domains = local_domains,
    .domain_count = 2,
    .delimiter = "+",
    .host = "mx.univ.example",
    .percent_hack = true,
    .bang_path = true,
};

struct row {
	const char *path;
	const char *goes; /* local part and domain with a blank between; "here"
	                     when nothing else is meant; NULL: as it says */
};

static void
format(const struct lookup_key_rules *rules, const char *path, char buf[4096])
{
	struct route route;
	bool found = route_find(rules, span_of(path), &route);

	snprintf(buf, 4096, "%.*s %.*s%s",
	    found ? (int)route.address.local_len : 0, route.address.local,
	    found ? (int)route.address.domain_len : 0, route.address.domain,
	    found && route.here ? " here" : "");
	if (!found)
		snprintf(buf, 4096, "as it says");
}

static void
check(const struct lookup_key_rules *rules, const struct row *rows)
{
	for (size_t i = 0; rows[i].path != NULL; i++) {
		const char *wanted = rows[i].goes;
		char buf[4096];

		format(rules, rows[i].path, buf);
		cr_expect_str_eq(buf, wanted != NULL ? wanted : "as it says",
		    "%s goes to %s", rows[i].path, buf);
	}
}

Test(route, as_mtas_do)
{
	static const struct row rows[] = {
	    {"u%gmai.com", "u gmai.com"},
	    {"gmai.com!u", "u gmai.com"},
	    {"<u%gmai.com@example.jp>", "u gmai.com"},
	    {"gmai.com!u@example.jp", "u gmai.com"},
	    {"u@gmai.com@example.jp", "u gmai.com"},
	    {"u@gmai.com@example.jp@example.jp", "u gmai.com"},
	    /* quotes keep nothing from it */
	    {"\"u@gmai.com\"@example.jp", "u gmai.com"},
	    {"\"u%gmai.com\"@example.jp", "u gmai.com"},
	    {"\"gmai.com!u\"@example.jp", "u gmai.com"},
	    {"\"u@gmai.com\"", "u gmai.com"},
	    {"u\\@gmai.com@example.jp", "u gmai.com"},
	    {"\"u\"%gmai.com@example.jp", "u gmai.com"},
	    {"\"a \\\" b%gmai.com\"@example.jp", "a \" b gmai.com"},
	    {"\"u% gmai.com\"@example.jp", "u gmai.com"},
	    {"\"u@gmai.com\t\"@example.jp", "u gmai.com"},
	    {"\"x!u%gmai.com\"@example.jp", "u%gmai.com x"},
	    {"\"x!u %gmai.com\"@example.jp", "x!u gmai.com"},
	    {"\"gmai.com!%u\"@example.jp", "%u gmai.com"},
	    {"\"x\\\\!u %gmai.com\"@example.jp", "x\\!u gmai.com"},
	    {"\"gmai.com\\\\!u\"@example.jp", "gmai.com!u example.jp here"},
	    {"\"\\\\gmai.com!u\"@example.jp", "u gmai.com"},
	    {"\"u@gmai.com\\\\\"@example.jp", "u gmai.com"},
	    {"\" gmai.com !u\"@example.jp", "u gmai.com"},
	    {"\"u%gmai.com% localhost \"@example.jp", "u gmai.com"},
	    /* all that is one's own */
	    {"u%gmai.com@EXAMPLE.jp.", "u gmai.com"},
	    {"u%gmai.com@bücher.example", "u gmai.com"},
	    {"u%gmai.com@mx.univ.example", "u gmai.com"},
	    {"u%gmai.com@mx", "u gmai.com"},
	    {"u%gmai.com@localhost", "u gmai.com"},
	    {"u%gmai.com@localhost.univ.example", "u gmai.com"},
	    {"u%gmai.com@[127.0.0.1]", "u gmai.com"},
	    {"u%gmai.com@[IPv6:2001:db8::1]", "u gmai.com"},
	    {"u%gmai.com@", "u gmai.com"},
	    {"u%gmai.com%", "u gmai.com"},
	    {"u@gmai.com@", "u gmai.com"},
	    /* in which order */
	    {"gmai.com!u%b.example@example.jp", "u%b.example gmai.com"},
	    {"b.example!gmai.com!u@example.jp", "gmai.com!u b.example"},
	    {"u%b.example%gmai.com@example.jp", "u%b.example gmai.com"},
	    {"example.jp!u%gmai.com", "u gmai.com"},
	    {"u%gmai.com%localhost%example.jp@example.jp", "u gmai.com"},
	    {"example.jp!localhost!gmai.com!u@example.jp", "u gmai.com"},
	    {"u@gmai.com%example.jp", NULL},
	    {"\"u@gmai.com%example.jp\"@localhost", "u gmai.com%example.jp"},
	    /* source routes are left out */
	    {"@example.jp:u%gmai.com@example.jp", "u gmai.com"},
	    {"<@a.example,@[IPv6:::1]:u%gmai.com@example.jp>", "u gmai.com"},
	    {"@example.jp:@localhost:u%gmai.com@example.jp", "u gmai.com"},
	    {"@gmai.com:u@partner.example", NULL},
	    /* what is left is a user here */
	    {"@gmai.com:lab@example.jp", "lab example.jp here"},
	    {"@a.example:lab@localhost@example.jp", "lab localhost here"},
	    {"@a:@b.example:lab@example.jp", "lab example.jp here"},
	    {"lab%example.jp@localhost", "lab example.jp here"},
	    {"example.jp!lab", "lab example.jp here"},
	    {"lab%@example.jp", "lab  here"},
	    {"!lab", "lab  here"},
	    {"%", "  here"},
	    /* no name may be a domain either */
	    {"u%gmai.com+x@example.jp", "u gmai.com+x"},
	    {"u%[gmai.com]@example.jp", "u [gmai.com]"},
	    {"%gmai.com@example.jp", " gmai.com"},
	    {"gmai.com!@example.jp", " gmai.com"},
	    {"é%gmai.com@example.jp", "é gmai.com"},
	    /* as it says */
	    {"u@gmai.com", NULL},
	    {"u@example.jp", NULL},
	    {"u", NULL},
	    {"", NULL},
	    {"<>", NULL},
	    {"@", NULL},
	    {"u%gmai.com@partner.example", NULL},
	    {"gmai.com!u@partner.example", NULL},
	    {"\"u@gmai.com\"@partner.example", NULL},
	    {"u@gmai.com@partner.example", NULL},
	    {"u%gmai.com@mx.partner.example", NULL},
	    {"u%gmai.com@localhosts.example", NULL},
	    {"u%gmai.com@univ.example", NULL},
	    {"u%gmai.com@x", NULL},
	    {"u%gmai.com@example.jp..", NULL},
	    {"bounce+taro=gmai.com@example.jp", NULL},
	    {NULL, NULL},
	};

	check(&both, rows);
}

Test(route, as_postfix_is_told)
{
	static const struct row without_percent[] = {
	    {"u%gmai.com@example.jp", "u%gmai.com example.jp here"},
	    {"u%gmai.com", NULL},
	    {"gmai.com!u", "u gmai.com"},
	    {"gmai.com!u%b.example@example.jp", "u%b.example gmai.com"},
	    {NULL, NULL},
	};
	static const struct row without_bang[] = {
	    {"gmai.com!u@example.jp", "gmai.com!u example.jp here"},
	    {"gmai.com!u", NULL},
	    {"b.example!u%gmai.com", "b.example!u gmai.com"},
	    {"u@gmai.com@example.jp", "u gmai.com"},
	    {NULL, NULL},
	};
	struct lookup_key_rules rules = both;

	rules.percent_hack = false;
	check(&rules, without_percent);
	rules = both;
	rules.bang_path = false;
	check(&rules, without_bang);
}

Test(route, as_postfix_does_by_default)
{
	static const struct row rows[] = {
	    {"u%gmai.com", "u gmai.com"},
	    {"gmai.com!u@localhost", "u gmai.com"},
	    {"u%gmai.com@example.jp", NULL},
	    {NULL, NULL},
	};

	check(NULL, rows);
}

/* However many hops there are. */
Test(route, the_longest)
{
	static char path[ROUTE_TEXT_MAX + 2];
	struct route route;

	memset(path, '%', ROUTE_TEXT_MAX);
	cr_expect(route_find(&both, span_of(path), &route));
	cr_expect(route.here);
	cr_expect_eq(route.address.local_len, 0);
	memcpy(path, "gmai.com!", strlen("gmai.com!"));
	cr_expect(route_find(&both, span_of(path), &route));
	cr_expect_not(route.here);
	path[ROUTE_TEXT_MAX] = '%';
	cr_expect_not(route_find(&both, span_of(path), &route));
}

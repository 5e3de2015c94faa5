/* SPDX-License-Identifier: BSD-2-Clause */
/* Property: of what schleuder-cli prints whoever is subscribed comes out, with
 * the list's owners. */
#include "domains/readers/lists/schleuder.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/property.h"
#include "tests/unit/readers/lists/taken.h"
#include "tests/unit/text.h"

struct listing {
	struct property *random;
	char text[4096];
	size_t len;
	unsigned line;
	struct taken wanted;
};

static void
put(struct listing *listing, const char *text)
{
	text_put(listing->text, sizeof(listing->text), &listing->len, "%s",
	    text);
}

static void
put_blank_lines(struct listing *listing)
{
	static const char *const blanks[] = {"\n", "\r\n", " \n", "\t\t\n"};

	while (property_below(listing->random, 4) == 0) {
		put(listing, property_one_of(listing->random, blanks));
		listing->line++;
	}
}

/* Fingerprints of each version of keys, and none. */
static void
put_fingerprint(struct listing *listing)
{
	static const unsigned lengths[] = {32, 40, 64};
	static const char *const digits[] = {"0123456789ABCDEF",
	    "0123456789abcdef"};
	const char *chosen = property_one_of(listing->random, digits);

	if (property_below(listing->random, 3) == 0) {
		put(listing, "N/A");
		return;
	}
	for (unsigned n = property_one_of(listing->random, lengths); n > 0; n--)
		text_put(listing->text, sizeof(listing->text), &listing->len,
		    "%c", chosen[property_below(listing->random, 16)]);
}

static void
put_subscription(struct listing *listing)
{
	static const char *const addresses[] = {"taro@gmai.com", "o'brien@x.jp",
	    "a.b+c=d@sub.example.jp", "Taro@Example.JP", "admin@x.jp",
	    "lab-owner@x.jp", "a/b@x.jp", "\xe5\xa4\xaa@x.jp"};
	static const char *const roles[] = {"", "admin", "admin", " admin ",
	    "Admin", "administrator", "no"};
	static const char *const ends[] = {"\n", "\t\n",
	    "\tDelivery disabled!\n", "\r\n", "\tDelivery disabled!\r\n",
	    "\tx@y.jp\n"};
	const char *address = property_one_of(listing->random, addresses);
	size_t role = property_below(listing->random, 7);

	put(listing, address);
	put(listing, "\t");
	put_fingerprint(listing);
	put(listing, "\t");
	put(listing, roles[role]);
	put(listing, property_one_of(listing->random, ends));
	taken_put(&listing->wanted, "lab@x.jp", address, "", ++listing->line);
	if (role >= 1 && role <= 4)
		taken_put(&listing->wanted, "lab-owner@x.jp", address, "",
		    listing->line);
}

Test(schleuder_property, whoever_is_subscribed_comes_out)
{
	static const char *const files[] = {"lab@x.jp.txt", "/srv/lab@x.jp",
	    "lab@x.jp.members"};
	static struct listing listing;
	static struct taken taken;

	PROPERTY_CASES(random, "schleuder")
	{
		listing = (struct listing){.random = &random};
		put_blank_lines(&listing);
		for (size_t n = 1 + property_below(&random, 4); n > 0; n--) {
			put_subscription(&listing);
			put_blank_lines(&listing);
		}
		if (property_below(&random, 4) == 0)
			listing.len--;
		taken_parse(property_one_of(&random, files), listing.text,
		    listing.len, READER_SCHLEUDER, &taken);
		property_check(&random,
		    strcmp(taken.text, listing.wanted.text) == 0, taken.text,
		    listing.text, listing.len);
		/* Blank lines before the first one may have tabs. */
		property_check(&random,
		    schleuder_begins((struct span){listing.text, listing.len}),
		    "is not known", listing.text, listing.len);
	}
}

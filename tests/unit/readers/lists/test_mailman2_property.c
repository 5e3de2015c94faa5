/* SPDX-License-Identifier: BSD-2-Clause */
/* Property: of settings as config_list and dumpdb print them, in any order and
 * with every kind of value, those who get mail come out, as what they are. */
#include "domains/readers/lists/mailman2.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/property.h"
#include "tests/unit/readers/lists/taken.h"
#include "tests/unit/text.h"

struct config {
	struct property *random;
	char text[8192];
	size_t len;
	unsigned line;
	bool dump; /* a dictionary of dumpdb's */
	bool explicit_reply;
	struct taken wanted;
};

static void
put(struct config *config, const char *text)
{
	text_put(config->text, sizeof(config->text), &config->len, "%s", text);
	for (; *text != '\0'; text++)
		config->line += *text == '\n';
}

/* A string with quotes that do not stand in it. */
static void
put_string(struct config *config, const char *text)
{
	static const char *const opened[] = {"'", "\"", "u'", "\"\"\""};
	static const char *const closed[] = {"'", "\"", "'", "\"\"\""};
	size_t which = strchr(text, '\'') != NULL ? 1
	               : strchr(text, '\n') != NULL
	                   ? 3
	                   : property_below(config->random, 4);

	put(config, opened[which]);
	put(config, text);
	put(config, closed[which]);
}

static void
begin_setting(struct config *config, const char *key)
{
	static const char *const between[] = {"\n", "\n\n",
	    "\n# owner = ['no@x.jp'] it's\n"};

	if (config->dump) {
		put(config, "'");
		put(config, key);
		put(config, "': ");
		return;
	}
	put(config, property_one_of(config->random, between));
	put(config, key);
	put(config, " = ");
}

static void
end_setting(struct config *config)
{
	put(config, config->dump ? ",\n    " : "\n");
}

static const char *const addresses[] = {"a@x.jp", "o'b@x.jp",
    "t.y+z@sub.gmai.com"};

static void
put_address(struct config *config, const char *list)
{
	const char *address = property_one_of(config->random, addresses);

	if (list != NULL)
		taken_put(&config->wanted, list, address, "", config->line);
	put_string(config, address);
}

static void
put_list(struct config *config, const char *key, const char *list)
{
	begin_setting(config, key);
	put(config, "[");
	for (size_t n = property_below(config->random, 3); n > 0; n--) {
		put_address(config, list);
		put(config, n > 1 ? ",\n  " : "");
	}
	put(config, "]");
	end_setting(config);
}

/* Only a dump has them. */
static void
put_dictionary(struct config *config, const char *key, const char *list)
{
	static const char *const values[] = {"0", "'A@x.jp'", "u''",
	    "[1, 'x@y.jp']", "<Mailman.X instance at 0x7f>"};

	begin_setting(config, key);
	put(config, "{   ");
	for (size_t n = property_below(config->random, 3); n > 0; n--) {
		put_address(config, list);
		put(config, ": ");
		put(config, property_one_of(config->random, values));
		put(config, n > 1 ? ",\n    " : "");
	}
	put(config, "}");
	end_setting(config);
}

static void
put_reply_to(struct config *config)
{
	begin_setting(config, "reply_to_address");
	if (config->explicit_reply)
		taken_put(&config->wanted, "lab@x.jp", "r@x.jp", "",
		    config->line);
	put_string(config, "r@x.jp");
	end_setting(config);
}

static void
put_any(struct config *config)
{
	static const char *const texts[] = {"", "it's", "c@x.jp",
	    "a\nowner = ['no@x.jp']\n", "'members': {'no@x.jp': 0}"};

	switch (property_below(config->random, config->dump ? 9 : 6)) {
	case 0:
		put_list(config, "owner", "lab-owner@x.jp");
		break;
	case 1:
		put_list(config, "moderator", "lab-owner@x.jp");
		break;
	case 2:
		put_list(config, "accept_these_nonmembers",
		    "lab-nonmember@x.jp");
		break;
	case 3:
		put_list(config, "ban_list", NULL);
		break;
	case 4:
		begin_setting(config, "info");
		if (property_below(config->random, 3) == 0)
			put(config, "'it\\'s [ \\\\'");
		else
			put_string(config,
			    property_one_of(config->random, texts));
		end_setting(config);
		break;
	case 5:
		put_reply_to(config);
		break;
	case 6:
		put_dictionary(config, "members", "lab@x.jp");
		break;
	case 7:
		put_dictionary(config, "digest_members", "lab@x.jp");
		break;
	default:
		put_dictionary(config, "bounce_info", NULL);
	}
}

/* What the list is called, and where replies go, stands anywhere. */
static void
put_facts(struct config *config)
{
	begin_setting(config, config->dump ? "_internal_name" : "real_name");
	put_string(config, "lab");
	end_setting(config);
	begin_setting(config, "reply_goes_to_list");
	put(config, config->explicit_reply ? "2" : "1");
	end_setting(config);
	begin_setting(config, "host_name");
	put_string(config, "x.jp");
	end_setting(config);
}

static void
put_config(struct config *config)
{
	size_t count = property_below(config->random, 5),
	       facts = property_below(config->random, count + 1);

	put(config, config->dump
			? "[----- start pickle file -----]\n"
			  "<----- start object 1 ----->\n{   "
			: "# -*- python -*-\n"
			  "## \"lab\" mailing list configuration settings\n");
	for (size_t i = 0; i <= count; i++) {
		if (i == facts)
			put_facts(config);
		if (i < count)
			put_any(config);
	}
	if (config->dump)
		put(config, "'x': 0}\n<----- end object 1 ----->\n"
			    "[----- end pickle file -----]\n");
}

Test(mailman2_property, whoever_gets_mail_comes_out)
{
	static struct config config;
	static struct taken taken;

	PROPERTY_CASES(random, "mailman2")
	{
		config = (struct config){
		    .random = &random,
		    .line = 1,
		    .dump = property_below(&random, 2) == 0,
		    .explicit_reply = property_below(&random, 2) == 0,
		};
		put_config(&config);
		taken_parse("cfg", config.text, config.len, READER_AUTO,
		    &taken);
		property_check(&random,
		    strcmp(taken.text, config.wanted.text) == 0, taken.text,
		    config.text, config.len);
	}
}

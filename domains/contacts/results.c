/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads Authentication-Results fields. */
#include "domains/contacts/results.h"

#include <string.h>

/* What ends a word: of an id, a method or a name of a property; of a value. */
#define NAME_ENDS ";=/."
#define VALUE_ENDS ";"

static const struct {
	const char *type, *name;
} properties[RESULTS_PROPERTIES] = {
    [RESULTS_SIGNER] = {"header", "d"},
    [RESULTS_AGENT] = {"header", "i"},
    [RESULTS_AUTHOR] = {"header", "from"},
    [RESULTS_MAILFROM] = {"smtp", "mailfrom"},
};

static bool
set_broken(struct results *results)
{
	results->broken = true;
	return false;
}

/* Parts an id from its job.  In quotes a slash is as good as another byte. */
static void
part_job(struct results *results)
{
	char *slash = memchr(results->id.text, '/', results->id.len);

	results->job.text[0] = '\0';
	results->job.len = 0;
	results->job.quoted = false;
	if (results->id.quoted || slash == NULL || slash[1] == '\0')
		return;
	size_t len = (size_t)(slash - results->id.text);

	results->job.len = results->id.len - len - 1;
	memcpy(results->job.text, slash + 1, results->job.len + 1);
	results->id.text[len] = '\0';
	results->id.len = len;
}

/* Is the version that may stand after the id 1? */
static bool
take_version(struct span *rest)
{
	struct header_word word;

	if (rest->len == 0 || rest->bytes[0] == ';')
		return true;
	return header_take_word(rest, VALUE_ENDS, &word) && !word.quoted &&
	       header_word_is(&word, "1") && header_skip(rest);
}

bool
results_begin(struct results *results, struct span value)
{
	struct span *rest = &results->rest;

	*rest = value;
	results->broken = false;
	if (!header_skip(rest) || !header_take_word(rest, ";=", &results->id))
		return set_broken(results);
	part_job(results);
	if (!header_skip(rest))
		results->broken = true;
	else if (rest->len != 0 && rest->bytes[0] == '=')
		return set_broken(results);
	else if (!take_version(rest) ||
		 (rest->len != 0 && rest->bytes[0] != ';'))
		results->broken = true;
	return true;
}

/* Goes to the next ";", or to the end. */
static bool
skip_result(struct span *rest)
{
	struct header_word word;

	while (header_skip(rest) && rest->len != 0 && rest->bytes[0] != ';')
		if (!header_take_word(rest, VALUE_ENDS, &word))
			return false;
	return rest->len == 0 || rest->bytes[0] == ';';
}

/* Takes blanks, a byte, and blanks. */
static bool
take_between(struct span *rest, char byte)
{
	return header_skip(rest) && header_take_byte(rest, byte) &&
	       header_skip(rest);
}

/* The domain of a value, which may be an address. */
static void
read_domain(const struct header_word *value, struct name *domain_r)
{
	const char *at = memrchr(value->text, '@', value->len);
	const char *begin = at != NULL ? at + 1 : value->text;

	name_empty(domain_r);
	name_parse(begin, (size_t)(value->text + value->len - begin), domain_r,
	    NULL);
}

/* Takes "header.d = a.example", or "reason=...", or a word that says nothing.
 * Returns false when it is none of these. */
static bool
take_property(struct span *rest, struct results_result *result)
{
	struct header_word type, name = {.len = 0}, value;

	if (!header_take_word(rest, NAME_ENDS, &type))
		return false;
	if (take_between(rest, '.') &&
	    !header_take_word(rest, NAME_ENDS, &name))
		return false;
	if (!take_between(rest, '=') ||
	    !header_take_word(rest, VALUE_ENDS, &value))
		return false;
	for (size_t i = 0; i < RESULTS_PROPERTIES; i++)
		if (header_word_is(&type, properties[i].type) &&
		    header_word_is(&name, properties[i].name)) {
			if (result->given[i])
				return false;
			result->given[i] = true;
			read_domain(&value, &result->domain[i]);
		}
	return true;
}

/* Takes "dkim / 1 = pass". */
static bool
take_method(struct span *rest, struct results_result *result)
{
	struct header_word version;

	if (!header_take_word(rest, NAME_ENDS, &result->method))
		return false;
	if (!header_skip(rest))
		return false;
	if (rest->len == 0 || rest->bytes[0] == ';')
		return header_word_is(&result->method, "none");
	if (take_between(rest, '/') &&
	    (!header_take_word(rest, NAME_ENDS, &version) ||
		!header_word_is(&version, "1")))
		return false;
	return take_between(rest, '=') &&
	       header_take_word(rest, NAME_ENDS, &result->result) &&
	       header_skip(rest);
}

static void
clear_result(struct results_result *result)
{
	result->method = result->result = (struct header_word){.len = 0};
	memset(result->given, 0, sizeof(result->given));
	for (size_t i = 0; i < RESULTS_PROPERTIES; i++)
		name_empty(&result->domain[i]);
}

bool
results_next(struct results *results, struct results_result *result_r)
{
	struct span *rest = &results->rest;

	do {
		if (results->broken || !header_skip(rest))
			return set_broken(results);
		if (rest->len == 0)
			return false;
		header_take_byte(rest, ';');
		if (!header_skip(rest))
			return set_broken(results);
	} while (rest->len == 0 || rest->bytes[0] == ';');
	clear_result(result_r);
	bool readable = take_method(rest, result_r);

	while (readable && rest->len != 0 && rest->bytes[0] != ';')
		readable = take_property(rest, result_r) && header_skip(rest);
	if (!readable) {
		clear_result(result_r);
		if (!skip_result(rest))
			return set_broken(results);
	}
	return true;
}

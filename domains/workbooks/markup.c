/* SPDX-License-Identifier: BSD-2-Clause */
/* Parses XML within limits. */
#include "domains/workbooks/markup.h"

#include <expat.h>
#include <string.h>

#include "domains/base/library.h"
#include "domains/base/translation.h"

/* ---- the library -------------------------------------------------------- */

#define FUNCTIONS(F)                               \
	F(expat, XML_, ErrorString)                \
	F(expat, XML_, GetCurrentByteIndex)        \
	F(expat, XML_, GetCurrentLineNumber)       \
	F(expat, XML_, GetErrorCode)               \
	F(expat, XML_, Parse)                      \
	F(expat, XML_, ParserCreate)               \
	F(expat, XML_, ParserFree)                 \
	F(expat, XML_, SetCharacterDataHandler)    \
	F(expat, XML_, SetElementHandler)          \
	F(expat, XML_, SetStartDoctypeDeclHandler) \
	F(expat, XML_, SetUserData)                \
	F(expat, XML_, StopParser)

LIBRARY(expat, DOPPEL_LIBEXPAT, FUNCTIONS)

struct markup {
	const struct reader_text *text;
	const char *part;
	const struct markup_events *events;
	void *context;
	XML_Parser parser;
	size_t depth;
	uint64_t given;  /* bytes */
	const char *why; /* it was refused; NULL */
	bool stopped;
};

static const char *
without_prefix(const char *name)
{
	const char *at = name;

	/* Names are short, or have none: shorter than a call. */
	while (*at != '\0' && *at != ':')
		at++;
	return *at == ':' ? at + 1 : name;
}

const char *
markup_attribute(struct markup_element element, const char *name)
{
	for (const char **at = element.attributes; *at != NULL; at += 2)
		if (strcmp(without_prefix(at[0]), name) == 0)
			return at[1];
	return NULL;
}

bool
markup_is_true(struct markup_element element, const char *name)
{
	const char *value = markup_attribute(element, name);

	return value != NULL &&
	       (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}

/* ---- what expat calls ---------------------------------------------------- */

static void
refuse(struct markup *markup, const char *why)
{
	if (markup->why == NULL)
		markup->why = why;
	expat.StopParser(markup->parser, XML_FALSE);
}

static void XMLCALL
on_open(void *context, const char *name, const char **attributes)
{
	struct markup *markup = context;

	if (++markup->depth > MARKUP_DEPTH_MAX)
		refuse(markup, N_("elements within each other over 200 deep"));
	else
		markup->events->open(markup->context,
		    (struct markup_element){without_prefix(name), attributes});
}

static void XMLCALL
on_close(void *context, const char *name)
{
	struct markup *markup = context;

	markup->depth--;
	if (markup->events->close != NULL)
		markup->events->close(markup->context, without_prefix(name));
}

static void XMLCALL
on_text(void *context, const char *bytes, int len)
{
	struct markup *markup = context;

	markup->events->text(markup->context, bytes, (size_t)len);
}

static void XMLCALL
on_document_type(void *context, const char *name, const char *system,
    const char *public, int internal)
{
	(void)name;
	(void)system;
	(void)public;
	(void)internal;
	refuse(context, N_("a document type (DOCTYPE), which is not read"));
}

/* ---- reading ------------------------------------------------------------- */

/* What expat keeps of an element that has not ended yet. */
static bool
is_too_long(const struct markup *markup)
{
	XML_Index at = expat.GetCurrentByteIndex(markup->parser);

	return markup->given - (at > 0 ? (uint64_t)at : 0) > MARKUP_ELEMENT_MAX;
}

/* As package_read() calls it; len 0 is the end. */
static int
give(void *context, const char *bytes, size_t len)
{
	struct markup *markup = context;
	enum XML_Status status =
	    expat.Parse(markup->parser, bytes, (int)len, len == 0);

	markup->given += len;
	if (status != XML_STATUS_OK && markup->why == NULL)
		markup->why =
		    expat.ErrorString(expat.GetErrorCode(markup->parser));
	else if (is_too_long(markup))
		markup->why = N_("an element of over 2 MiB");
	markup->stopped =
	    markup->why != NULL || (markup->events->stop != NULL &&
				       markup->events->stop(markup->context));
	return markup->stopped;
}

static int
report(const struct markup *markup)
{
	char quote[DIAGNOSTIC_QUOTE_SIZE];

	return diagnostics_add(markup->text->diagnostics, markup->text->file, 0,
	    "%s in the archive, line %lu: %s",
	    diagnostic_quote(markup->part, strlen(markup->part), quote),
	    (unsigned long)expat.GetCurrentLineNumber(markup->parser),
	    markup->why);
}

int
markup_read(struct package *package, const struct reader_text *text,
    const char *part, const struct markup_events *events, void *context)
{
	struct markup markup = {
	    .text = text,
	    .part = part,
	    .events = events,
	    .context = context,
	};
	const char *why;
	int result = -1;

	if (library_load(&library, &why) < 0)
		return reader_text_report(text, 0, why);
	markup.parser = expat.ParserCreate(NULL);
	if (markup.parser == NULL)
		return reader_text_no_memory(text);
	expat.SetUserData(markup.parser, &markup);
	expat.SetElementHandler(markup.parser, on_open, on_close);
	if (events->text != NULL)
		expat.SetCharacterDataHandler(markup.parser, on_text);
	expat.SetStartDoctypeDeclHandler(markup.parser, on_document_type);
	/* What stopped it otherwise has a diagnostic. */
	if (package_read(package, part, give, &markup) == 0) {
		give(&markup, "", 0);
		markup.stopped = true;
	}
	if (markup.stopped)
		result = markup.why != NULL ? report(&markup) : 0;
	expat.ParserFree(markup.parser);
	return result;
}

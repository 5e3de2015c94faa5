/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages: the only place that sets a locale, and only two parts of it. */
#include "domains/text/messages.h"

#include <limits.h>
#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DOMAIN "doppelcheck"

/* PROGRAM's folder and "/locale"; false where nothing is there. */
static bool
find_beside(char directory[static PATH_MAX])
{
	static const char name[] = "/locale";
	ssize_t len = readlink("/proc/self/exe", directory, PATH_MAX - 1);
	char *slash;

	if (len <= 0)
		return false;
	directory[len] = '\0';
	slash = strrchr(directory, '/');
	if (slash == NULL ||
	    (size_t)(slash - directory) + sizeof(name) > PATH_MAX)
		return false;
	memcpy(slash, name, sizeof(name));
	return access(directory, R_OK | X_OK) == 0;
}

static bool
is_set(const char *value)
{
	return value != NULL && *value != '\0';
}

/* May the environment want another language than English?  To open the locale
 * and to look for catalogues takes as long as reading some hundred entries of
 * the lists. */
static bool
may_want_another(void)
{
	const char *locale = getenv("LC_ALL");

	if (!is_set(locale))
		locale = getenv("LC_MESSAGES");
	if (!is_set(locale))
		locale = getenv("LANG");
	if (!is_set(locale) || strcmp(locale, "C") == 0 ||
	    strcmp(locale, "POSIX") == 0)
		return false;
	/* LANGUAGE has no say in C, but in C.UTF-8. */
	return strncmp(locale, "C.", 2) != 0 || is_set(getenv("LANGUAGE"));
}

void
messages_start(void)
{
	/* The text for it is the catalogue's own head.  Without a catalogue
	 * nothing is translated, and nothing needs to be searched for. */
	static const char head[] = "";
	char directory[PATH_MAX];

	if (!may_want_another())
		return;
	/* LC_ALL would turn the numbers of libconfig around ("1,5"). */
	setlocale(LC_MESSAGES, "");
	bindtextdomain(DOMAIN,
	    find_beside(directory) ? directory : DOPPEL_LOCALEDIR);
	bind_textdomain_codeset(DOMAIN, "UTF-8");
	textdomain(DOMAIN);
	if (*gettext(head) == '\0') {
		messages_stop();
		return;
	}
	/* strerror() is translated with the rest, into this encoding.  It is
	 * not the environment's: upper and lower case of ASCII must be the same
	 * everywhere, and in Turkish they are not. */
	setlocale(LC_CTYPE, "C.UTF-8");
}

bool
messages_use(const char *language)
{
	messages_stop();
	/* What a user has in LC_ALL is not there on every machine. */
	if (setenv("LC_ALL", "C.UTF-8", 1) == 0 &&
	    setenv("LANGUAGE", language, 1) == 0)
		messages_start();
	return translation_is_on() || strcmp(language, "en") == 0;
}

static void
put_back(const char *name, char *value)
{
	if (value != NULL)
		(void)setenv(name, value, 1);
	else
		(void)unsetenv(name);
	free(value);
}

static char *
keep(const char *name)
{
	const char *value = getenv(name);

	return value != NULL ? strdup(value) : NULL;
}

void
messages_in(const char *language, void (*write)(void *context), void *context)
{
	char *locale, *languages;

	if (language == NULL) {
		write(context);
		return;
	}
	locale = keep("LC_ALL");
	languages = keep("LANGUAGE");
	(void)messages_use(language);
	write(context);
	put_back("LC_ALL", locale);
	put_back("LANGUAGE", languages);
	messages_stop();
	messages_start();
}

void
messages_stop(void)
{
	setlocale(LC_MESSAGES, "C");
}

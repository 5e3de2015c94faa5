/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks systemd about the gate's service. */
#include "domains/service/unit.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/base/span.h"
#include "domains/base/subprocess.h"

/* A bus that does not answer keeps nobody. */
#define SECONDS 5

/* sd_booted(3) */
#define BOOTED "/run/systemd/system"

/* The value of a property, which ends with its line, or NULL. */
static const char *
find_property(const char *text, const char *name)
{
	size_t len = strlen(name);

	for (const char *line = text; line != NULL && *line != '\0';
	     line = strchr(line, '\n'), line += line != NULL)
		if (strncmp(line, name, len) == 0 && line[len] == '=')
			return line + len + 1;
	return NULL;
}

static bool
begins(const char *text, const char *start)
{
	return text != NULL && strncmp(text, start, strlen(start)) == 0;
}

/* Does a command of the service name the file with -c? */
static bool
runs(const char *command, const char *path)
{
	static const char option[] = " -c ";
	const char *named = strstr(command, option);

	if (named == NULL || named > strchrnul(command, '\n'))
		return false;
	named += strlen(option);
	return begins(named, path) && named[strlen(path)] == ' ';
}

/* "Listen=/run/doppelmilter/doppelmilter.sock (Stream)" */
static void
take_socket(const char *text, struct unit *unit)
{
	const char *by = find_property(text, "TriggeredBy");
	struct span names = {by, by != NULL ? strcspn(by, "\n") : 0};
	const char *place = find_property(text, "Listen");
	size_t len = place != NULL ? strcspn(place, " \n") : 0;

	unit->has_listener = unit->has_socket = false;
	while (names.len != 0) {
		struct span name = span_take_until(&names, ' ');

		unit->has_listener |=
		    span_equal(span_after_last(name, '.'), "socket");
		unit->has_socket |= span_equal(name, UNIT_SOCKET);
	}
	if (len >= sizeof(unit->listens))
		len = 0;
	memcpy(unit->listens, place != NULL ? place : "", len);
	unit->listens[len] = '\0';
}

bool
unit_parse(const char *text, const char *path, struct unit *unit_r)
{
	const char *user = find_property(text, "User");
	const char *command = find_property(text, "ExecStart");
	const char *homes = find_property(text, "ProtectHome");
	size_t len = user != NULL ? strcspn(user, "\n") : 0;

	if (len == 0 || len >= sizeof(unit_r->user) || command == NULL ||
	    !runs(command, path))
		return false;
	memcpy(unit_r->user, user, len);
	unit_r->user[len] = '\0';
	unit_r->no_homes = begins(homes, "yes") || begins(homes, "tmpfs");
	unit_r->no_temporary = begins(find_property(text, "PrivateTmp"), "yes");
	take_socket(text, unit_r);
	return true;
}

bool
unit_find(const char *path, struct unit *unit_r)
{
	static const char *const argv[] = {"systemctl", "show",
	    "--property=User,ExecStart,ProtectHome,PrivateTmp,TriggeredBy,"
	    "Listen",
	    UNIT_SERVICE, UNIT_SOCKET, NULL};
	struct diagnostics ignored = {.limit = 1};
	char whole[PATH_MAX], *text;
	size_t len;
	bool found = false;

	if (access(BOOTED, F_OK) == 0 && realpath(path, whole) != NULL &&
	    subprocess_read_within(SECONDS, argv[0], argv, NULL, &ignored,
		&text, &len) == 0) {
		found = unit_parse(text, whole, unit_r);
		free(text);
	}
	diagnostics_clear(&ignored);
	return found;
}

static bool
lies_in(const char *path, const char *directory)
{
	return begins(path, directory) && path[strlen(directory)] == '/';
}

const char *
unit_hides(const struct unit *unit, const char *path)
{
	char whole[PATH_MAX];

	if (realpath(path, whole) == NULL)
		return NULL;
	if (unit->no_homes &&
	    (lies_in(whole, "/home") || lies_in(whole, "/root") ||
		lies_in(whole, "/run/user")))
		return "ProtectHome";
	if (unit->no_temporary &&
	    (lies_in(whole, "/tmp") || lies_in(whole, "/var/tmp")))
		return "PrivateTmp";
	return NULL;
}

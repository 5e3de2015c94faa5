/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the subscribers of ezmlm's lists. */
#include "domains/readers/lists/ezmlm.h"

#include <string.h>

#include "domains/registrations/destinations.h"
#include "domains/readers/lists/role.h"
#include "domains/registrations/budget.h"
#include "domains/base/translation.h"

/* Of an address, by ezmlm(5). */
#define SUBSCRIBER_MAX 400

/* Takes "Taro@example.jp\0" and returns what is between; false when this is
 * none.  The last may lack its end: somebody writes to it. */
static bool
take_subscriber(struct span *rest, struct span *address_r)
{
	const char *end;

	if (rest->len < 2 || rest->bytes[0] != 'T')
		return false;
	end = memchr(rest->bytes, '\0', rest->len);
	*address_r = (struct span){rest->bytes + 1,
	    end != NULL ? (size_t)(end - rest->bytes) - 1 : rest->len - 1};
	*rest = span_after(*rest, end != NULL ? address_r->len + 2 : rest->len);
	return true;
}

bool
ezmlm_begins(struct span bytes)
{
	struct span address;

	return bytes.len != 0 && memchr(bytes.bytes, '\0', bytes.len) != NULL &&
	       take_subscriber(&bytes, &address) &&
	       address.len <= SUBSCRIBER_MAX &&
	       memchr(address.bytes, '@', address.len) != NULL &&
	       memchr(address.bytes, '\n', address.len) == NULL;
}

/* ---- whose they are ------------------------------------------------------ */

static const struct {
	const char *folder, *ending;
	bool silent; /* nobody writes to them */
} collections[] = {
    {"digest", "-digest", false},
    {"mod", "-moderators", false},
    {"allow", "-nonmember", false},
    {"deny", "", true},
    {"blacklist", "", true},
};

#define COLLECTIONS (sizeof(collections) / sizeof(*collections))

/* Which of them a folder is; COLLECTIONS: none. */
static size_t
find_collection(struct span folder)
{
	size_t which = 0;

	while (which < COLLECTIONS &&
	       !span_equal(folder, collections[which].folder))
		which++;
	return which;
}

/* The folder of the list; *which_r: the collection. */
static struct span
find_list(const char *path, size_t *which_r)
{
	struct span rest = span_of(path), folder;

	span_take_last(&rest, '/');
	span_take_last(&rest, '/');
	folder = span_take_last(&rest, '/');
	*which_r = find_collection(folder);
	return *which_r < COLLECTIONS ? span_take_last(&rest, '/') : folder;
}

struct span
ezmlm_list(const char *path)
{
	size_t which;

	return find_list(path, &which);
}

/* ---- reading ------------------------------------------------------------- */

static int
take_copy(const struct reader_text *text, const struct destination_place *place,
    struct span address)
{
	char copy[SUBSCRIBER_MAX];

	if (address.len > sizeof(copy)) {
		reader_text_report(text, place->line,
		    N_("an address over 400 bytes"));
		return 0;
	}
	memcpy(copy, address.bytes, address.len);
	return destination_take(text, place, (struct span){copy, address.len});
}

int
ezmlm_read(const struct reader_text *text)
{
	struct destination_place place = {.grammar = DESTINATION_ADDRESSES};
	struct span rest = text->text, address;
	struct role_name name;
	size_t which;

	(void)find_list(text->file, &which);
	if (which < COLLECTIONS && collections[which].silent)
		return 0;
	place.list = role_name_make(text->list,
	    which < COLLECTIONS ? collections[which].ending : "", &name);
	while (rest.len > 0) {
		place.line++;
		if (!take_subscriber(&rest, &address)) {
			reader_text_report(text, place.line,
			    N_("is no file of ezmlm's from here on: no T "
			       "before "
			       "an address"));
			return 0;
		}
		if (!budget_go_on(text->budgets, address.len + 1) ||
		    take_copy(text, &place, address) < 0)
			return -1;
	}
	return 0;
}

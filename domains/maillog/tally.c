/* SPDX-License-Identifier: BSD-2-Clause */
/* Notes what is worth knowing of the lines of a log: see the header. */
#include "domains/maillog/tally.h"

#include "domains/base/translation.h"

void
tally_begin(struct tally *tally, int64_t latest)
{
	*tally = (struct tally){
	    .first = INT64_MAX,
	    .last = INT64_MIN,
	    .latest = latest,
	};
}

void
tally_note(const struct tally *tally, const char *name,
    struct diagnostics *notes)
{
	size_t left_out = tally->without_text - tally->without_entry;

	if (left_out != 0)
		diagnostics_add(notes, name, 0,
		    ngettext("of %zu line the text was left out (journalctl "
			     "needs --all): it was not read",
			"of %zu lines the text was left out (journalctl needs "
			"--all): they were not read",
			left_out),
		    left_out);
	if (tally->without_entry != 0)
		diagnostics_add(notes, name, 0,
		    ngettext("the text of %zu entry was not read: the entry "
			     "has no end, or is longer than 256 KiB",
			"the texts of %zu entries were not read: the entries "
			"have no end, or are longer than 256 KiB",
			tally->without_entry),
		    tally->without_entry);
	if (tally->ahead != 0)
		diagnostics_add(notes, name, 0,
		    ngettext("the time of %zu line lies more than a day ahead: "
			     "a clock is wrong, that of the log or of this "
			     "machine",
			"the times of %zu lines lie more than a day ahead: a "
			"clock is wrong, that of the log or of this machine",
			tally->ahead),
		    tally->ahead);
}

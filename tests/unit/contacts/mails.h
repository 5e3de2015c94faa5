/* SPDX-License-Identifier: BSD-2-Clause */
/* Mails: the header of a mail, as a text of the test, taken apart. */
#ifndef TESTS_UNIT_CONTACTS_MAILS_H
#define TESTS_UNIT_CONTACTS_MAILS_H

#include "domains/contacts/header.h"

#define MAILS_FIELDS_MAX 32

/* The fields of "Name: value" lines with "\n" or "\r\n" between, which a blank
 * folds.  They lie in the array; the test fails when there are too many. */
struct header
mails_header(const char *text, struct header_field fields[MAILS_FIELDS_MAX]);

#endif

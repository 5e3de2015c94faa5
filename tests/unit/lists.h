/* SPDX-License-Identifier: BSD-2-Clause */
/* Lists: an engine whose lists are texts of the test.
 *
 *     static const char *const lists[LISTFILE_KINDS] = {
 *         [LISTFILE_PROVIDERS] = "gmail.com weight=0.5\n",
 *     };
 *     struct doppel *doppel = lists_open(lists);
 */
#ifndef TESTS_UNIT_LISTS_H
#define TESTS_UNIT_LISTS_H

#include "domains/engine/doppel.h"

/* By kind, NULL: there is none.  The test fails when a list is wrong. */
struct doppel *
lists_open(const char *const texts[static LISTFILE_KINDS]);

#endif

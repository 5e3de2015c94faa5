/* SPDX-License-Identifier: BSD-2-Clause */
/* Owner: the names under which a list's people get mail: owner-lab or
 * lab-owner (lab+owner of mlmmj's) get its errors, lab-request its
 * administrator's mail, as lab-editor and lab+moderators that for whoever
 * moderates it.  The only place that knows these forms.
 */
#ifndef DOMAINS_REGISTRATIONS_OWNER_H
#define DOMAINS_REGISTRATIONS_OWNER_H

#include <stddef.h>

#include "domains/base/span.h"

enum owner_role { OWNER_NONE, OWNER_OWNER, OWNER_REQUEST };

/* The role that a list's name says, and the list whose role it is (without a
 * domain); for OWNER_NONE that is the list itself. */
enum owner_role
owner_role(struct span list, struct span *base_r);

/* The forms in their order: owner-lab@example.jp, lab-owner@example.jp,
 * lab+owner@example.jp. */
#define OWNER_FORMS 3

/* The name of the owner of a list in the form which; the domain stays.  As
 * snprintf. */
int
owner_name(const char *list, size_t which, char *buf, size_t size);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Recognition: is it a log in which mail systems may have written, by what it
 * begins with?  Compressed or not; whatever the file is called. */
#ifndef DOMAINS_MAILLOG_RECOGNITION_H
#define DOMAINS_MAILLOG_RECOGNITION_H

#include <stdbool.h>

#include "domains/base/span.h"

/* The beginning of a file, as bytes.  What is compressed and shows nothing yet
 * (bzip2 has blocks of 900 kB; a log may begin with a long hole) is one: no
 * list is read compressed.  A plain file that shows nothing is none. */
bool
maillog_begins(struct span begin);

#endif

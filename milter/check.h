/* SPDX-License-Identifier: BSD-2-Clause */
/* Check: what doppelmilter -n does. */
#ifndef MILTER_CHECK_H
#define MILTER_CHECK_H

/* Reads everything that the gate reads, when root checks as the user that it
 * becomes or that systemd starts it as, and looks whether what registrations
 * names is there.  Prints the name of each file and whether all is good; errors
 * go to standard error, one a line.  path is milter.conf's.  Returns an exit
 * code; the process has lost its privileges. */
int
check_configuration(const char *path);

#endif

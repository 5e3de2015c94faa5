/* SPDX-License-Identifier: BSD-2-Clause */
/* Common names: family and given names that many people have, of Japan and the
 * West, and words that offices have for addresses (info, soumu): each as
 * reading_write() writes it, sorted.  Of two that differ by one letter neither
 * is a slip of the other. */
#ifndef DOMAINS_CONTACTS_COMMON_NAMES_H
#define DOMAINS_CONTACTS_COMMON_NAMES_H

#define COMMON_NAMES_LETTERS 26

/* By their first letter, with a blank before and after each; NULL: none. */
extern const char *const common_names[COMMON_NAMES_LETTERS];

#endif

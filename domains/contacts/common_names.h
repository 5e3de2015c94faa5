/* SPDX-License-Identifier: BSD-2-Clause */
/* Common names: family and given names that many people have, of Japan and the
 * West, and words that offices have for addresses (info, soumu): each as
 * reading_write() writes it, sorted.  Of two that differ by one letter neither
 * is a slip of the other. */
#ifndef DOMAINS_CONTACTS_COMMON_NAMES_H
#define DOMAINS_CONTACTS_COMMON_NAMES_H

#include <stddef.h>

#define COMMON_NAMES_SIZE 16

extern const char common_names[][COMMON_NAMES_SIZE];
extern const size_t common_names_count;

#endif

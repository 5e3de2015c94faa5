/* SPDX-License-Identifier: BSD-2-Clause */
/* Plain line: a bit for each byte of the line. */
#include "domains/engine/lists/plain_line.h"

#include <stdint.h>
#include <string.h>

#include "domains/base/simd16.h"
#include "domains/engine/lists/value.h"
#include "domains/engine/name/plain.h"

struct marks {
	uint64_t fine; /* printable, and no '#' */
	uint64_t blanks;
};

static inline void
mark(const char *bytes, size_t at, char *buf, struct marks *marks)
{
	simd16 line = simd16_load(bytes + at);
	unsigned blanks =
	    simd16_bits(simd16_or(simd16_is(line, ' '), simd16_is(line, '\t')));
	unsigned others = simd16_bits(simd16_or(simd16_between(line, '!', '"'),
	    simd16_between(line, '$', '~')));

	simd16_store(buf + at, line);
	marks->blanks |= (uint64_t)blanks << at;
	marks->fine |= (uint64_t)(blanks | others) << at;
}

/* A word of a line that is not over at at: where it begins and ends. */
struct word {
	size_t begin, end;
};

/* The next word; false at the end.  words: a bit for each byte of one. */
static inline bool
next_word(uint64_t words, struct word *word)
{
	uint64_t rest = words >> word->end;

	if (rest == 0)
		return false;
	word->begin = word->end + (size_t)__builtin_ctzll(rest);
	/* The last bit is no byte's. */
	word->end =
	    word->begin + (size_t)__builtin_ctzll(~(words >> word->begin));
	return true;
}

/* Is it KEY=VALUE?  The value then, as a string. */
static inline const char *
value_of(char *buf, const struct word *word, const char *key, size_t key_len)
{
	if (word->end - word->begin <= key_len ||
	    memcmp(buf + word->begin, key, key_len) != 0)
		return NULL;
	buf[word->end] = '\0';
	return buf + word->begin + key_len;
}

bool
plain_line_read(const char *bytes, size_t len, char buf[static PLAIN_LINE_SIZE],
    struct listfile_entry *entry)
{
	static const char weight[] = "weight=", source[] = "source=";
	uint64_t all = ((uint64_t)1 << len) - 1, words;
	struct marks marks = {0};
	struct word word = {0};
	const char *value;

	for (size_t at = 0; at < PLAIN_LINE_SIZE; at += SIMD16_SIZE)
		mark(bytes, at, buf, &marks);
	words = marks.fine & ~marks.blanks & all;
	if ((marks.fine & all) != all || !next_word(words, &word) ||
	    !name_plain_parse(buf + word.begin, word.end - word.begin,
		&entry->name))
		return false;
	if (!next_word(words, &word))
		return true;
	value = value_of(buf, &word, weight, sizeof(weight) - 1);
	if (value != NULL) {
		entry->weight = value_read_weight(value);
		if (entry->weight == 0)
			return false;
		if (!next_word(words, &word))
			return true;
	}
	entry->source = value_of(buf, &word, source, sizeof(source) - 1);
	return entry->source != NULL && !next_word(words, &word);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Full name: divides a name into words and makes the graphs of their forms. */
#include "domains/person/full_name.h"

#include <stdint.h>
#include <string.h>

#include "domains/base/utf8.h"
#include "domains/person/romaji.h"

/* A longer word, in characters, is not divided. */
#define UNDIVIDED_MAX ((size_t)32)

static void
end_form(struct graph *graph, int node)
{
	if (node >= 0)
		graph->nodes[node].accept = true;
}

/* Adds a node that the initials of a part lead to. */
static int
add_initial(struct graph *graph, int node, const struct romaji_part *part)
{
	char initials[ROMAJI_INITIALS_MAX + 1];
	int next = graph_add_node(graph, ALIGNMENT_RIGID);

	romaji_initials(part, initials);
	for (const char *letter = initials; *letter != '\0'; letter++)
		if (!graph_add_edge(graph, node, next, *letter))
			return -1;
	return next;
}

/* Adds the forms that begin with one of two parts: alone, before the other or
 * its initial, and after the other's initial. */
static void
add_forms(struct graph *graph, const struct romaji_part *first,
    const struct romaji_part *second, unsigned segment)
{
	int node = graph_add_part(graph, 0, first, segment);

	end_form(graph, node);
	end_form(graph, node >= 0 ? add_initial(graph, node, second) : -1);
	end_form(graph, graph_add_part(graph, node, second, segment + 1));
	end_form(graph, graph_add_part(graph, add_initial(graph, 0, second),
			    first, segment + 2));
}

/* A form that does not fit into the graph is left out: no person writes out a
 * name of forty letters. */
static void
match_two(struct matching *matching, const struct romaji_part *first,
    const struct romaji_part *second, struct span by)
{
	struct graph graph;

	graph.count = 0;
	(void)graph_add_node(&graph, ALIGNMENT_RIGID);
	add_forms(&graph, first, second, 1);
	add_forms(&graph, second, first, 4);
	matching_try(matching, &graph,
	    matching->guessed ? ALIGNMENT_UNITS : ALIGNMENT_LETTERS, by);
}

static void
match_one(struct matching *matching, const struct romaji_part *part,
    struct span by)
{
	struct graph graph;

	graph.count = 0;
	(void)graph_add_node(&graph, ALIGNMENT_RIGID);
	end_form(&graph, graph_add_part(&graph, 0, part, 1));
	matching_try(matching, &graph, ALIGNMENT_LETTERS, by);
}

/* Finds where the characters of a word that was read begin; at most max. */
static size_t
find_characters(struct span word, size_t max, size_t *starts_r)
{
	uint32_t code;
	size_t count = 0;

	for (size_t at = 0; at < word.len && count < max;
	     at += utf8_decode(word.bytes + at, word.len - at, &code))
		starts_r[count++] = at;
	return count;
}

/* Nothing says where the family name ends in one word: this tries every place
 * where two names of at least two characters could meet. */
static void
match_undivided(struct matching *matching, struct span word,
    const struct romaji_part *whole, struct span by)
{
	size_t starts[UNDIVIDED_MAX];
	size_t count = find_characters(word, UNDIVIDED_MAX, starts);
	struct romaji_part first, second;

	match_one(matching, whole, by);
	matching->guessed = true;
	for (size_t i = 2; i + 2 <= count && whole->japanese; i++) {
		size_t at = starts[i];

		if (!matching->right && romaji_read(word.bytes, at, &first) &&
		    first.japanese &&
		    romaji_read(word.bytes + at, word.len - at, &second) &&
		    second.japanese)
			match_two(matching, &first, &second, by);
	}
	matching->guessed = false;
}

/* Two words as one name: Juan Carlos, Min jun. */
static bool
join(const struct romaji_part *first, const struct romaji_part *second,
    struct romaji_part *both_r)
{
	if (first->count + second->count > ROMAJI_UNITS_MAX)
		return false;
	*both_r = *first;
	memcpy(both_r->units + first->count, second->units,
	    second->count * sizeof(*second->units));
	both_r->count += second->count;
	both_r->japanese = first->japanese && second->japanese;
	return true;
}

/* Any two words may be the family and the given name; of three words, two may
 * be one name. */
static void
match_words(struct matching *matching, const struct romaji_part *words,
    size_t count, struct span by)
{
	struct romaji_part both;

	for (size_t i = 0; i < count; i++)
		for (size_t k = i + 1; k < count && !matching->right; k++)
			match_two(matching, &words[i], &words[k], by);
	if (count != 3)
		return;
	if (!matching->right && join(&words[0], &words[1], &both))
		match_two(matching, &both, &words[2], by);
	if (!matching->right && join(&words[1], &words[2], &both))
		match_two(matching, &words[0], &both, by);
}

/* Does it stand between the words of a name? */
static bool
is_between(uint32_t code)
{
	return code <= ' ' || code == 0x3000 || code == 0xa0 ||
	       (code < 0x80 && strchr(",;:()[]{}<>/.\"&|=", (int)code)) ||
	       code == 0x30fb || code == 0xff65 || code == '-' ||
	       code == 0xff0c || code == 0x3001 || code == 0xff08 ||
	       code == 0xff09 || code == 0xff0e || code == 0xff0f ||
	       code == 0x300c || code == 0x300d || code == 0x3010 ||
	       code == 0x3011;
}

/* Takes the next word of a name; bytes that are not UTF-8 end it. */
static struct span
next_word(struct span *rest)
{
	struct span word = {rest->bytes, 0};
	uint32_t code;
	size_t size;

	while ((size = utf8_decode(rest->bytes, rest->len, &code)) != 0) {
		bool between = is_between(code);

		rest->bytes += size;
		rest->len -= size;
		if (!between)
			word.len += size;
		else if (word.len != 0)
			return word;
		else
			word.bytes = rest->bytes;
	}
	rest->len = 0;
	return word;
}

void
full_name_match(struct matching *matching, struct span name)
{
	struct romaji_part words[PERSON_WORDS_MAX];
	struct span rest = name, word, last = {NULL, 0};
	size_t count = 0;

	while (count < PERSON_WORDS_MAX && rest.len != 0) {
		word = next_word(&rest);
		if (!romaji_read(word.bytes, word.len, &words[count]))
			continue;
		count++;
		last = word;
	}
	if (count == 1)
		match_undivided(matching, last, &words[0], name);
	else
		match_words(matching, words, count, name);
}

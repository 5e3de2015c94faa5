/* SPDX-License-Identifier: BSD-2-Clause */
/* Expands references and conditions. */
#include "domains/registrations/forward_path.h"

#include <stddef.h>
#include <string.h>

#include "domains/base/ascii.h"

struct expanding {
	const struct forward_path_values *values;
	char *out; /* PATH_MAX */
	size_t used;
	unsigned depth;
};

static bool
expand(struct expanding *expanding, struct span text);

static bool
put(struct expanding *expanding, struct span text)
{
	if (text.len >= PATH_MAX - expanding->used)
		return false;
	memcpy(expanding->out + expanding->used, text.bytes, text.len);
	expanding->used += text.len;
	return true;
}

/* ---- values -------------------------------------------------------------- */

/* The delimiter that was found, or the first for mail without one. */
static struct span
delimiter_of(const struct forward_path_values *values)
{
	const char *set = values->delimiter;

	if (set[0] == '\0' || set[1] == '\0')
		return span_of(set);
	return values->extended ? span_of("?") : (struct span){set, 1};
}

static struct span
extension_of(const struct forward_path_values *values)
{
	return span_of(values->extended ? "*" : "");
}

/* Returns false for a name that has no value which holds for all mail. */
static bool
find_value(const struct forward_path_values *values, struct span name,
    struct span *value_r)
{
	const struct {
		const char *name;
		struct span value;
	} values_of_names[] = {
	    {"user", span_of(values->user)},
	    {"home", span_of(values->home)},
	    {"shell", span_of(values->shell)},
	    {"recipient_delimiter", delimiter_of(values)},
	    {"extension", extension_of(values)},
	};

	for (size_t i = 0;
	     i < sizeof(values_of_names) / sizeof(*values_of_names); i++)
		if (span_equal(name, values_of_names[i].name)) {
			*value_r = values_of_names[i].value;
			return true;
		}
	return false;
}

static bool
put_value(struct expanding *expanding, struct span name)
{
	const struct forward_path_values *values = expanding->values;
	struct span value;

	if (!span_equal(name, "local"))
		return find_value(values, name, &value) &&
		       put(expanding, value);
	return put(expanding, span_of(values->user)) &&
	       (!values->extended || (put(expanding, delimiter_of(values)) &&
					 put(expanding, extension_of(values))));
}

/* ---- references ---------------------------------------------------------- */

static size_t
name_length(struct span text)
{
	size_t len = 0;

	while (len < text.len && (text.bytes[len] == '_' ||
				     ascii_is_alphanumeric(text.bytes[len])))
		len++;
	return len;
}

/* What stands between the bracket that text begins with and its other half;
 * false when there is none. */
static bool
take_inner(struct span text, struct span *inner_r)
{
	char open = text.bytes[0], close = open == '(' ? ')' : '}';
	size_t depth = 0;

	for (size_t at = 0; at < text.len; at++) {
		depth += text.bytes[at] == open;
		depth -= text.bytes[at] == close;
		if (depth == 0) {
			*inner_r = (struct span){text.bytes + 1, at - 1};
			return true;
		}
	}
	return false;
}

/* "value", "{value}", "{value}:{other}" after "name?" or "name:". */
static bool
take_branches(struct span text, struct span *first_r, struct span *second_r)
{
	struct span rest = span_trim(text);

	*first_r = text;
	*second_r = span_of("");
	if (rest.len == 0 || rest.bytes[0] != '{')
		return true;
	if (!take_inner(rest, first_r))
		return false;
	rest = span_trim(span_after(rest, first_r->len + 2));
	if (rest.len == 0)
		return true;
	if (rest.bytes[0] != ':')
		return false;
	rest = span_trim(span_after(rest, 1));
	return rest.len != 0 && rest.bytes[0] == '{' &&
	       take_inner(rest, second_r) && second_r->len + 2 == rest.len;
}

/* What stands in "${...}". */
static bool
expand_reference(struct expanding *expanding, struct span inner)
{
	struct span name = {inner.bytes, name_length(inner)};
	struct span rest = span_after(inner, name.len), value, first, second;
	bool if_empty;

	if (rest.len == 0)
		return put_value(expanding, name);
	if_empty = rest.bytes[0] == ':';
	if ((!if_empty && rest.bytes[0] != '?') ||
	    !find_value(expanding->values, name, &value) ||
	    !take_branches(span_after(rest, 1), &first, &second))
		return false;
	return expand(expanding, (value.len == 0) == if_empty ? first : second);
}

/* One reference, text beginning with its '$'.  Sets how long it is. */
static bool
take_reference(struct expanding *expanding, struct span text, size_t *len_r)
{
	struct span rest = span_after(text, 1), inner;

	if (rest.len != 0 && rest.bytes[0] == '$') {
		*len_r = 2;
		return put(expanding, span_of("$"));
	}
	if (rest.len != 0 && (rest.bytes[0] == '{' || rest.bytes[0] == '(')) {
		if (!take_inner(rest, &inner))
			return false;
		*len_r = inner.len + 3;
		return expand_reference(expanding, inner);
	}
	inner = (struct span){rest.bytes, name_length(rest)};
	*len_r = inner.len + 1;
	return put_value(expanding, inner);
}

static bool
expand(struct expanding *expanding, struct span text)
{
	bool good = ++expanding->depth <= FORWARD_PATH_DEPTH_MAX;

	while (good && text.len > 0) {
		const char *dollar = memchr(text.bytes, '$', text.len);
		size_t len =
		    dollar != NULL ? (size_t)(dollar - text.bytes) : text.len;

		if (len == 0)
			good = take_reference(expanding, text, &len);
		else
			good = put(expanding, (struct span){text.bytes, len});
		if (good)
			text = span_after(text, len);
	}
	expanding->depth--;
	return good;
}

bool
forward_path_expand(struct span path, const struct forward_path_values *values,
    char out_r[static PATH_MAX])
{
	char out[PATH_MAX];
	struct expanding expanding = {.values = values, .out = out};

	if (!expand(&expanding, path) || expanding.used == 0 || out[0] != '/')
		return false;
	memcpy(out_r, out, expanding.used);
	out_r[expanding.used] = '\0';
	return true;
}

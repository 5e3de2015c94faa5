/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/contacts/redis_place.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct {
	const char *text;
	struct redis_place place;
} places[] = {
    {"redis://kvs.univ.example",
	{.hosts = {{"kvs.univ.example", 6379}}, .host_count = 1}},
    {"redis://127.0.0.1:7000/3",
	{.hosts = {{"127.0.0.1", 7000}}, .host_count = 1, .database = 3}},
    {"redis://gate@[2001:db8::1]:7000/",
	{.hosts = {{"2001:db8::1", 7000}}, .host_count = 1, .user = "gate"}},
    {"redis+unix:///run/redis/redis.sock", {.path = "/run/redis/redis.sock"}},
    {"redis+unix://gate@/run/r?db=12",
	{.path = "/run/r", .user = "gate", .database = 12}},
    {"redis+sentinel://10.0.0.1,10.0.0.2:5000/contacts/2",
	{.hosts = {{"10.0.0.1", 26379}, {"10.0.0.2", 5000}},
	    .host_count = 2,
	    .master = "contacts",
	    .database = 2}},
    {"redis+sentinel://u@[::1]/m", {.hosts = {{"::1", 26379}},
				       .host_count = 1,
				       .user = "u",
				       .master = "m"}},
};

Test(redis_place, is_read)
{
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		struct redis_place place;
		const struct redis_place *wanted = &places[i].place;
		const char *why = redis_place_parse(places[i].text, &place);

		cr_assert(why == NULL, "%s: %s", places[i].text, why);
		cr_expect_eq(place.host_count, wanted->host_count);
		for (size_t host = 0; host < wanted->host_count; host++) {
			cr_expect_str_eq(place.hosts[host].name,
			    wanted->hosts[host].name);
			cr_expect_eq(place.hosts[host].port,
			    wanted->hosts[host].port);
		}
		cr_expect_str_eq(place.path, wanted->path);
		cr_expect_str_eq(place.master, wanted->master);
		cr_expect_str_eq(place.user, wanted->user);
		cr_expect_eq(place.database, wanted->database);
	}
}

static const char *const refused[][2] = {
    {"redis://", "host or port"},
    {"redis://:6379", "host or port"},
    {"redis://h:", "host or port"},
    {"redis://h:0", "host or port"},
    {"redis://h:65536", "host or port"},
    {"redis://h:1x", "host or port"},
    {"redis://[::1", "host or port"},
    {"redis://h,i", "database"},
    {"redis://h/x", "database"},
    {"redis://h/-1", "database"},
    {"redis://h/1/2", "database"},
    {"redis://h/10000", "database"},
    {"redis://@h", "user"},
    {"redis://gate:secret@h", "password"},
    {"redis://:secret@h", "password"},
    {"redis+unix://h/run/r", "path"},
    {"redis+unix:///run/r?x=1", "database"},
    {"redis+sentinel://h", "master"},
    {"redis+sentinel://h/", "master"},
    {"redis+sentinel://a,b,c,d,e,f,g,h,i/m", "8 Sentinels"},
    {"rediss://h", "TLS"},
    {"redis:h", "should be redis://"},
    {"redis+http://h", "should be redis://"},
};

Test(redis_place, is_refused)
{
	struct redis_place place;
	char text[700];

	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		const char *why = redis_place_parse(refused[i][0], &place);

		cr_assert(why != NULL, "%s", refused[i][0]);
		cr_expect(strstr(why, refused[i][1]) != NULL, "%s: %s",
		    refused[i][0], why);
		cr_expect(strstr(why, "secret") == NULL);
	}
	memset(text, 'x', sizeof(text));
	memcpy(text, "redis://", 8);
	text[sizeof(text) - 1] = '\0';
	cr_expect(redis_place_parse(text, &place) != NULL);
	memcpy(text, "redis+unix:///", 14);
	cr_expect(redis_place_parse(text, &place) != NULL);
}

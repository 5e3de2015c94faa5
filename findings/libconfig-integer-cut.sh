#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# libconfig 1.5: an integer over 32 bits becomes another number without an
# error, and asking for a 64-bit integer as an int succeeds with 0.
#
# "n = 4294967297;" is read without an error, has type int and the value 1, also
# when it is asked for by config_lookup_int64(): the text was cut when it was
# parsed.  Twenty-two digits give -1.  Only the suffix L keeps 64 bits; and then
# config_lookup_int() returns CONFIG_TRUE and 0 for a value that does not fit.
# So a range check after the lookup cannot see the slip: "wait =
# 4294967297" passes as 1.  A program has to look at the digits itself before
# libconfig does.
#
# Seen: 4294967297 read=1 int=1:1 int64=1:1
#       9999999999999999999999 read=1 int=1:-1 int64=1:-1
#       3000000000L read=1 int=1:0 int64=1:3000000000
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
set -- tcc=0.9.27+git20200814.62c30a4a-1 libconfig9=1.5-0.4 \
	libconfig-dev=1.5-0.4 libc6-dev linux-libc-dev
apt-get download "$@" >/dev/null 2>&1
for package in ./*.deb; do
	dpkg -x "$package" root
done
cat >try.c <<'C'
#include <libconfig.h>
#include <stdio.h>

int
main(void)
{
	static const char *const values[] = {"4294967297",
	    "9999999999999999999999", "3000000000L"};
	unsigned i;

	for (i = 0; i < 3; i++) {
		config_t config;
		char text[64];
		int number = -9, read, is_int, is_long;
		long long wide = -9;

		config_init(&config);
		snprintf(text, sizeof(text), "n = %s;", values[i]);
		read = config_read_string(&config, text);
		is_int = config_lookup_int(&config, "n", &number);
		is_long = config_lookup_int64(&config, "n", &wide);
		printf("%s read=%d int=%d:%d int64=%d:%lld\n", values[i], read,
		    is_int, number, is_long, wide);
		config_destroy(&config);
	}
	return 0;
}
C
place() { find root -name "$1" | head -n 1; }
lib=$(dirname "$(place libconfig.so.9)")
arch=root/usr/include/$(uname -m)-linux-gnu
# A minimal system has no start files where tcc looks for them.
root/usr/bin/tcc -nostdlib -Iroot/usr/include -I"$arch" \
	-I"$(dirname "$(place stdarg.h)")" -o try "$(place crt1.o)" \
	"$(place crti.o)" try.c "$lib/libconfig.so.9" \
	"/lib/$(uname -m)-linux-gnu/libc.so.6" "$(place 'libtcc1*.a')" \
	"$(place crtn.o)"
LD_LIBRARY_PATH=$lib ./try | tee seen
printf '%s\n' '4294967297 read=1 int=1:1 int64=1:1' \
	'9999999999999999999999 read=1 int=1:-1 int64=1:-1' \
	'3000000000L read=1 int=1:0 int64=1:3000000000' | cmp -s - seen || {
	echo "libconfig does otherwise now" >&2
	exit 1
}

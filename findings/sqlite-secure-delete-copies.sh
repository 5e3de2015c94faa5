#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# SQLite 3.40.1: with PRAGMA secure_delete = ON the bytes of a deleted row can
# stay in the file.
#
# The manual says that "SQLite overwrites deleted content with zeros".  It does
# so where the row stands when it is deleted.  When a page is full and its rows
# are moved to others, it may leave a copy in the gap of the old page, and
# nothing overwrites that when the row is deleted later.  It hits one row in some
# ten thousand, so a look at a few rows finds nothing.  The setting was on from
# the first row; there is no log and no journal left.  VACUUM removes the copies.
#
# Who deletes a person's address by law has it in the file all the same.
#
# Seen: rows=60000 with-a-copy=8 deleted=8 still-in-the-file=6 after-vacuum=0
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download sqlite3=3.40.1-2+deb12u2 libsqlite3-0=3.40.1-2+deb12u2 \
	libreadline8=8.2-1.3 libtinfo6=6.4-4 >/dev/null 2>&1
for package in ./*.deb; do
	dpkg -x "$package" root
done
sqlite()
{
	LD_LIBRARY_PATH=$(echo root/usr/lib/*-linux-gnu):$(echo root/lib/*-linux-gnu) \
		root/usr/bin/sqlite3 file.db >/dev/null
}

rows=60000
awk -v rows=$rows 'BEGIN {
	x = 1
	print "PRAGMA secure_delete = ON; PRAGMA synchronous = OFF;"
	print "CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT, more BLOB);"
	print "CREATE UNIQUE INDEX person_name ON person (name);"
	for (i = 0; i < rows; i++) {
		if (i % 200 == 0)
			print "BEGIN;"
		printf "INSERT INTO person (name, more) VALUES " \
		    "(\"n%010d.forget@partner.example\", zeroblob(200));\n",
		    x = x * 16807 % 2147483647
		if (i % 200 == 199)
			print "COMMIT;"
	}
}' | tr '"' "'" | sqlite

# Each name stands in the table and in the index.
grep -aoE 'n[0-9]{10}\.forget@partner\.example' file.db | sort | uniq -c |
	awk '$1 > 2 {print $2}' >copied
sed "s/.*/DELETE FROM person WHERE name = '&';/; 1i PRAGMA secure_delete = ON;" \
	copied | sqlite
left=$(grep -aoFf copied file.db | sort -u | wc -l)
echo 'VACUUM;' | sqlite
after=$(grep -aoFf copied file.db | sort -u | wc -l)
copies=$(wc -l <copied)
echo "rows=$rows with-a-copy=$copies deleted=$copies still-in-the-file=$left after-vacuum=$after"
[ "$copies" -gt 0 ] && [ "$left" -gt 0 ] && [ "$after" -eq 0 ]

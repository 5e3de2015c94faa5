# SPDX-License-Identifier: BSD-2-Clause
# doppelcheck: build, test, measure, install.  `make help` lists the targets.

VERSION = 0.2.0

# ---- places ----------------------------------------------------------------
# For an installation by hand.  A package says PREFIX=/usr and DESTDIR.

PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
DESTDIR ?=

BINDIR ?= $(PREFIX)/bin
SBINDIR ?= $(PREFIX)/sbin
MANDIR ?= $(PREFIX)/share/man
DOCDIR ?= $(PREFIX)/share/doc/doppelcheck
SHAREDIR = $(PREFIX)/share/doppelcheck
EXAMPLEDIR = $(SHAREDIR)/examples
# These are compiled into the programs.
LISTDIR = $(SHAREDIR)/lists
LOCALEDIR ?= $(PREFIX)/share/locale
CONFDIR = $(SYSCONFDIR)/doppelcheck
# systemd looks under /etc, /usr/local/lib and /usr/lib only.
UNITDIR ?= $(PREFIX)/lib/systemd/system
SYSUSERSDIR ?= $(PREFIX)/lib/sysusers.d
TMPFILESDIR ?= $(PREFIX)/lib/tmpfiles.d

BUILD ?= .build
CC ?= cc
PKG_CONFIG ?= pkg-config

# ---- libraries ---------------------------------------------------------------
# By the names that pkg-config knows, or as -lNAME.  A row for each program;
# tests/lint/run looks into the programs for what else they load.

ENGINE_NEEDS = libidn2 libpsl -lm
MILTER_NEEDS = $(ENGINE_NEEDS) -lmilter
DOPPELCHECK_NEEDS = $(ENGINE_NEEDS)
DOPPELFETCH_NEEDS = $(ENGINE_NEEDS) jansson libcurl ldap lber
DOPPELMAIL_NEEDS = $(ENGINE_NEEDS)
DOPPELCONTACTS_NEEDS = $(ENGINE_NEEDS)
DOPPELZONE_NEEDS = $(ENGINE_NEEDS) ldns
DOPPELLIST_NEEDS = $(ENGINE_NEEDS) jansson -lcsv
# These are loaded at their first use (domains/base/library.h).
LOADED = libcares libconfig sqlite3 nettle jansson expat libzip libisal \
	liblzma libzstd -lbz2 libsystemd -lhiredis
TEST_NEEDS = $(sort $(MILTER_NEEDS) $(DOPPELCHECK_NEEDS) \
	$(DOPPELFETCH_NEEDS) $(DOPPELZONE_NEEDS) $(DOPPELLIST_NEEDS))

pkg-config = $(shell $(PKG_CONFIG) $(1) $(filter-out -l%,$(2)) 2>/dev/null)
libraries = $(call pkg-config,--libs,$(1)) $(filter -l%,$(1))
# -DDOPPEL_LIBZIP='"libzip.so.4"': the library that the headers belong to.
upper = $(shell echo $(1) | tr a-z A-Z)
soname = $(shell objdump -p $$($(CC) -print-file-name=$(1).so) 2>/dev/null \
	| sed -n 's/ *SONAME *//p')
SONAMES := $(foreach name,$(patsubst lib%,%,$(LOADED:-l%=%)), \
	DOPPEL_LIB$(call upper,$(name))="$(call soname,lib$(name))")

# ---- flags -----------------------------------------------------------------

WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion \
	-Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 -Wwrite-strings
ifdef CI
WARNINGS += -Werror
endif

OPTIMISE ?= -O2
HARDEN_C ?= -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
HARDEN_LD ?= -pie -Wl,-z,relro,-z,now
SANITIZE ?=

CFLAGS ?= -g $(OPTIMISE)
PKG_CFLAGS := $(call pkg-config,--cflags,$(TEST_NEEDS) $(LOADED))
ALL_CFLAGS = -std=c17 -D_GNU_SOURCE -I. -pthread $(WARNINGS) $(HARDEN_C) \
	$(CFLAGS) $(if $(ALL_LTO),$(KEEPS_BOTH)) $(SANITIZE) $(PKG_CFLAGS) $(SONAMES:%=-D'%') \
	-DDOPPEL_VERSION='"$(VERSION)"' -DDOPPEL_LISTDIR='"$(LISTDIR)"' \
	-DDOPPEL_LOCALEDIR='"$(LOCALEDIR)"' -DDOPPEL_SYSCONFDIR='"$(CONFDIR)"'
ALL_LDFLAGS = -pthread -Wl,--as-needed $(HARDEN_LD) $(LDFLAGS) $(SANITIZE) \
	$(LINK_TIME)

# What doppelcheck does for each of millions of lines stands in several files:
# it is optimised as a whole, where the compiler (gcc) keeps both forms of an
# object, for tests replace functions of the same objects, and can link them.
# LTO= does without, and flags that say it of all programs take precedence, but
# for the tests.
ALL_LTO := $(findstring -flto,$(CFLAGS) $(LDFLAGS))
KEEPS_BOTH := $(if $(SANITIZE),,$(shell echo 'int main(void) { return 0; }' | \
	$(CC) -Werror -flto=auto -ffat-lto-objects -xc -o /dev/null - \
	2>/dev/null && echo -ffat-lto-objects))
ifeq ($(origin LTO)$(findstring lto,$(CFLAGS) $(LDFLAGS)),undefined)
LTO := $(KEEPS_BOTH:%=-flto=auto)
endif
LINK_TIME = $(if $(ALL_LTO),,-fno-lto)

# A line for each step; V=1 shows the commands, -s nothing.
V ?= 0
ifeq ($(V)$(findstring s,$(filter-out -%,$(firstword $(MAKEFLAGS)))),0)
say = @printf '  %-3s %s\n' '$(1)' '$(2)';
else
say = $(if $(filter 0,$(V)),@)
endif

# ---- what is built from what -----------------------------------------------

files = $(sort $(shell find $(1) -name '$(2)'))
sources = $(call files,$(1),*.c)

# What has no main(): what several programs share, and the rest of each.
DOPPEL_SRC = $(call sources,domains/base domains/engine)
DOMAINS_SRC = $(call sources,domains/text domains/dns domains/person domains/contacts \
	domains/registrations domains/maillog domains/workbooks domains/foreign domains/filters \
	domains/readers domains/settings domains/policy domains/service domains/reports)
DOPPELCHECK_SRC = $(call sources,domains/doppelcheck)
DOPPELFETCH_SRC = $(call sources,domains/doppelfetch)
DOPPELMAIL_SRC = $(call sources,domains/doppelmail)
DOPPELCONTACTS_SRC = $(call sources,domains/doppelcontacts)
DOPPELZONE_SRC = $(call sources,domains/doppelzone)
DOPPELLIST_SRC = $(call sources,domains/doppellist)
MILTER_SRC = $(call sources,milter)
PRODUCT_SRC = $(DOPPEL_SRC) $(DOMAINS_SRC) $(DOPPELCHECK_SRC) \
	$(DOPPELFETCH_SRC) $(DOPPELMAIL_SRC) $(DOPPELCONTACTS_SRC) $(DOPPELZONE_SRC) \
	$(DOPPELLIST_SRC) $(MILTER_SRC)
UNIT_SRC = $(call sources,tests/unit)
FUZZ_SRC = $(wildcard tests/fuzz/fuzz_*.c)
BENCH_SRC = $(wildcard tests/bench/bench_*.c)

object = $(patsubst %.c,$(BUILD)/%.o,$(1))

DOPPEL_LIB = $(BUILD)/libdoppel.a
DOMAINS_LIB = $(BUILD)/libdomains.a
LIBS = $(DOMAINS_LIB) $(DOPPEL_LIB)
PROGRAMS = $(addprefix $(BUILD)/,doppelcheck doppelfetch doppelmail doppelcontacts doppelzone \
	doppellist doppelmilter)
BENCH_PROGRAMS = $(BENCH_SRC:tests/bench/%.c=$(BUILD)/%)
FUZZ_PROGRAMS = $(FUZZ_SRC:tests/fuzz/%.c=$(BUILD)/%)
BROKEN_PROGRAMS = $(BUILD)/broken/doppelcheck $(BUILD)/broken/doppelmilter
ACCEPTING_GATE = $(BUILD)/broken/accepting
HURRIED = $(BUILD)/doppelcheck-hurried
HURRIED_FETCH = $(BUILD)/doppelfetch-hurried
TEST_PROGRAMS = $(addprefix $(BUILD)/,unit milter-source noop-milter dns-delay \
	explain_pairs accuracy_dump accuracy_person accuracy_contacts) \
	$(BENCH_PROGRAMS) $(FUZZ_PROGRAMS) $(BROKEN_PROGRAMS) $(ACCEPTING_GATE) \
	$(HURRIED) $(HURRIED_FETCH)

#: make try                shows the product at work (installs packages)
#: make test               all tests (installs packages)
#: make                    builds .build/doppelcheck and the other programs
.PHONY: all
all: $(PROGRAMS) locale

# Objects know the places: other places, other objects.  Those that are for one
# compiler to link are for no other version of it.
COMPILED_IN = $(VERSION) $(LISTDIR) $(LOCALEDIR) $(CONFDIR) $(SONAMES) $(LTO) \
	$(if $(LTO)$(ALL_LTO),$(shell $(CC) --version | head -n 1))
.PHONY: FORCE
$(BUILD)/compiled-in: FORCE
	@mkdir -p $(@D)
	@echo '$(COMPILED_IN)' | cmp -s - $@ || echo '$(COMPILED_IN)' >$@

# Objects outlive the program that wanted them.
.SECONDARY:
$(BUILD)/%.o: %.c $(BUILD)/compiled-in
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

ifneq ($(LTO),)
$(call object,$(DOPPEL_SRC) $(DOPPELCHECK_SRC)): ALL_CFLAGS += $(LTO) -ffat-lto-objects
$(BUILD)/doppelcheck: LINK_TIME = $(LTO) $(OPTIMISE)
endif
$(DOPPEL_LIB): $(call object,$(DOPPEL_SRC))
$(DOMAINS_LIB): $(call object,$(DOMAINS_SRC))
$(LIBS):
	@rm -f $@
	$(call say,AR,$@)$(AR) rcs $@ $^

# Each program: its own objects, the libraries of the tree, those it needs.
$(BUILD)/doppelcheck: $(call object,$(DOPPELCHECK_SRC))
$(BUILD)/doppelcheck: NEEDS = $(DOPPELCHECK_NEEDS)
$(BUILD)/doppelfetch: $(call object,$(DOPPELFETCH_SRC))
$(BUILD)/doppelfetch: NEEDS = $(DOPPELFETCH_NEEDS)
$(BUILD)/doppelmail: $(call object,$(DOPPELMAIL_SRC))
$(BUILD)/doppelmail: NEEDS = $(DOPPELMAIL_NEEDS)
$(BUILD)/doppelcontacts: $(call object,$(DOPPELCONTACTS_SRC))
$(BUILD)/doppelcontacts: NEEDS = $(DOPPELCONTACTS_NEEDS)
$(BUILD)/doppelzone: $(call object,$(DOPPELZONE_SRC))
$(BUILD)/doppelzone: NEEDS = $(DOPPELZONE_NEEDS)
$(BUILD)/doppellist: $(call object,$(DOPPELLIST_SRC))
$(BUILD)/doppellist: NEEDS = $(DOPPELLIST_NEEDS)
$(BUILD)/doppelmilter: $(call object,$(MILTER_SRC))
$(BUILD)/doppelmilter: NEEDS = $(MILTER_NEEDS)

$(PROGRAMS) $(TEST_PROGRAMS): $(LIBS)
	$(call say,LD,$@)$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) $(LIBS) \
		$(call libraries,$(NEEDS))

# ---- languages -------------------------------------------------------------

LANGUAGES = $(patsubst conf/locale/%.po,%,$(wildcard conf/locale/*.po))
CATALOGUES = $(LANGUAGES:%=$(BUILD)/locale/%/LC_MESSAGES/doppelcheck.mo)

#: make locale             the catalogues of conf/locale, into .build/locale
.PHONY: locale
locale: $(CATALOGUES)
$(BUILD)/locale/%/LC_MESSAGES/doppelcheck.mo: conf/locale/%.po
	@mkdir -p $(@D)
	$(call say,MO,$<)msgfmt --check -o $@ $<

# The date would change each time, the lines of the sources nearly so.
XGETTEXT = xgettext --flag=_:1:pass-c-format --package-name=doppelcheck --from-code=UTF-8 --language=C \
	--keyword=_ --keyword=N_ --keyword=diagnostics_add:4 \
	--keyword=console_say:2 --keyword=console_format:2 --add-comments=TRANSLATORS: --sort-by-file \
	--add-location=file --output=-

#: make pot                texts of the sources into the catalogues
.PHONY: pot pot-text
pot:
	@$(MAKE) --silent pot-text >conf/locale/doppelcheck.pot
	@for po in $(LANGUAGES:%=conf/locale/%.po); do \
		msgmerge --quiet --update --backup=none --add-location=file \
			$$po conf/locale/doppelcheck.pot || exit 1; done
pot-text:
	@$(XGETTEXT) $(PRODUCT_SRC) | sed '/^"POT-Creation-Date/d'

# ---- tests -----------------------------------------------------------------

$(TEST_PROGRAMS): NEEDS = $(TEST_NEEDS)
$(TEST_PROGRAMS): LINK_TIME = $(if $(ALL_LTO),$(KEEPS_BOTH:%=-fno-lto),-fno-lto)

# The unit tests see everything but the main files, and replay what the fuzzers
# have found.
INNER_OBJECTS = $(call object,$(filter-out %/main.c,$(DOPPELCHECK_SRC) \
	$(DOPPELFETCH_SRC) $(DOPPELCONTACTS_SRC) $(DOPPELZONE_SRC) \
	$(DOPPELLIST_SRC) $(MILTER_SRC)) tests/fuzz/input.c tests/fuzz/archive.c)
$(BUILD)/unit: $(call object,$(UNIT_SRC) $(FUZZ_SRC) tests/fuzz/replay.c) \
	$(INNER_OBJECTS)
$(BUILD)/unit: NEEDS = $(TEST_NEEDS) -lcriterion
$(BUILD)/unit: ALL_LDFLAGS += -Wl,--wrap=clock_now,--wrap=time,--wrap=bind
$(BUILD)/unit $(FUZZ_PROGRAMS): ALL_LDFLAGS += -Wl,--wrap=subprocess_read
$(BUILD)/unit $(BUILD)/fuzz_mailman3: ALL_LDFLAGS += -Wl,--wrap=curl_easy_setopt \
	-Wl,--wrap=curl_easy_perform,--wrap=curl_easy_getinfo

# Both without a judge: a test that passes with them asks somebody else.
$(BUILD)/broken/doppelcheck: $(call object,$(DOPPELCHECK_SRC))
$(BUILD)/broken/doppelmilter: $(call object,$(MILTER_SRC))
$(BROKEN_PROGRAMS): $(call object,tests/integration/no_judge.c) | $(BUILD)/broken
$(BROKEN_PROGRAMS): ALL_LDFLAGS += -Wl,--wrap=judge_member
$(BUILD)/broken:
	@mkdir -p $@

# Two minutes of a watcher's start are a second, and some files come slowly.
$(HURRIED): $(call object,$(DOPPELCHECK_SRC) tests/integration/hurried.c)
$(HURRIED): ALL_LDFLAGS += -Wl,--wrap=starting_begin,--wrap=file_read_open_while

# A minute is a second.
$(HURRIED_FETCH): $(call object,$(DOPPELFETCH_SRC) tests/integration/hurried_fetch.c)
$(HURRIED_FETCH): NEEDS = $(DOPPELFETCH_NEEDS)
$(HURRIED_FETCH): ALL_LDFLAGS += -Wl,--wrap=clock_now,--wrap=alarm

# For tests/chaos: a gate that answers ACCEPT at RCPT, and the time of day of a
# process.
$(ACCEPTING_GATE): $(call object,$(MILTER_SRC) tests/chaos/accepting.c) \
	| $(BUILD)/broken
$(ACCEPTING_GATE): ALL_LDFLAGS += -Wl,--wrap=smfi_register
$(BUILD)/clock.so: tests/chaos/clock.c
	@mkdir -p $(@D)
	$(call say,LD,$@)$(CC) $(ALL_CFLAGS) -fPIC -shared -o $@ $<

# The MTA's side of the milter protocol; what doppelmilter is measured against;
# the far-away name server of tests/bench/dns.
$(BUILD)/milter-source: $(call object,tests/bench/milter_source.c)
$(BUILD)/noop-milter: $(call object,tests/bench/noop_milter.c)
$(BUILD)/dns-delay: $(call object,tests/bench/dns_delay.c)

# For tests/bench/generate_coverage; tests/bench/run; tests/accuracy.
$(BUILD)/explain_pairs: $(call object,tests/bench/explain_pairs.c)
$(BENCH_PROGRAMS): $(BUILD)/%: $(BUILD)/tests/bench/%.o
$(BUILD)/bench_floors: $(call object,domains/doppelcheck/domain_set.c)
$(BUILD)/bench_registrations: $(call object,$(addprefix domains/doppelcheck/, \
	watch.c postfix_watch.c place.c))
$(BUILD)/accuracy_dump: $(call object,tests/accuracy/dump.c)
$(BUILD)/accuracy_contacts: $(call object,tests/accuracy/contacts.c)
$(BUILD)/accuracy_person: $(call object,tests/accuracy/person.c \
	tests/unit/person/people.c)

#: make check              lint and unit tests
#: make lists-check        doppellist lint over the shipped lists
# Of some pages nobody knows the day: --ignore date.
.PHONY: lists-check
lists-check: $(BUILD)/doppellist
	$(BUILD)/doppellist --lists domains/lists lint --ignore date

#: make check-integration  a real Postfix, a real doppelmilter
#: make check-san          the tests under ASan and UBSan
#: make check-tsan         the tests with threads under TSan
.PHONY: check check-unit check-lint check-integration check-san check-tsan
check-unit: $(BUILD)/unit
	$(BUILD)/unit

check-lint: all
	tests/lint/run

check: check-lint check-unit

check-integration: all $(BUILD)/milter-source $(BUILD)/explain_pairs \
		$(BROKEN_PROGRAMS) $(HURRIED) $(HURRIED_FETCH) $(BUILD)/clock.so
	tests/integration/install
	tests/integration/check_cli
	$(BESIDE) tests/integration/check_system
	tests/integration/list_cli
	tests/integration/workbooks
	tests/integration/maillogs
	tests/integration/digests
	tests/integration/contacts
	tests/integration/contacts_redis
	tests/integration/results
	tests/integration/pages
	tests/integration/messages
	$(BESIDE) tests/integration/entrances
	$(BESIDE) tests/integration/entrances --broken
	$(BESIDE) tests/integration/run

SAN_OPTIONS = ASAN_OPTIONS=abort_on_error=1:detect_leaks=1 \
	LSAN_OPTIONS=abort_on_error=1 UBSAN_OPTIONS=halt_on_error=1:abort_on_error=1:print_stacktrace=1

# gcc 12 warns of a format that is NULL, which it is not, in what the sanitizers
# make of report.c: no warning is an error here.
check-san: all $(BUILD)/milter-source
	$(MAKE) CI= BUILD=.build/san OPTIMISE=-O1 HARDEN_C= HARDEN_LD= \
		SANITIZE="-fsanitize=address,undefined -fno-omit-frame-pointer" \
		.build/san/unit .build/san/doppelcheck .build/san/doppelfetch \
		.build/san/doppelmail .build/san/doppelcontacts \
		.build/san/doppelzone .build/san/doppellist \
		.build/san/doppelmilter .build/san/doppelcheck-hurried \
		.build/san/doppelfetch-hurried \
		.build/san/explain_pairs locale
	$(SAN_OPTIONS) tests/unit_suites .build/san/unit
	$(SAN_OPTIONS) DOPPEL_BUILD=.build/san tests/integration/check_cli
	$(SAN_OPTIONS) DOPPEL_BUILD=.build/san tests/integration/check_system
	$(SAN_OPTIONS) DOPPEL_BUILD=.build/san tests/integration/list_cli
	$(SAN_OPTIONS) DOPPEL_BUILD=.build/san tests/integration/maillogs
	$(SAN_OPTIONS) DOPPEL_BUILD=.build/san tests/integration/contacts
	$(SAN_OPTIONS) DOPPEL_BUILD=.build/san tests/integration/entrances
	$(SAN_OPTIONS) DOPPEL_BUILD=.build/san tests/integration/run --quick

# The unit tests that have threads, without Criterion, which needs a heap at a
# place that ThreadSanitizer has taken.
$(BUILD)/threads: tests/unit/names.c tests/unit/dns/test_dns.c \
		tests/unit/doppelcheck/test_domain_set.c \
		domains/doppelcheck/domain_set.c tests/tsan/main.c \
		tests/tsan/criterion/criterion.h $(LIBS)
	$(call say,LD,$@)$(CC) $(ALL_CFLAGS) -Itests/tsan $(ALL_LDFLAGS) -o $@ \
		$(filter %.c,$^) $(LIBS) $(call libraries,$(TEST_NEEDS))

check-tsan: all $(BUILD)/milter-source
	$(MAKE) BUILD=.build/tsan OPTIMISE=-O1 HARDEN_C= HARDEN_LD= \
		SANITIZE="-fsanitize=thread" \
		.build/tsan/threads .build/tsan/doppelcheck \
		.build/tsan/doppelfetch .build/tsan/doppelmail \
		.build/tsan/doppellist .build/tsan/doppelmilter \
		.build/tsan/doppelcontacts .build/tsan/doppelcheck-hurried \
		.build/tsan/doppelfetch-hurried \
		.build/tsan/explain_pairs locale
	TSAN_OPTIONS="halt_on_error=1 abort_on_error=1" .build/tsan/threads
	TSAN_OPTIONS="halt_on_error=1 suppressions=$(CURDIR)/tests/tsan.supp" \
		DOPPEL_BUILD=.build/tsan tests/integration/check_cli
	TSAN_OPTIONS="halt_on_error=1 suppressions=$(CURDIR)/tests/tsan.supp" \
		DOPPEL_BUILD=.build/tsan tests/integration/check_system
	TSAN_OPTIONS="halt_on_error=1 suppressions=$(CURDIR)/tests/tsan.supp" \
		DOPPEL_BUILD=.build/tsan tests/integration/list_cli
	TSAN_OPTIONS="halt_on_error=1 suppressions=$(CURDIR)/tests/tsan.supp" \
		DOPPEL_BUILD=.build/tsan tests/integration/maillogs
	TSAN_OPTIONS="halt_on_error=1 suppressions=$(CURDIR)/tests/tsan.supp" \
		DOPPEL_BUILD=.build/tsan tests/integration/contacts
	TSAN_OPTIONS="halt_on_error=1 suppressions=$(CURDIR)/tests/tsan.supp" \
		DOPPEL_BUILD=.build/tsan tests/integration/run --quick

#: make fuzz               every fuzz target for FUZZ_SECONDS=60
#: make fuzz-long          for an hour each in FUZZ_RUNS=6 runs; what they find
#:                         out stays in FUZZ_CORPUS, outside of the tree
FUZZ_SECONDS ?= 60
FUZZ_RUNS ?= 6
FUZZ_CORPUS ?= $(HOME)/.cache/doppelcheck/fuzz
FUZZ_TARGETS ?=
.PHONY: fuzz fuzz-long
fuzz: fuzz-programs
	tests/fuzz/run $(FUZZ_SECONDS) $(FUZZ_TARGETS)
fuzz-long: fuzz-programs
	tests/fuzz/run --keep '$(FUZZ_CORPUS)' --runs $(FUZZ_RUNS) \
		$$((3600 / $(FUZZ_RUNS))) $(FUZZ_TARGETS)

# Warnings are gcc's to judge, which builds the same sources; clang has others
# at each version.
.PHONY: fuzz-programs
fuzz-programs:
	$(MAKE) BUILD=.build/fuzz CC=clang OPTIMISE=-O1 HARDEN_C= HARDEN_LD= \
		WARNINGS=-w \
		SANITIZE="-fsanitize=fuzzer-no-link,address,undefined \
		    -DFUZZ_WITH_LIBFUZZER" fuzz-targets

.PHONY: fuzz-targets
fuzz-targets: $(FUZZ_PROGRAMS)
$(FUZZ_PROGRAMS): ALL_LDFLAGS += -fsanitize=fuzzer
$(FUZZ_PROGRAMS): $(BUILD)/%: $(BUILD)/tests/fuzz/%.o $(INNER_OBJECTS)

#: make planted            faults in the readers, which their property tests must
#:                         find; PLANTED="vcard csv"
PLANTED ?=
.PHONY: planted
planted: $(BUILD)/unit
	tests/planted/run $(PLANTED)

#: make test-office        LibreOffice, SheetJS and exceljs write workbooks, which
#:                         are audited; KEEP=1: into tests/cases/office
OFFICE = libreoffice-calc-nogui=4:7.4.7-1+deb12u14 xlsx@0.18.5 exceljs@4.4.0
.PHONY: test-office
test-office: $(BUILD)/doppelcheck
	@conf/install-packages $(DEPS_OFFICE)
	tests/office/run $(OFFICE)

#: make test-engines       JSON lines in a real ClickHouse and rsyslog; installs
#:                         120 MB for that
.PHONY: test-engines
test-engines: $(BUILD)/doppelcheck
	@conf/install-packages $(DEPS_ENGINES)
	tests/engines/run

#: make test-html          pages in Chromium (axe-core) and vnu, at 80 and 400 %,
#:                         on a telephone, on paper; KEEP=DIR keeps pictures
HTML = axe-core@4.14.1 vnu-jar@26.9.27 puppeteer-core@25.16.0
.PHONY: test-html
test-html: $(BUILD)/doppelcheck
	@conf/install-packages $(DEPS_HTML)
	tests/html/run $(HTML)

#: make kills              the store of contacts and its writer, killed KILLS=1000
#:                         times each
KILLS ?= 1000
.PHONY: kills
kills: all $(BUILD)/unit
	STORE_KILLS=$(KILLS) $(BUILD)/unit --filter 'store_crash/*'
	CONTACTS_KILLS=$(KILLS) tests/integration/contacts killed

#: make test-cluster       three gateways with Redis, Sentinels and NSD, each in a
#:                         network of its own, any one of which fails; make
#:                         test has it with fewer mails
.PHONY: test-cluster
test-cluster: all
	CLUSTER_MAILS=$(or $(MAILS),90) tests/integration/run cluster_

#: make chaos              mails through Postfix and Sendmail while something goes
#:                         wrong; two hours.  ROWS="kill9 stop" MAILS=500
#:                         FAULT_SECONDS=10 MTA=postfix ACTION=tempfail; BROKEN=1
#:                         takes a gate that answers ACCEPT, which must be noticed
.PHONY: chaos
chaos: all $(ACCEPTING_GATE) $(BUILD)/clock.so
	@tests/chaos/run $(ROWS) $(MAILS:%=--mails %) \
		$(FAULT_SECONDS:%=--seconds %) $(MTA:%=--mta %) \
		$(ACTION:%=--action %) $(if $(BROKEN),--broken)

#: make hardening          what makes the programs harder to attack
.PHONY: hardening
hardening: all
	@tests/lint/hardening $(PROGRAMS)

# ---- figures ---------------------------------------------------------------

#: make bench              figures, each beside those of other programs
# BENCH_FULL=1, CORPUS=DIR: see tests/bench/run.
.PHONY: bench
bench: all $(BENCH_PROGRAMS) $(BUILD)/noop-milter $(BUILD)/milter-source \
		$(BUILD)/dns-delay
	tests/bench/run

# ---- tools -----------------------------------------------------------------

# The form of a table is its program's.
GENERATED = domains/engine/name/fold_table.c domains/engine/name/look_table.c \
	domains/engine/odds/letters.h
FORMATTED = $(filter-out $(GENERATED),$(call files,domains milter tests,*.[ch]))
ALL_SRC = $(PRODUCT_SRC) $(call files,tests,*.c)

#: make format             gives the sources the form of .clang-format
CLANG_FORMAT ?= clang-format-14
.PHONY: format
format:
	$(CLANG_FORMAT) -i $(FORMATTED)

#: make compile_commands.json    for editors and clang's tools
define compile_command
{"directory": "$(CURDIR)", "file": "$(1)", "command": "$(subst ",\",$(subst \,\\,$(CC) $(ALL_CFLAGS) -c $(1)))"},

endef
.PHONY: compile_commands.json
compile_commands.json:
	$(file >$@,[$(foreach file,$(ALL_SRC),$(call compile_command,$(file))))
	@sed -i '$$s/,$$/]/' $@

#: make tidy               clang-tidy and cppcheck over the product
.PHONY: tidy
tidy: compile_commands.json
	printf '%s\n' $(PRODUCT_SRC) | xargs -P 2 -n 8 \
		clang-tidy-14 --quiet --warnings-as-errors='*' -p .
	cppcheck --quiet --error-exitcode=1 --std=c11 --inline-suppr -I. -j 2 \
		--enable=warning,performance,portability \
		--suppressions-list=.cppcheck \
		$(PRODUCT_SRC)

#: make coverage           which lines the unit tests and command lines reach
# simd16.h is compiled in two ways, of which gcovr makes nothing.
.PHONY: coverage
coverage:
	@$(MAKE) BUILD=.build/coverage OPTIMISE=-O0 HARDEN_C= HARDEN_LD= \
		SANITIZE=--coverage all .build/coverage/unit
	find .build/coverage -name '*.gcda' -delete
	.build/coverage/unit
	for t in check_cli check_system list_cli; do \
		DOPPEL_BUILD=.build/coverage tests/integration/$$t || exit 1; \
	done
	gcovr --root . --filter domains/ --filter milter/ --sort-uncovered \
		--exclude domains/base/simd16.h --print-summary \
		--output .build/coverage/report.txt .build/coverage

# ---- dependencies ----------------------------------------------------------

# For make format, tidy and coverage, of which no test needs the last two.
# The last two are for tests/accuracy/letters and the bench.
DEPS_TOOLS = clang-format-14 clang-tidy-14 cppcheck gcovr wamerican ripgrep
DEPS_BUILD = gcc make libc6-dev pkg-config gettext libmilter-dev libidn2-dev \
	libpsl-dev libc-ares-dev libconfig-dev libxxhash-dev libjansson-dev \
	libcsv-dev libcurl4-gnutls-dev libldap-dev libzip-dev libexpat1-dev \
	libsqlite3-dev nettle-dev libisal-dev liblzma-dev libzstd-dev libbz2-dev libsystemd-dev \
	libhiredis-dev libldns-dev
# Beside another MTA Postfix is unpacked: the libraries are what it needs then.
DEPS_TRY = postfix python3 libdb5.3 libicu72 libnsl2 libsasl2-2 libssl3
# The last lines are what Sendmail, Exim, rspamd and maildrop need, which are
# unpacked.
# The sanitizers' reports, and what is excepted from them, go by the names that
# llvm-14 finds.
DEPS_TEST = libcriterion-dev miltertest mandoc python3 clang libclang-rt-14-dev \
	llvm-14 clang-format-14 systemd systemd-journal-remote nsd \
	redis-server redis-sentinel stunnel4 iproute2 \
	rbldnsd bind9 bind9-dnsutils dnstwist mailman3 logrotate \
	python3-openpyxl python3-xlsxwriter python3-odf python3-jsonschema \
	publicsuffix xz-utils zstd bzip2 \
	m4 libpython3.11 libldap-2.5-0 liblockfile1 libpcre2-8-0 libpcre3 \
	libgdbm6 libwrap0 libgnutls-dane0 \
	libglib2.0-0 libsodium23 libunwind8 libltdl7 libnsl2 openssl

# npm comes with other packages of Node, too.
DEPS_HTML = chromium fonts-noto-cjk default-jre-headless poppler-utils nodejs \
	$(if $(shell command -v npm),,npm)
DEPS_ENGINES = python3 rsyslog clickhouse-server
DEPS_OFFICE = python3-openpyxl python3-xlsxwriter python3-odf nodejs \
	$(if $(shell command -v npm),,npm)

.PHONY: deps-build deps-try deps-test deps-tools
deps-build:
	@conf/install-packages $(DEPS_BUILD)
deps-try:
	@conf/install-packages $(DEPS_BUILD) $(DEPS_TRY)
deps-test:
	@conf/install-packages $(DEPS_BUILD) $(DEPS_TRY) $(DEPS_TEST)

deps-tools:
	@conf/install-packages $(DEPS_BUILD) $(DEPS_TRY) $(DEPS_TEST) \
		$(DEPS_TOOLS)

# An MTA that is here stays, and Postfix is there all the same.
BESIDE = tests/integration/beside

# The two commands of the README.  The make below them runs after the packages
# are there: this one looked for them too early.
.PHONY: try test
try: deps-try
	@echo building
	@$(MAKE) --no-print-directory --silent all
	@$(BESIDE) tests/integration/try

test: deps-test
	@$(MAKE) --no-print-directory -j$$(nproc) all $(BUILD)/unit \
		$(BUILD)/milter-source $(BUILD)/explain_pairs \
		$(BROKEN_PROGRAMS) $(HURRIED) $(HURRIED_FETCH) $(BUILD)/clock.so \
		fuzz-programs
	@$(BESIDE) tests/run

# ---- install ---------------------------------------------------------------

#: make install            PREFIX=/usr/local SYSCONFDIR=/etc DESTDIR=
#: make uninstall          with the same; leaves SYSCONFDIR/doppelcheck
.PHONY: install uninstall
install: all
install uninstall:
	@BUILD='$(BUILD)' DESTDIR='$(DESTDIR)' BINDIR='$(BINDIR)' \
	SBINDIR='$(SBINDIR)' MANDIR='$(MANDIR)' DOCDIR='$(DOCDIR)' \
	SHAREDIR='$(SHAREDIR)' EXAMPLEDIR='$(EXAMPLEDIR)' \
	LISTDIR='$(LISTDIR)' LOCALEDIR='$(LOCALEDIR)' CONFDIR='$(CONFDIR)' \
	UNITDIR='$(UNITDIR)' \
	SYSUSERSDIR='$(SYSUSERSDIR)' TMPFILESDIR='$(TMPFILESDIR)' \
	conf/install-files $@

# ---- accuracy --------------------------------------------------------------

#: make accuracy           how right the verdicts are on the rows of tests/cases,
#:                         or on a corpus that lies elsewhere: CORPUS=DIR
.PHONY: accuracy
accuracy: all $(BUILD)/accuracy_dump
	@BUILD='$(BUILD)' tests/accuracy/accuracy $(CORPUS)
	@$(MAKE) --no-print-directory accuracy-contacts

#: make accuracy-contacts  the same for similar contacts, on people of the names of
#:                         tests/cases/people.tsv, or of a table NAMES=FILE
NAMES ?= tests/cases/people.tsv
.PHONY: accuracy-contacts
accuracy-contacts: $(BUILD)/accuracy_contacts
	@$(BUILD)/accuracy_contacts $(NAMES)

#: make accuracy-person    the same for names and local parts, on people put
#:                         together from tests/cases/people.tsv
.PHONY: accuracy-person
accuracy-person: $(BUILD)/accuracy_person
	@$(BUILD)/accuracy_person tests/cases/people.tsv

#: make clean              removes .build
.PHONY: clean
clean:
	rm -rf .build

#: make help               this list
.PHONY: help
help:
	@sed -n 's/^#: //p' Makefile

-include $(shell find $(BUILD) -name '*.d' -type f 2>/dev/null)

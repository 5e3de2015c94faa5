# SPDX-License-Identifier: BSD-2-Clause
"""A machine with another MTA: it stays, and there is a Postfix all the same."""

import os
import re
import subprocess

from lab.exim import Exim
from lab.place import ROOT, accepts, build_path, run, wait_until
from lab.unpacked import fetch

from . import case, check, same

# What dpkg-query and apt-get would say and do on a machine with an MTA.
DPKG_QUERY = """\
#!/bin/sh
case $* in
*db:Status*) echo 'installed {mta} {provides}' ;;
*) exit 1 ;;
esac
"""
APT_GET = """\
#!/bin/sh
echo "$@" >>{log}
case $* in *install*) echo nsd.service >>{log}.units ;; esac
"""
SYSTEMCTL = """\
#!/bin/sh
case $* in
*list-unit-files*) sed 's/$/ enabled enabled/' {log}.units ;;
*) echo systemctl "$@" >>{log} ;;
esac
"""

# Hides the installed Postfix and its users, as if it were not there.
HIDDEN = """
set -e
for file in passwd group; do
    grep -v '^post' /etc/$file >"$0/$file"
    mount --bind "$0/$file" /etc/$file
done
mount -t overlay overlay -o "lowerdir=$0/usr:/usr" /usr
! command -v postfix >/dev/null
exec "$@"
"""

BESIDE = os.path.join(ROOT, "tests/integration/beside")


def installs(place, packages, mta, provides="mail-transport-agent", **more):
    """What apt-get and, after it, systemctl get."""
    for name, text in (
            ("dpkg-query", DPKG_QUERY.format(mta=mta, provides=provides)),
            ("apt-get", APT_GET.format(log=place / "log")),
            ("systemctl", SYSTEMCTL.format(log=place / "log")),
            ("debconf-set-selections", "#!/bin/sh\n")):
        place.write(name, text, 0o755)
    place.write("log", "")
    place.write("log.units", "cron.service\nssh.service\n")
    run([os.path.join(ROOT, "conf/install-packages"), *packages],
        env=dict(os.environ, PATH="%s:%s" % (
            place.path, os.environ["PATH"]), **more))
    with open(place / "log", encoding="utf-8") as log:
        lines = log.read().splitlines()[1:]
    same(lines.pop(), "systemctl -q --root=/ disable nsd.service",
         "what does not begin with the machine")
    return lines


@case
def mta_not_replaced(place):
    packages = ["gcc", "postfix"]
    for mta, provides in (("exim4-daemon-light", "mail-transport-agent"),
                          ("sendmail-bin", "default-mta, "
                                           "mail-transport-agent")):
        line, = installs(place, packages, mta, provides)
        check("postfix" not in line and line.endswith(" gcc"), "packages",
              line)
        check("--no-remove" in line, "what is here may go", line)
        line, = installs(place, packages, mta, provides, REPLACE_MTA="yes")
        check("gcc postfix" in line, "packages", line)
        check("--no-remove" not in line, "it may not be replaced", line)
    for mta, provides in (("postfix", "mail-transport-agent"),
                          ("mailutils", "mailx")):
        line, = installs(place, packages, mta, provides)
        check("gcc postfix" in line, "packages", line)


@case(namespaces=True, slow=True)
def try_beside_another_mta(place):
    """`make try` where no Postfix is installed.  Where none is, all cases run
    as this one would."""
    if not os.path.exists("/var/lib/dpkg/info/postfix.list"):
        return
    root = fetch("postfix", ("postfix",), etc="postfix")
    for path, _, names in os.walk(os.path.join(root, "usr")):
        here = place / os.path.relpath(path, root)
        os.mkdir(here)
        # To an overlay this device is a file that is not there.
        for name in names:
            os.mknod(os.path.join(here, name), 0o020000)
    hidden = ["unshare", "-m", "sh", "-c", HIDDEN, place.path]
    done = run([*hidden, BESIDE, os.path.join(ROOT, "tests/integration/try")],
               timeout=200)
    check("it went out to taro@gmail.com" in done.stdout and
          "postsuper -H" in done.stdout, "what it shows", done.stdout)
    # Where it cannot be seen, no question and the way out.
    done = run([*hidden, "setpriv", "--bounding-set", "-sys_admin",
                "--inh-caps", "-sys_admin", BESIDE, "true"], expect=2)
    check("REPLACE_MTA=yes" in done.stderr, "the way out", done.stderr)


@case(namespaces=True)
def exim_asks(place):
    """What conf/mta/exim.acl asks and says, expanded by a real Exim, against
    the program as exim-ask@.service starts it."""
    with open(os.path.join(ROOT, "conf/mta/exim.acl"),
              encoding="utf-8") as file:
        acl = re.sub(r"\\\n\s*", "", file.read())
    asks, condition, message = (
        re.search(name + r"\s*= (.*)", acl).group(1)
        for name in ("set acl_m_doppel", "condition  ", "message  "))
    with open(os.path.join(ROOT, "conf/mta/exim-ask@.service"),
              encoding="utf-8") as file:
        options = re.search("ExecStart=[^ ]*doppelcheck (.*)",
                            file.read()).group(1).split()
    answers = place / "ask"
    place.start(["systemd-socket-activate", "--accept", "--inetd", "-l",
                 answers, build_path("doppelcheck"), *options, "--lists",
                 os.path.join(ROOT, "domains/lists")],
                stderr=subprocess.DEVNULL)
    wait_until(lambda: accepts(answers), "the listener")
    os.chmod(answers, 0o666)
    exim = Exim(place)

    def answer(domain, reply, local="taro"):
        said = exim.expand(asks.replace("/run/exim-ask.sock", answers)
                           .replace("$local_part", "\\N" + local + "\\N")
                           .replace("$domain", domain))
        same(exim.expand(condition.replace("$acl_m_doppel", said)),
             "true" if reply else "", domain + ": " + said)
        if reply:
            same(exim.expand(message.replace("$acl_m_doppel", said)), reply,
                 "the reply")

    answer("gmail.com", "")
    answer("gmai.com", "taro@gmai.com: known doppelganger of gmail.com, did "
           "you mean taro@gmail.com? [known-doppelganger certain]")
    # What a client may write is no comment, and no other form of file.
    for local, quoted in (("#a", "#a"), ("dn:a", '"dn:a"'), (";a", '";a"'),
                          ("GIF89a", "GIF89a"), ("%!PS", "%!PS"),
                          ("a> #", '"a> #"')):
        answer("gmai.com", "%s@gmai.com: known doppelganger of gmail.com, did "
               "you mean %s@gmail.com? [known-doppelganger certain]" %
               (quoted, quoted), local)
        answer("gmail.com", "", local)
    os.unlink(answers)
    answer("gmai.com", "")

# SPDX-License-Identifier: BSD-2-Clause
"""Addresses that are a typo of a given confidence, whatever the odds are
tuned to: doppelcheck is asked, and what it says the milter must do."""

import json

from .place import ROOT, Failure, build_path, run

SLIPS = ("taro@optlook.com", "taro@piglobe.ne.jp", "taro@nify.com",
         "taro@nift.com", "taro@biglobe.ke.jp", "taro@ifty.com", "taro@au.cm",
         "taro@niftyp.com", "taro@futlook.jp", "taro@gmaul.com",
         "taro@gnail.com", "taro@yafoo.co.jp",
         "taro@iclod.com", "taro@icloud.co", "taro@outlok.com",
         "taro@dokomo.ne.jp", "taro@gmail.con", "taro@homail.com",
         "taro@yaho.co.jp", "taro@outlok.jp", "taro@docmo.ne.jp",
         "taro@gmaill.co", "taro@ezwab.ne.jp", "taro@softbnk.ne.jp",
         "taro@yhoo.co.jp", "taro@autlook.com", "taro@hotmai.co.jp",
         "taro@gmail.cm", "taro@outlook.cp", "taro@msn.cm", "taro@zoho.co",
         "taro@aol.co", "taro@gmx.co", "taro@mac.co", "taro@nifty.co",
         "taro@gmial.shop", "taro@newhotmail.com", "taro@mygmail.com")


def typo_of(confidence):
    done = run([build_path("doppelcheck"), "--lists", "domains/lists",
                "--format", "json", "--min-confidence", "possible", "-"],
               text="\n".join(SLIPS) + "\n", expect=1, cwd=ROOT)
    for line in done.stdout.splitlines():
        found = json.loads(line)
        if found["reason"] == "typo" and found["confidence"] == confidence:
            return found["address"]
    raise Failure("no %s typo among the samples:\n%s"
                  % (confidence, done.stdout))

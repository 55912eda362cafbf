#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# suite_on_card.sh WEFT SUITE.pb KNOWN: a recorded suite on /gpu:0. What fails must be what KNOWN lists (a name a line, # and its
# reason after it), no more and no less.
set -u
weft=$1 suite=$2 known=$3 name=$(basename "$2" .pb)
text=$("$weft" conformance "$suite" --device /gpu:0 2>&1)
counts=$(grep -E "^[0-9]+ passed" <<< "$text" | tail -1)
[ -n "$counts" ] || { echo "$text" | tail -20; exit 1; }
failed=$(sed -n 's/^FAILED \([^:]*\):.*/\1/p' <<< "$text" | sort)
expected=$(sed -e 's/[[:space:]]*#.*//' "$known" | grep "^$name/" | sort)
echo "$counts (of which known differences: $(grep -c . <<< "$expected"))"
[ "$failed" = "$expected" ] && exit 0
diff <(echo "$expected") <(echo "$failed") | sed -n -e 's/^</no longer fails:/p' -e 's/^>/fails:/p'
grep "^FAILED" <<< "$text"
exit 1

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# on_card.sh WEFT SUITES: the recorded suites on /gpu:0. Exit code 77 where there is no card, with the reason.
set -u
weft=$1 suites=$2 here=$(cd "$(dirname "$0")" && pwd)
devices=$("$weft" devices)
if ! grep -q "device:GPU:0" <<< "$devices"; then
    echo "skipped: $(grep "no GPU" <<< "$devices")"
    exit 77
fi
echo "$devices"
failed=0
for suite in math array nn random train flow errors programs; do
    echo "== $suite"
    "$here/suite_on_card.sh" "$weft" "$suites/$suite.pb" "$here/known_differences.txt" || failed=1
done
echo "== zoo"
"$weft" conformance "$suites"/zoo/*.pb --device /gpu:0 || failed=1
exit $failed

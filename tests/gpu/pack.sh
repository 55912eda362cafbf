#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# pack.sh BUILD BENCH SUITES PYTHON: makes .gpu/{bundle.tar.xz,run.sh} in the current checkout, to be carried to a machine with a card.
#   BUILD   of preset cuda: packaging/check cuda
#   BENCH   folder with models.py and torch_models.py; SUITES: tests/conformance; PYTHON: one with TensorFlow
set -euo pipefail
[ $# -eq 4 ] || { echo "usage: pack.sh BUILD BENCH SUITES PYTHON" >&2; exit 2; }
build=$1 bench=$2 suites=$3 python=$4 here=$(cd "$(dirname "$0")" && pwd)
[ -e "$build/lib/libweft_cuda.so" ] || { echo "$build holds no libweft_cuda.so: build preset cuda on a machine with nvcc" >&2; exit 1; }
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
mkdir -p "$stage/suites" .gpu
"$here/../../packaging/bundle" "$build" "$stage"
"$here/../../packaging/bundle-starts" "$stage" "$suites/math.pb"
cp "$suites"/*.pb "$here/known_differences.txt" "$stage/suites/"
cp -r "$suites/zoo" "$stage/suites/"
[ ! -d "$suites/files" ] || cp -r "$suites/files" "$stage/suites/"
"$python" "$here/models_dump.py" "$bench" "$stage/models" >/dev/null
cp "$bench/torch_models.py" "$stage/models/"
cp "$here"/{peers.py,table.py,suite_on_card.sh} "$stage/"
git -C "$here" rev-parse --short HEAD > "$stage/COMMIT"
(cd "$stage" && sha256sum bin/* lib/*.so* > SHA256 && tar -cf - .) | xz -T0 -6 > .gpu/bundle.tar.xz
cp "$here/run.sh" .gpu/run.sh
needs=$(find "$stage/bin" "$stage/lib" -maxdepth 1 -type f -exec objdump -T {} + 2>/dev/null | grep -oE "(GLIBC|GLIBCXX)_[0-9.]+" | sort -uV)
echo "needs there: $(grep GLIBC_ <<< "$needs" | tail -1), $(grep GLIBCXX_ <<< "$needs" | tail -1) (or lib/compat)"
echo "$(du -h .gpu/bundle.tar.xz | cut -f1) in .gpu/bundle.tar.xz; there: bash run.sh"

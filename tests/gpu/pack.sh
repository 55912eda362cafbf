#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# pack.sh BUILD BENCH SUITES PYTHON: makes .gpu/{bundle.tar.xz,run.sh} in the current checkout.
#   BUILD   of preset cuda: cmake --preset cuda && cmake --build --preset cuda
#   BENCH   folder with models.py and torch_models.py; SUITES: tests/conformance; PYTHON: one with TensorFlow
set -euo pipefail
build=$1 bench=$2 suites=$3 python=$4 here=$(cd "$(dirname "$0")" && pwd)
command -v patchelf >/dev/null || { echo "apt-get install patchelf"; exit 1; }
stage=$(mktemp -d); mkdir -p "$stage"/{bin,lib,lib/compat,suites,tests} .gpu
cp "$(find "$build" -type f -name weft -perm -u+x | head -1)" "$stage/bin/weft"
find "$build" -name 'libweft_engine.so*' -type f -exec cp {} "$stage/lib/" \;
find "$build" -name 'libweft_cuda.so' -type f -exec cp {} "$stage/lib/" \;
find "$build" -type f -name 'tst_gpu_*' -perm -u+x -exec cp {} "$stage/tests/" \;      # optional; pulls in Qt Core and ICU, 14 MB packed
export LD_LIBRARY_PATH="$stage/lib"
for f in "$stage"/bin/* "$stage"/lib/*.so* "$stage"/tests/*; do [ -f "$f" ] && ldd "$f" || true; done | awk '/=> \//{print $3}' | sort -u |
  grep -vE '/(libc|libm|libdl|libpthread|librt|ld-linux[^/]*)\.so|weft|libcud|libcublas' | while read -r so; do
    case "$so" in *libstdc++*|*libgcc_s*) cp -L "$so" "$stage/lib/compat/";; *) cp -L "$so" "$stage/lib/";; esac; done
unset LD_LIBRARY_PATH
for f in "$stage"/lib/*.so* "$stage"/lib/compat/*.so*; do [ -f "$f" ] || continue; strip --strip-unneeded "$f"; patchelf --set-rpath '$ORIGIN' "$f"; done
for f in "$stage"/bin/* "$stage"/tests/*; do [ -f "$f" ] && { strip --strip-unneeded "$f"; patchelf --set-rpath '$ORIGIN/../lib' "$f"; }; done
cp -r "$suites"/*.pb "$stage/suites/"
"$python" "$here/models_dump.py" "$bench" "$stage/models" >/dev/null
cp "$bench/torch_models.py" "$stage/models/"; cp "$here/peers.py" "$stage/"
( cd "$stage" && sha256sum bin/* lib/*.so* > SHA256 && tar -cf - . ) | xz -T1 -6 > .gpu/bundle.tar.xz
cp "$here/run.sh" .gpu/run.sh
echo "needs: $(for f in "$stage"/bin/* "$stage"/lib/*.so*; do objdump -T "$f"; done 2>/dev/null | grep -oE "(GLIBC|GLIBCXX)_[0-9.]+" | sort -uV | awk -F_ "{m[\$1]=\$0} END{for(k in m) printf \"%s \", m[k]}")"
env -i "$stage/bin/weft" devices || true                                                 # must start here with an empty environment
du -sh .gpu/bundle.tar.xz; rm -rf "$stage"

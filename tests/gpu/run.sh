#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh: everything there is to learn on a machine with a card, in ten minutes (LIMIT=570 seconds), beside bundle.tar.xz.
# Each part has a limit of its own and what is left of the whole, writes OUT/NN-PART.log as it goes and a line of OUT/steps.tsv at its
# end; OUT/summary.md is made anew after each, so that whoever stops it keeps what there is. OUT=results here by default.
# Without a card it says why and ends with 77. WEFT_GPU_LIBRARY=.../libweft_gpu_emulated.so tries the script itself without one
# (SECONDS_EACH=0.1 LIMIT=120 keep that short). Exit code 1: something is wrong, see the summary.
set -u
cd "$(dirname "$0")"
here=$PWD out=${OUT:-$PWD/results} each=${SECONDS_EACH:-2} limit=${LIMIT:-570}
mkdir -p "$out"; out=$(cd "$out" && pwd)
rm -f "$out"/*.log "$out"/*.jsonl "$out"/steps.tsv "$out"/summary.md
root=$(mktemp -d)
trap 'summarize; rm -rf "$root"' EXIT
trap 'exit 1' INT TERM
summarize() { [ ! -e "$root/table.py" ] || python3 "$root/table.py" "$out" "$root/models/losses.json" > "$out/summary.new" 2>> "$out/summary.log"
    [ ! -s "$out/summary.new" ] || mv "$out/summary.new" "$out/summary.md"; }
xz -dc bundle.tar.xz | tar -xf - -C "$root" || { echo "bundle.tar.xz is not beside run.sh, or damaged" >&2; exit 1; }
cd "$root"
site=$(python3 -c 'import nvidia; print(list(nvidia.__path__)[0])' 2>/dev/null || true)
export WEFT_CUDA_PATH=${WEFT_CUDA_PATH:-${site:+$site/cu13/lib:$site/cudnn/lib:}/usr/local/cuda/lib64}
weft=$root/bin/weft number=0 failed=0
part() {  # NAME LIMIT COMMAND...: a limit that is spent is rc 124, a part for which no time is left rc -
    local name=$1 most=$2 left=$((limit - SECONDS)) rc began=$SECONDS
    shift 2
    number=$((number + 1))
    local log; log=$out/$(printf '%02d' $number)-${name// /-}.log
    if [ "$left" -lt 5 ]; then printf '%s\t-\t0\n' "$name" >> "$out/steps.tsv"; echo "$name: no time left"; return 1; fi
    timeout -k 5 $((most < left ? most : left)) "$@" > "$log" 2>&1
    rc=$?
    printf '%s\t%s\t%s\n' "$name" $rc $((SECONDS - began)) >> "$out/steps.tsv"
    echo "$name: rc=$rc, $((SECONDS - began)) s"
    summarize
    return $rc
}

# 1 Does it start, and with what.
part bundle 20 sha256sum -c --quiet SHA256 || failed=1
"$weft" --version > /dev/null 2>&1 || export LD_LIBRARY_PATH=$root/lib/compat
{ echo "commit $(cat COMMIT 2>/dev/null)"; "$weft" --version 2>&1; nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader 2>&1; } > "$out/machine.log"
part devices 60 "$weft" devices
cat "$out"/*-devices.log
if ! grep -q "device:GPU:0" "$out"/*-devices.log; then echo "no card to run on: nothing was tried"; exit 77; fi

# 2 Right first: the suites, then losses after 20 steps.
for suite in math array nn train flow random errors; do
    part "suite $suite" 60 ./suite_on_card.sh "$weft" "suites/$suite.pb" suites/known_differences.txt || failed=1
    tail -1 "$out"/*-suite-$suite.log
done
part "suite zoo" 90 "$weft" conformance suites/zoo/*.pb --device /gpu:0 || failed=1  # whole trainings, each recorded in its third step
tail -1 "$out"/*-suite-zoo.log
bench() {  # ROUND MODEL OPTIONS SECONDS: a line of weft.jsonl
    "$weft" bench "models/${2%_*}.pb" --device /gpu:0 $3 --init init --target train --fetch loss:0 --feed "x:0=@models/$2.x.tensor" \
        --feed "t:0=@models/$2.t.tensor" --seconds "$4" --loss-after 20 --json | tee /dev/stderr | tail -1 |
        sed "s/^{/{\"model\":\"$2\",\"options\":\"$3\",\"round\":$1,/" >> "$out/weft.jsonl"
    return "${PIPESTATUS[0]}"
}
export -f bench
export weft out
models="mlp_64 cnn_64 lstm_32 while_lstm_32 mlp_1024 cnn_1024"
for model in $models; do part "bench $model" 30 bash -c "bench 1 $model '' $each" || failed=1; done

# 3 What makes it fast: the second round, TF32, algorithms by timing, each pass of its own, where the time goes.
for model in $models; do part "bench again $model" 20 bash -c "bench 2 $model '' $each"; done
for model in $models; do part "bench tf32 $model" 20 bash -c "bench 1 $model --tf32 $each"; done
for model in mlp_64 cnn_64 lstm_32; do
    for option in "--passes -fuse_elementwise" "--passes -join_updates" "--passes -fuse_epilogues" --autotune; do
        part "bench ${option##* } $model" 15 bash -c "bench 1 $model '$option' $each"
    done
done
for model in mlp_64 lstm_32 while_lstm_32; do
    part "trace $model" 20 "$weft" bench "models/${model%_*}.pb" --device /gpu:0 --log-placement --init init --target train --fetch loss:0 \
        --feed "x:0=@models/$model.x.tensor" --feed "t:0=@models/$model.t.tensor" --seconds 0.1 --loss-after 5 --trace "$out/$model.trace.json"
done

# 4 Peers; they take longest, so each has what is left but the sanitizers' share.
if [ -z "${WEFT_GPU_LIBRARY:-}" ]; then
    part peers $((limit - SECONDS > 150 ? limit - SECONDS - 90 : 60)) bash -c "python3 peers.py models '$root' 1 | tee '$out/peers.jsonl'"
fi

# 5 Sanitizers on small work; some virtual machines refuse them.
if command -v compute-sanitizer > /dev/null; then
    for tool in memcheck racecheck initcheck; do
        part "compute-sanitizer $tool" 30 compute-sanitizer --tool $tool --error-exitcode 9 "$weft" conformance suites/nn.pb --device /gpu:0 --filter '*Softmax*' || failed=1
    done
fi
summarize
cat "$out/summary.md" 2>/dev/null
echo "all in $out"
grep -q "WRONG" "$out/summary.md" 2>/dev/null && failed=1
exit $failed

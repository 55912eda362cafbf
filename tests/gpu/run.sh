#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh: runs on the machine with the card, beside bundle.tar.xz, in ten minutes. Every part has its own limit; summary.txt comes last,
# in $OUT where that is set. Without a card it says why and ends with 77. WEFT_GPU_LIBRARY=.../libweft_gpu_emulated.so tries the script
# itself without one (SECONDS_EACH=0.1 keeps that short).
set -u
cd "$(dirname "$0")"
root=$(mktemp -d)
xz -dc bundle.tar.xz | tar -xf - -C "$root" || { echo "bundle.tar.xz is not beside run.sh, or damaged" >&2; exit 1; }
cd "$root"
out=${OUT:-$root/out}; mkdir -p "$out"
site=$(python3 -c 'import nvidia; print(list(nvidia.__path__)[0])' 2>/dev/null || true)
export WEFT_CUDA_PATH=${WEFT_CUDA_PATH:-${site:+$site/cu13/lib:$site/cudnn/lib:}/usr/local/cuda/lib64}
weft=$root/bin/weft log=$out/log.txt summary=$out/summary.txt each=${SECONDS_EACH:-2}
: > "$log"; : > "$summary"
say() { echo "$*" | tee -a "$summary"; }
part() {  # NAME LIMIT COMMAND...
    local name=$1 limit=$2 rc began=$SECONDS
    shift 2
    echo "== $name" >> "$log"
    timeout -k 5 "$limit" "$@" >> "$log" 2>&1
    rc=$?
    say "$name: rc=$rc, $((SECONDS - began)) s"
    return $rc
}

# 1 Does it start, and with what.
sha256sum -c --quiet SHA256 || say "the bundle is damaged"
say "commit $(cat COMMIT 2>/dev/null)"
"$weft" --version >> "$log" 2>&1 || { export LD_LIBRARY_PATH=$root/lib/compat; say "with lib/compat"; }
nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader 2>/dev/null | tee -a "$summary"
devices=$(timeout -k 5 60 "$weft" devices 2>&1)
say "$devices"
if ! grep -q "device:GPU:0" <<< "$devices"; then
    say "no card to run on: nothing was tried"
    exit 77
fi

# 2 Right first.
for suite in math array nn random train flow errors; do
    part "suite $suite" 60 ./suite_on_card.sh "$weft" "suites/$suite.pb" suites/known_differences.txt
    say "   $(sed -n "/^== suite $suite\$/,\$p" "$log" | grep -E "^[0-9]+ passed" | tail -1)"
done

# 3 The benchmark models: loss after 20 steps, then speed, twice each.
for round in 1 2; do for model in mlp_64 mlp_1024 cnn_64 cnn_1024 lstm_32 while_lstm_32; do for tf32 in "" --tf32; do
    timeout -k 5 40 "$weft" bench "models/${model%_*}.pb" --device /gpu:0 $tf32 --init init --target train --fetch loss:0 \
        --feed "x:0=@models/$model.x.tensor" --feed "t:0=@models/$model.t.tensor" --seconds "$each" --loss-after 20 --json 2>> "$log" |
        tail -1 | sed "s/^{/{\"model\":\"$model\",\"tf32\":\"$tf32\",\"round\":$round,/" >> "$out/weft.jsonl"
done; done; done
for model in mlp_64 lstm_32; do
    part "trace of $model" 30 "$weft" bench "models/${model%_*}.pb" --device /gpu:0 --log-placement --init init --target train --fetch loss:0 \
        --feed "x:0=@models/$model.x.tensor" --feed "t:0=@models/$model.t.tensor" --seconds 0.1 --loss-after 5 --trace "$out/$model.trace.json"
done
say "$(grep "is not on the GPU" "$log" | sort -u)"

# 4 Sanitizers on small work; some virtual machines refuse them, and the rest goes on.
if command -v compute-sanitizer >/dev/null; then
    for tool in memcheck racecheck initcheck; do
        part "compute-sanitizer $tool" 45 compute-sanitizer --tool $tool --error-exitcode 9 "$weft" conformance suites/nn.pb --device /gpu:0 --filter '*Softmax*'
    done
else
    say "no compute-sanitizer on this machine"
fi

# 5 Peers, last because they take longest.
if [ -z "${WEFT_GPU_LIBRARY:-}" ]; then
    timeout -k 5 240 python3 peers.py models "$root" 1 > "$out/peers.jsonl" 2>> "$log" || say "peers cut short"
fi
python3 table.py "$out" models/losses.json | tee -a "$summary"
say "all in $out"

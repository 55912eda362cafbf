#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs on the machine with the card. Every part has its own limit and writes one file; the summary comes last.
set -u
cd "$(dirname "$0")"; root=$(mktemp -d); xz -dc bundle.tar.xz | tar -xf - -C "$root"; cd "$root"; out=${OUT:-$root/out}; mkdir -p "$out"
site=$(python3 -c 'import nvidia, os; print(list(nvidia.__path__)[0])' 2>/dev/null || true)
export WEFT_CUDA_PATH=${site:+$site/cu13/lib:$site/cudnn/lib:}/usr/local/cuda/lib64
weft=$root/bin/weft; log=$out/log.txt; sum=$out/summary.txt; : > "$log"; : > "$sum"
say() { echo "$*" | tee -a "$sum"; }
part() { local name=$1 limit=$2; shift 2; local t=$SECONDS; echo "== $name" >> "$log"; timeout -k 5 "$limit" "$@" >> "$log" 2>&1; local rc=$?; say "$name rc=$rc $((SECONDS - t))s"; return $rc; }
# 0 does it start, and with what
sha256sum -c --quiet SHA256 || say "bundle damaged"
"$weft" --version >> "$log" 2>&1 || { export LD_LIBRARY_PATH=$root/lib/compat; say "using lib/compat"; }
nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader | tee -a "$sum"; ldd --version | head -1 >> "$log"
part devices 60 "$weft" devices || { say "no device: stop"; tail -20 "$log"; exit 1; }
tail -8 "$log"
# 1 correct first
for suite in math array nn random train flow errors; do
  part "conformance $suite" 60 "$weft" conformance suites/$suite.pb --device /gpu:0 --results "$root/$suite.results"
  say "   $(sed -n "/^== conformance $suite\$/,\$p" "$log" | grep -E "^[0-9]+ passed" | tail -1 || true)"
done
for t in tests/tst_*; do [ -x "$t" ] && part "$t" 60 "$t"; done
# 2 our steps: loss must agree with TensorFlow's CPU loss after 20 steps, then speed, twice
: > "$out/weft.jsonl"
for round in 1 2; do for m in mlp_64 mlp_1024 cnn_64 cnn_1024 lstm_32 while_lstm_32; do for tf32 in "" --tf32; do
  n=${m%_*}; timeout -k 5 40 "$weft" bench models/$n.pb --device /gpu:0 $tf32 --init init --target train --fetch loss:0 --feed x:0=@models/$m.x.tensor --feed t:0=@models/$m.t.tensor \
    --seconds 2 --loss-after 20 --json 2>> "$log" | tail -1 | sed "s/^{/{\"model\":\"$m\",\"tf32\":\"$tf32\",\"round\":$round,/" >> "$out/weft.jsonl"
done; done; done
# 3 sanitizer on small work (refused on some virtual machines: then it says so and the rest goes on)
if command -v compute-sanitizer >/dev/null; then for tool in memcheck racecheck; do
  part "sanitizer $tool" 45 compute-sanitizer --tool $tool --error-exitcode 9 "$weft" conformance suites/nn.pb --device /gpu:0 --filter '*Softmax*'; done; else say "no compute-sanitizer"; fi
# 4 peers, last because it is the longest
timeout -k 5 240 python3 peers.py models "$root" 1 > "$out/peers.jsonl" 2>> "$log" || say "peers cut short"
# 5 one table
python3 - "$out" models/losses.json <<'PY' | tee -a "$sum"
import json, sys
out, losses = sys.argv[1], json.load(open(sys.argv[2])); best, peers = {}, {}
def rows(path):
    for line in open(path):
        try: yield json.loads(line)
        except ValueError: pass
for r in rows(out + "/weft.jsonl"):
    k = (r["model"], bool(r["tf32"])); best.setdefault(k, []).append(r["rate"]); want = losses.get(r["model"])
    if want and not k[1] and r["model"][:3] != "cnn" and abs(r["loss"] - want) > 1e-3 * max(1, abs(want)): print("WRONG LOSS", r["model"], r["loss"], "want", want)
for r in rows(out + "/peers.jsonl"): peers[(f'{r["model"]}_{r["batch"]}', r["tf32"], r["engine"])] = r
print("model tf32 weft/s (two rounds) | torch eager compile graph, free-running steps/s | ratio to each")
for (m, tf), rates in sorted(best.items()):
    p = [peers.get((m, tf, "torch." + e), {}).get("free") or 0 for e in ("eager", "compile", "graph")]
    print(m, tf, [round(x) for x in rates], "|", [round(x) for x in p], "|", [round(max(rates) / x, 2) if x else None for x in p])
PY
cp "$log" "$out/" 2>/dev/null; tail -c 4000 "$sum"

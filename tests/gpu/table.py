#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""table.py OUT LOSSES: what run.sh measured, as one table; says which losses are wrong (exit code 1)."""
import json, os, sys
out, losses = sys.argv[1], json.load(open(sys.argv[2]))
ours, peers, wrong = {}, {}, 0

def rows(path):
    for line in open(path) if os.path.exists(path) else ():
        try: yield json.loads(line)
        except ValueError: pass

for r in rows(out + "/weft.jsonl"):
    key = (r["model"], bool(r["tf32"]))
    ours.setdefault(key, []).append(r["rate"])
    want = losses.get(r["model"])
    # cnn drops out by numbers that TensorFlow draws otherwise; TF32 rounds.
    if want and not key[1] and not r["model"].startswith("cnn") and abs(r["loss"] - want) > 1e-3 * max(1, abs(want)):
        wrong += 1
        print("WRONG LOSS", r["model"], "got", r["loss"], "want", want)
for r in rows(out + "/peers.jsonl"): peers[(f'{r["model"]}_{r["batch"]}', r["tf32"], r["engine"])] = r
print("model, TF32, weft steps/s (each round) | torch eager, compiled, captured, free-running | ratio to each")
for (model, tf32), rates in sorted(ours.items()):
    theirs = [peers.get((model, tf32, "torch." + mode), {}).get("free") or 0 for mode in ("eager", "compile", "graph")]
    print(model, "tf32" if tf32 else "float32", [round(x) for x in rates], "|", [round(x) for x in theirs], "|",
          [round(max(rates) / x, 2) if x else None for x in theirs])
print("losses after 20 steps:", "all as TensorFlow's" if ours and not wrong else "WRONG" if wrong else "none measured")
sys.exit(1 if wrong or not ours else 0)
